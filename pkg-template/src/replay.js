// Makes the calls that waited in the queue, in their order, once they can be processed; before them those
// that earlier pages saved.

import { acceptCall } from "./calls.js";
import { callSafely } from "./notices.js";
import { takeQueue, takeStoredCalls } from "./queue.js";
import { activatedAt, isAutoPage, isRunning, shop } from "./tracker-state.js";

/**
 * @import { QueuedListener } from "./types.js"
 */

/** Empties the queue. Listeners are added first, so that they hear every call. */
export function replayQueue() {
  /** @type {any[]} */
  const queued = takeQueue();
  for (const [method, args, ended] of /** @type {QueuedListener[]} */ (queued)) {
    if (method === "on") shop.on(args[0], (notice) => ended[0] || args[1](notice));
  }
  for (const entry of isRunning ? [...takeStoredCalls(), ...queued] : queued) {
    const [method, args, time, url, title, referrer, key] = entry;
    const isLanding = args[0] === 0;
    if (referrer === undefined) {
      // `time` is the function that resolves the stub's promise.
      if (method !== "on") callSafely(() => time(/** @type {any} */ (shop)[method](...args)));
    } else if (method !== "page" || !isLanding || isAutoPage) {
      // A prerendered page's own calls count from when it was shown.
      const callTime = key ? time : Math.max(time, activatedAt);
      acceptCall([method, isLanding ? [] : args, callTime, url, title, referrer, key]);
    }
  }
}
