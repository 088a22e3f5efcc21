// Values of Google's dataLayer: which of them say something, and lists in the shapes that shops push. The
// adapter `ga4` says what they mean.

/** @typedef {Record<string, unknown>} Params */

// What templates write for a value that they do not have.
const NO_VALUE = /^\s*(undefined|null|nan|\(not set\))?\s*$/i;

/**
 * The objects of a list, with the members that have a value; also of its JSON, of a list inside, of a Map or
 * a Set, of an object with numbers as names, and of a single object. Undefined where there is no list.
 * @param {unknown} given
 * @returns {Params[] | undefined}
 */
export function toList(given) {
  const value = fromText(given);
  const isObject = (/** @type {unknown} */ member) => Object(member) === member;
  if (!isObject(value)) return;
  const { values } = /** @type {any} */ (value);
  const isList = typeof values === "function";
  const members = (
    isList ? [...values.call(value)].flat() : Object.values(/** @type {object} */ (value))
  ).filter(isObject);
  return (members[0] || isList ? members : [value]).map(withValues);
}

/**
 * What a text of JSON says; anything else as it is.
 * @param {unknown} value
 */
export function fromText(value) {
  try {
    return typeof value === "string" && /^\s*[[{]/.test(value) ? JSON.parse(value) : value;
  } catch (error) {
    // A text that is no JSON says nothing of products.
  }
}

/**
 * The members that have a value.
 * @param {unknown} params
 * @returns {Params}
 */
export function withValues(params) {
  return Object.fromEntries(Object.entries(Object(params)).filter(([, value]) => isValue(value)));
}

/**
 * The member of a list of one; anything else as it is.
 * @param {any} value
 */
export const only = (value) => (value?.length === 1 && typeof value === "object" ? value[0] : value);

/**
 * Whether a value is an id. Databases number from 1, and -1 stands for none.
 * @param {unknown} value
 */
export const isId = (value) => isValue(value) && !/^\s*(0+|-1)\s*$/.test(String(value));

/** @param {unknown} value */
export function isValue(value) {
  return typeof value === "string" ? !NO_VALUE.test(value) : !!(value || value === 0);
}
