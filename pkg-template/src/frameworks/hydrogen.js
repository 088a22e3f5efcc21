// Shopify Hydrogen: what `<Analytics.Provider>` publishes, as events of the plan. Payloads: packages/hydrogen/src/analytics-manager of Shopify/hydrogen.

const id = (gid) => /(\d+)(\?.*)?$/.exec(gid ?? "")?.[1];
const amount = (money) =>
  money === undefined || money === null || money === "" ? undefined : Number(money.amount ?? money);

/** Event of Hydrogen → `[event, properties of a payload]`; no properties where there is nothing to tell. */
const EVENTS = {
  product_viewed: [
    "product_viewed",
    ({ products: [product], url, shop }) => ({
      product_id: id(product.id),
      variant_id: id(product.variantId),
      sku: product.sku || undefined,
      name: product.title,
      variant_name: nameOf(product.variantTitle),
      brand: product.vendor || undefined,
      category: product.productType || undefined,
      price: amount(product.price),
      currency: shop?.currency,
      url,
    }),
  ],
  collection_viewed: [
    "collection_viewed",
    ({ collection }) => ({
      collection_id: id(collection.id),
      collection_name: collection.title ?? collection.handle,
    }),
  ],
  search_viewed: [
    "search_performed",
    ({ searchTerm, searchResults }) =>
      searchTerm && { query: searchTerm, results_count: searchResults?.total ?? searchResults?.totalCount },
  ],
  cart_viewed: [
    "cart_viewed",
    ({ cart, shop }) => {
      const lines = (cart?.lines?.nodes ?? cart?.lines?.edges?.map(({ node }) => node) ?? []).map((one) =>
        line(one),
      );
      return (
        lines[0] && { currency: cart.cost?.totalAmount?.currencyCode ?? shop?.currency, line_items: lines }
      );
    },
  ],
  product_added_to_cart: ["add_to_cart", ({ currentLine, prevLine }) => change(currentLine, prevLine)],
  product_removed_from_cart: [
    "remove_from_cart",
    ({ currentLine, prevLine }) => change(prevLine, currentLine),
  ],
};

/**
 * Connects a tracker with Hydrogen's analytics: `subscribe` is that of `useAnalytics()`, and the page views stay the tracker's own. A payload of another shape is
 * told as what the tracker refuses, so that its violations name it, and disturbs nobody.
 */
export function connectHydrogen(subscribe, shop) {
  for (const name of Object.keys(EVENTS)) {
    subscribe(name, (payload) => {
      let told = "shoptrail"; // Hydrogen tells subscribers apart by their source text
      const [event, read] = EVENTS[name];
      try {
        told = read(payload);
      } catch (error) {
        told = Symbol("wrong_type"); // of another shape: nothing that could be an event
      }
      if (told) shop.track(event, told);
    });
  }
}

/** The line `more`, with as many pieces as it has more than `less`. */
function change(more, less) {
  const quantity = (more?.quantity ?? 0) - (less?.quantity ?? 0);
  return more ? quantity > 0 && line(more, quantity) : {};
}

function line({ merchandise, quantity: all, cost }, quantity = all) {
  const price = merchandise.price ?? cost?.amountPerQuantity;
  return {
    product_id: id(merchandise.product?.id),
    variant_id: id(merchandise.id),
    sku: merchandise.sku || undefined,
    name: merchandise.product?.title,
    variant_name: nameOf(merchandise.title),
    brand: merchandise.product?.vendor || undefined,
    price: amount(price),
    currency: price?.currencyCode ?? cost?.totalAmount?.currencyCode,
    quantity,
  };
}

/** Shopify's name of a product's only variant is none. */
function nameOf(title) {
  return title && title !== "Default Title" ? title : undefined;
}
