// Lines of a cart or an order that are no products: an empty line is left out, and one of less than nothing
// is a discount.

import { currencyOf } from "./amounts.js";
import { print, readAs } from "./value.js";

/**
 * @import { Repair } from "../../types.js"
 */

/**
 * Keeps the lines that are products.
 *
 * @param {any} properties
 * @param {Repair[]} repairs
 * @param {string | undefined} currency
 * @param {boolean} isRefund Amounts of a refund may be negative.
 */
export function keepProducts(properties, repairs, currency, isRefund) {
  let discount = 0;
  for (const name of ["line_items", "products"]) {
    if (!Array.isArray(properties[name])) continue;
    properties[name] = properties[name].filter((/** @type {any} */ line, /** @type {number} */ index) => {
      // The core reports what is no object.
      if (!line || typeof line !== "object" || Array.isArray(line)) return true;
      const path = `${name}[${index}]`;
      if (![line.product_id, line.variant_id, line.sku, line.name].some((key) => print(key))) {
        repairs.push({
          code: "missing_property",
          path,
          message: "has no product_id, variant_id, sku or name",
        });
        return false;
      }
      const own = currencyOf(line, currency);
      const amount = value("money", line.price, own) * (value("quantity", line.quantity, own) ?? 1);
      const hasPieces = value("number", line.quantity, own) !== 0;
      if (isRefund || (hasPieces && !(amount < 0))) return true;
      if (amount < 0) discount -= amount;
      repairs.push({ code: "out_of_range", path, message: hasPieces ? "is a discount" : "has no pieces" });
      return false;
    });
  }
  if (discount && properties.discount == null) properties.discount = discount;
}

/**
 * @param {string} kind
 * @param {unknown} given
 * @param {string | undefined} currency
 * @returns {any}
 */
const value = (kind, given, currency) => readAs(kind, given, currency);
