// Default properties: what is set, until when, and how an event gets them. Pure: the part
// `default-properties` stores them, and has the core check them.

/**
 * A default property: its name, its value, and since when events have it, in ms since 1970.
 *
 * @typedef {[name: string, value: unknown, since: number]} Default
 */

/** As JSON. An event has 32,000 bytes, and this is on each. */
export const MAX_CHARACTERS = 4000;

/**
 * The defaults with other values; null takes one out.
 *
 * @param {Default[]} defaults
 * @param {object} given
 * @param {number} since
 * @returns {Default[]}
 */
export function withProperties(defaults, given, since) {
  const entries = Object.entries(given);
  const names = entries.map(([name]) => name);
  return [
    ...defaults.filter(([name]) => !names.includes(name)),
    ...entries
      .filter(([, value]) => value != null)
      .map(([name, value]) => /** @type {Default} */ ([name, value, since])),
  ];
}

/**
 * Those that were set after a time: what a `reset()` of that time leaves.
 *
 * @param {Default[]} defaults
 * @param {number} timeMs
 */
export const setAfter = (defaults, timeMs) => defaults.filter(([, , since]) => since > timeMs);

/**
 * The arguments of a call with the defaults of its time. The event's own properties win, null too.
 *
 * @param {string} method
 * @param {unknown[]} args
 * @param {Default[]} defaults Of two with one name, the later one counts.
 * @param {number} timeMs When the call was made.
 * @returns {unknown[]}
 */
export function withDefaults(method, args, defaults, timeMs) {
  const place = ["page", "track"].indexOf(method);
  const own = args[place] ?? {};
  const known = defaults.filter(([, , since]) => since <= timeMs);
  // What is no object is refused as it is.
  if (place < 0 || !known[0] || Object.prototype.toString.call(own) !== "[object Object]") return args;
  const added = Object.fromEntries(known.map(([name, value]) => [name, value]));
  const properties = { ...added, .../** @type {object} */ (own) };
  return place ? [args[0], properties] : [properties];
}

/**
 * What storage says of the shopper `owner`.
 *
 * @param {any} stored
 * @param {string | undefined} owner
 * @returns {Default[]}
 */
export const readDefaults = (stored, owner) =>
  stored?.owner === owner && Array.isArray(stored?.properties)
    ? stored.properties.filter((/** @type {any} */ one) => one?.[0] && one[1] != null && one[2] > 0)
    : [];
