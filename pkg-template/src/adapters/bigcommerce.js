// BigCommerce with a Stencil theme such as Cornerstone. Themes change the cart by stencil-utils or by the
// Storefront API: the request is seen, and then the Storefront API is asked for the cart. Orders come from it
// too. Categories and searches come from BigCommerce's own data layer, where the shop has it on.
// https://developer.bigcommerce.com/docs/rest-storefront/carts
import { lenient, platform } from "./shared/cart-changes.js";
import { byEmail, formProperties, observeForms } from "./shared/forms.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/types.js").Properties} Properties */
/** @typedef {import("./shared/cart-changes.js").CartLine} CartLine */
/** @typedef {NonNullable<import("./shared/cart-changes.js").Platform>} Shop */
/** @typedef {{ value?: number, currency?: string }} Money */
/**
 * What the theme prints on a product page.
 * @typedef {object} ProductAttributes
 * @property {string | null} [sku]
 * @property {boolean} [instock]
 * @property {Record<string, Money | undefined>} [price]
 */
/**
 * @typedef {object} StoreItem
 * @property {string} id
 * @property {number} [productId]
 * @property {number} [variantId]
 * @property {string} [sku]
 * @property {string} [name]
 * @property {string} [brand]
 * @property {number} [salePrice]
 * @property {number} quantity
 * @property {string} [imageUrl]
 * @property {string} [url]
 * @property {{ value?: string }[]} [options]
 */
/**
 * A cart or an order.
 * @typedef {object} Contents
 * @property {{ code?: string }} [currency]
 * @property {{ code?: string }[]} [coupons]
 * @property {{ physicalItems?: StoreItem[], digitalItems?: StoreItem[] }} [lineItems]
 */
/**
 * @typedef {object} OrderMembers
 * @property {number} orderId
 * @property {number} [orderAmount]
 * @property {number} [taxTotal]
 * @property {number} [shippingCostTotal]
 * @property {number} [discountAmount]
 * @property {{ email?: string, firstName?: string, lastName?: string }} [billingAddress]
 */
/**
 * @typedef {object} Globals
 * @property {{ product_attributes?: ProductAttributes }} [BCData]
 * @property {{ orderId?: number }} [checkoutConfig]
 * @property {{ product?: Record<string, Function | undefined> }} [bodlEvents]
 */

const OPTIONS = "?include=lineItems.physicalItems.options,lineItems.digitalItems.options";
const CHANGE = /\/remote\/v1\/cart\/(add|update)|\/api\/storefront\/carts(\/|$)/;
const isAt = (/** @type {RegExp} */ address) => address.test(location.href);
const FORMS = [
  {
    event: "signed_up",
    sent: "form[action*=save_new_account]",
    read: byEmail,
    isAccepted: () => isAt(/action=account_created/),
  },
  {
    event: "newsletter_subscribed",
    sent: "form[action*='subscribe.php']",
    read: formProperties,
    isAccepted: () => isAt(/subscribe\.php.*result=success/),
  },
  {
    event: "wishlist_added",
    sent: "form[action*='wishlist.php']",
    read: readWish,
    isAccepted: () => isAt(/wishlist\.php/),
  },
];
const globals = /** @type {Globals} */ (/** @type {unknown} */ (globalThis));

/** @param {AdapterTracker} tracker */
export default function bigcommerce(tracker) {
  const shop = platform(tracker, "bigcommerce");
  if (!shop) return;
  const { pathname } = location;
  lenient(trackProduct)(shop);
  lenient(trackLists)(shop);
  observeForms(tracker, "bigcommerce", FORMS);
  const orderId = globals.checkoutConfig?.orderId;
  if (orderId) {
    readStore("orders/" + orderId)
      .then((order) => trackOrder(tracker, shop, order))
      .catch(() => {});
    return;
  }
  if (/\/cart\.php$/.test(pathname)) shop.view("cart_viewed");
  if (/\/checkout\/?$/.test(pathname)) shop.view("checkout_started");
  shop.expectOn("submit", "[data-cart-item-add],[data-cart-content] form");
  const seeCart = cartReader(shop);
  observeRequests(shop, seeCart);
  const { lines, open = 0 } = shop.recall();
  if (!lines || open || /\/(cart\.php|checkout\/?)$/.test(pathname)) seeCart();
}

/**
 * The product of a form that puts one on a wish list; undefined of a form that changes the list itself.
 * @param {Element} form
 */
function readWish(form) {
  const product_id = /action=add\b.*product_id=(\d+)/.exec(form.getAttribute("action") || "")?.[1];
  return product_id ? { product_id } : undefined;
}

/**
 * Returns a function that asks for the cart. One that is asked for while a question is under way asks again.
 * @param {Shop} shop
 */
function cartReader(shop) {
  let isAsking = false;
  let isOutdated = false;
  return async function seeCart() {
    isOutdated = isAsking;
    if (isAsking) return;
    isAsking = true;
    try {
      /** @type {Contents[]} */
      const [cart = {}] = await readStore("carts");
      const lines = toLines(cart);
      shop.remember({
        checkout: { currency: cart.currency?.code, coupon: couponsOf(cart) },
      });
      shop.see(Object.fromEntries(lines.map(([id, line]) => [id, line])));
    } catch (error) {
      // The page is being left, or the shop is down: whoever sees the cart next tracks the change.
    }
    isAsking = false;
    if (isOutdated) seeCart();
  };
}

/**
 * @param {string} resource
 * @returns {Promise<any>}
 */
const readStore = (resource) =>
  fetch("/api/storefront/" + resource + OPTIONS, { cache: "no-store" }).then((answer) =>
    answer.ok ? answer.json() : Promise.reject(),
  );

/**
 * @param {Shop} shop
 * @param {() => void} seeCart
 */
function observeRequests(shop, seeCart) {
  /** @param {PerformanceEntry} entry */
  const isChange = (entry) => CHANGE.test(entry.name);
  if (window.PerformanceObserver)
    new PerformanceObserver((list) => {
      if (!list.getEntries().some(isChange)) return;
      shop.expectChange();
      seeCart();
    }).observe({ type: "resource" });
}

/** @param {Shop} shop */
function trackProduct({ track }) {
  const attributes = globals.BCData?.product_attributes;
  const view = /** @type {HTMLElement | null} */ (document.querySelector(".productView"));
  /** @type {HTMLInputElement | null} */
  const field = document.querySelector("[data-cart-item-add] [name=product_id]");
  const product_id = field?.value || view?.dataset.entityId;
  if (!attributes || !product_id) return;
  const { price = {}, sku, instock } = attributes;
  const money = price.with_tax || price.without_tax;
  track("product_viewed", {
    product_id,
    sku,
    name: view?.dataset.name || document.querySelector("h1")?.textContent?.trim(),
    brand: view?.dataset.productBrand,
    category: view?.dataset.productCategory?.trim().split(/,\s*/)[0],
    price: money?.value,
    compare_at_price: (price.non_sale_price_with_tax || price.non_sale_price_without_tax)?.value,
    currency: money?.currency,
    in_stock: instock,
    url: location.origin + location.pathname,
  });
}

/** @param {Shop} shop */
function trackLists({ track }) {
  const { product } = globals.bodlEvents || {};
  product?.categoryViewed?.(
    lenient((/** @type {Properties} */ { category_id, category_name }) =>
      track("collection_viewed", { collection_id: category_id, collection_name: category_name }),
    ),
  );
  product?.searchPerformed?.(
    lenient((/** @type {Properties} */ { search_keyword }) =>
      track("search_performed", { query: search_keyword }),
    ),
  );
}

/**
 * @param {AdapterTracker} tracker
 * @param {Shop} shop
 * @param {Contents & OrderMembers} order
 */
function trackOrder(tracker, shop, order) {
  const { email, firstName: first_name, lastName: last_name } = order.billingAddress || {};
  if (email) tracker.identify({ email }, { first_name, last_name });
  shop.order(order.orderId, {
    total: order.orderAmount,
    tax: order.taxTotal,
    shipping: order.shippingCostTotal,
    discount: order.discountAmount,
    coupon: couponsOf(order),
    currency: order.currency?.code,
    line_items: toLines(order).map(([, line]) => line),
  });
}

/** @param {Contents} contents */
const couponsOf = ({ coupons }) => coupons?.map(({ code }) => code).join();

/**
 * @param {Contents} contents
 * @returns {[string, CartLine][]}
 */
function toLines({ lineItems, currency }) {
  const { physicalItems = [], digitalItems = [] } = lineItems || {};
  return [...physicalItems, ...digitalItems].map((item) => [
    item.id,
    {
      product_id: item.productId,
      variant_id: item.variantId,
      sku: item.sku,
      name: item.name,
      brand: item.brand,
      variant_name: item.options?.map(({ value }) => value).join(" / "),
      price: item.salePrice,
      currency: currency?.code,
      quantity: item.quantity,
      image_url: item.imageUrl,
      url: item.url,
    },
  ]);
}
