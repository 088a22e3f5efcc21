// Finds the known name that a misspelt one probably means. It knows no plan: its callers give the names.
// nearest-name.js calls it, and so does the inspector of the test shop, which loads this file as it is.

/**
 * The known name that `name` differs from by one slip: one letter that is missing, extra, changed or swapped
 * with the next, or an ending of two letters. Case and separators do not count, so `productViewed` and
 * `Product Viewed` are `product_viewed`.
 *
 * @param {string} name
 * @param {Iterable<[spelling: string, name: string]>} known Each spelling of a known name: its own, its
 *   semantic one.
 * @returns {string | undefined}
 */
export function nearestName(name, known) {
  const wanted = letters(name);
  for (const [spelling, found] of known) if (isNear(wanted, letters(spelling))) return found;
  return undefined;
}

/** @param {string} name */
const letters = (name) => name.replace(/[^a-z0-9]/gi, "").toLowerCase();

/**
 * Whether the two share a beginning and an end that together miss at most two letters of the longer one.
 *
 * @param {string} one
 * @param {string} other
 */
function isNear(one, other) {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return start + end + 2 >= Math.max(one.length, other.length);
}
