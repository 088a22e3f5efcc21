// What every adapter needs: to run once in a page, and to track as a source with a name. Several sources may
// report one action: a platform's event, a push into dataLayer, a request, structured data, the page itself.
// The part `sources` decides which report is tracked.
import { completeProduct, rememberProduct } from "./known-products.js";
import { sharedState } from "./shared-state.js";

/** @typedef {import("./types.js").AdapterTracker} AdapterTracker */

/**
 * Registers an adapter and returns whether it is the first of its name in this page. A second copy, or an
 * effect that runs twice, must not listen twice.
 * @param {AdapterTracker} tracker
 * @param {string} source
 */
export function registerIfNew(tracker, source) {
  const { installed } = sharedState(tracker);
  return !installed.has(source) && !!installed.add(source);
}

/**
 * Tracks what `source` has seen, unless another source has reported the same action: the part `sources`
 * decides. The first report wins, the page's own call included. What its source does not know of a product
 * comes from what any source has said about it. Two reports of one source are two actions.
 *
 * Returns the result of the tracked event. Never throws.
 * @param {AdapterTracker} tracker
 * @param {string} source
 * @param {string} name
 * @param {object | undefined} properties
 * @param {number} [beganAt]  `performance.now()` when the action began, for a source that waits for its
 *   success
 */
export function trackFromSource(tracker, source, name, properties, beganAt) {
  const shared = sharedState(tracker);
  let complete = properties;
  try {
    complete = completeProduct(tracker, properties);
    rememberProduct(tracker, complete);
  } catch (error) {
    // A getter of the platform threw. The tracker's violations name what it cannot read.
  }
  try {
    shared.reporter = { source, beganAt };
    return tracker.track(name, complete);
  } catch (error) {
    // A patched built-in threw: the page must not notice.
  } finally {
    shared.reporter = undefined;
  }
}
