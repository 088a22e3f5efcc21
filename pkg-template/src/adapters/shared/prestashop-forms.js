// The forms and the wish list of PrestaShop. The adapter `prestashop` observes them.
import { lenient } from "./cart-changes.js";
import { byEmail, formProperties } from "./forms.js";

/**
 * What is read of the global `prestashop`.
 * @typedef {object} Global
 * @property {{ is_logged?: boolean }} [customer]
 * @property {(name: string, listener: () => void) => void} [on]
 */

/**
 * The forms of the core and of its module for newsletters.
 * @param {Global} global
 * @param {string} page
 */
export const formsOf = (global, page) => [
  {
    event: "signed_up",
    sent: "form#customer-form",
    // The same form changes an account, and gives the address of a guest.
    read: () => (/^(registration|authentication)$/.test(page) ? byEmail() : undefined),
    isAccepted: () => global.customer?.is_logged,
    isRefusedWhenShown: true,
  },
  {
    event: "newsletter_subscribed",
    sent: "[class*=newsletter] form,[class*=subscription] form",
    read: formProperties,
    isAccepted: () =>
      document.querySelector("[class*=newsletter] .alert-success,[class*=subscription] .alert-success"),
  },
];

/**
 * The wish list of the module blockwishlist. Its bus may come later.
 * @param {{ track: import("./cart-changes.js").Track }} shop
 * @param {Global} global
 */
export function trackWishes({ track }, global) {
  const listen = lenient(() => {
    const { WishlistEventBus } = /** @type {any} */ (window);
    WishlistEventBus?.$on(
      "addedToWishlist",
      lenient(({ detail: { productId, productAttributeId } }) =>
        track("wishlist_added", {
          product_id: productId,
          variant_id: Number(productAttributeId) ? productAttributeId : undefined,
        }),
      ),
    );
    return WishlistEventBus;
  });
  if (!listen()) global.on?.("wishlistEventBusInit", listen);
}
