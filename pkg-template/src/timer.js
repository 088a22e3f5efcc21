// The tracker's one timer: for the next request, for the next look at what other pages left, and for the
// calls that wait to be processed. It decides nothing: scheduling.js says what happens when it fires.

import { nowMs, Promise, setTimeout } from "shoptrail:heap";

// A longer delay than `setTimeout` takes: it would fire at once.
const LONGEST_MS = 2147483647;

/** When the timer is due; NaN when none is set. */
let dueMs = NaN;
/** @type {() => void} */
let work;

/**
 * Says what the timer calls.
 *
 * @param {() => void} listener
 */
export const onTimer = (listener) => (work = listener);

/**
 * Calls the listener once in `ms`, or earlier where that was asked for. A timer that is due within `latestMs`
 * stays as it is.
 *
 * @param {number} ms
 * @param {number} [latestMs]
 */
export function setTimer(ms, latestMs = ms) {
  const timeMs = nowMs();
  if (dueMs <= timeMs + latestMs) return;
  const ownMs = (dueMs = timeMs + ms);
  // A timer that another has replaced does nothing when it fires. Nothing clears it: libraries that fake
  // timers clear only their own.
  setTimeout(
    () => {
      if (dueMs !== ownMs) return;
      stopTimer();
      work();
    },
    // Browsers cut fractions off. Rounded up, so that what it is set for is due when it fires.
    Math.min(Math.ceil(ms), LONGEST_MS),
  );
}

export const stopTimer = () => void (dueMs = NaN);

/** Resolves in a later task: the page's own tasks come in between, so that no task of the tracker is long. */
export const nextTask = () => new Promise((resolve) => setTimeout(resolve));
