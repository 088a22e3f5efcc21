// Reads numbers out of prices as shops write them.

// White space of a template may be around a price. A longer text is not a price, and not worth the time.
const MAX_LENGTH = 999;

/**
 * The number in "11,99", "1.234,50 €" or "1,234": 11.99, 1234.5 and 1234. A single comma before three digits
 * separates thousands, unless a zero comes before it. A text without a number, or with several, comes back
 * unchanged: `track()` then refuses it as a wrong type. A value that is not a text comes back unchanged too.
 * @param {unknown} value
 * @returns {unknown}
 */
export function parseNumber(value) {
  if (typeof value !== "string" || value.length > MAX_LENGTH) return value;
  // The points of "Rs.", "S/." and "kr." belong to the currency.
  const text = value.replace(/[\p{L}/]+\.?|[^\d.,\p{Pd}]/gu, "").replace(/[.,\p{Pd}]+$/u, "");
  const [, whole, mark, rest] = /^(-?\d*(?:[.,]\d{2,3})*)([.,])(\d+)$/.exec(text) || [];
  const isDecimal =
    mark &&
    !whole.includes(mark) &&
    (/[.,]/.test(whole) || mark === "." || rest.length !== 3 || +whole === 0);
  const number = !mark
    ? +text
    : isDecimal || rest.length === 3
      ? +(whole.replace(/[.,]/g, "") + (isDecimal ? "." : "") + rest)
      : NaN;
  return text && number === number ? number : value;
}
