// Accepts the four calls `track`, `page`, `identify` and `reset`: a call that can wait is only stored now,
// any other is processed at once. While the part `repair` is on its way, every call waits behind the odd one,
// so that they keep their order.

import { hooks, read } from "shoptrail:heap";
import { isInsideCore } from "./core.js";
import { recentCalls } from "./notices.js";
import { acceptPendingCall } from "./pending-calls.js";
import { eraseDevice } from "./privacy.js";
import { processOrQueue } from "./process-call.js";
import { repairLoading, WAITING } from "./repair-call.js";
import { isDebug, isLeaving, isRunning } from "./tracker-state.js";

/**
 * @import { Call, Result, SavedCall } from "./types.js"
 */

// How many of them are kept.
const MAX_RECENT = 100;

/**
 * Accepts a call that is made now, or that an earlier page saved.
 *
 * @param {Call | SavedCall} call
 * @returns {Result}
 */
export function acceptCall(call) {
  // Default properties are those of now.
  if (isRunning) hooks.accept?.(call);
  const [method, args, time, , , , key] = call;
  // Who logs out is not taken over from Customer.io's SDK on a later page.
  if (method === "reset") eraseDevice(/^ajs_[au]/);
  const canWait =
    isRunning && !isInsideCore && (repairLoading || (/^[tp]/.test(method) && !key && !isLeaving && !isDebug));
  const copy = canWait ? args.slice(0, 2).map((argument) => read(argument)) : args;
  // Reading the arguments can run a getter that withdraws consent.
  const answer = canWait && isRunning ? WAITING : processOrQueue(call);
  const result =
    answer === WAITING
      ? acceptPendingCall(call, canWait ? copy : args.map((argument) => read(argument)))
      : answer;
  if (!answer.queued && recentCalls.length < MAX_RECENT)
    recentCalls.push({ method, args: copy, result, at: time });
  return result;
}
