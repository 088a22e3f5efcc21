// Text into HTML and into inline scripts, safely.

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escape(text) {
  return String(text).replace(/[&<>"']/g, (char) => ESCAPES[char]);
}

/** A template whose values are escaped, except what `raw` marks and what another `html` made. Lists are joined. */
export function html(strings, ...values) {
  return raw(strings.reduce((out, part, index) => out + show(values[index - 1]) + part));
}

export function raw(text) {
  return { html: String(text) };
}

/** JSON that may stand inside a script element. */
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
