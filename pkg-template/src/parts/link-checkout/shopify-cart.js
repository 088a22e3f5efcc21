// Shopify's Ajax cart, as far as one attribute goes: https://shopify.dev/docs/api/ajax/reference/cart.
// It reads the cart before it writes: an empty cart gets no attribute, and an attribute that is right already
// is not written again. When to call it is decided in cart-link.js.

import { ATTRIBUTE } from "../shared/checkout-attribute.js";

const JSON_HEADERS = { accept: "application/json", "content-type": "application/json" };

/** The root of the store's pages, with the locale in it: `/fr/`. Undefined where the page has no theme. */
export function shopRoot() {
  const { Shopify } = /** @type {{ Shopify?: { routes?: { root?: string }, shop?: string } }} */ (
    /** @type {unknown} */ (window)
  );
  return Shopify?.routes?.root ?? (Shopify?.shop && "/");
}

/**
 * The value of Shopify's cookie for the cart: it names the cart. Undefined without a cart, and where scripts
 * may not read it.
 *
 * @returns {string | undefined}
 */
export function cartCookie() {
  return /(?:^|; )cart=([^;]+)/.exec(document.cookie)?.[1];
}

/**
 * Makes the attribute of the cart `id`, or takes it out when `id` is empty. Other attributes stay: Shopify
 * changes those that a request names. Rejects when the shop does not answer as it should.
 *
 * @param {string} root
 * @param {string} id
 * @param {boolean} isLinked The cart is known to have an id: it need not be read.
 * @param {(work: () => Promise<Response>) => Promise<Response>} write Runs the request that changes the cart.
 * @returns {Promise<boolean>} Whether the cart has the id now.
 */
export async function setCartAttribute(root, id, isLinked, write) {
  if (!isLinked) {
    const init = { headers: { accept: "application/json" }, cache: /** @type {const} */ ("no-store") };
    const cart = await (await fetch(root + "cart.js", init)).json();
    const current = cart.attributes?.[ATTRIBUTE] || "";
    if (current === id) return !!id;
    // A cart without items has no order to come. An id that is in it must go all the same.
    if (id && !cart.item_count) return false;
  }
  const { ok, status } = await write(() =>
    fetch(root + "cart/update.js", {
      method: "POST",
      headers: JSON_HEADERS,
      body: JSON.stringify({ attributes: { [ATTRIBUTE]: id } }),
      keepalive: true,
    }),
  );
  if (!ok) throw new Error("cart/update.js: " + status);
  return !!id;
}
