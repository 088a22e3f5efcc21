// What one tab does at a time, for as long as one synchronous call takes.

/** Calls `work(isOurs)`, false when another tab is at it. Where there are no Web Locks two tabs may be at it: they send the same messages under the
 * same ids, and the collector counts them once. */
export function alone(work) {
  try {
    return navigator.locks.request("shoptrail", { ifAvailable: true }, (lock) => work(lock !== null)).catch(() => work(true));
  } catch (error) {
    return Promise.resolve(work(true));
  }
}
