// Prices as shops write them.

// With the white space of a template around it. What is longer is no price, and not worth the time.
const LONGEST = 999;

/**
 * The number in "11,99", "1.234,50 €" or "1,234": 11.99, 1234.5, 1234. A lone comma with three digits behind it separates thousands, unless it comes after a
 * zero. What holds no number, or more than one, is given back as it is, so that the plan refuses it by name.
 */
export function amount(value) {
  if (typeof value !== "string" || value.length > LONGEST) return value;
  // "Rs.", "S/." and "kr." end with a point that is not the number's.
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
