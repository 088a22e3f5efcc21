// WooCommerce's cart as it was seen last, by this page or the one before. A change of the cart is the
// difference between the cart of the shop's Store API and that one. The adapter `woocommerce` calls this
// module, which the build keeps in a file of its own.
import { plainNumber } from "./plain-number.js";
import { storedRecord } from "./stored-record.js";
import { toLine } from "./woocommerce-fields.js";

export { toView } from "./woocommerce-fields.js";

/** @typedef {import("./types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./woocommerce-fields.js").CartLine} CartLine */
/** @typedef {import("./woocommerce-fields.js").StoreCart} StoreCart */
/** @typedef {(name: string, properties: object, beganAt?: number) => unknown} Track */
/**
 * What is stored of a cart.
 * @typedef {object} CartRecord
 * @property {string} [hash]  WooCommerce's own of the cart
 * @property {Record<string, CartLine>} [lines]  by the key of the Store API
 * @property {number} [open]  when a change was asked for whose answer nobody has seen, in ms since 1970
 * @property {number} [closed]  when the Store API was found closed, in ms since 1970
 */
/** @typedef {{ value?: string, dataset: DOMStringMap }} PressedButton */

/** @param {AdapterTracker} tracker */
const cartRecord = (tracker) =>
  /** @type {ReturnType<typeof storedRecord<CartRecord>>} */ (storedRecord(tracker, "shoptrail.woo"));
// As long as the part `sources` remembers what a page tracked.
const ARRIVAL_MS = 30000;
// A closed Store API is asked again after an hour: each question is an error on the page's console.
const CLOSED = /^40[134]$/;
const CLOSED_MS = 36e5;
const CART_REQUEST = /store.{1,3}v1.{1,3}(batch|cart.{1,3}\w+-item)/;

/**
 * Whether WooCommerce says that this page is of a kind.
 * @param {string} kind  a class of the body
 */
export const isPage = (kind) => document.body.matches("." + kind);

/**
 * Compares carts when this page is opened, when a request may have changed the cart, and when the caller
 * asks.
 * @param {AdapterTracker} tracker
 * @param {Track} track
 * @param {(resource: string) => Promise<unknown>} readStore  reads from the Store API
 */
export function observeCart(tracker, track, readStore) {
  const record = cartRecord(tracker);
  let askedAt = 0;
  /** @type {Promise<void> | undefined} */
  let request;
  let isOutdated = false;
  /** A change is asked for. If the page is left before the answer, the next page compares the carts. */
  const expectChange = () => record.write({ ...record.read(), open: Date.now() });
  observeRequests((endedAt) => endedAt > askedAt, trackChanges);
  trackArrival(record, compareCarts);
  return { expectChange, trackChanges, isClosed: () => isClosed(record) };

  /**
   * Something may have changed the cart; in a slow shop long after the click that other sources report.
   * @param {PressedButton | PressedButton[]} [button]  what was pressed
   */
  function trackChanges(button) {
    const { open = Date.now() } = record.read() || {};
    expectChange();
    compareCarts(Date.now() - open, button);
  }

  /**
   * Asks for the cart and tracks what is new in it; one request at a time.
   * @param {number} earlierMs  how long ago the change may have begun
   * @param {PressedButton | PressedButton[]} [button]  tracked where the Store API is closed
   * @param {string | false} [viewEvent]  the event of a page that shows the cart
   * @param {boolean} [isUnchanged]  a difference is no change of the shopper's
   */
  function compareCarts(earlierMs, button, viewEvent, isUnchanged) {
    isOutdated = !!request;
    if (request) return;
    askedAt = performance.now();
    const beganAt = askedAt - earlierMs;
    request = (isClosed(record) ? Promise.reject(0) : readStore("cart"))
      .then(
        (answer) => {
          const cart = /** @type {StoreCart} */ (answer);
          const lines = Object.fromEntries(cart.items.map((item) => [item.key, toLine(item)]));
          // Nobody has seen the cart before, but something has changed: the one line in it is new.
          const before = record.read()?.lines || (!cart.items[1] && {});
          if (before && !isUnchanged) trackDifference(track, before, lines, beganAt);
          record.write({ hash: cartHash(), lines });
          if (viewEvent && cart.items[0]) track(viewEvent, viewProperties(cart));
        },
        (error) => {
          if (CLOSED.test(error)) record.write({ ...record.read(), closed: Date.now() });
          // The page is being left, or the network is gone: whoever sees the cart next tracks the change.
          if (error >= 0 || error.name === "SyntaxError") trackPressed(track, button, beganAt);
        },
      )
      .catch(() => {})
      .then(() => {
        request = undefined;
        if (isOutdated) trackChanges();
      });
  }
}

/**
 * Whether this shop does not let the page ask for its cart.
 * @param {ReturnType<typeof cartRecord>} record
 */
const isClosed = (record) => Date.now() - /** @type {number} */ (record.read()?.closed) < CLOSED_MS;

/**
 * A form that is sent without script has no event. Then WooCommerce's message, and the hash of the cart in
 * WooCommerce's cookie, say that the cart has changed.
 * @param {ReturnType<typeof cartRecord>} record
 * @param {(earlierMs: number, button: undefined, viewEvent: string | false, isUnchanged: boolean) => void}
 *   compare
 */
function trackArrival(record, compare) {
  const isOrdered = isPage("woocommerce-order-received");
  const viewEvent = isPage("woocommerce-cart")
    ? "cart_viewed"
    : isPage("woocommerce-checkout") && "checkout_started";
  const hash = cartHash();
  const isOpen = Date.now() - /** @type {number} */ (record.read()?.open) < ARRIVAL_MS;
  const isUnchanged = !isOpen && !document.querySelector(".woocommerce-message,.is-success");
  // The cart was ordered, or has expired: the shopper took nothing out of it.
  if (isOrdered || (!hash && isUnchanged)) record.write({ hash, lines: {}, closed: record.read()?.closed });
  // The page before, or another source there, may have tracked its own change.
  if (!isOrdered && (viewEvent || isOpen || hash !== record.read()?.hash))
    compare(ARRIVAL_MS, undefined, viewEvent, isUnchanged);
}

/**
 * Blocks ask the Store API for changes that they do not announce: the request is seen.
 * @param {(endedAt: number) => boolean} isNew  in the time of `performance.now()`
 * @param {() => void} onRequest
 */
function observeRequests(isNew, onRequest) {
  /** @param {PerformanceEntry} entry */
  const isChange = (entry) =>
    CART_REQUEST.test(entry.name) && isNew(/** @type {PerformanceResourceTiming} */ (entry).responseEnd);
  // A checkout asks the Store API for each line of an address.
  if (window.PerformanceObserver && !isPage("woocommerce-checkout"))
    new PerformanceObserver((list) => list.getEntries().some(isChange) && onRequest()).observe({
      type: "resource",
    });
}

/** @param {StoreCart} cart */
function viewProperties({ items, coupons, totals }) {
  return {
    line_items: items.map(toLine),
    currency: totals.currency_code,
    coupon: coupons?.map(({ code }) => code).join(),
  };
}

/**
 * @param {Track} track
 * @param {Record<string, CartLine>} before
 * @param {Record<string, CartLine>} now
 * @param {number} beganAt
 */
function trackDifference(track, before, now, beganAt) {
  for (const key in { ...before, ...now }) {
    // Cloth is sold by the metre.
    const difference = +((now[key]?.quantity || 0) - (before[key]?.quantity || 0)).toFixed(6);
    if (difference)
      track(
        difference > 0 ? "add_to_cart" : "remove_from_cart",
        { ...(now[key] || before[key]), quantity: Math.abs(difference) },
        beganAt,
      );
  }
}

/**
 * Tracks what a pressed button adds.
 * @param {Track} track
 * @param {PressedButton | PressedButton[] | undefined} button  jQuery gives a list
 * @param {number} beganAt
 */
function trackPressed(track, button, beganAt) {
  const { value, dataset } = /** @type {PressedButton} */ (
    /** @type {PressedButton[]} */ (button)?.[0] || button
  );
  track(
    "add_to_cart",
    {
      product_id: dataset.product_id || value,
      sku: dataset.product_sku,
      quantity: plainNumber(dataset.quantity) || 1,
    },
    beganAt,
  );
}

/** WooCommerce keeps a hash of the cart in a cookie; there is none for an empty cart. */
function cartHash() {
  return /woocommerce_cart_hash=(\w+)/.exec(document.cookie)?.[1];
}
