// What the timer does: it processes waiting calls in slices, takes over what other pages left, or sends. The
// core says when each is due.

import { setTimeout } from "shoptrail:heap";
import { claim, timeouts } from "./core.js";
import { DEAD_AFTER_MS, processCallsOfDeadPages } from "./dead-pages.js";
import { emit } from "./notices.js";
import { hasThousands } from "./page-environment.js";
import { loadPart } from "./part-loader.js";
import { processSlice } from "./pending-calls.js";
import { sendRequests } from "./requests.js";
import { withTabLock } from "./tab-lock.js";
import { setTimer } from "./timer.js";
import { isRunning } from "./tracker-state.js";

/** One task: the most urgent thing that is due. */
export function doWhatIsDue() {
  if (isRunning && processSlice()) setTimer(0);
  else if (timeouts()[1] === 0) claimLeftovers();
  else sendRequests();
}

/**
 * Settles when what earlier pages left far beyond the bounds is deleted. Until then nothing is claimed, as
 * while another tab is at it.
 *
 * @type {Promise<void> | boolean | undefined}
 */
let excess;

/** Takes over the messages and calls of pages that are gone, one tab at a time. */
export function claimLeftovers() {
  excess ??=
    hasThousands() &&
    loadPart("excess").then((losses) => {
      excess = false;
      for (const loss of losses || []) emit("drop", loss);
    });
  return withTabLock((isOurs) => {
    isOurs &&= !excess;
    claim(isOurs);
    // Calls that may be of a living page are looked at again when they cannot be any more.
    if (isRunning && isOurs && processCallsOfDeadPages()) setTimeout(claimLeftovers, DEAD_AFTER_MS);
    setTimer(0);
  });
}
