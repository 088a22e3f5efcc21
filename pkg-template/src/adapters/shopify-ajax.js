// Shopify's AJAX cart (https://shopify.dev/docs/api/ajax/reference/cart), as themes without storefront events
// use it. The adapter observes the requests and does not change them: the page gets the arguments, answers
// and errors that it would get without the adapter.
import { registerIfNew, trackFromSource } from "./shared/adapter.js";
import { sharedState } from "./shared/shared-state.js";
import { addToKnownCart, isAnsweredTwice, trackCartChanges } from "./shared/shopify-cart.js";
import { isThemeEditor, lineItem, numericId } from "./shared/shopify-fields.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/types.js").ShopifyCart} ShopifyCart */
/** @typedef {import("./shared/types.js").ShopifyCartItem} ShopifyCartItem */
/** @typedef {{ verb: string, query: URLSearchParams }} CartRequest  a request that changes the shop's cart */
/** @typedef {string | [string, unknown][]} RequestBody  a text, or the entries of a form */
/** @typedef {{ id?: unknown, quantity?: unknown }} AskedItem */

const SOURCE = "shopify-ajax";
// With or without a locale before it: /fr/cart/add.js
const CART_PATH = /^(?:\/[\w-]+)?\/cart\/(add|change|update|clear)(?:\.js(?:on)?)?$/;

/** @param {AdapterTracker} tracker */
export default function (tracker) {
  if (isThemeEditor() || !registerIfNew(tracker, SOURCE)) return;
  observeFetch(tracker);
  observeXhr(tracker);
}

/** @param {AdapterTracker} tracker */
function observeFetch(tracker) {
  replace(
    window,
    "fetch",
    (original) =>
      /** @this {unknown} */
      function (/** @type {Request} */ input, /** @type {RequestInit} */ init) {
        const request = attempt(() => toCartRequest(input.url || input));
        // A stream can be read once: the page's request has the original, and the adapter reads a copy.
        const copy =
          request &&
          attempt(() =>
            input
              .clone()
              .text()
              .catch(() => ""),
          );
        const beganAt = performance.now();
        const answer = original.apply(this, arguments);
        // A polyfill's promise is no instance of the browser's, nor the browser's of a polyfill's.
        if (!request || !answer?.then) return answer;
        const end = countRequest(tracker);
        answer.then(end, end);
        const body = attempt(() => readBody(init.body)) || copy;
        // The returned promise settles as the original: a rejection that the page does not handle is reported
        // once, as it is without the adapter.
        return answer.then((/** @type {Response} */ response) => {
          attempt(
            () =>
              response.ok &&
              trackAnswer(tracker, { request, body, answer: response.clone().text(), beganAt }),
          );
          return response;
        });
      },
  );
}

/** @param {AdapterTracker} tracker */
function observeXhr(tracker) {
  /** @type {WeakMap<XMLHttpRequest, CartRequest | undefined>} */
  const opened = new WeakMap();
  replace(
    XMLHttpRequest.prototype,
    "open",
    (original) =>
      /** @this {XMLHttpRequest} */
      function (/** @type {string} */ method, /** @type {string} */ url) {
        opened.set(
          this,
          attempt(() => toCartRequest(url)),
        );
        return original.apply(this, arguments);
      },
  );
  replace(
    XMLHttpRequest.prototype,
    "send",
    (original) =>
      /** @this {XMLHttpRequest} */
      function (/** @type {unknown} */ sent) {
        const request = opened.get(this);
        if (request) {
          const body = attempt(() => readBody(sent));
          const beganAt = performance.now();
          const onLoad = () =>
            attempt(() => {
              // A request that was stopped may have been opened again for another address.
              if (opened.get(this) !== request || this.status >= 300) return;
              const answer = this.responseType === "json" ? JSON.stringify(this.response) : this.responseText;
              trackAnswer(tracker, { request, body, answer, beganAt });
            });
          this.addEventListener("load", onLoad, { once: true });
          this.addEventListener("loadend", countRequest(tracker), { once: true });
        }
        return original.apply(this, arguments);
      },
  );
}

/**
 * Counts a request that changes the cart, until the returned function is called: the part `link-checkout`
 * waits for it.
 * @param {AdapterTracker} tracker
 */
function countRequest(tracker) {
  const shared = sharedState(tracker);
  shared.cartChanges = (shared.cartChanges || 0) + 1;
  return () => void (/** @type {number} */ (shared.cartChanges)--);
}

/**
 * Replaces a function of `owner` by one that calls it. The replacement has the name, length and members of
 * the original.
 * @param {object} owner
 * @param {string} name
 * @param {(original: Function) => Function} wrap
 */
function replace(owner, name, wrap) {
  const functions = /** @type {Record<string, Function>} */ (owner);
  const original = functions[name];
  const wrapped = wrap(original);
  for (const key of /** @type {const} */ (["name", "length"]))
    // A page may have added `get` to every object.
    Object.defineProperty(
      wrapped,
      key,
      /** @type {object} */ ({ __proto__: null, value: original[key], configurable: true }),
    );
  // Fails where the page has fixed the function: then nothing is observed.
  attempt(() => (functions[name] = Object.assign(wrapped, original)));
}

/**
 * The request, if its address changes this shop's cart.
 * @param {string | URL | Request} address
 * @returns {CartRequest | undefined}
 */
function toCartRequest(address) {
  const { origin, pathname, searchParams } = new URL(/** @type {string} */ (address), location.href);
  const [, verb] = (origin === location.origin && CART_PATH.exec(pathname)) || [];
  return verb ? { verb, query: searchParams } : undefined;
}

/**
 * Undefined for a body that only the page's request may read.
 * @param {unknown} body
 * @returns {RequestBody | undefined}
 */
function readBody(body) {
  if (typeof body === "string") return body;
  const form = /** @type {FormData} */ (body);
  return "getAll" in form ? [...form] : undefined;
}

/**
 * Tracks what a request has changed.
 * @param {AdapterTracker} tracker
 * @param {object} exchange
 * @param {CartRequest} exchange.request
 * @param {RequestBody | Promise<string> | undefined} exchange.body
 * @param {string | Promise<string>} exchange.answer
 * @param {number} exchange.beganAt
 */
async function trackAnswer(tracker, { request: { verb, query }, body, answer, beganAt }) {
  try {
    /** @type {ShopifyCart & ShopifyCartItem} */
    const answered = JSON.parse(await answer);
    if (verb !== "add") return trackCartChanges(tracker, SOURCE, answered, beganAt);
    const asked = readQuantities((await body) || "", query);
    const shared = sharedState(tracker);
    for (const item of answered.items || [answered]) {
      const variant = numericId(item.variant_id ?? item.id);
      const before = shared.cart?.get(variant)?.quantity ?? 0;
      // The answer has the new total. A shop that has fewer than were asked for adds what it has.
      const quantity = asked[String(variant)] ?? (shared.cart ? item.quantity - before : 1);
      const properties = lineItem(item, Math.min(quantity, item.quantity));
      const { key, properties: choices } = item;
      if (!properties.product_id || isAnsweredTwice(tracker, [variant, item.quantity, key, choices], beganAt))
        continue;
      addToKnownCart(tracker, properties);
      trackFromSource(tracker, SOURCE, "add_to_cart", properties, beganAt);
    }
    shared.cartVersion++;
  } catch (error) {
    // Not JSON, or not a cart.
  }
}

/**
 * How many pieces of each variant a request asks for. It has `{id, quantity}`, or `items` of these, as JSON,
 * as a form, or in its address.
 * @param {RequestBody} body
 * @param {URLSearchParams} query
 */
function readQuantities(body, query) {
  const json = attempt(() => JSON.parse(/** @type {string} */ (body)));
  const items = /** @type {Record<string, AskedItem>} */ (json ? [].concat(json.items || json) : {});
  const form = json ? [] : [...(typeof body === "string" ? new URLSearchParams(body) : body), ...query];
  for (const [name, value] of form) {
    // A form for one item has no index.
    const [, index, field] = /^(?:items\[(\d+)\]\[)?(id|quantity)\]?$/.exec(name) || [];
    if (field) (items[index] ||= {})[/** @type {keyof AskedItem} */ (field)] = value;
  }
  /** @type {Record<string, number>} */
  const quantities = {};
  for (const { id, quantity } of Object.values(items)) {
    const variant = String(numericId(id));
    quantities[variant] = (quantities[variant] || 0) + Number(quantity ?? 1);
  }
  return quantities;
}

/**
 * What `work` returns; undefined when it throws.
 * @template Returned
 * @param {() => Returned} work
 */
function attempt(work) {
  try {
    return work();
  } catch (error) {
    // The page must not notice.
  }
}
