// What the timer does: it processes waiting calls in slices, takes over what other pages left, or sends. The
// core says when each is due.

import { toJson } from "shoptrail:heap";
import { claim, timeouts } from "./core.js";
import { loadPart } from "./part-loader.js";
import { callsOfOtherPages, processSlice } from "./pending-calls.js";
import { processOrQueue } from "./process-call.js";
import { WAITING } from "./repair-call.js";
import { sendRequests } from "./requests.js";
import { withTabLock } from "./tab-lock.js";
import { setTimer } from "./timer.js";
import { isRunning } from "./tracker-state.js";

/**
 * @import { DeadPagesPart, PendingCall } from "./types.js"
 */

/** @type {Promise<DeadPagesPart | void> | undefined} */
let deadPages;

/** One task: the most urgent thing that is due. */
export function doWhatIsDue() {
  if (isRunning && processSlice()) setTimer(0);
  else if (timeouts()[1] === 0) claimLeftovers();
  else sendRequests();
}

/** Takes over the messages and calls of pages that are gone, one tab at a time. */
export function claimLeftovers() {
  /** @type {string[] | undefined} */
  let names;
  return withTabLock((isOurs) => {
    claim(isOurs);
    if (isRunning && isOurs) names = callsOfOtherPages();
    setTimer(0);
  }).then(
    () =>
      names?.[0] &&
      (deadPages ||= loadPart("dead-pages")).then((part) =>
        part?.(withTabLock, callsOfOtherPages, processStoredCall, claimLeftovers),
      ),
  );
}

/**
 * Gives whether the call of a dead page is processed.
 *
 * @param {PendingCall} call
 */
function processStoredCall(call) {
  setTimer(0);
  return isRunning && processOrQueue(call, toJson(call), undefined, true) !== WAITING;
}
