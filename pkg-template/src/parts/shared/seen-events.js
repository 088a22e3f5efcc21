// What the part `sources` knows of the time before it: events of the page before, and calls that the tracker
// has yet to process or does not know.
import { toJson } from "./json.js";

/** @typedef {import("../../adapters/shared/types.js").RecentCall} RecentCall */
/** @typedef {import("../../adapters/shared/types.js").SeenEvent} SeenEvent */
/** @typedef {import("../../adapters/shared/types.js").StubCall} StubCall */

// In sessionStorage: a source of the next page may find in the cart what this page has tracked.
const STORED = "shoptrail.told";
const STORED_MS = 30000;

const isOrder = (/** @type {string} */ name) => name === "order_completed";

/**
 * The events that the page before has stored, with their times as times of this page. They are removed.
 * @returns {SeenEvent[]}
 */
export function takeStoredSeen() {
  try {
    const stored = JSON.parse(sessionStorage[STORED]);
    sessionStorage.removeItem(STORED);
    return stored
      .map((/** @type {SeenEvent} */ event) => ({ ...event, at: event.at - performance.timeOrigin }))
      .filter(
        (/** @type {SeenEvent} */ { name, words, by, left, others, at, result }) =>
          name &&
          words &&
          Array.isArray(by) &&
          Array.isArray(others) &&
          left &&
          (at > -STORED_MS || isOrder(name)) &&
          !result?.queued,
      );
  } catch (error) {
    return [];
  }
}

/**
 * Stores the events of the last half minute for the next page, and orders for as long as the tab is open: an
 * order's page is opened again.
 * @param {SeenEvent[]} seen
 * @param {() => boolean} mayStore
 */
export function storeSeen(seen, mayStore) {
  try {
    const recent = seen
      .filter(({ at, name }) => performance.now() - at < STORED_MS || isOrder(name))
      .map((event) => ({ ...event, others: [], at: performance.timeOrigin + event.at }));
    if (mayStore()) sessionStorage[STORED] = toJson(recent);
  } catch (error) {
    // Storage is blocked or full: each page knows only its own events.
  }
}

/**
 * The calls from before this part: those that the tracker names, and before them those that it does not.
 * These are the calls in storage of pages that were left before the tracker came, and the calls of this page
 * that another tab has taken over.
 * @param {RecentCall[]} recentCalls
 * @param {StubCall[]} savedCalls  calls of this page that were stored
 * @returns {RecentCall[]}
 */
export function earlierCalls(recentCalls, savedCalls = []) {
  try {
    const copy = (/** @type {unknown[]} */ args) => toJson(args.slice(0, 2));
    const known = new Set(recentCalls.map(({ args }) => copy(args)));
    /** @type {StubCall[]} */
    const queue = JSON.parse(localStorage["shoptrail.q"] || "[]");
    const stored = queue.filter((call) => Array.isArray(call?.[1]) && call[2] < performance.timeOrigin);
    const movedElsewhere = savedCalls.filter(([, args]) => !known.has(copy(args)));
    return [
      ...stored.map((call) => toRecentCall(call, true)),
      // Nobody says what becomes of these.
      ...movedElsewhere.map((call) => toRecentCall(call)),
      ...recentCalls,
    ];
  } catch (error) {
    // Storage is blocked, or another script's value is there.
    return recentCalls;
  }
}

/**
 * @param {StubCall} call
 * @param {true} [queued]
 * @returns {RecentCall}
 */
function toRecentCall([method, args, at], queued) {
  return { method, args, at, result: { ok: true, queued } };
}
