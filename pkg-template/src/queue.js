// Calls that cannot be processed yet: the core is not there, consent is pending, or a call is inside the
// core. They wait in memory. When the shopper leaves before the core has started, they go to storage for the
// next page. What happens when they can be processed is in replay.js.

import { read } from "shoptrail:heap";
import { mayStoreCalls } from "./privacy.js";
import { saveForNextPage, takeSavedCalls } from "./saved-calls.js";
import { consent, isLeaving, isRunning, options, shop } from "./tracker-state.js";

/**
 * @import { Call, PendingCall, Queued, QueuedCall, SavedCall } from "./types.js"
 */

// A theme that calls in a loop must not fill the memory.
const MAX_QUEUED = 500;

/** @type {QueuedCall[]} */
export let queue;
/** Calls of this page that are in storage. @type {Call[]} */
export let savedCalls;

/** Goes on with what the stub has kept. */
export function adoptStubQueue() {
  queue = shop.q || [];
  savedCalls = shop.moved || [];
}

/**
 * Queues a call with a copy of its arguments: pages reuse the objects that they pass. What cannot be read
 * becomes a symbol, which the core names.
 *
 * @param {Call | SavedCall | PendingCall} call
 * @returns {Queued}
 */
export function queueCall([method, args, ...place]) {
  args = args.map((argument) => read(argument));
  if (queue.length + savedCalls.length < MAX_QUEUED)
    queue.push(/** @type {Call} */ ([method, args, ...place.slice(0, 4)]));
  // A later listener of the same `pagehide` called; or the calls before this one are in storage already.
  if ((isLeaving || savedCalls[0]) && !isRunning) saveQueue();
  return { ok: true, queued: true };
}

/** Takes everything out of the queue. */
export const takeQueue = () => queue.splice(0);

/** Takes this page's and earlier pages' calls out of storage. */
export function takeStoredCalls() {
  savedCalls = [];
  return takeSavedCalls();
}

/** Stores the queue for the next page, where consent allows it. */
export function saveQueue() {
  // A prerendered page that was never shown has nothing to tell. Calls that wait for consent are not stored.
  if (document.prerendering || consent) return;
  if (mayStoreCalls(options, queue)) queue = saveForNextPage(queue, savedCalls);
  // Consent was withdrawn after they were stored.
  else if (savedCalls[0]) takeSavedCalls();
}
