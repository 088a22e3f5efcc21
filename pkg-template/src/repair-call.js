// Events that the core refuses are put right by the part `repair`, which is loaded with the first of them.
// Until it is there, calls wait. Without it, or with the option `strict`, they stay refused.

import { attempt, read } from "shoptrail:heap";
import { isOn } from "./options.js";
import { setTimer } from "./timer.js";
import { options } from "./tracker-state.js";

/**
 * @import { Repair, RepairPart, Result } from "./types.js"
 */

/** Instead of the answer to a call that waits for the part. */
export const WAITING = /** @type {Result} */ ({ ok: true });
/** @type {boolean} */
export let isRepairLoading;
/** @type {RepairPart | 0 | undefined} */
let repair;
/** @type {() => Promise<any>} */
let load;

/** @param {() => Promise<any>} loader Loads the part. */
export const setRepairLoader = (loader) => (load = loader);

/**
 * Has an event put right that the core refused.
 *
 * @param {string} name Of the event.
 * @param {() => unknown} original Gives its properties as the page gave them.
 * @param {Result} refused
 * @param {(properties: unknown, repairs: Repair[]) => Result} process Has the core read it anew.
 * @returns {Result}
 */
export function repairEvent(name, original, refused, process) {
  if (refused.reason !== "invalid" || isOn(options.strict)) return refused;
  const { violations } = /** @type {import("./types.js").Refused} */ (refused);
  // No properties mend the event's name, or its size.
  const isReadable = violations.some(({ path, code }) => path || !/event|large/.test(code));
  if (isReadable && repair === undefined) {
    if (!isRepairLoading)
      load().then((part) => {
        repair = part || 0;
        isRepairLoading = false;
        setTimer(0);
      });
    isRepairLoading = true;
    return WAITING;
  }
  /** @type {(properties: unknown, repairs: Repair[]) => Result} */
  const again = (properties, repairs) => process(read(properties), /** @type {Repair[]} */ (read(repairs)));
  const part = isReadable && repair;
  // A fault of the part costs no event more than its absence does.
  return (part && attempt(() => part(name, read(original()), violations, again))) || again(original(), []);
}
