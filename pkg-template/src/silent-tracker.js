// The tracker where there is no page: on servers and at the edge.

/**
 * @import { Tracker } from "./types.js"
 */

/**
 * A tracker that accepts every call and does nothing.
 *
 * @returns {Tracker}
 */
export function silentTracker() {
  const accept = () => ({ ok: /** @type {const} */ (true), queued: /** @type {const} */ (true) });
  const never = () => new Promise(() => {});
  return {
    track: accept,
    page: accept,
    identify: accept,
    reset: accept,
    setProperties: () => Promise.resolve(accept()),
    link: (url) => url,
    flush: () => Promise.resolve({ delivered: 0, waiting: 0, held: 0, dropped: 0 }),
    ready: /** @type {Tracker["ready"]} */ (never),
    on: () => () => {},
    profile: () => ({ recommend: null }),
    setConsent() {},
    forget() {},
    diagnostics: () => ({ on: false, off_reason: "no_window" }),
  };
}
