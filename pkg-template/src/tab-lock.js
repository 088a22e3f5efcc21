// What only one tab does at a time, for as long as one synchronous call takes.

import { nowMs, Promise } from "shoptrail:heap";

// No tab holds the lock this long. Firefox keeps the lock of a page that it has put into its back/forward
// cache before the page could learn that it has the lock.
const STUCK_MS = 2000;
/** When this page was first refused the lock. @type {number} */
let refusedAtMs;

/**
 * Calls `work(isOurs)`; `isOurs` is false while another tab has the lock. Without Web Locks two tabs may work
 * at once: they send the same messages under the same ids, and the collector counts them once.
 *
 * @param {(isOurs: boolean) => void} work
 * @returns {Promise<void>}
 */
export function withTabLock(work) {
  try {
    return navigator.locks
      .request(
        "shoptrail",
        nowMs() - refusedAtMs > STUCK_MS ? { steal: true } : { ifAvailable: true },
        (lock) => {
          refusedAtMs = lock ? NaN : refusedAtMs || nowMs();
          return work(lock !== null);
        },
      )
      .catch(() => work(true));
  } catch (error) {
    return Promise.resolve(work(true));
  }
}
