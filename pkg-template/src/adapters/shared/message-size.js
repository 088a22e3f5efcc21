// Makes an event small enough for one message. Customer.io accepts a larger message and discards it.

/** @typedef {import("./types.js").Properties} Properties */

/** Customer.io's limit for one message, in encoded bytes. */
export const MAX_MESSAGE_BYTES = 32000;

// What a line can do without, the largest first.
const OPTIONAL = "image_url url image variant_name variant brand sku coupon".split(" ");

/**
 * How many bytes a value has as JSON in UTF-8.
 * @param {unknown} value
 */
export const jsonBytes = (value) => new TextEncoder().encode(JSON.stringify(value)).length;

/**
 * The same properties within `maxBytes`. Lines of a cart or an order lose what they can do without, the
 * largest first. With `mayDropLines` the last lines go too when that is not enough.
 * @template Given
 * @param {Given} properties
 * @param {number} maxBytes
 * @param {boolean} [mayDropLines]
 * @returns {Given | Properties}
 */
export function fitToMessage(properties, maxBytes, mayDropLines) {
  const given = /** @type {Record<string, Properties[]>} */ (properties);
  const list = ["line_items", "products"].find((name) => Array.isArray(given?.[name]));
  if (!list) return properties;
  let lines = given[list];
  const fitted = () => ({ ...given, [list]: lines });
  for (const optional of OPTIONAL) {
    if (jsonBytes(fitted()) <= maxBytes) break;
    lines = lines.map((line) =>
      Object.fromEntries(Object.entries(line).filter(([name]) => name !== optional)),
    );
  }
  while (mayDropLines && lines.length && jsonBytes(fitted()) > maxBytes)
    lines = lines.slice(0, Math.floor(lines.length * 0.9));
  return lines === given[list] ? properties : fitted();
}
