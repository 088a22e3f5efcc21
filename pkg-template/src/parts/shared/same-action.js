// Whether two reports of an event are reports of one action. The part `sources` asks.

/** @typedef {import("../../adapters/shared/types.js").SeenEvent} SeenEvent */

// Where both reports have one of these, it has to be equal.
const EQUAL = "variant_id query refund_id".split(" ");
// Of these one has to be known by both, because sources number products differently.
const NAMES = (
  "product_id variant_id sku name collection_id collection_name query offer_id offer_code offer_name " +
  "order_id"
).split(" ");

/**
 * The properties that tell two actions apart, as texts in lower case. A copy, because themes reuse the
 * objects they pass.
 * @param {unknown} properties
 * @returns {Record<string, string>}
 */
export function identifyingTexts(properties) {
  return Object.fromEntries(
    ["quantity", ...EQUAL, ...NAMES].map((name) => [
      name,
      String(Object(properties)[name] ?? "")
        .trim()
        .toLowerCase(),
    ]),
  );
}

/**
 * @param {Record<string, string>} one  identifying texts
 * @param {Record<string, string>} other
 */
export function isSameAction(one, other) {
  if (EQUAL.some((name) => one[name] && other[name] && one[name] !== other[name])) return false;
  const [ones, others] = [one, other].map((texts) => NAMES.map((name) => texts[name]).filter(Boolean));
  // `shopify_CA_678618_398974` contains both ids of a product.
  /**
   * @param {string} a
   * @param {string} b
   */
  const contains = (a, b) => a === b || (b.length > 5 && a.includes(b));
  return (
    !ones.length || !others.length || ones.some((a) => others.some((b) => contains(a, b) || contains(b, a)))
  );
}

/**
 * Takes the pieces that a source reports from the events that other sources have reported, and returns the
 * event that stands for them. Undefined where there are not as many pieces: then nobody knows which are new,
 * and the report is an event of its own.
 * @param {SeenEvent[]} events  of the same action
 * @param {string} source
 * @param {number} pieces  0 for an event that has no quantity
 * @returns {SeenEvent | undefined}
 */
export function takePieces(events, source, pieces) {
  if (!pieces) {
    events[0]?.by.push(source);
    return events[0];
  }
  const leftOf = (/** @type {SeenEvent} */ { left, words }) => left[source] ?? +words.quantity;
  const exact = events.find((event) => !(leftOf(event) - pieces) || !+event.words.quantity);
  let left = 0;
  for (const event of events) left += leftOf(event);
  if (!exact && left < pieces) return;
  let remaining = pieces;
  for (const event of exact ? [exact] : events) {
    const used = Math.min(remaining, leftOf(event) || remaining);
    remaining -= used;
    event.left[source] = leftOf(event) - used;
    if (!(event.left[source] > 0)) event.by.push(source);
    if (!remaining) return event;
  }
}
