// Turns the tracker off for good on this page: the module cannot run, it trapped, the options are wrong, or
// the page is a robot's. Calls are refused from then on; what is stored goes out from the next page. A denial
// of consent is no shutdown: see consent.js.

import { replayQueue } from "./replay.js";
import { callIdleCallbacks } from "./requests.js";
import { resolveSettled, setOff } from "./tracker-state.js";

/**
 * @import { OffReason, OptionError } from "./types.js"
 */

/**
 * @param {OffReason} reason
 * @param {unknown} [error] What was thrown.
 * @param {OptionError[]} [errors] What is wrong with the options.
 */
export function turnOff(reason, error, errors) {
  setOff(reason, errors);
  if (error) console.error("shoptrail is off:", reason, error);
  replayQueue();
  resolveSettled();
  callIdleCallbacks();
}
