// Finds what a shop gives beside the lines of a cart or an order and what does not match them: subtotal,
// total, cart_value, item_count, a second currency. The tracker sends what is given
// (src/plan/event/derived.rs); only developers learn of it. The parts `quality` and `overlay` ask here for
// each call that they hear of.

import { ownValue } from "./own-value.js";

/**
 * @import { Notices, Violation } from "../../../index.js"
 *
 * @typedef {{ price: number, quantity: number, currency: string }} Line
 */

/** How much one amount may be off: the shop may have rounded each line on its own. */
const ROUNDING = 0.01;
/** Events of the plan that have no totals. A test compares them with plan.json. */
const WITHOUT_TOTALS = [
  "page",
  "collection_viewed",
  "search_performed",
  "product_viewed",
  "wishlist_added",
  "signed_up",
  "newsletter_subscribed",
  "offer_shown",
  "consent_changed",
  "subscription_started",
  "subscription_cancelled",
];
/** What is summed up. Where the part `repair` changes it, the arguments are not what is sent. */
const SUMMED =
  /^((line_items|products)(\[\d+\](\.(price|quantity|currency))?)?|currency|discount|shipping|tax)$/;

/**
 * What contradicts the lines in an accepted event, as warnings. Where a number is a text, it says nothing.
 *
 * @param {Notices["call"]} call
 * @returns {Violation[]}
 */
export function contradictions({ method, args, result }) {
  if (!result.ok || !/^[tp]/.test(method)) return [];
  const isRepaired = (result.violations || []).some(
    // A line without its key is left out. Any other missing property is missing in the arguments too.
    ({ code, path }) => SUMMED.test(path) && (code !== "missing_property" || path.endsWith("]")),
  );
  if (isRepaired) return [];
  const isTrack = method === "track";
  try {
    return compare(isTrack ? String(args[0]).trim() : method, args[isTrack ? 1 : 0]);
  } catch (error) {
    // An object of the page's that throws.
    return [];
  }
}

/**
 * @param {string} name Of the event.
 * @param {unknown} properties
 */
function compare(name, properties) {
  /** @type {Violation[]} */
  const found = [];
  const lines = readLines(properties);
  if (!lines) return found;
  const isOneCurrency = haveOneCurrency(readCurrency(properties), lines);
  if (!isOneCurrency) found.push(warning("currency", "is not every line's"));
  if (WITHOUT_TOTALS.includes(name)) return found;
  let [value, itemCount] = [0, 0];
  for (const { price, quantity } of lines) {
    value += price * quantity;
    itemCount += quantity;
  }
  if (isOneCurrency && Number.isFinite(value)) {
    const tolerance = ROUNDING * (lines.length + 1);
    const [low, high] = [value - tolerance, value + tolerance];
    // The lines of a refund need not be the whole order.
    if (name !== "order_refunded") {
      // The subtotal is the lines, before or after the discount. The total lies between the lines less the
      // discount, with taxes included, and the lines with shipping and taxes.
      const lowest = low - readNumber(properties, "discount", 0);
      check("subtotal", lowest, high);
      check("total", lowest, high + readNumber(properties, "shipping", 0) + readNumber(properties, "tax", 0));
    }
    check("cart_value", low, high);
  }
  check("item_count", itemCount, itemCount);
  return found;

  /**
   * A bound that is not known is NaN, and nothing is outside it.
   *
   * @param {string} path
   * @param {number} lowest
   * @param {number} highest
   */
  function check(path, lowest, highest) {
    const given = readNumber(properties, path, NaN);
    if (given < lowest || given > highest) found.push(warning(path, "is not the sum of the lines"));
  }
}

/**
 * @param {string} path
 * @param {string} message
 * @returns {Violation}
 */
const warning = (path, message) => ({ code: "contradiction", path, message });

/**
 * The lines, as the core reads them: an absent line is none, and an absent quantity is one piece.
 *
 * @param {unknown} properties
 * @returns {Line[] | undefined} Undefined where there are none to compare with.
 */
function readLines(properties) {
  const given = ownValue(properties, "line_items") ?? ownValue(properties, "products");
  if (!Array.isArray(given)) return undefined;
  return Array.from(given)
    .filter((line) => line !== null && line !== undefined)
    .map((line) => ({
      price: readNumber(line, "price", NaN),
      quantity: readNumber(line, "quantity", 1),
      currency: readCurrency(line),
    }));
}

/**
 * Whether the currencies of the lines, and the event's where it has one, are the same.
 *
 * @param {string} own The event's.
 * @param {Line[]} lines
 */
function haveOneCurrency(own, lines) {
  const given = [own, ...lines.map(({ currency }) => currency)].filter((currency) => currency);
  return new Set(given).size <= 1;
}

/**
 * @param {unknown} object
 * @returns {string} A code in capitals, or empty.
 */
function readCurrency(object) {
  const currency = ownValue(object, "currency");
  return typeof currency === "string" ? currency.trim().toUpperCase() : "";
}

/**
 * @param {unknown} object
 * @param {string} name
 * @param {number} absent What holds where it is absent.
 * @returns {number} NaN for anything that is not a number.
 */
function readNumber(object, name, absent) {
  const value = ownValue(object, name) ?? absent;
  return typeof value === "number" ? value : NaN;
}
