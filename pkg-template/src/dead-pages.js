// Processes the calls that pages accepted and never processed, because they died.

import { attempt, Date, fromJson, toJson } from "shoptrail:heap";
import { callsOfOtherPages } from "./pending-calls.js";
import { writePendingCall } from "./pending-storage.js";
import { processOrQueue } from "./process-call.js";
import { WAITING } from "./repair-call.js";
import { callsRecord, isRunning } from "./tracker-state.js";

/**
 * @import { PendingCall } from "./types.js"
 */

// A page processes a call with its next request, two seconds later at most, and at once when it is left or
// hidden. For the part `repair` it waits four seconds more. So a call that is older than this is of a page
// that died.
export const DEAD_AFTER_MS = 7000;

/** Processes them in the order they were made. Gives whether some are left: those that may be of
 * living pages, and those that wait for the part `repair`. */
export function processCallsOfDeadPages() {
  let isAnyYoung = false;
  /** @type {PendingCall[]} */
  const calls = [];
  for (const name of callsOfOtherPages()) {
    const messageId = name.slice(callsRecord.length + 1);
    const call = attempt(() => Object(fromJson(localStorage[name])), []);
    const ageMs = +new Date() - (call[9] || call[2]);
    if (ageMs >= 0 && ageMs < DEAD_AFTER_MS) isAnyYoung = true;
    else if (
      /^(track|page)$/.test(call[0]) &&
      Array.isArray(call[1]) &&
      call[2] > 0 &&
      call[6] === messageId &&
      /^[\dA-Z]{26}$/.test(messageId)
    )
      calls.push(call);
    // Another script's, or cut off.
    else writePendingCall(messageId);
  }
  for (const call of calls.sort((one, other) => one[2] - other[2] || one[7] - other[7])) {
    // Those behind it wait too, so that they keep their order.
    if (!isRunning || processOrQueue(call, toJson(call), undefined, true) === WAITING) return true;
    writePendingCall(call[6]);
  }
  return isAnyYoung;
}
