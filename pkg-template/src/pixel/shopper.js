// Who the shopper of a page is, and which cart is theirs: what the storefront says by the cart's attribute,
// the cookie and its records, which only a pixel of the same address can read. messages.js calls it.
import { ATTRIBUTE } from "../parts/shared/checkout-attribute.js";
import { attempt } from "./attempt.js";

/** @typedef {import("./types.js").Checkout} Checkout */
/** @typedef {import("./types.js").CustomerEvent} CustomerEvent */
/** @typedef {import("./types.js").PixelState} PixelState */
/** @typedef {import("./types.js").Shopper} Shopper */

export const COOKIE = "shoptrail_anonymous_id";
const IDENTITY = "shoptrail.identity";
const CART = "shoptrail.cart";
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The id that the storefront's option `linkCheckout` put into the cart; undefined where there is none.
 * @param {Checkout | undefined} checkout
 */
export function linkedId(checkout) {
  const { attributes } = checkout ?? {};
  const value = Array.isArray(attributes) && attributes.find((given) => given?.key === ATTRIBUTE)?.value;
  return value && UUID.test(value) ? String(value) : undefined;
}

/**
 * The storefront's shopper: the id from the cart, else from the cookie, else from the storefront's record. A
 * new id where there is none. The cart goes first: on a checkout with a domain of its own, the cookie is one
 * that an earlier checkout made.
 * @param {PixelState} state
 * @param {Checkout | undefined} checkout
 * @returns {Promise<Shopper>}
 */
export async function recallShopper({ browser, record }, checkout) {
  const stored = Object(await readJson(browser, IDENTITY));
  const cookie = await attempt(() => browser.cookie.get(COOKIE));
  const found = [linkedId(checkout), cookie, stored.anonymousId].find((id) => UUID.test(id));
  const storefrontId = found || crypto.randomUUID();
  if (!found)
    await attempt(() =>
      browser.cookie.set(`${COOKIE}=${storefrontId}; path=/; max-age=31536000; samesite=lax`),
    );
  // An earlier page found another person at the checkout of this device, and gave them an id of their own.
  const replacement = record?.storefrontId === storefrontId ? record?.anonymousId : undefined;
  const anonymousId = replacement && UUID.test(replacement) ? replacement : storefrontId;
  const keysOf = (/** @type {Partial<Shopper> | undefined} */ from) =>
    from?.anonymousId === anonymousId && from?.keys;
  return { anonymousId, keys: { ...keysOf(record), ...keysOf(stored) }, storefrontId };
}

/**
 * Another person on the same device: nothing of the person before is theirs.
 * @param {Shopper} shopper
 * @returns {Shopper}
 */
export function replaceShopper({ storefrontId }) {
  return { anonymousId: crypto.randomUUID(), keys: {}, storefrontId };
}

/**
 * The id of the cart: the one that the storefront's events have, else Shopify's. The key in Shopify's id
 * gives access to the cart, so it stays out.
 * @param {PixelState} state
 * @param {CustomerEvent} event
 * @returns {Promise<string | undefined>}
 */
export async function recallCartId(state, { data }) {
  state.cart ||= Object(await readJson(state.browser, CART));
  const id = state.cart?.id;
  if (typeof id === "string" && id && id.length <= 1000) return id;
  return /\/Cart\/([^/?]+)/.exec(data?.cart?.id ?? state.shopCartId ?? "")?.[1];
}

/**
 * Ends the storefront's cart once its order is counted: the next cart gets a new id.
 * @param {PixelState} state
 */
export async function endCart(state) {
  if (!state.cart?.id) return;
  state.cart = undefined;
  await attempt(() => state.browser.localStorage.removeItem(CART));
}

/**
 * @param {PixelState["browser"]} browser
 * @param {string} key
 * @returns {Promise<unknown>}
 */
function readJson(browser, key) {
  return attempt(async () => JSON.parse(/** @type {string} */ (await browser.localStorage.getItem(key))));
}
