// When the attribute of Shopify's cart is checked: after the cart changed and has been quiet for a while,
// when the id has to go, and when a page opens with a cart that this browser has not linked. One check runs
// at a time, over all tabs. A check that fails is repeated once.

import { cartCookie, setCartAttribute, shopRoot } from "./shopify-cart.js";

// For so long no request has changed the cart. A theme reads its own answers first.
const QUIET_MS = 500;
const RETRY_MS = 2000;
const MAX_WAITS = 20;
// The browser notes a request at most so long after the call of fetch.
const OWN_START_MS = 100;
const CART_REQUEST = /\/cart\/(add|change|update|clear)\b/;
// Which cart has which id. The name begins as all records do, so a denial erases it.
const RECORD = "shoptrail.linked";
const LOCK = "shoptrail.linked";

/** @typedef {"linked" | "removed" | "failed"} CartLinkState */
/**
 * @typedef {object} CartLink
 * @property {(isCartSure?: boolean, isForced?: boolean) => void} check
 * @property {() => CartLinkState | undefined} state
 */

/**
 * @param {() => string | undefined} wantedId The id that the cart should have; empty when it has to go;
 *   undefined while nobody knows.
 * @param {() => boolean} isChanging Whether a request of the page that changes the cart is under way.
 * @returns {CartLink}
 */
export function linkCart(wantedId, isChanging) {
  // Read at once: a denial erases the record before anybody hears of it.
  let mark = readMark();
  /** @type {CartLinkState | undefined} */
  let state;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let ownStartMs = -Infinity;
  // This page has seen that the cart has no id, and has put none there since.
  let isGone = false;
  let running = Promise.resolve();
  watchCartRequests((request) => isOwn(request, ownStartMs) || check(true));

  /**
   * @param {boolean} [isCartSure] There is a cart, whatever the cookies say.
   * @param {boolean} [isForced] The attribute may have changed although cart and id are the same.
   */
  function check(isCartSure, isForced) {
    const [id, cookie] = [wantedId(), cartCookie()];
    if (shopRoot() === undefined || id === undefined) return;
    if (id && cookie && !isForced && mark === markOf(cookie, id)) return;
    // Where nobody knows of a cart, asking for it could make one. A cart with another id is one.
    if (!cookie && !isCartSure && (!mark || mark.endsWith(markOf("", id)))) return;
    clearTimeout(timer);
    // An id that has to go waits for nothing: the page may be left.
    if (id) timer = setTimeout(() => run(1), QUIET_MS);
    else run(1);
  }

  /** @param {number} retries */
  function run(retries) {
    running = running
      .then(() => (wantedId() ? whenIdle(isChanging) : undefined))
      .then(() => oneAtATime(apply))
      .catch(() => {
        state = "failed";
        if (retries) timer = setTimeout(() => run(retries - 1), RETRY_MS);
      });
  }

  async function apply() {
    // The shopper may have answered while this waited.
    const id = wantedId();
    if (id === undefined || (!id && isGone)) return;
    const root = /** @type {string} */ (shopRoot());
    const isLinked = await setCartAttribute(root, id, !id && isMarked(mark), (work) => {
      ownStartMs = performance.now();
      return work();
    });
    isGone = !id;
    if (isLinked || !id) state = isLinked ? "linked" : "removed";
    mark = isLinked ? markOf(cartCookie(), id) : undefined;
    // A denial during the request has erased the record: it must not come back.
    if (wantedId() === id) writeMark(mark);
    else check(true);
  }

  return { check, state: () => state };
}

/**
 * Waits until no request changes the cart, or until one takes too long.
 *
 * @param {() => boolean} isChanging
 */
async function whenIdle(isChanging) {
  for (let left = MAX_WAITS; left && isChanging(); left--)
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
}

/**
 * Whether a request is this part's, which is no reason to look again.
 *
 * @param {PerformanceEntry} request
 * @param {number} ownStartMs When this part called fetch last.
 */
function isOwn({ name, startTime }, ownStartMs) {
  return name.endsWith("/update.js") && Math.abs(startTime - ownStartMs) < OWN_START_MS;
}

/**
 * Calls `onChange` after each request of the page that changed the cart, by whatever means it was made.
 *
 * @param {(request: PerformanceEntry) => unknown} onChange
 */
function watchCartRequests(onChange) {
  try {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (CART_REQUEST.test(entry.name)) onChange(entry);
    }).observe({ type: "resource" });
  } catch (error) {
    // An engine without it: the tracker's own events say that the cart changed.
  }
}

/**
 * @param {() => Promise<void>} work
 * @returns {Promise<void>}
 */
async function oneAtATime(work) {
  // A page without https has no locks.
  await (navigator.locks ? navigator.locks.request(LOCK, work) : work());
}

/**
 * @param {string | undefined} cookie
 * @param {string} id
 */
const markOf = (cookie, id) => (cookie ?? "") + "|" + id;

/**
 * Whether the cart of this moment is the linked one.
 *
 * @param {string | undefined} mark
 */
function isMarked(mark) {
  const cookie = cartCookie();
  return !!mark && (!cookie || mark.startsWith(cookie + "|"));
}

/** @returns {string | undefined} */
function readMark() {
  try {
    return localStorage[RECORD];
  } catch (error) {
    // Storage is blocked: each page checks anew.
  }
}

/** @param {string | undefined} mark */
function writeMark(mark) {
  try {
    if (mark) localStorage[RECORD] = mark;
    else localStorage.removeItem(RECORD);
  } catch (error) {
    // As above.
  }
}
