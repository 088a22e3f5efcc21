// Puts text into HTML and into inline scripts without letting it become markup. All pages of the harness use
// it.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escape(text) {
  return String(text).replace(/[&<>"']/g, (char) => ESCAPES[char]);
}

/**
 * A template tag. It escapes every value, except results of `raw` and of other `html` templates. It joins
 * lists.
 */
export function html(strings, ...values) {
  return raw(strings.reduce((out, part, index) => out + show(values[index - 1]) + part));
}

export function raw(text) {
  return { html: String(text) };
}

/** JSON that is safe inside a script element. */
export function scriptJson(value) {
  return raw(
    JSON.stringify(value)
      .replace(/</g, "\\u003c")
      .replace(/\u2028|\u2029/g, " "),
  );
}

export function money(amount) {
  return `£${amount.toFixed(2)}`;
}

function show(value) {
  if (value === undefined || value === null || value === false) return "";
  if (Array.isArray(value)) return value.map(show).join("");
  return typeof value === "object" ? value.html : escape(value);
}
