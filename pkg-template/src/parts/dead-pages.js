// Part `dead-pages`: processes the calls that pages accepted and never processed, because they died. The page
// loads it when storage has a call of another page. Without it such calls stay in storage for a later page.

import { attempt, Date, fromJson, setTimeout, toJson } from "shoptrail:heap";
import { PENDING_PREFIX, writePendingCall } from "../pending-storage.js";

/**
 * @import { DeadPagesPart, PendingCall } from "../types.js"
 */

// A page processes a call with its next request, two seconds later at most, and at once when it is left or
// hidden. So a call that is older than this is of a page that died.
const DEAD_AFTER_MS = 5000;

/** @returns {DeadPagesPart} */
export default function deadPages() {
  /** A later look is due. @type {boolean} */
  let isWaiting;
  return (withTabLock, names, process, again, setTimer) =>
    // The lock was free while this part was loaded: another tab may have processed the calls.
    withTabLock((isOurs) => {
      const isNoneLeft = isOurs && processCalls(names(), process);
      setTimer(0);
      if (isNoneLeft || isWaiting) return;
      // Calls that may be of a living page are looked at again when they cannot be any more.
      isWaiting = true;
      setTimeout(() => {
        isWaiting = false;
        again();
      }, DEAD_AFTER_MS);
    });
}

/**
 * Processes those of dead pages in the order they were made. Gives whether none is left: of pages that may be
 * alive, or behind a call that cannot be processed yet.
 *
 * @param {string[]} names
 * @param {Parameters<DeadPagesPart>[2]} process
 */
function processCalls(names, process) {
  let isNoneLeft = true;
  /** @type {PendingCall[]} */
  const calls = [];
  for (const name of names) {
    const messageId = name.slice(PENDING_PREFIX.length);
    const call = attempt(() => Object(fromJson(localStorage[name])), []);
    const ageMs = +new Date() - (call[9] || call[2]);
    if (ageMs >= 0 && ageMs < DEAD_AFTER_MS) isNoneLeft = false;
    else if (isCall(call, messageId)) calls.push(call);
    // Another script's, or cut off.
    else writePendingCall(messageId);
  }
  for (const call of calls.sort((one, other) => one[2] - other[2] || one[7] - other[7])) {
    // Those behind it wait too, so that they keep their order.
    if (!process(call, toJson(call))) return false;
    writePendingCall(call[6]);
  }
  return isNoneLeft;
}

/**
 * @param {any} call
 * @param {string} messageId
 */
function isCall(call, messageId) {
  return (
    /^(track|page)$/.test(call[0]) &&
    Array.isArray(call[1]) &&
    call[2] > 0 &&
    call[6] === messageId &&
    /^[\dA-Z]{26}$/.test(messageId)
  );
}
