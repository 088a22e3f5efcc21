// Whether two reports of an event are reports of one action. The part `sources` asks.

import { toJson } from "./json.js";
import { isNoId, saysNothing } from "./nothing.js";

/** @typedef {import("../../adapters/shared/types.js").SeenEvent} SeenEvent */
/** @typedef {import("../../adapters/shared/types.js").OrderContents} OrderContents */
/** @typedef {Record<string, string>} Texts  identifying texts; one that is absent has no member */

// Of these each source numbers its own: one source's product id is the sku or the variant id of another. What
// a report says behind them tells something else apart, such as a product's list.
const PRODUCT_TEXTS = ["name", "product_id", "variant_id", "sku"];
const TEXTS = [
  ...PRODUCT_TEXTS,
  ..."collection_id collection_name query offer_id offer_code offer_name order_id refund_id".split(" "),
  ..."newsletter_id step".split(" "),
];

// What stands around a number: Shopify's ids, those of the Google and Facebook plugins of WooCommerce,
// "Order #", "No. ".
const ID_PREFIX =
  /^(gid:\/\/\w+\/\w+\/|woocommerce_gpf_|gla_|wc_post_id_|((order|no|nr)[\s.:]*)*[\s.:#№]+)|\?.*/g;

/**
 * The properties that tell two actions apart, as texts that can be compared. A copy, because themes reuse the
 * objects they pass.
 * @param {unknown} properties
 * @returns {Texts}
 */
export function identifyingTexts(properties) {
  /** @type {Texts} */
  const texts = {};
  const given = Object(properties);
  for (const name of TEXTS) {
    if (name === TEXTS[4] && Object.keys(texts)[0]) break;
    let text = String(given[name] ?? "")
      .replace(/[\p{Cf}™®©]/gu, "")
      .normalize("NFKC")
      .trim()
      .toLowerCase();
    if (/id$|sku/.test(name)) text = text.replace(ID_PREFIX, "");
    // Some sources encode the characters of a name, and some write other quotes and dashes.
    else text = text.replace(/&#?\w+;|[\p{Pi}\p{Pf}\p{Pd}'"`´&]/gu, "").replace(/\s+/g, " ");
    // Two products under a placeholder are two.
    if (/id$|sku/.test(name) ? isNoId(text) : saysNothing(text)) text = "";
    // The Google channel of Shopify joins both ids.
    const [, product, variant] = /^shopify_\w+_(\d+)_(\d+)$/.exec(text) || [];
    if (variant) texts.variant_id = variant;
    if (text && !texts[name]) texts[name] = product || text;
  }
  texts.quantity = String(given.quantity ?? "");
  return texts;
}

/**
 * How sure it is that two reports are about the same thing: the higher, the surer; 0 where they are not.
 * @param {Texts} one
 * @param {Texts} other
 */
export function sameness(one, other) {
  const differs = (/** @type {string} */ name) => one[name] && other[name] && one[name] !== other[name];
  const equals = (/** @type {string} */ name) => one[name] && one[name] === other[name];
  if (["variant_id", "query", "refund_id", "newsletter_id", "step"].some(differs)) return 0;
  if (equals("variant_id")) return 4;
  if (equals("product_id")) return 3;
  const [keys, otherKeys] = [one, other].map((texts) =>
    TEXTS.slice(1)
      .map((key) => texts[key])
      .filter(Boolean),
  );
  if (keys.some((key) => otherKeys.includes(key))) return 2;
  // Nothing is known of one of them.
  if (!(keys[0] || one.name) || !(otherKeys[0] || other.name)) return 0.5;
  // P1 and P2 are of one numbering, so they are two products. Digits alone say nothing, because products and
  // variants are numbered apart.
  const [scheme, otherScheme] = [one, other].map(({ product_id = "0" }) => product_id.replace(/\d+/g, "0"));
  return equals("name") && !differs("sku") && (scheme === "0" || scheme !== otherScheme) ? 1 : 0;
}

/**
 * What a cart, a checkout or an order consists of, to compare it with another report.
 * @param {unknown} properties
 * @returns {OrderContents}
 */
export function readContents(properties) {
  const { total, tax, shipping, discount, currency, line_items } = Object(properties);
  return {
    sums: [total, tax, shipping, discount].map(toAmount),
    currency: String(currency ?? "").toUpperCase(),
    lines: Array.isArray(line_items) ? mergedLines(line_items.map(identifyingTexts)) : [],
  };
}

/**
 * One line for each product: some sources write two pieces as two lines.
 * @param {Texts[]} lines
 */
function mergedLines(lines) {
  /** @type {Map<string, Texts>} */
  const merged = new Map();
  for (const line of lines) {
    const product = toJson({ ...line, quantity: 0 });
    const pieces = +(merged.get(product)?.quantity || 0) + +(line.quantity || 1);
    merged.set(product, { ...line, quantity: String(pieces) });
  }
  return [...merged.values()];
}

/**
 * How many facts two reports agree in, of total and lines; -1 where they contradict each other.
 * @param {OrderContents} one
 * @param {OrderContents} other
 */
export function agreement(one, other) {
  let facts = 0;
  const isOneCurrency = !one.currency || !other.currency || one.currency === other.currency;
  if (one.sums[0] && other.sums[0] && isOneCurrency) {
    if (!isSameTotal(one, other) && !isSameTotal(other, one)) return -1;
    facts++;
  }
  if (one.lines[0] && other.lines[0]) {
    const rest = [...other.lines];
    const alone = one.lines.filter((line) => {
      const index = rest.findIndex(
        (candidate) => +(candidate.quantity || 1) === +(line.quantity || 1) && sameness(line, candidate),
      );
      if (index >= 0) rest.splice(index, 1);
      return index < 0;
    });
    // With one total, a line without an id is a fee, a coupon or the shipping, which the other has apart.
    const isProduct = (/** @type {Texts} */ { product_id, variant_id, sku }) =>
      product_id || variant_id || sku;
    if ([...alone, ...rest].some((line) => !facts || isProduct(line))) return -1;
    if (alone.length === one.lines.length) return -1;
    facts++;
  }
  return facts;
}

/**
 * Google asks for a value without tax and shipping, and many shops send it with them.
 * @param {OrderContents} one
 * @param {OrderContents} other
 */
function isSameTotal({ sums: [total, tax, shipping, discount] }, { sums: [otherTotal] }) {
  return [0, tax, shipping, tax + shipping, -discount].some(
    (part) => Math.abs(total - part - otherTotal) < 0.011,
  );
}

/**
 * An amount that is only compared: a mark before another one, or before three last digits, separates
 * thousands. 0 where there is no amount.
 * @param {unknown} value
 */
function toAmount(value) {
  const text = String(/** @type {number} */ (value)?.toFixed?.(2) ?? value).replace(
    /[^\d.,]|[.,](?=.*[.,]|\d{3}\D*$)/g,
    "",
  );
  return parseFloat(text.replace(",", ".")) || 0;
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
