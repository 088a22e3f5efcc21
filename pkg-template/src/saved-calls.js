// Calls of a page that was left before its module arrived. They go to localStorage, and the next page takes
// them. The stub writes the same record (`shoptrail.q`), so its format is fixed.

import { attempt, fromJson, read, toJson } from "shoptrail:heap";
import { callsRecord } from "./tracker-state.js";

/**
 * @import { Call, QueuedCall, SavedCall } from "./types.js"
 */

const MAX_SAVED = 500;

/**
 * Stores the calls of `queue` behind those that are stored already, and adds them to `savedCalls`. When there
 * are too many, the oldest are deleted. Returns what is not stored: listeners and promises, which are this
 * page's own, or the whole queue where storage is blocked or full.
 *
 * @param {QueuedCall[]} queue
 * @param {Call[]} savedCalls
 * @returns {QueuedCall[]}
 */
export function saveForNextPage(queue, savedCalls) {
  const calls = /** @type {Call[]} */ (queue.filter((call) => call[3]));
  try {
    if (calls.length)
      localStorage[callsRecord] = toJson(
        // Other scripts can write to this record.
        []
          .concat(
            attempt(() => fromJson(localStorage[callsRecord]), []),
            // Each argument by itself: what is read has a limit.
            /** @type {any} */ (
              calls.map(([method, args, ...place]) => [method, args.map((one) => read(one)), ...place])
            ),
          )
          .slice(-MAX_SAVED),
      );
    savedCalls.push(...calls);
    return queue.filter((call) => !call[3]);
  } catch (error) {
    // The calls wait in memory, and are lost with the page as they would be without the tracker.
    return queue;
  }
}

/**
 * Takes the saved calls out of storage, each with a key to derive its messageId from. Other scripts can write
 * to this record, so anything that is no call is left out.
 *
 * @returns {SavedCall[]}
 */
export function takeSavedCalls() {
  try {
    const text = localStorage[callsRecord];
    if (!text) return [];
    localStorage.removeItem(callsRecord);
    const calls = fromJson(text).filter(
      (/** @type {any} */ call) =>
        Array.isArray(call) &&
        /^(track|page|identify|reset)$/.test(call[0]) &&
        Array.isArray(call[1]) &&
        call[2] > 0 &&
        call.length === 6,
    );
    // Another tab may take the same calls in the same instant: both must give them the same ids.
    return calls.map((/** @type {Call} */ call, /** @type {number} */ index) => [
      ...call,
      index + toJson(call),
    ]);
  } catch (error) {
    return [];
  }
}
