// WooCommerce, classic themes and blocks, without jQuery. Changes of the cart come from comparing carts, see
// shared/woocommerce-cart.js. Orders, and what else only the server knows, come from what shoptrail.php
// prints.
import { registerIfNew, trackFromSource } from "./shared/adapter.js";
import { byEmail, formProperties, observeForms } from "./shared/forms.js";
import { sharedState } from "./shared/shared-state.js";
import { readProduct } from "./shared/structured-data.js";
import { isPage, observeCart, toView } from "./shared/woocommerce-cart.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/woocommerce-cart.js").Track} Track */
/** @typedef {ReturnType<typeof observeCart>} Cart */
/** @typedef {import("./shared/woocommerce-fields.js").StoreProduct} StoreProduct */
/** @typedef {(data: Record<string, unknown>) => void} Action */
/** @typedef {{ addAction(name: string, namespace: string, callback: Action): void }} WordPressHooks */
/**
 * What `found_variation` passes.
 * @typedef {object} Variation
 * @property {number} [variation_id]
 * @property {string} [sku]
 * @property {number} [display_price]
 * @property {{ src?: string }} [image]
 * @property {Record<string, string>} [attributes]
 */

const SOURCE = "woocommerce";

/** WooCommerce's own form, and the newsletters of Mailchimp for WordPress and of MailPoet. */
const FORMS = [
  {
    event: "signed_up",
    sent: "form.woocommerce-form-register,form.register",
    read: byEmail,
    isAccepted: () => isPage("logged-in"),
    isRefusedWhenShown: true,
  },
  {
    event: "newsletter_subscribed",
    sent: "form.mc4wp-form",
    read: formProperties,
    isAccepted: () => document.querySelector(".mc4wp-success"),
  },
  {
    event: "newsletter_subscribed",
    sent: "form.mailpoet_form",
    read: formProperties,
    // It is in the page from the start, without a style of `display:none` once it says something.
    isAccepted: () => document.querySelector(".mailpoet_validate_success:not([style*=none])"),
  },
];

/** @param {AdapterTracker} tracker */
export default function woocommerce(tracker) {
  if (!registerIfNew(tracker, SOURCE)) return;
  /** @type {Track} */
  const track = (name, properties, beganAt) => trackFromSource(tracker, SOURCE, name, properties, beganAt);
  /** @type {HTMLLinkElement | null} */
  const root = document.querySelector("[rel='https://api.w.org/']");
  const storeApi = (root?.href || "/wp-json/") + "wc/store/v1/";
  const readStore = (/** @type {string} */ resource) =>
    fetch(storeApi + resource, { cache: "no-store" }).then((answer) =>
      answer.ok ? answer.json() : Promise.reject(answer.status || 0),
    );
  const productId = /postid-(\d+)/.exec(document.body.className)?.[1];

  const printed = trackPrinted(tracker, track);
  const cart = observeCart(tracker, track, readStore);
  if (isPage("single-product") && !printed.includes("product_viewed"))
    trackProductPage(tracker, track, () =>
      cart.isClosed() ? Promise.reject() : readStore("products/" + productId),
    );
  listenForCartChanges(cart);
  trackChosenVariations(track, productId);
  trackWishes(track, productId);
  if (isPage("woocommerce-checkout")) trackSteps(track);
  observeForms(tracker, SOURCE, FORMS);
}

/**
 * The choices of the checkout: of classic themes by their fields, of blocks by their actions.
 * @param {Track} track
 */
function trackSteps(track) {
  /**
   * @param {string} step
   * @param {unknown} chosen
   */
  const complete = (step, chosen) => {
    // What is chosen when the page loads is no step.
    if (navigator.userActivation?.hasBeenActive !== false)
      track("checkout_step_completed", {
        step,
        [step === "payment" ? "payment_method" : "shipping_method"]: chosen,
      });
  };
  document.addEventListener("change", ({ target }) => {
    const { name, value } = /** @type {HTMLInputElement} */ (target);
    if (/^shipping_method\[/.test(name)) complete("shipping", value);
    if (name === "payment_method") complete("payment", value);
  });
  addBlocksAction("checkout-set-selected-shipping-rate", ({ shippingRateId }) =>
    complete("shipping", shippingRateId),
  );
  addBlocksAction("checkout-set-active-payment-method", ({ value, paymentMethodSlug = value }) =>
    complete("payment", paymentMethodSlug),
  );
}

/**
 * @param {string} name
 * @param {Action} callback
 */
function addBlocksAction(name, callback) {
  const { wp } = /** @type {{ wp?: { hooks?: WordPressHooks } }} */ (window);
  wp?.hooks?.addAction("experimental__woocommerce_blocks-" + name, "shoptrail", callback);
}

/**
 * The wish lists of YITH and of TI, which trigger events of jQuery.
 * @param {Track} track
 * @param {string | undefined} pageProduct
 */
function trackWishes(track, pageProduct) {
  /** @param {any} wish  the button, as an element or as jQuery has it, or the product's id */
  const add = (wish) => {
    const button = wish?.[0] || wish;
    const { productId, tinvWlProduct, tinvWlProductvariation: variation } = Object(button?.dataset);
    track("wishlist_added", {
      product_id: productId || tinvWlProduct || (Number(button) ? button : pageProduct),
      variant_id: Number(variation) ? variation : undefined,
    });
  };
  addJqueryListener("added_to_wishlist", add);
  addJqueryListener("tinvwl_wishlist_added_status", (button, isAdded) => isAdded && add(button));
}

/**
 * Tracks the product of a page without printed data: from the page's structured data if that says what the
 * product costs, else from the Store API. Where the API is closed, a question is an error on the page's
 * console.
 * @param {AdapterTracker} tracker
 * @param {Track} track
 * @param {() => Promise<unknown>} askShop
 */
function trackProductPage(tracker, track, askShop) {
  const shared = sharedState(tracker);
  /** @type {ReturnType<typeof readProduct>} */
  let described;
  try {
    described = readProduct(document, new URL(location.href));
  } catch (error) {
    // A shape of data that nobody knows.
  }
  const trackDescribed = () =>
    described &&
    track("product_viewed", {
      ...described,
      category: described.category ?? document.querySelector(".posted_in a")?.textContent,
    });
  if (described?.name && described.price && described.currency) return trackDescribed();
  shared.isAskingShop = true;
  askShop()
    .then((product) => track("product_viewed", toView(/** @type {StoreProduct} */ (product))))
    .catch(trackDescribed)
    .then(() => (shared.isAskingShop = false));
}

/**
 * Tracks what the server printed: `{identify: [keys, traits], events: [[name, properties]]}`, in any number
 * of elements.
 * @param {AdapterTracker} tracker
 * @param {Track} track
 * @returns {string[]}  the names of the events
 */
function trackPrinted(tracker, track) {
  return [...document.querySelectorAll("script.shoptrail-woocommerce")].flatMap(({ textContent }) => {
    try {
      const { identify, events } = JSON.parse(/** @type {string} */ (textContent));
      if (identify) tracker.identify(...[].concat(identify));
      return events.map((/** @type {[string, object]} */ [name, properties]) => {
        track(name, properties);
        return name;
      });
    } catch (error) {
      // Output of another plugin got into the element. The tracker refuses the order that nobody could read,
      // so that its violations name it.
      if (isPage("woocommerce-order-received")) track("order_completed", {});
      return [];
    }
  });
}

/** @param {Cart} cart */
function listenForCartChanges({ expectChange, trackChanges }) {
  const { body } = document;
  addJqueryListener("adding_to_cart", expectChange);
  addJqueryListener("added_to_cart", (fragments, hash, button) => trackChanges(button));
  for (const name of ["removed_from_cart", "updated_wc_div", "wc_cart_emptied"])
    addJqueryListener(name, () => trackChanges());
  body.addEventListener("wc-blocks_adding_to_cart", expectChange);
  for (const name of ["added_to", "removed_from"])
    body.addEventListener("wc-blocks_" + name + "_cart", () => trackChanges());
  for (const name of ["set-item-quantity", "remove-item"]) addBlocksAction("cart-" + name, expectChange);
}

/**
 * @param {Track} track
 * @param {string | undefined} product_id
 */
function trackChosenVariations(track, product_id) {
  addJqueryListener("found_variation", (/** @type {Variation} */ variation) => {
    const { variation_id, sku, display_price: price, image, attributes } = variation;
    const variant_name = Object.values(attributes || {}).join(" / ");
    // The variation that is selected when the page loads is no choice.
    if (navigator.userActivation?.hasBeenActive !== false)
      track("product_viewed", {
        product_id,
        variant_id: variation_id,
        variant_name,
        sku,
        price,
        image_url: image?.src,
      });
  });
}

/**
 * Listens to an event that WooCommerce triggers by jQuery. jQuery calls `body.on…` functions too, which is
 * how Google's own plugin listens without jQuery.
 * @param {string} name
 * @param {(...details: any[]) => void} listener
 */
function addJqueryListener(name, listener) {
  const handlers = /** @type {Record<string, Function | undefined>} */ (
    /** @type {unknown} */ (document.body)
  );
  const before = handlers["on" + name];
  handlers["on" + name] = function (/** @type {Event} */ event, /** @type {unknown[]} */ ...details) {
    try {
      listener(...details);
    } catch (error) {
      // The theme's handlers go on.
    }
    return before?.apply(this, arguments);
  };
}
