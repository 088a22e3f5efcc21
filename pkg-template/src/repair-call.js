// Events that the core refuses are put right by the part `repair`, which is loaded with the first of them; so
// are e-mail addresses of `identify`. Until it is there, calls wait. Without it, or with the option `strict`,
// they stay refused.

import { attempt, setTimeout, toJson } from "shoptrail:heap";
import { isOn } from "./options.js";
import { loadPart } from "./part-loader.js";
import { setTimer } from "./timer.js";
import { options } from "./tracker-state.js";

/**
 * @import { Refused, Repair, RepairPart, Result, Violation } from "./types.js"
 */

/** A network that hangs must not hold the events of a page. */
const MAX_WAIT_MS = 4000;
/** In an address, also one that is written as a link, as HTML or by an East Asian keyboard. */
const AT = /[@&%\uff20]/;
/** Instead of the answer to a call that waits for the part. */
export const WAITING = /** @type {Result} */ ({ ok: true });
/** Until it is there, or nobody waits for it any longer. @type {Promise<void> | undefined} */
export let repairLoading;
/** @type {RepairPart | (() => void)} */
let repair;

/**
 * Has a call put right that the core refused. No properties mend an event's name, or its size. An `identify`
 * whose address was left out is made anew with what the part reads.
 *
 * @param {string} name Of the event, or the method.
 * @param {() => unknown[]} original Gives its arguments behind the event's name as the page gave them.
 * @param {Result} result Of the core.
 * @param {(values: unknown[], repairs: Repair[]) => Result} process Has the core read others in their place.
 * @returns {Result}
 */
export function repairCall(name, original, result, process) {
  const { reason, violations } = /** @type {Refused} */ (result);
  const mayMend = (/** @type {Violation} */ { path, code }) =>
    name === "identify"
      ? path === "email" && attempt(() => AT.test(toJson(original())))
      : reason === "invalid" && (path || !/event|large/.test(code));
  if (isOn(options.strict) || !violations?.some(mayMend)) return result;
  if (repair) {
    const values = original();
    return (
      attempt(() => repair(name, values, violations, process)) ||
      process([withoutFaults(values[0], violations), ...values.slice(1)], [])
    );
  }
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
  /** @type {any} */
  const rest = properties === Object(properties) ? { .../** @type {object} */ (properties) } : properties;
  for (const { code, path } of violations)
    if (code !== "missing_property") delete rest[/** @type {any} */ (/^\w*/.exec(path))[0]];
  return rest;
}
