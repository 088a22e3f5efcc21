// The state that the adapters of a page share. Each adapter is a file of its own and the build puts a copy of
// this module into each, so the state is kept on the tracker.

/** @typedef {import("./types.js").AdapterTracker} AdapterTracker */

/**
 * The shared state of this tracker's adapters; made by the first that asks.
 * @param {AdapterTracker} tracker
 */
export function sharedState(tracker) {
  return (tracker.sources ||= { installed: new Set(), products: [], cartVersion: 0 });
}
