// Shopify's customer events as events of the plan:
// https://shopify.dev/docs/api/web-pixels-api/standard-events Money is `{amount, currencyCode}` in major
// units. Variants, orders and lines may be null.
import { absoluteUrl, amountOf, numericId } from "./fields.js";

/** @typedef {import("./types.js").CartLine} CartLine */
/** @typedef {import("./types.js").Checkout} Checkout */
/** @typedef {import("./types.js").CheckoutLine} CheckoutLine */
/** @typedef {import("./types.js").CustomerEventData} CustomerEventData */
/** @typedef {import("./types.js").Properties} Properties */
/** @typedef {import("./types.js").Variant} Variant */
/** @typedef {ReturnType<typeof toProduct> & { quantity: number }} Line */
/** @typedef {[event: string, properties: Properties]} PlanEvent */

// Four decimals, the most a currency has. The core rounds in the same way.
const round = (/** @type {number} */ amount) => Math.floor(amount * 10000 + 0.5) / 10000;

/**
 * By customer event: the event of the plan that it stands for; nothing where it stands for none. `page` is
 * the address where it happened.
 * @type {Record<string, (data: CustomerEventData, page: string) => PlanEvent | null>}
 */
export const EVENTS = {
  product_viewed: ({ productVariant }, page) =>
    productVariant && ["product_viewed", toProduct(productVariant, page)],
  collection_viewed: ({ collection }, page) => [
    "collection_viewed",
    {
      collection_id: numericId(collection.id) ?? collection.id,
      collection_name: collection.title,
      product_ids: productIds(collection.productVariants),
      url: page.replace(/[?#].*/, ""),
    },
  ],
  search_submitted: ({ searchResult }) => [
    "search_performed",
    {
      query: searchResult.query,
      results_count: searchResult.productVariants?.length,
      product_ids: productIds(searchResult.productVariants),
    },
  ],
  product_added_to_cart: ({ cartLine }, page) => cartLine && ["add_to_cart", toCartLine(cartLine, page)],
  product_removed_from_cart: ({ cartLine }, page) =>
    cartLine && ["remove_from_cart", toCartLine(cartLine, page)],
  cart_viewed: ({ cart }, page) =>
    cart && [
      "cart_viewed",
      withTotals(
        cart.lines.map((line) => toCartLine(line, page)),
        cart.cost?.totalAmount?.currencyCode,
      ),
    ],
  checkout_started: ({ checkout }, page) => ["checkout_started", checkoutProperties(checkout, page)],
  checkout_contact_info_submitted: ({ checkout }, page) => step("contact", checkout, page),
  checkout_shipping_info_submitted: ({ checkout }, page) =>
    step("shipping", checkout, page, { shipping_method: shippingMethod(checkout) }),
  payment_info_submitted: ({ checkout }, page) =>
    step("payment", checkout, page, {
      shipping_method: shippingMethod(checkout),
      payment_method: paymentMethod(checkout),
    }),
  checkout_completed: ({ checkout }, page) => [
    "order_completed",
    {
      // While there is no order yet, the checkout's token names it.
      order_id: numericId(checkout.order?.id) ?? checkout.token,
      ...checkoutProperties(checkout, page),
      payment_method: paymentMethod(checkout),
      shipping_method: shippingMethod(checkout),
    },
  ],
};

/**
 * @param {string} name
 * @param {Checkout} checkout
 * @param {string} page
 * @param {Properties} [chosen]
 * @returns {PlanEvent}
 */
function step(name, checkout, page, chosen) {
  const { token: checkout_id } = checkout;
  return [
    "checkout_step_completed",
    { step: name, checkout_id, ...checkoutProperties(checkout, page), ...chosen },
  ];
}

/** @param {Checkout} checkout */
function paymentMethod({ transactions }) {
  return transactions?.[0]?.paymentMethod?.type ?? transactions?.[0]?.gateway;
}

/** @param {Checkout} checkout */
const shippingMethod = ({ delivery }) => delivery?.selectedDeliveryOptions?.[0]?.title;

/**
 * @param {Checkout} checkout
 * @param {string} page
 */
function checkoutProperties(checkout, page) {
  return {
    ...withTotals(
      checkout.lineItems.map((line) => toLine(line, page)),
      checkout.currencyCode,
    ),
    subtotal: amountOf(checkout.subtotalPrice),
    discount: amountOf(checkout.discountsAmount),
    shipping: amountOf(checkout.shippingLine?.price),
    tax: amountOf(checkout.totalTax),
    total: amountOf(checkout.totalPrice),
    coupon: checkout.discountApplications?.find(({ type }) => type === "DISCOUNT_CODE")?.title,
  };
}

/**
 * @param {Variant | null | undefined} variant
 * @param {string} page
 */
function toProduct(variant, page) {
  const { product = {}, price, image } = variant || {};
  return {
    product_id: numericId(product.id) ?? product.id,
    variant_id: numericId(variant?.id),
    sku: variant?.sku,
    name: product.title ?? variant?.title,
    variant_name: variant?.title === "Default Title" ? undefined : variant?.title,
    category: product.type,
    brand: product.vendor,
    price: amountOf(price),
    currency: price?.currencyCode,
    image_url: absoluteUrl(image?.src, page),
    url: absoluteUrl(product.url, page),
  };
}

/**
 * @param {CartLine} line
 * @param {string} page
 * @returns {Line}
 */
function toCartLine({ merchandise, quantity }, page) {
  return { ...toProduct(merchandise, page), quantity };
}

/**
 * @param {CheckoutLine} line
 * @param {string} page
 */
function toLine({ id, title, quantity, variant, finalLinePrice }, page) {
  const product = toProduct(variant, page);
  const paid = amountOf(finalLinePrice);
  // A line that the merchant made has no variant: its price is what was paid for it.
  const price = product.price ?? (paid === undefined ? undefined : round(paid / quantity));
  const discount = round(/** @type {number} */ (price) * quantity - /** @type {number} */ (paid));
  return {
    ...product,
    product_id: product.product_id ?? numericId(id) ?? id ?? title,
    name: product.name ?? title,
    price,
    quantity,
    discount: discount > 0 ? discount : undefined,
  };
}

/**
 * Lines and what they add up to, as the core derives it.
 * @param {Line[]} line_items
 * @param {string | null | undefined} currency
 */
function withTotals(line_items, currency) {
  const valueOf = (/** @type {Line} */ { price, quantity }) => /** @type {number} */ (price) * quantity;
  /** @type {Record<string, number>} */
  const values = {};
  for (const line of line_items)
    if (line.category) values[line.category] = (values[line.category] || 0) + valueOf(line);
  return {
    currency: currency ?? line_items[0]?.currency,
    line_items,
    cart_value: round(line_items.reduce((sum, line) => sum + valueOf(line), 0)),
    item_count: line_items.reduce((sum, { quantity }) => sum + quantity, 0),
    product_ids: [...new Set(line_items.map(({ product_id }) => product_id))],
    primary_category: Object.keys(values).sort((a, b) => values[b] - values[a])[0],
  };
}

/** @param {Variant[] | undefined} variants */
function productIds(variants) {
  return variants && [...new Set(variants.map(({ product }) => numericId(product?.id)))].filter(Boolean);
}
