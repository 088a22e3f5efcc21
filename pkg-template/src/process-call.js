// Has the core process one call, and tells what became of it: to listeners, and with `debug` on the console.
// What the core makes of a call is its own business. When a call is processed, calls.js and pending-calls.js
// decide.

import { fromJson } from "shoptrail:heap";
import { isInsideCore, processCall } from "./core.js";
import { emit } from "./notices.js";
import { queueCall } from "./queue.js";
import { repairEvent, WAITING } from "./repair-call.js";
import { afterCall } from "./requests.js";
import { isRunning, offReason, warn } from "./tracker-state.js";

/**
 * @import { Answer, Call, PendingCall, PreparedCall, Refused, Result, SavedCall } from "./types.js"
 */

/** Calls of this page that were refused as invalid, or accepted with violations. */
export const callCounts = { refused: 0, repaired: 0 };

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
  if (!ok) warn(method, args, result);
  if (reason === "invalid") {
    callCounts.refused++;
    emit("refused", { name: /** @type {string} */ (method === "track" ? args[0] : method), violations });
  } else if (ok && violations?.[0]) callCounts.repaired++;
}

/**
 * Every call passes here. It is queued while the core is not there, or another call is inside it: a getter
 * among the arguments can call the tracker.
 *
 * @param {Call | SavedCall | PendingCall} call
 * @param {boolean} [isPending] The call waited.
 * @param {PreparedCall} [prepared]
 * @param {boolean} [isFromDeadPage] The page that accepted the call died.
 * @param {string} [text] The call as it is stored, if it is: the core changes the arguments of a call that
 *   waited.
 * @returns {Result}
 */
export function processOrQueue(call, isPending, prepared, isFromDeadPage, text) {
  if (isInsideCore || (!isRunning && !offReason)) return queueCall(call);
  const [method, args, ...rest] = call;
  /** @type {Refused} */
  const refusal = { ok: false, reason: offReason || "internal", violations: [] };
  // A call that waited for the part is not processed anew: the core took what is odd out of its arguments.
  const first = /** @type {Result} */ (
    /** @type {PendingCall} */ (call).refused ||
      processCall(call, refusal, isPending, { event: prepared }, isFromDeadPage)
  );
  let result = first;
  const place = method === "track" ? 1 : 0;
  // Listeners hear what was accepted. The refused arguments lack what the core took out of them.
  let heard = args;
  if (/^[tp]/.test(method)) {
    result = repairEvent(
      /** @type {string} */ (args[0]),
      () => (text ? fromJson(text)[1] : args)[place],
      result,
      (properties, repairs) =>
        processCall(
          /** @type {any} */ ([method, (heard = [...args.slice(0, place), properties]), ...rest]),
          refusal,
          isPending,
          { repairs },
          isFromDeadPage,
        ),
    );
    if (result === WAITING) {
      /** @type {PendingCall} */ (call).refused = first;
      return result;
    }
  }
  reportResult(method, heard, /** @type {Answer} */ (result));
  if (!isPending) afterCall();
  return result;
}
