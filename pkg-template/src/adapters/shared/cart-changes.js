// The cart of a platform that shows the page its whole cart, as it was seen last by this page or an earlier
// one. A change is the difference to that cart. It also keeps what the checkout says of the order to come,
// because the page of the order may only know its number. The build keeps this module in a file of its own,
// beside the adapters `magento`, `bigcommerce`, `prestashop` and `shopware`.
import { registerIfNew, trackFromSource } from "./adapter.js";
import { storedRecord } from "./stored-record.js";

/** @typedef {import("./types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./types.js").Properties} Properties */
/** @typedef {Properties & { quantity: number }} CartLine */
/** @typedef {Record<string, CartLine>} CartLines  by the platform's own key of the line */
/** @typedef {(name: string, properties: object, beganAt?: number) => unknown} Track */
/** @typedef {{ track: Track, recall(): CartRecord, remember(changes: CartRecord): void }} Memory */
/** @typedef {ReturnType<typeof platform>} Platform */
/**
 * @typedef {object} CartRecord
 * @property {CartLines} [lines]
 * @property {number} [open]  when a change was asked for that no cart has shown yet, in ms since 1970
 * @property {Record<string, number>} [asked]  the pieces that change adds, by the key of the line
 * @property {string} [currency]
 * @property {string} [started]  the contents of the checkout that was tracked last
 * @property {string[]} [steps]  of the checkout, that were tracked
 * @property {Properties} [checkout]  what is known of the order to come
 * @property {Properties} [order]  the last order
 */

// As long as the part `sources` remembers what a page tracked.
const ARRIVAL_MS = 30000;
/** @param {number} open */
const isRecent = (open) => Date.now() - open < ARRIVAL_MS;

/**
 * Lets a function that reads what the platform says fail: on data of another shape it does nothing, and the
 * page does not notice.
 * @template {any[]} Parameters
 * @template Result
 * @param {(...parameters: Parameters) => Result} read
 * @returns {(...parameters: Parameters) => Result | undefined}
 */
export const lenient =
  (read) =>
  (...parameters) => {
    try {
      return read(...parameters);
    } catch (error) {
      // Another shape.
    }
  };

/** Whether the shopper has clicked or typed on this page. What comes before that is no choice of theirs. */
export const hasTouched = () => navigator.userActivation?.hasBeenActive !== false;

/**
 * What the adapter of a platform works with; undefined where one of that name already runs.
 * @param {AdapterTracker} tracker
 * @param {string} source  the adapter's name
 */
export function platform(tracker, source) {
  if (!registerIfNew(tracker, source)) return;
  const record = /** @type {ReturnType<typeof storedRecord<CartRecord>>} */ (
    storedRecord(tracker, "shoptrail.platform")
  );
  const recall = () => record.read() || {};
  /** @param {CartRecord} changes */
  const remember = (changes) => record.write({ ...recall(), ...changes });
  /** @type {Track} */
  const track = (name, properties, beganAt) => trackFromSource(tracker, source, name, properties, beganAt);
  const memory = { track, recall, remember };
  return { ...memory, ...expectations(memory), ...cartWatch(memory), step, order };

  /**
   * Tracks a completed step of the checkout: once until the order, however many pages show it.
   * @param {string} name
   * @param {Properties} [chosen]
   */
  function step(name, chosen) {
    const { lines = {}, checkout = {}, steps = [], currency } = recall();
    if (steps.includes(name)) return;
    remember({ steps: [...steps, name] });
    track("checkout_step_completed", {
      step: name,
      currency: checkout.currency ?? currency,
      coupon: checkout.coupon,
      line_items: Object.values(lines),
      ...chosen,
    });
  }

  /**
   * Tracks the order of this page, with what the page says of it and what the checkout said. The cart is
   * empty after it, and nothing was taken out of it.
   * @param {unknown} order_id
   * @param {Properties} [properties]
   */
  function order(order_id, properties) {
    if (!order_id) return;
    const { lines, checkout, order: last, currency } = recall();
    const made =
      last?.order_id === order_id
        ? last
        : { currency, line_items: Object.values(lines || {}), ...checkout, ...properties, order_id };
    record.write({ lines: {}, currency, order: made });
    track("order_completed", made);
  }
}

/** @param {Memory} memory */
function expectations({ recall, remember }) {
  return { expectChange, expectOn, isExpected: () => isRecent(recall().open || 0) };

  /**
   * A change is asked for. If the page is left before its cart is seen, the next page finds the difference.
   * @param {Record<string, number>} [asked]  the pieces that it adds, where the page says them
   */
  function expectChange(asked) {
    const { open = 0, asked: before } = recall();
    // A form that was sent, and the request that it makes, are one.
    if (asked || !isRecent(open)) remember({ open: Date.now(), asked: asked || before });
  }

  /**
   * Expects a change when a form that matches a selector is sent, or such an element is clicked.
   * @param {"submit" | "click"} type
   * @param {string} selector
   * @param {(form: HTMLFormElement) => Record<string, number>} [asked]
   */
  function expectOn(type, selector, asked) {
    document.addEventListener(
      type,
      lenient(({ target }) => {
        const element = /** @type {Element} */ (target).closest(selector);
        if (element) expectChange(asked?.(/** @type {HTMLFormElement} */ (element)));
      }),
      true,
    );
  }
}

/** @param {Memory} memory */
function cartWatch({ track, recall, remember }) {
  /** @type {string | undefined} */
  let viewEvent;
  return { see, view };

  /**
   * Takes a cart over and tracks what changed since the last one. A cart that was changed elsewhere, by
   * another device or a log-in, is no change of this shopper on this page: it is only taken over.
   * @param {CartLines} lines
   */
  function see(lines) {
    const { open = 0, asked, lines: known } = recall();
    const isExpected = isRecent(open);
    const keys = Object.keys(lines);
    // Nobody has seen the cart before: what was asked for is new, or the only line.
    const before = known || (isExpected && (asked ? without(lines, asked) : keys.length < 2 && {}));
    const isOurs = isExpected || (known && hasTouched());
    const beganAt = performance.now() - (isExpected ? Date.now() - open : 0);
    const isChanged = before && isOurs && trackDifference(track, before, lines, beganAt);
    remember({ lines, ...(isChanged && { open: 0, asked: undefined }) });
    if (keys[0]) trackView(lines);
  }

  /**
   * This page shows the cart or the checkout: tracked with the next cart that has something in it.
   * @param {"cart_viewed" | "checkout_started"} event
   */
  function view(event) {
    viewEvent = event;
  }

  /** @param {CartLines} lines */
  function trackView(lines) {
    const { started, checkout } = recall();
    const line_items = Object.values(lines);
    const event = viewEvent;
    viewEvent = undefined;
    if (event === "checkout_started") {
      // The steps of a checkout may be pages of their own.
      const contents = JSON.stringify(line_items.map((line) => [line.sku, line.product_id, line.quantity]));
      if (started === contents) return;
      remember({ started: contents });
    }
    if (event)
      track(event, {
        currency: checkout?.currency || line_items[0].currency,
        coupon: checkout?.coupon,
        line_items,
      });
  }
}

/**
 * A cart without the pieces that were asked for.
 * @param {CartLines} lines
 * @param {Record<string, number>} asked
 */
function without(lines, asked) {
  const rest = { ...lines };
  for (const key in asked)
    if (rest[key]) rest[key] = { ...rest[key], quantity: Math.max(rest[key].quantity - asked[key], 0) };
  return rest;
}

/**
 * Returns whether there was a difference.
 * @param {Track} track
 * @param {CartLines} before
 * @param {CartLines} now
 * @param {number} beganAt
 */
function trackDifference(track, before, now, beganAt) {
  let isChanged = false;
  for (const key in { ...before, ...now }) {
    // Cloth is sold by the metre.
    const difference = +((now[key]?.quantity || 0) - (before[key]?.quantity || 0)).toFixed(6);
    if (!difference) continue;
    isChanged = true;
    track(
      difference > 0 ? "add_to_cart" : "remove_from_cart",
      { ...(now[key] || before[key]), quantity: Math.abs(difference) },
      beganAt,
    );
  }
  return isChanged;
}

/**
 * Whether the body has a class, by which platforms say what a page shows.
 * @param {string} name
 */
export const isPage = (name) => document.body.matches("." + name);

/**
 * The visible text of the first element of a selector, or its `content`.
 * @param {string} selector
 */
export function textAt(selector) {
  const element = document.querySelector(selector);
  return (element?.getAttribute("content") ?? element?.textContent)?.trim() || undefined;
}

/**
 * The content of a property of Open Graph.
 * @param {string} property
 */
export const metaOf = (property) => textAt(`meta[property='${property}']`);

/** @param {string} name */
export const queryOf = (name) => new URLSearchParams(location.search).get(name) || undefined;

/**
 * Tracks what the shop's own template printed: `{identify: [keys, traits], events: [[name, properties]]}`.
 * Returns the names of the events.
 * @param {AdapterTracker} tracker
 * @param {Memory} shop
 * @returns {string[]}
 */
export function trackPrinted(tracker, { track }) {
  return [...document.querySelectorAll("script.shoptrail-events")].flatMap(({ textContent }) => {
    try {
      const { identify, events = [] } = JSON.parse(/** @type {string} */ (textContent));
      if (identify) tracker.identify(...[].concat(identify));
      return events.map((/** @type {[string, object]} */ [name, properties]) => {
        track(name, properties);
        return name;
      });
    } catch (error) {
      // Output of another extension got into the element.
      return [];
    }
  });
}
