// The tools module as users import it: `shoptrail/tools`.
export { checkBatch, checkMessage, checkRequest, planName, problemCodes } from "./api.js";
