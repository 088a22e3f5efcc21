// What the timer does: it processes waiting calls in slices, takes over what other pages left, or sends. The
// core says when each is due.

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
  return withTabLock((isOurs) => {
    claim(isOurs);
    setTimer(0);
  }).then(
    () =>
      isRunning &&
      callsOfOtherPages()[0] &&
      // It is fetched while no tab waits for the lock, and takes the lock again.
      (deadPages ||= loadPart("dead-pages")).then((part) =>
        part?.(
          withTabLock,
          callsOfOtherPages,
          (/** @type {PendingCall} */ call, /** @type {string} */ text) =>
            isRunning && processOrQueue(call, text, undefined, true) !== WAITING,
          claimLeftovers,
          setTimer,
        ),
      ),
  );
}
