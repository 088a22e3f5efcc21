// The lines of a cart or an order: each has its pieces. A line without a product is left out, and one of less
// than nothing is a discount.

import { lineCurrency, roundAmounts } from "./amounts.js";
import { readAs } from "./value.js";

/**
 * @import { Repair } from "../../types.js"
 *
 * @typedef {{ properties: any, currency: string | undefined, repairs: Repair[], isRefund: boolean }} Event
 */

/**
 * Puts the lines of an event right.
 *
 * @param {Event} event
 */
export function readLines(event) {
  const { properties } = event;
  let discount = 0;
  for (const name of ["line_items", "products"]) {
    if (!Array.isArray(properties[name])) continue;
    properties[name] = properties[name].map((/** @type {any} */ line, /** @type {number} */ index) => {
      // The core reports what is no object.
      if (!line || typeof line !== "object" || Array.isArray(line)) return line;
      const amount = amountOf(line, `${name}[${index}]`, event);
      if (amount < 0) discount -= amount;
      // The other lines keep their places, so that warnings name them as the page does. The core leaves null
      // out.
      return amount >= 0 ? line : null;
    });
  }
  if (discount && readAs("money", properties.discount) === undefined) properties.discount = discount;
}

/**
 * What the line adds up to: NaN for a line that is left out, and 0 where nobody knows.
 *
 * @param {any} line
 * @param {string} path
 * @param {Event} event
 */
function amountOf(line, path, { properties, currency: usual, repairs, isRefund }) {
  /** @type {(code: Repair["code"], end: string, message: string, kept?: unknown) => void} */
  const repair = (code, end, message, kept) =>
    repairs.push({ code, path: path + end, message, ...(kept !== undefined && { kept }) });
  const ids = [line.product_id, line.variant_id, line.sku];
  // The core decides which of them say something.
  if (![...ids, line.name].some((value) => /[^\s\p{Cf}]/u.test(String(value ?? "")))) {
    repair("missing_property", "", "has no product_id, variant_id, sku or name");
    return NaN;
  }
  const currency = lineCurrency(line, usual);
  /** @type {any} */
  let quantity = readAs("number", line.quantity);
  if (quantity === undefined && properties.products === undefined) {
    quantity = line.quantity = 1;
    repair("missing_property", ".quantity", "is required", 1);
  } else if (typeof line.quantity === "number" && quantity % 1 && quantity > 0)
    repair("out_of_range", ".quantity", "must be a whole number from 1", quantity);
  roundAmounts(line, path + ".", { currency, repairs });
  if (isRefund) return 0;
  if (quantity === 0) {
    repair("out_of_range", "", "has no pieces");
    return NaN;
  }
  const price = /** @type {number | undefined} */ (readAs("money", line.price, currency)) ?? 0;
  const amount = price * (quantity ?? 1);
  if (amount < 0) repair("out_of_range", "", "is a discount");
  return amount;
}
