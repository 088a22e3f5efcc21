// Writes JSON in parts and adapters. The page's own scripts have `toJson` of src/engine/heap.js.

/**
 * A value as JSON. Old libraries give every array a `toJSON` that returns a text. Where one is there, plain
 * data is written as it is.
 *
 * @param {unknown} value Plain data.
 * @param {number} [indent]
 * @returns {string}
 */
export function toJson(value, indent) {
  return JSON.stringify(value, /** @type {any} */ ([]).toJSON && withoutInherited, indent);
}

/**
 * @this {any}
 * @param {string} name
 */
function withoutInherited(name) {
  return this[name];
}
