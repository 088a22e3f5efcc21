// The tools module as users import it: `shoptrail/tools`. The import of `#tools-module` starts the module in
// the way of the runtime, which the conditions in package.json choose.
import "#tools-module";
export { checkBatch, checkMessage, checkRequest, planName, problemCodes } from "./api.js";
