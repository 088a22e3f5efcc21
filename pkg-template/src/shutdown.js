// Turns the tracker off for good on this page: the module cannot run, it trapped, the options are wrong, or
// the page is a robot's. Calls are refused from then on; what is stored goes out from the next page. A denial
// of consent is no shutdown: see consent.js.

import { replayQueue } from "./replay.js";
import { callIdleCallbacks } from "./requests.js";
import { isDebug, options, resolveSettled, setOff } from "./tracker-state.js";

/**
 * @import { OffReason, OptionError } from "./types.js"
 */

/**
 * @param {OffReason} reason
 * @param {unknown} [error] What was thrown.
 * @param {OptionError[]} [errors] What is wrong with the options.
 * @param {Promise<any>} [help] The part that puts into words what an option allows; without it they are
 *   patterns.
 */
export function turnOff(reason, error, errors, help) {
  setOff(reason, errors);
  if (errors) Promise.resolve(help).then((part) => reportErrors(part?.explain(errors) ?? errors));
  if (isDebug && !errors) console.error("shoptrail is off:", reason, error);
  replayQueue();
  resolveSettled();
  callIdleCallbacks();
}

/** @param {OptionError[]} errors */
function reportErrors(errors) {
  setOff("options", errors);
  for (const { option, allowed } of errors)
    console.error("shoptrail is off: option " + option + " is", options[option], "allowed:", allowed);
}
