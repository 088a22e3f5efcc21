// What the overlay remembers of this tab: that it is shown, how it looks, and its events.
import { toJson } from "../shared/json.js";

const SHOWN = "shoptrail.debug";
const EVENTS = "shoptrail.overlay";

/**
 * @import { Violation } from "../../../index.js"
 *
 * @typedef {object} ShownEvent
 * @property {number} at In ms since 1970.
 * @property {string} page The path of the page.
 * @property {string} name
 * @property {string} [id] The messageId.
 * @property {string} reason Why it was refused; empty when it was not.
 * @property {string} [dropped] Why it was lost.
 * @property {Violation[]} violations
 *
 * @typedef {{ small?: boolean, left?: boolean }} Look Folded, and on the left side.
 */

/** @returns {Look} */
export const readLook = () => read(SHOWN, {});

/** @returns {ShownEvent[]} */
export const readEvents = () => read(EVENTS, []);

/** @param {ShownEvent[]} events */
export const storeEvents = (events) => store(EVENTS, events);

/** @param {Look} look */
export function storeLook(look) {
  store(SHOWN, look);
  try {
    // Every page reads this first: whether any tab remembers the overlay (`isOverlayWanted` in
    // page-environment.js).
    localStorage[SHOWN] = 1;
  } catch (error) {
    // Storage is blocked.
  }
}

/** Forgets the overlay in this tab. */
export function forgetOverlay() {
  try {
    sessionStorage.removeItem(SHOWN);
    sessionStorage.removeItem(EVENTS);
  } catch (error) {
    // Storage is blocked: nothing was stored.
  }
  try {
    localStorage.removeItem(SHOWN);
  } catch (error) {
    // Storage is blocked.
  }
}

/**
 * @template T
 * @param {string} key
 * @param {T} otherwise
 * @returns {T}
 */
function read(key, otherwise) {
  try {
    return JSON.parse(sessionStorage[key]);
  } catch (error) {
    return otherwise;
  }
}

/**
 * @param {string} key
 * @param {unknown} value
 */
function store(key, value) {
  try {
    sessionStorage[key] = toJson(value);
  } catch (error) {
    // Storage is blocked or full: this page alone has it.
  }
}
