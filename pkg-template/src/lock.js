// What one tab does at a time, for as long as one synchronous call takes.

// Nobody is at it that long. Firefox keeps a lock for a page that it has put into its back/forward cache before it could say that it has it.
const STUCK_MS = 2000;
let since;

/** Calls `work(isOurs)`, false when another tab is at it. Where there are no Web Locks two tabs may be at it: they send the same messages under the
 * same ids, and the collector counts them once. */
export function alone(work) {
  try {
    return navigator.locks
      .request(
        "shoptrail",
        performance.now() - since > STUCK_MS ? { steal: true } : { ifAvailable: true },
        (lock) => {
          since = lock ? NaN : since || performance.now();
          return work(lock !== null);
        },
      )
      .catch(() => work(true));
  } catch (error) {
    return Promise.resolve(work(true));
  }
}
