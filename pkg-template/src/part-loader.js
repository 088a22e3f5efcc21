// Loads parts and adapters: scripts of their own, which only some shops need. A part that cannot be loaded is
// missed by those who asked for it, and by nothing else.

import { Promise } from "shoptrail:heap";
import { dropMissedEvents, keepMissedEvents, missedEvents, recentCalls } from "./notices.js";
import { queue, savedCalls } from "./queue.js";
import { options, shop, warn } from "./tracker-state.js";

/**
 * @import { ImportPart, LoadPart, Method, RecentCall } from "./types.js"
 */

/** @type {ImportPart} */
export let importPart;

/** @param {ImportPart} load */
export const setImportPart = (load) => (importPart = load);

/**
 * Fetches a part at once, and runs it after `after`. Parts that watch the tracker get the events that they
 * have missed, any other the calls before it.
 *
 * @type {LoadPart}
 */
export function loadPart(name, after) {
  return Promise.all([importPart(name), after])
    .then(([part]) =>
      part.default(shop, options, /^(quality|overlay)$/.test(name) ? missedEvents : callsSoFar()),
    )
    .catch((error) => {
      warn(name + " is not there:", error);
    });
}

/**
 * Loads parts that watch the tracker; until they are there, every notice is kept for them.
 *
 * @param {...string} names
 */
export function loadWatchers(...names) {
  keepMissedEvents();
  Promise.all(names.map((name) => loadPart(name))).then(() => dropMissedEvents());
}

/** @returns {RecentCall[]} */
function callsSoFar() {
  return recentCalls.concat(
    [...savedCalls, ...queue].map(([method, args]) => ({
      method: /** @type {Method} */ (method),
      args,
      result: { ok: true, queued: true },
    })),
  );
}
