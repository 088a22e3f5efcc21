// The known event name that a misspelt one probably meant. The part `quality` names it on the console.
import plan from "shoptrail:plan";

/**
 * Says on the console which known event a refused name is near to.
 *
 * @param {import("../../../index.js").Notices["call"]} call
 * @param {unknown} customEvents
 */
export function suggestName({ args: [name], result }, customEvents) {
  if (typeof name !== "string" || !result.violations?.some(({ code }) => code === "unknown_event")) return;
  /** @type {[string, string][]} */
  const custom = Object.keys(Object(customEvents)).map((own) => [own, own]);
  const known = nearestName(name, [...plan.spellings, ...custom]);
  if (!known) return;
  console.warn(`shoptrail: "${name}" is not in the plan or customEvents. Did you mean "${known}"?`);
}

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
