// Magento 2 (Adobe Commerce, Mage-OS) with a Luma or a Hyvä theme. Both keep the cart of the shopper as the
// customer-data section `cart`; Luma announces it to subscribers of its module, Hyvä by a window event.
// https://developer.adobe.com/commerce/php/development/cache/page/private-content/
// https://docs.hyva.io/hyva-themes/writing-code/working-with-sectiondata.html
import {
  hasTouched,
  isPage,
  lenient,
  metaOf,
  platform,
  queryOf,
  textAt,
  trackPrinted,
} from "./shared/cart-changes.js";
import { byEmail, formProperties, observeForms } from "./shared/forms.js";
import { plainText } from "./shared/schema-org.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/cart-changes.js").CartLines} CartLines */
/** @typedef {NonNullable<import("./shared/cart-changes.js").Platform>} Shop */
/**
 * An item of the section `cart`: Magento\Checkout\CustomerData\DefaultItem.
 * @typedef {object} SectionItem
 * @property {string | number} item_id
 * @property {string | number} [product_id]
 * @property {string} [product_sku]  of the chosen variant
 * @property {string} [product_name]  encoded as HTML
 * @property {string} [product_url]
 * @property {string | number} [product_price_value]
 * @property {{ src?: string }} [product_image]
 * @property {{ value?: unknown }[]} [options]
 * @property {string | number} qty
 */
/** @typedef {{ items?: SectionItem[], summary_count?: string | number }} CartSection */
/** @typedef {{ (): CartSection, subscribe(listener: (section: CartSection) => void): unknown }} Observable */
/**
 * Totals of the checkout: Magento\Quote\Api\Data\TotalsInterface. `grand_total` is without tax.
 * @typedef {object} Totals
 * @property {number} [grand_total]
 * @property {number} [tax_amount]
 * @property {number} [shipping_amount]
 * @property {number} [shipping_incl_tax]
 * @property {number} [discount_amount]  negative
 * @property {string} [coupon_code]
 * @property {string} [quote_currency_code]
 * @property {{ code?: string, value?: number }[]} [total_segments]
 */
/**
 * @typedef {object} Globals
 * @property {(names: string[], use: (module: any) => void, fail: () => void) => void} [require]
 */

/** Luma's forms. Hyvä has the first two. */
const FORMS = [
  {
    event: "signed_up",
    sent: "form[action*='account/createpost']",
    read: byEmail,
    isAccepted: () => isPage("customer-account-index"),
    isRefusedWhenShown: true,
  },
  {
    event: "newsletter_subscribed",
    sent: "form[action*='newsletter/subscriber/new']",
    read: formProperties,
    isAccepted: () => document.querySelector(".message-success,.message.success"),
  },
  {
    event: "wishlist_added",
    sent: "[data-action=add-to-wishlist]",
    // `{"action": …, "data": {"product": "14"}}`
    read: (/** @type {Element} */ button) => ({
      product_id: JSON.parse(button.getAttribute("data-post") || "{}").data?.product,
    }),
    isAccepted: () => isPage("wishlist-index-index"),
  },
];

const SECTIONS = "mage-cache-storage";
const INVALID = SECTIONS + "-section-invalidation";
const RELOAD_MS = 3000;

/** @param {AdapterTracker} tracker */
export default function magento(tracker) {
  const shop = platform(tracker, "magento");
  if (!shop) return;
  const printed = trackPrinted(tracker, shop);
  shop.remember({ currency: currency() || shop.recall().currency });
  const isCheckout = isPage("checkout-index-index") || isPage("hyva_checkout-index-index");
  lenient(trackPage)(shop, printed, isCheckout);
  shop.expectOn("submit", "[action*='checkout/cart']");
  observeForms(tracker, "magento", FORMS);

  const see = lenient((/** @type {CartSection | null | undefined} */ section) => {
    const lines = toLines(section, shop.recall().currency);
    // The cart of a placed order is emptied while its checkout is still shown.
    if (lines && !(isCheckout && !Object.keys(lines)[0])) shop.see(lines);
  });
  addEventListener("private-content-loaded", (event) => see(readDetail(event)?.cart));
  const { require } = /** @type {Globals} */ (/** @type {unknown} */ (window));
  // Hyvä may have announced its sections before this adapter came. Those in storage are stale while a change
  // is being loaded.
  if (!require) setTimeout(() => see(readStored(SECTIONS)?.cart), shop.isExpected() ? RELOAD_MS : 0);
  else
    load(require, "Magento_Customer/js/customer-data", (data) => {
      /** @type {Observable} */
      const section = data.get("cart");
      section.subscribe((changed) => see(changed));
      if (!readStored(INVALID)?.cart) see(section());
    });
  if (require && isCheckout) watchCheckout(require, shop);
}

/**
 * @param {Shop} shop
 * @param {string[]} printed
 * @param {boolean} isCheckout
 */
function trackPage(shop, printed, isCheckout) {
  const { track } = shop;
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector("#product_addtocart_form"));
  if (isPage("catalog-product-view") && !printed.includes("product_viewed"))
    track("product_viewed", {
      product_id: /** @type {HTMLInputElement | null} */ (form?.querySelector("[name=product]"))?.value,
      sku: form?.dataset.productSku || textAt("[itemprop=sku]"),
      name: textAt(".page-title [itemprop=name]") || textAt("h1") || metaOf("og:title"),
      price: metaOf("product:price:amount") || textAt("[itemprop=price]"),
      currency: currency(),
      in_stock: document.querySelector(".stock.unavailable") ? false : undefined,
      image_url: metaOf("og:image"),
      url: metaOf("og:url"),
    });
  const name = textAt("h1");
  if (isPage("catalog-category-view"))
    track("collection_viewed", {
      collection_id: /categorypath-(\S+)/.exec(document.body.className)?.[1] || name,
      collection_name: name,
    });
  if (isPage("catalogsearch-result-index"))
    track("search_performed", {
      query: queryOf("q"),
      results_count: textAt(".toolbar-amount .toolbar-number:last-child"),
    });
  if (isPage("checkout-cart-index")) shop.view("cart_viewed");
  if (isCheckout) shop.view("checkout_started");
  if (isPage("checkout-onepage-success") && !printed.includes("order_completed"))
    shop.order(textAt(".checkout-success .order-number") || textAt(".checkout-success p span"));
}

/**
 * Keeps the totals of the checkout for the order's page, which says its number alone, and tracks its steps.
 * @param {NonNullable<Globals["require"]>} require
 * @param {Shop} shop
 */
function watchCheckout(require, shop) {
  load(require, "Magento_Checkout/js/model/quote", (quote) => {
    const note = lenient(() => {
      /** @type {Totals} */
      const totals = quote.totals() || {};
      const all = totals.total_segments?.find(({ code }) => code === "grand_total");
      shop.remember({
        checkout: {
          total: all?.value ?? totals.grand_total,
          tax: totals.tax_amount,
          shipping: totals.shipping_incl_tax ?? totals.shipping_amount,
          discount: totals.discount_amount && Math.abs(totals.discount_amount),
          coupon: totals.coupon_code,
          currency: totals.quote_currency_code,
          payment_method: quote.paymentMethod()?.method,
        },
      });
    });
    quote.totals.subscribe(note);
    quote.paymentMethod.subscribe(note);
    note();
    // Luma goes on to the payment when an address and a delivery are chosen.
    addEventListener("hashchange", () => {
      if (location.hash === "#payment")
        lenient(shop.step)("shipping", { shipping_method: quote.shippingMethod?.()?.method_title });
    });
    quote.paymentMethod.subscribe(
      lenient((/** @type {{ method?: string } | null} */ chosen) => {
        if (chosen?.method && hasTouched()) shop.step("payment", { payment_method: chosen.method });
      }),
    );
  });
}

/**
 * Loads a module of the theme; where it is missing or throws, nothing happens.
 * @param {NonNullable<Globals["require"]>} require
 * @param {string} name
 * @param {(module: any) => void} use
 */
function load(require, name, use) {
  lenient(require)([name], lenient(use), () => {});
}

/**
 * The lines of a section; undefined where it does not say the whole cart.
 * @param {CartSection | null | undefined} section
 * @param {string | undefined} currency
 * @returns {CartLines | undefined}
 */
function toLines(section, currency) {
  const items = section?.items;
  if (!Array.isArray(items) || (!items[0] && Number(section?.summary_count))) return;
  return Object.fromEntries(
    items.filter(Boolean).map((item) => [
      item.item_id,
      {
        product_id: item.product_id,
        sku: item.product_sku,
        name: item.product_name && plainText(item.product_name),
        variant_name: (item.options || []).map(({ value }) => plainText(value)).join(" / "),
        price: item.product_price_value,
        currency,
        quantity: Number(item.qty),
        image_url: item.product_image?.src,
        url: item.product_url,
      },
    ]),
  );
}

const currency = () => metaOf("product:price:currency") || textAt("[itemprop=priceCurrency]");

/**
 * @param {Event} event
 * @returns {{ cart?: CartSection } | undefined}
 */
const readDetail = (event) => /** @type {CustomEvent} */ (event).detail?.data;

/**
 * @param {string} name
 * @returns {{ cart?: CartSection } | undefined}
 */
function readStored(name) {
  try {
    return JSON.parse(localStorage[name]);
  } catch (error) {
    // Not there, or blocked.
  }
}
