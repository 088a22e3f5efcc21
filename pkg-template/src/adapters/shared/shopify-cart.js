// Shopify's cart as it was seen last. The adapters for Shopify bring each cart they see here; the difference
// to the one before is what was added and removed.
import { trackFromSource } from "./adapter.js";
import { sharedState } from "./shared-state.js";
import { activeCurrency, lineItem, shopRoot } from "./shopify-fields.js";

/** @typedef {import("./types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./types.js").ShopifyCart} ShopifyCart */
/** @typedef {import("./types.js").ShopifyLine} ShopifyLine */

/**
 * Takes over a cart and tracks what was added and removed since the cart before. The first cart of a page
 * tracks nothing, and neither does a cart without a `source`. A second source that brings the same cart finds
 * no difference.
 * @param {AdapterTracker} tracker
 * @param {string | false | undefined} source
 * @param {ShopifyCart} cart
 * @param {number} [beganAt]
 */
export function trackCartChanges(tracker, source, cart, beganAt) {
  const shared = sharedState(tracker);
  const before = shared.cart;
  /** @type {Map<string | undefined, ShopifyLine>} */
  const now = new Map();
  for (const item of cart.items) {
    const line = { ...lineItem(item), currency: cart.currency || activeCurrency() };
    // A variant is in several lines when they differ in an engraving or a discount.
    line.quantity += now.get(line.variant_id)?.quantity || 0;
    now.set(line.variant_id, line);
  }
  // Only once the whole cart could be read: what a broken cart lacks would count as added with the next.
  shared.cart = now;
  shared.cartVersion++;
  if (!before || !source) return;
  for (const variant of new Set([...before.keys(), ...now.keys()])) {
    const difference = (now.get(variant)?.quantity || 0) - (before.get(variant)?.quantity || 0);
    if (difference)
      trackFromSource(
        tracker,
        source,
        difference > 0 ? "add_to_cart" : "remove_from_cart",
        { ...(now.get(variant) || before.get(variant)), quantity: Math.abs(difference) },
        beganAt,
      );
  }
}

/**
 * Adds pieces to the known cart whose adding is tracked elsewhere: the next whole cart shows no difference.
 * @param {AdapterTracker} tracker
 * @param {ShopifyLine} line
 */
export function addToKnownCart(tracker, line) {
  const { cart } = sharedState(tracker);
  if (cart)
    cart.set(line.variant_id, {
      ...line,
      quantity: line.quantity + (cart.get(line.variant_id)?.quantity || 0),
    });
}

/**
 * Whether a request got the same answer as another that was under way with it. Requests that add up are
 * answered with different totals: these two have made one change together.
 * @param {AdapterTracker} tracker
 * @param {unknown} answer
 * @param {number} beganAt
 */
export function isAnsweredTwice(tracker, answer, beganAt) {
  const answers = (sharedState(tracker).cartAnswers ||= {});
  const text = JSON.stringify(answer);
  const before = answers[text];
  answers[text] = performance.now();
  return beganAt < before;
}

/**
 * Reads the cart from the shop, tracks its changes and returns it; undefined when it cannot be read. Callers
 * share a request that is under way, unless something began meanwhile.
 * @param {AdapterTracker} tracker
 * @param {string | false} [source]
 * @param {number} [beganAt]
 * @returns {Promise<ShopifyCart | undefined>}
 */
export function readCart(tracker, source, beganAt) {
  const shared = sharedState(tracker);
  const { cartVersion } = shared;
  if (beganAt || !shared.cartRequest)
    shared.cartRequest = fetch(shopRoot() + "cart.js", {
      headers: { accept: "application/json" },
      cache: "no-store",
    }).then((response) => response.json());
  return shared.cartRequest
    .finally(() => (shared.cartRequest = undefined))
    .then((cart) => {
      // A change that was answered meanwhile is newer than this cart.
      if (shared.cartVersion === cartVersion) trackCartChanges(tracker, source, cart, beganAt);
      return cart;
    })
    .catch(() => undefined);
}

/**
 * Tracks that the cart page or drawer is seen, if there is something in the cart.
 * @param {AdapterTracker} tracker
 * @param {string} source
 */
export async function trackCartView(tracker, source) {
  const cart = await readCart(tracker);
  if (cart?.items.length)
    trackFromSource(tracker, source, "cart_viewed", {
      currency: cart.currency,
      line_items: cart.items.map((item) => lineItem(item)),
    });
}
