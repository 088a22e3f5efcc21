// What JavaScript gives, as JSON for the module. A value that JSON does not have must not become null: null
// means absent.

/**
 * The value as JSON; "null" for what has no JSON, such as a circle.
 * @param {unknown} value
 */
export function toJson(value) {
  try {
    return JSON.stringify(value, replace) ?? "null";
  } catch {
    return "null";
  }
}

/**
 * The same, where a number or a date that is none is named and not left out.
 * @param {unknown} value
 */
export function toExactJson(value) {
  try {
    return JSON.stringify(value, replaceExactly) ?? "null";
  } catch {
    return "null";
  }
}

/**
 * Ids of databases are bigints.
 * @param {string} name
 * @param {unknown} value
 */
function replace(name, value) {
  return typeof value === "bigint" ? String(value) : value;
}

/**
 * @this {Record<string, unknown>}
 * @param {string} name
 * @param {unknown} value
 */
function replaceExactly(name, value) {
  const given = this[name];
  if (given instanceof Date && Number.isNaN(given.getTime())) return "Invalid Date";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value === "function" || typeof value === "symbol"
    ? `a ${typeof value}`
    : replace(name, value);
}
