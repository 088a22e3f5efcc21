// What the timer does: it processes waiting calls in slices, takes over what other pages left, or sends. The
// core says when each is due.

import { nowMs, setTimeout } from "shoptrail:heap";
import { claim, timeouts } from "./core.js";
import { DEAD_AFTER_MS, processCallsOfDeadPages } from "./dead-pages.js";
import { processSlice } from "./pending-calls.js";
import { sendRequests } from "./requests.js";
import { withTabLock } from "./tab-lock.js";
import { setTimer } from "./timer.js";
import { isRunning } from "./tracker-state.js";

// What is due goes on in the same task for so long: a task costs a fast machine more than what many do.
const TASK_MS = 1;

/** One task: the most urgent thing that is due, and what follows it where that was quick. */
export function doWhatIsDue() {
  for (const startMs = nowMs(); isRunning && processSlice();)
    if (nowMs() - startMs > TASK_MS) return setTimer(0);
  if (timeouts()[1] === 0) claimLeftovers();
  else sendRequests();
}

/** Takes over the messages and calls of pages that are gone, one tab at a time. */
export function claimLeftovers() {
  return withTabLock((isOurs) => {
    claim(isOurs);
    // Calls that may be of a living page are looked at again when they cannot be any more.
    if (isRunning && isOurs && processCallsOfDeadPages()) setTimeout(claimLeftovers, DEAD_AFTER_MS);
    setTimer(0);
  });
}
