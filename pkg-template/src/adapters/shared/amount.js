// Prices as shops write them.

/**
 * The number in "11,99", "1.234,50 €" or "1,234": 11.99, 1234.5, 1234. A lone comma with three digits behind it separates thousands. What holds
 * no number is given back as it is, so that the plan refuses it by name.
 */
export function amount(value) {
  if (typeof value !== "string") return value;
  const text = value.replace(/[^\d.,-]/g, "").replace(/^[.,]+|[.,-]+$/g, "");
  const [, whole, mark, rest] = /^(.*)([.,])(.*)$/.exec(text) || [0, text, "", ""];
  const isDecimal = !whole.includes(mark) && (/[.,]/.test(whole) || mark === "." || rest.length !== 3);
  const number = +(whole.replace(/[.,]/g, "") + (isDecimal ? "." : "") + rest);
  return text && number === number ? number : value;
}
