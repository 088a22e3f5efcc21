// Reads Google's list of pushes, whatever else the page does with it. The adapter `ga4` calls it. The build
// keeps this module, with what reads the values, in a file of its own.
export { fromText, isId, isValue, only, toList, withValues } from "./data-layer-values.js";

/**
 * An entry of the list. Shops push any value under any name.
 * @typedef {Record<string, unknown>} Params
 * @typedef {Params & { event?: unknown, ecommerce?: Params, length?: number }} Push
 */

/**
 * Calls `onEntry` once with each entry of the global list `name`: those already in it, and those pushed
 * later. What `onEntry` throws is ignored.
 * @param {string} name
 * @param {(entry: Push) => void} onEntry
 */
export function readDataLayer(name, onEntry) {
  const globals = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (window));
  const known = new WeakSet();
  /** @type {unknown} */
  let layer;

  check();
  // `push` may have been replaced since: what was not seen is still in the list.
  for (const type of ["load", "click", "pagehide"]) addEventListener(type, check, true);
  followReplacement(globals, name, check);

  function check() {
    try {
      const now = /** @type {Push[]} */ (globals[name] ||= []);
      const missed = now.filter((entry) => Object(entry) === entry && !known.has(entry));
      try {
        if (now !== layer || missed.length) wrapPush((layer = now));
      } finally {
        // Also where wrapping fails: the list may be frozen.
        missed.forEach(readEntry);
      }
    } catch (error) {
      // The global is not a list.
    }
  }

  // Tag Manager wraps `push` around this one. When the list had to be wrapped again, an entry passes here
  // twice, and is new to the inner function alone.
  /** @param {Push[]} list */
  function wrapPush(list) {
    const { push } = list;
    /** @param {Push[]} entries */
    list.push = function (...entries) {
      entries.forEach((entry) => known.delete(entry));
      try {
        return push.apply(this, entries);
      } finally {
        entries.forEach((entry) => known.has(entry) || readEntry(entry));
      }
    };
  }

  /** @param {Push} entry */
  function readEntry(entry) {
    try {
      known.add(entry);
      onEntry(entry);
    } catch (error) {
      // Not an object, a getter that throws, a proxy: nothing that can be tracked.
    }
  }
}

/**
 * Calls `onChange` when the page sets the global `name` to something else.
 * @param {Record<string, unknown>} globals
 * @param {string} name
 * @param {() => void} onChange
 */
function followReplacement(globals, name, onChange) {
  try {
    let value = globals[name];
    // Another script may follow it too.
    const follower = Object.getOwnPropertyDescriptor(globals, name)?.set;
    const property = {
      // A page may have added `value` to every object.
      __proto__: null,
      get: () => value,
      /** @param {unknown} given */
      set(given) {
        value = given;
        follower?.call(globals, given);
        onChange();
      },
    };
    Object.defineProperty(globals, name, /** @type {object} */ (property));
  } catch (error) {
    // A `var` of the page cannot be defined anew.
    setInterval(onChange, 1000);
  }
}
