// The tracker's one timer: for the next request, for the next look at what other pages left, and for the
// calls that wait to be processed. It decides nothing: scheduling.js says what happens when it fires.

// A longer delay than `setTimeout` takes: it would fire at once.
const LONGEST_MS = 2147483647;

/** @type {number | undefined | ReturnType<typeof setTimeout>} */
let timer;
/** @type {number} */
let dueMs;
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
  const nowMs = performance.now();
  if (timer && dueMs <= nowMs + latestMs) return;
  stopTimer();
  dueMs = nowMs + ms;
  timer = setTimeout(
    () => {
      timer = 0;
      work();
    },
    Math.min(ms, LONGEST_MS),
  );
}

export function stopTimer() {
  clearTimeout(timer);
  timer = 0;
}

/** Resolves in a later task: the page's own tasks come in between, so that no task of the tracker is long. */
export const nextTask = () => new Promise((resolve) => setTimeout(resolve));
