// Part `link-checkout`, of the option `linkCheckout`: the anonymous id rides with the cart or the checkout,
// so that the checkout's pixel and the order's webhook name the same shopper. It rides while analytics are
// granted, and is taken out at a denial, `forget()` and `reset()`. How it rides on each platform is in
// link-checkout/.

import { linkCart } from "./link-checkout/cart-link.js";
import { fillCheckout } from "./link-checkout/woocommerce-checkout.js";

/**
 * @import { PageTracker } from "../types.js"
 */

/** Events after which there is a cart. */
const CART_EVENT = /^(add_to_cart|remove_from_cart|cart_viewed|checkout_started)$/;

/** @param {PageTracker} shop */
export default function linkCheckout(shop) {
  const { diagnostics } = shop.methods;
  let wasGranted = false;
  let isReset = false;
  let isFilled = false;

  /** The id that may ride now; empty when it has to go, undefined while nobody knows. */
  const wantedId = () => {
    const report = diagnostics();
    if (report.on) {
      wasGranted = true;
      return isReset ? "" : report.identity.anonymousId;
    }
    const analytics = report.consent?.analytics;
    // A page that waits for its consent manager changes nothing: most shoppers have answered before.
    return analytics === "denied" || (wasGranted && analytics === "pending") ? "" : undefined;
  };
  // The adapter for Shopify's Ajax cart counts the theme's requests.
  const observed = /** @type {{ sources?: { cartChanges?: number } }} */ (shop);
  const cart = linkCart(wantedId, () => Number(observed.sources?.cartChanges) > 0);
  const update = (/** @type {boolean} */ isCartSure, isForced = false) => {
    const id = wantedId();
    if (id !== undefined) isFilled = fillCheckout(id) && !!id;
    cart.check(isCartSure, isForced);
  };

  shop.methods.diagnostics = () => ({
    ...diagnostics(),
    checkout_link: isFilled ? "linked" : (cart.state() ?? "none"),
  });
  shop.on("call", ({ method, args, result }) => {
    const isCartEvent = method === "track" && result.ok && CART_EVENT.test(String(args[0]));
    if (method === "track" ? !isCartEvent : method === "page") return;
    isReset = method === "reset";
    update(isCartEvent);
  });
  shop.on("consent", () => update(false));
  shop.ready(() => update(false));
  // A denial from before this part was there.
  update(false);
  // The scripts of a checkout block may be there only now.
  addEventListener("load", () => update(false));
  // Who changes attributes by this event sets all of them, and may leave this one out.
  document.addEventListener("shopify:cart:attributes-update", () => update(true, true));
}
