// Whether a list that a source reports is the collection that the page shows, or a recommendation on a page
// about something else. The adapter `ga4` asks.
import { sharedState } from "./shared-state.js";

/** @typedef {import("./types.js").AdapterTracker} AdapterTracker */

/**
 * Returns a function that says whether this page shows a collection. The caller tells it of each event about
 * the whole page. What comes first on a page decides, because a product's details may open over a collection.
 * @param {AdapterTracker} tracker
 */
export function collectionPages(tracker) {
  /** @type {unknown} */
  let page = 0;
  let isCollection = true;
  return (/** @type {boolean} */ isOther) => {
    if (page !== (page = window.location?.pathname))
      isCollection =
        !isOther &&
        !sharedState(tracker).seen?.some(({ name, path }) => name === "product_viewed" && path === page);
    return isCollection;
  };
}
