// Events that the core refuses are put right by the part `repair`, which is loaded with the first of them.
// Until it is there, calls wait. Without it, or with the option `strict`, they stay refused.

import { attempt, setTimeout } from "shoptrail:heap";
import { isOn } from "./options.js";
import { loadPart } from "./part-loader.js";
import { setTimer } from "./timer.js";
import { options } from "./tracker-state.js";

/**
 * @import { Refused, Repair, RepairPart, Result, Violation } from "./types.js"
 */

/** A network that hangs must not hold the events of a page. */
const MAX_WAIT_MS = 4000;
/** Instead of the answer to a call that waits for the part. */
export const WAITING = /** @type {Result} */ ({ ok: true });
/** Until it is there, or nobody waits for it any longer. @type {Promise<void> | undefined} */
export let repairLoading;
/** @type {RepairPart | (() => void)} */
let repair;

/**
 * Has an event put right that the core refused.
 *
 * @param {string} name Of the event.
 * @param {() => unknown} original Gives its properties as the page gave them.
 * @param {Result} result Of the core.
 * @param {(properties: unknown, repairs: Repair[]) => Result} process Has the core read it anew.
 * @returns {Result}
 */
export function repairEvent(name, original, result, process) {
  const { reason, violations } = /** @type {Refused} */ (result);
  if (reason !== "invalid" || isOn(options.strict)) return result;
  // No properties mend the event's name, or its size.
  if (!violations.some(({ path, code }) => path || !/event|large/.test(code))) return result;
  if (repair)
    return (
      attempt(() => repair(name, original(), violations, process)) ||
      process(withoutFaults(original(), violations), [])
    );
  if (!repairLoading) {
    repairLoading = loadPart("repair").then(goOn);
    setTimeout(goOn, MAX_WAIT_MS);
  }
  return WAITING;
}

/**
 * The part is there, or nobody waits for it any longer. One that comes later still serves later events.
 *
 * @param {RepairPart | void} part
 */
export function goOn(part) {
  repair = part || repair || (() => {});
  repairLoading = undefined;
  setTimer(0);
}

/**
 * Without the part, or with a fault in it, what is wrong is left out unread.
 *
 * @param {unknown} properties
 * @param {Violation[]} violations
 */
function withoutFaults(properties, violations) {
  /** @type {Record<string, unknown>} */
  const rest = { .../** @type {object} */ (properties) };
  for (const { code, path } of violations)
    if (code !== "missing_property") delete rest[/** @type {any} */ (/^\w*/.exec(path))[0]];
  return rest;
}
