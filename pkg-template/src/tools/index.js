// The tools module as users import it: `shoptrail/tools`.
export { checkBatch, checkEvent, checkMessage, checkRequest, planName, problemCodes } from "./api.js";
