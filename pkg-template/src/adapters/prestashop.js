// PrestaShop 1.7 and later, with a theme on its core scripts (Classic, Hummingbird). Each page has the cart
// in the global `prestashop`; changes are announced by its event `updateCart`, with the new cart.
// https://devdocs.prestashop-project.org/8/themes/reference/javascript-events/
import {
  hasTouched,
  lenient,
  metaOf,
  platform,
  queryOf,
  textAt,
  trackPrinted,
} from "./shared/cart-changes.js";
import { observeForms } from "./shared/forms.js";
import { formsOf, trackWishes } from "./shared/prestashop-forms.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/cart-changes.js").CartLines} CartLines */
/** @typedef {NonNullable<import("./shared/cart-changes.js").Platform>} Shop */
/** @typedef {string | number} Id */
/** @typedef {Record<string, string | { name?: string }>} Attributes */
/**
 * A product of the cart, or the attribute `data-product` of a product's page.
 * @typedef {object} Product
 * @property {Id} id_product
 * @property {Id} [id_product_attribute]  0 where it has no variants
 * @property {Id | null} [id_customization]
 * @property {string} [name]
 * @property {string} [reference]
 * @property {string} [category]
 * @property {string} [manufacturer_name]
 * @property {Attributes | []} [attributes]
 * @property {number} [price_wt]  with tax
 * @property {string | number} [price_amount]
 * @property {number} [price_without_reduction]
 * @property {Id} [quantity]
 * @property {Id} [cart_quantity]
 * @property {{ large?: { url?: string } } | null} [cover]
 * @property {string} [url]
 */
/** @typedef {{ amount?: number } | null} Amount */
/**
 * @typedef {object} Cart
 * @property {Product[]} [products]
 * @property {Record<string, Amount>} [totals]
 * @property {Record<string, Amount>} [subtotals]
 * @property {{ added?: Record<string, { code?: string, name?: string }> }} [vouchers]
 */
/**
 * @typedef {object} Change
 * @property {{ cart?: Cart, hasError?: boolean }} [resp]
 * @property {Record<string, any> & { cart?: Cart }} [reason]
 */
/**
 * @typedef {object} Customer
 * @property {string | null} [email]
 * @property {string} [firstname]
 * @property {string} [lastname]
 * @property {boolean} [is_logged]
 */
/**
 * @typedef {object} PrestaShop
 * @property {Cart} [cart]
 * @property {{ iso_code?: string }} [currency]
 * @property {{ page_name?: string }} [page]
 * @property {Customer} [customer]
 * @property {(name: string, listener: (change: Change) => void) => void} [on]
 */

// Each step of the checkout is a section, which the theme marks once it is complete.
const STEPS = [
  ["personal-information", "contact"],
  ["delivery", "shipping"],
];

/** @param {AdapterTracker} tracker */
export default function prestashop(tracker) {
  const { prestashop: global } = /** @type {{ prestashop?: PrestaShop }} */ (/** @type {unknown} */ (window));
  const shop = global && platform(tracker, "prestashop");
  if (!shop) return;
  const currency = global.currency?.iso_code;
  const page = global.page?.page_name || "";
  const printed = trackPrinted(tracker, shop);
  const isOrdered = page === "order-confirmation";
  lenient(identify)(tracker, global, isOrdered);
  if (isOrdered && !printed.includes("order_completed"))
    shop.order(queryOf("id_order"), !shop.recall().checkout ? { total: pageTotal(), currency } : {});
  observeForms(tracker, "prestashop", formsOf(global, page));
  const trackProduct = lenient(productTracker(shop, currency));
  if (page === "product" && !printed.includes("product_viewed")) trackProduct();
  trackLists(shop, page);
  if (page === "cart") shop.view("cart_viewed");
  if (page === "checkout") shop.view("checkout_started");

  const see = lenient((/** @type {Cart | undefined} */ cart) => {
    if (!Array.isArray(cart?.products)) return;
    if (/^(cart|checkout)$/.test(page)) shop.remember({ checkout: toCheckout(cart, currency) });
    shop.see(toLines(cart.products, currency));
  });
  // The page of an order is made when the cart is empty.
  if (!isOrdered) see(global.cart);
  for (const [section, step] of STEPS)
    if (document.querySelector(`#checkout-${section}-step.-complete`)) shop.step(step);
  shop.expectOn("click", "[data-button-action='add-to-cart'],[data-link-action]");
  const listen = () => {
    lenient(trackWishes)(shop, global);
    global.on?.(
      "updateCart",
      lenient(({ resp, reason }) => {
        if (resp?.hasError) return;
        const cart = resp?.cart || reason?.cart;
        if (cart) see(cart);
        else if (reason?.linkAction === "delete-from-cart") removeLine(shop, reason);
      }),
    );
    if (page === "product") global.on?.("updatedProduct", () => hasTouched() && trackProduct());
  };
  // The core scripts, which bring `on`, may be deferred.
  if (global.on) listen();
  else addEventListener("load", listen);
}

/**
 * Themes before 1.7.7 announce a removed line without the new cart.
 * @param {Shop} shop
 * @param {Record<string, any>} reason  the data of the pressed link
 */
function removeLine(shop, { idProduct, idProductAttribute, idCustomization }) {
  const { lines = {} } = shop.recall();
  const key = keyOf({
    id_product: idProduct,
    id_product_attribute: idProductAttribute,
    id_customization: idCustomization,
  });
  shop.see(Object.fromEntries(Object.entries(lines).filter(([name]) => name !== key)));
}

/**
 * @param {AdapterTracker} tracker
 * @param {PrestaShop} global
 * @param {boolean} isOrdered
 */
function identify(tracker, { customer }, isOrdered) {
  if (!customer?.email || !(customer.is_logged || isOrdered)) return;
  const { email, firstname: first_name, lastname: last_name } = customer;
  tracker.identify({ email }, { first_name, last_name });
}

/**
 * @param {Shop} shop
 * @param {string} page
 */
function trackLists({ track }, page) {
  const collection_name = textAt("h1");
  if (page === "category")
    track("collection_viewed", {
      collection_id: /category-id-(\d+)/.exec(document.body.className)?.[1] || collection_name,
      collection_name,
    });
  if (page === "search")
    track("search_performed", {
      query: queryOf("s"),
      results_count: /\d+/.exec(textAt(".total-products") || "")?.[0],
    });
}

/**
 * Returns a function that tracks the product of the page, or another variant of it.
 * @param {Shop} shop
 * @param {string | undefined} currency
 */
function productTracker({ track }, currency) {
  /** @type {Id | undefined} */
  let last;
  return () => {
    const element = /** @type {HTMLElement | null} */ (
      document.querySelector("#product-details[data-product]")
    );
    /** @type {Product | undefined} */
    let product;
    try {
      product = JSON.parse(/** @type {string} */ (element?.dataset.product));
    } catch (error) {
      // A theme that prints no data: structured data tells the product.
    }
    const variant = Number(product?.id_product_attribute) || 0;
    if (!product?.id_product || last === variant) return;
    last = variant;
    const { price_amount, price_without_reduction: before, quantity } = product;
    track("product_viewed", {
      ...toProduct(product),
      price: price_amount,
      compare_at_price: Number(before) > Number(price_amount) ? before : undefined,
      currency,
      in_stock: Number(quantity) > 0 || undefined,
      image_url: metaOf("og:image"),
      url: metaOf("og:url"),
    });
  };
}

/** @param {Product} product */
function toProduct({ id_product, id_product_attribute, name, reference, category, attributes }) {
  return {
    product_id: id_product,
    variant_id: Number(id_product_attribute) ? id_product_attribute : undefined,
    variant_name: Object.values(attributes || {})
      .map((value) => (value instanceof Object ? value.name : value))
      .join(" / "),
    name,
    sku: reference,
    category,
  };
}

/** @param {Product} product */
const keyOf = ({ id_product, id_product_attribute, id_customization }) =>
  [id_product, id_product_attribute, id_customization].map((id) => Number(id) || 0).join("-");

/**
 * @param {Product[]} products
 * @param {string | undefined} currency
 * @returns {CartLines}
 */
function toLines(products, currency) {
  return Object.fromEntries(
    products.filter(Boolean).map((product) => [
      keyOf(product),
      {
        ...toProduct(product),
        brand: product.manufacturer_name,
        price: product.price_wt ?? product.price_amount,
        currency,
        quantity: Number(product.cart_quantity ?? product.quantity),
        image_url: product.cover?.large?.url,
        url: product.url,
      },
    ]),
  );
}

/**
 * @param {Cart} cart
 * @param {string | undefined} currency
 */
function toCheckout({ totals = {}, subtotals = {}, vouchers }, currency) {
  const { total, total_including_tax, total_excluding_tax } = totals;
  const all = total_including_tax?.amount ?? total?.amount;
  const net = total_excluding_tax?.amount;
  return {
    total: all,
    tax:
      subtotals.tax?.amount ?? (all !== undefined && net !== undefined ? +(all - net).toFixed(6) : undefined),
    shipping: subtotals.shipping?.amount,
    discount: subtotals.discounts?.amount,
    coupon: Object.values(vouchers?.added || {})
      .map(({ code, name }) => code || name)
      .join(),
    currency,
  };
}

/** Of a shopper whose checkout this browser has not seen: the last amount of the order's table. */
const pageTotal = () => textAt(".order-confirmation-table tr:last-child td:last-child");
