// The tracker's one timer: for the next request, the next look at what other pages left, and the calls that wait to be judged.

const LONGEST_MS = 2147483647;

/** `{set, stop}`. `set(ms, latestMs)` has `work` called once in `ms`, or earlier where that was asked for; what is set to ring within `latestMs` may stay. */
export function alarm(work) {
  let timer, at;
  const stop = () => {
    clearTimeout(timer);
    timer = 0;
  };
  return {
    set(ms, latestMs = ms) {
      const now = performance.now();
      if (timer && at <= now + latestMs) return;
      stop();
      at = now + ms;
      timer = setTimeout(
        () => {
          timer = 0;
          work();
        },
        Math.min(ms, LONGEST_MS),
      );
    },
    stop,
  };
}

/** A task of the page's own may come in between, so that no task of ours is long. */
export const pageTurn = () => new Promise((resolve) => setTimeout(resolve));
