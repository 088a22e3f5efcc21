// Has the core process one call, and tells what became of it: to listeners, and with `debug` on the console.
// What the core makes of a call is its own business. When a call is processed, calls.js and pending-calls.js
// decide.

import { fromJson } from "shoptrail:heap";
import { isInsideCore, processCall } from "./core.js";
import { emit } from "./notices.js";
import { loadPart } from "./part-loader.js";
import { queueCall } from "./queue.js";
import { repairCall, WAITING } from "./repair-call.js";
import { afterCall } from "./requests.js";
import { isDebug, isRunning, offReason, warn } from "./tracker-state.js";

/**
 * @import { Answer, Call, PendingCall, PreparedCall, Refused, Repair, Result } from "./types.js"
 * @import { SavedCall } from "./types.js"
 */

/** Calls of this page that were refused as invalid, or accepted with violations. */
export const callCounts = { refused: 0, repaired: 0 };
/**
 * The violations of the answers, by code.
 *
 * @type {Record<string, number>}
 */
export const violationCounts = {};

/**
 * Tells what became of a call, and counts it when it was refused or repaired.
 *
 * @param {Call[0]} method
 * @param {unknown[]} args
 * @param {Answer} result
 */
function reportResult(method, args, result) {
  emit("call", { method, args, result });
  const { ok, reason, violations } = /** @type {Result & Refused} */ (result);
  for (const { code } of violations || []) violationCounts[code] = (violationCounts[code] || 0) + 1;
  if (!ok) warn(method, args, result);
  if (reason === "invalid") {
    callCounts.refused++;
    const notice = { name: /** @type {string} */ (method === "track" ? args[0] : method), violations };
    emit("refused", notice);
    // With `debug` the console has each refused call itself.
    if (!isDebug) loadPart("option-help").then((help) => help?.reportRefusal(notice));
  } else if (ok && violations?.[0]) callCounts.repaired++;
}

/**
 * Every call passes here. It is queued while the core is not there, or another call is inside it: a getter
 * among the arguments can call the tracker.
 *
 * @param {Call | SavedCall | PendingCall} call
 * @param {string} [text] The call as it is stored, if it waited: the core changes its arguments.
 * @param {PreparedCall} [prepared]
 * @param {boolean} [isFromDeadPage] The page that accepted the call died.
 * @returns {Result}
 */
export function processOrQueue(call, text, prepared, isFromDeadPage) {
  if (isInsideCore || (!isRunning && !offReason)) return queueCall(call);
  const [method, args, ...rest] = call;
  const names = method === "track" ? args.slice(0, 1) : [];
  /**
   * @param {Call | SavedCall | PendingCall} entry
   * @param {{ event?: PreparedCall, repairs?: Repair[] }} known
   * @returns {Result}
   */
  const process = (entry, known) =>
    processCall(
      entry,
      { ok: false, reason: offReason || "internal", violations: [] },
      !!text,
      known,
      isFromDeadPage,
    );
  // A call that waited for the part is not processed anew: the core took what is odd out of its arguments.
  const first = /** @type {PendingCall} */ (call).refused || process(call, { event: prepared });
  // The core changes the arguments of a call that waited.
  const original = () => /** @type {unknown[]} */ (text ? fromJson(text)[1] : args);
  let accepted = args;
  const result = repairCall(
    /** @type {string} */ (names[0] || method),
    () => original().slice(names.length),
    first,
    (values, repairs) =>
      process(/** @type {any} */ ([method, (accepted = [...names, ...values]), ...rest]), { repairs }),
  );
  if (result === WAITING) {
    /** @type {PendingCall} */ (call).refused = first;
    return result;
  }
  reportResult(method, result.ok ? accepted : original(), /** @type {Answer} */ (result));
  if (!text) afterCall();
  return result;
}
