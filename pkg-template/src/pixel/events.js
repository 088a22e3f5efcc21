// What Shopify's customer events say, in the plan's words: https://shopify.dev/docs/api/web-pixels-api/standard-events
// Money is `{amount, currencyCode}` in major units; variants, orders and lines may be null.

const id = (value) => /(\d+)(\?.*)?$/.exec(value ?? "")?.[1];
const money = (value) => (Number.isFinite(Number(value?.amount ?? NaN)) ? Number(value.amount) : undefined);
// Four decimals, the most a currency has, as the core does.
const round = (amount) => Math.floor(amount * 10000 + 0.5) / 10000;

/** Customer event → `[event, properties]`; nothing for one that says nothing. `page` is the address it happened at. */
export const EVENTS = {
  product_viewed: ({ productVariant }, page) =>
    productVariant && ["product_viewed", product(productVariant, page)],
  collection_viewed: ({ collection }, page) => [
    "collection_viewed",
    {
      collection_id: id(collection.id) ?? collection.id,
      collection_name: collection.title,
      product_ids: ids(collection.productVariants),
      url: page,
    },
  ],
  search_submitted: ({ searchResult }) => [
    "search_performed",
    {
      query: searchResult.query,
      results_count: searchResult.productVariants?.length,
      product_ids: ids(searchResult.productVariants),
    },
  ],
  product_added_to_cart: ({ cartLine }, page) =>
    cartLine && ["add_to_cart", { ...product(cartLine.merchandise, page), quantity: cartLine.quantity }],
  product_removed_from_cart: ({ cartLine }, page) =>
    cartLine && ["remove_from_cart", { ...product(cartLine.merchandise, page), quantity: cartLine.quantity }],
  cart_viewed: ({ cart }, page) =>
    cart && [
      "cart_viewed",
      lines(
        cart.lines.map(({ merchandise, quantity }) => ({ ...product(merchandise, page), quantity })),
        cart.cost?.totalAmount?.currencyCode,
      ),
    ],
  checkout_started: ({ checkout }, page) => ["checkout_started", ofCheckout(checkout, page)],
  checkout_completed: ({ checkout }, page) => [
    "order_completed",
    {
      // Without an order yet, its checkout is the best name it has.
      order_id: id(checkout.order?.id) ?? checkout.token,
      ...ofCheckout(checkout, page),
      payment_method: checkout.transactions?.[0]?.paymentMethod?.type ?? checkout.transactions?.[0]?.gateway,
      shipping_method: checkout.delivery?.selectedDeliveryOptions?.[0]?.title,
    },
  ],
};

function ofCheckout(checkout, page) {
  return {
    ...lines(
      checkout.lineItems.map((line) => lineItem(line, page)),
      checkout.currencyCode,
    ),
    subtotal: money(checkout.subtotalPrice),
    discount: money(checkout.discountsAmount),
    shipping: money(checkout.shippingLine?.price),
    tax: money(checkout.totalTax),
    total: money(checkout.totalPrice),
    coupon: checkout.discountApplications?.find(({ type }) => type === "DISCOUNT_CODE")?.title,
  };
}

// `naming: "semantic"`, as the plan says it: Customer.io's names for these events and their properties.
const SEMANTIC = {
  product_viewed: "Product Viewed",
  collection_viewed: "Product List Viewed",
  search_performed: "Products Searched",
  add_to_cart: "Product Added",
  remove_from_cart: "Product Removed",
  cart_viewed: "Cart Viewed",
  checkout_started: "Checkout Started",
  order_completed: "Order Completed",
};
const RENAMED = {
  variant_name: "variant",
  collection_id: "list_id",
  collection_name: "list_name",
  line_items: "products",
  cart_value: "value",
};

/** `{event, properties}` under the naming of the options. */
export function named(naming, event, properties) {
  if (naming !== "semantic") return { event, properties };
  const rename = (map) =>
    Object.fromEntries(
      Object.entries(map).map(([name, value]) => [
        RENAMED[name] ?? name,
        name === "line_items" ? value.map(rename) : value,
      ]),
    );
  return { event: SEMANTIC[event], properties: rename(properties) };
}

/** Where it happened, without what an address may carry: a query's e-mail, a checkout's key. */
export function place({ location, referrer, title }) {
  const bare = (address) => {
    try {
      const { origin, pathname } = new URL(address);
      return origin === "null" ? undefined : origin + hidden(pathname);
    } catch (error) {
      return undefined;
    }
  };
  const hidden = (path) => path.replace(/(\/(?:checkouts|orders)(?:\/[a-z]{1,3})?)\/[^/]+/, "$1/-");
  return { url: bare(location.href), path: hidden(location.pathname), referrer: bare(referrer), title };
}

/** The key facts of a shopper at the checkout: `{keys, traits}`. */
export function person({
  email,
  phone,
  smsMarketingPhone,
  order,
  billingAddress,
  shippingAddress,
  buyerAcceptsEmailMarketing,
  buyerAcceptsSmsMarketing,
}) {
  const { firstName, lastName } = shippingAddress ?? billingAddress ?? {};
  const phoneKnown = phone || smsMarketingPhone;
  return {
    keys: clean({ customer_id: id(order?.customer?.id), email: email?.trim() }),
    traits: clean({
      email: email?.trim(),
      phone: phoneKnown,
      first_name: firstName,
      last_name: lastName,
      email_consent: buyerAcceptsEmailMarketing,
      sms_consent: buyerAcceptsSmsMarketing,
    }),
  };
}

/** Without what says nothing, at any depth: a null is never sent. */
export function clean(value) {
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || !value) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => (part ?? "") !== "")
      .map(([name, part]) => [name, clean(part)]),
  );
}

function product(variant, page) {
  const { product = {}, price, image } = variant || {};
  return {
    product_id: id(product.id) ?? product.id,
    variant_id: id(variant?.id),
    sku: variant?.sku,
    name: product.title ?? variant?.title,
    variant_name: variant?.title === "Default Title" ? undefined : variant?.title,
    category: product.type,
    brand: product.vendor,
    price: money(price),
    currency: price?.currencyCode,
    image_url: absolute(image?.src, page),
    url: absolute(product.url, page),
  };
}

function lineItem({ id: line, title, quantity, variant, finalLinePrice }, page) {
  const one = product(variant, page);
  const paid = money(finalLinePrice);
  // A line of the merchant's own has no variant: what was paid for it is its price.
  const price = one.price ?? (paid === undefined ? undefined : round(paid / quantity));
  const off = round(price * quantity - paid);
  return {
    ...one,
    product_id: one.product_id ?? id(line) ?? line ?? title,
    name: one.name ?? title,
    price,
    quantity,
    discount: off > 0 ? off : undefined,
  };
}

/** Lines and what they sum up to, as the core derives it. */
function lines(line_items, currency) {
  const value = {};
  for (const { category, price, quantity } of line_items)
    if (category) value[category] = (value[category] || 0) + price * quantity;
  return {
    currency: currency ?? line_items[0]?.currency,
    line_items,
    cart_value: round(line_items.reduce((sum, { price, quantity }) => sum + price * quantity, 0)),
    item_count: line_items.reduce((sum, { quantity }) => sum + quantity, 0),
    product_ids: [...new Set(line_items.map(({ product_id }) => product_id))],
    primary_category: Object.keys(value).sort((a, b) => value[b] - value[a])[0],
  };
}

function ids(variants) {
  return variants && [...new Set(variants.map(({ product }) => id(product?.id)))].filter(Boolean);
}

function absolute(address, page) {
  try {
    return address && new URL(address, page).href;
  } catch (error) {
    return undefined;
  }
}
