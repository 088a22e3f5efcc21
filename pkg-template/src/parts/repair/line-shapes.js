// The lines of a cart or an order in the shapes that shops give them: their JSON, one line alone, lists in
// lists, connections of a GraphQL API, or an object with ids or numbers as names, as PHP prints it.

import { fromJson } from "./json.js";

/** Members that hold the lines. */
const LISTS = ["items", "edges", "nodes", "line_items", "products", "data"];

/**
 * The lines in `value`, or undefined where none can be read.
 *
 * @param {unknown} value
 * @returns {unknown[] | undefined}
 */
export function readLines(value) {
  if (typeof value === "string") return readLines(fromJson(value));
  if (!value || typeof value !== "object") return undefined;
  if (Array.isArray(value))
    return value.flatMap((item) => (isLine(item) ? [item] : (readLines(item) ?? [item])));
  const members = /** @type {Record<string, unknown>} */ (value);
  if (isLine(value)) return [value];
  if (members.node) return readLines([members.node]);
  const list = LISTS.find((name) => members[name] && typeof members[name] === "object");
  if (list) return readLines(members[list]);
  const all = Object.values(members);
  return all.every((member) => member && typeof member === "object") ? readLines(all) : [value];
}

/**
 * Whether a list has something else than lines.
 *
 * @param {unknown} value
 */
export const hasOtherShapes = (value) =>
  Array.isArray(value) &&
  value.some(
    (item) => item && /^(string|object)$/.test(typeof item) && !isLine(item) && readLines(item)?.some(isLine),
  );

/**
 * Whether an object says something of a product itself.
 *
 * @param {unknown} value
 */
const isLine = (value) =>
  value &&
  typeof value === "object" &&
  !Array.isArray(value) &&
  ["product_id", "variant_id", "sku", "name"].some((name) => name in value);
