// Shopify Hydrogen: what `<Analytics.Provider>` publishes, as events of the plan. The payloads are defined in
// packages/hydrogen/src/analytics-manager of Shopify/hydrogen.

/** @typedef {Record<string, unknown>} Properties */
/** @typedef {string | number | { amount?: string, currencyCode?: string } | null} Money */
/** @typedef {{ id?: string, title?: string, vendor?: string }} Product */
/** @typedef {{ id?: string, sku?: string, title?: string, product?: Product, price?: Money }} Variant */
/** @typedef {{ amountPerQuantity?: Money, totalAmount?: Money }} Cost */
/** @typedef {{ merchandise: Variant, quantity: number, cost?: Cost }} Line */
/** @typedef {{ nodes?: Line[], edges?: { node: Line }[] }} Lines */
/**
 * The members that are read, of all the payloads.
 * @typedef {object} Payload
 * @property {(Product & { variantId: string, variantTitle: string, sku: string, productType: string, price:
 *   Money })[]} products
 * @property {string} url
 * @property {{ currency?: string }} [shop]
 * @property {{ id: string, title?: string, handle: string }} collection
 * @property {string} searchTerm
 * @property {{ total?: number, totalCount?: number }} [searchResults]
 * @property {{ lines?: Lines, cost?: Cost }} [cart]
 * @property {Line} [currentLine]
 * @property {Line} [prevLine]
 */

const idOf = (/** @type {string | undefined} */ gid) => /(\d+)(\?.*)?$/.exec(gid ?? "")?.[1];
const currencyOf = (/** @type {Money | undefined} */ money) => Object(money).currencyCode;
const amountOf = (/** @type {Money | undefined} */ money) =>
  money === undefined || money === null || money === "" ? undefined : Number(Object(money).amount ?? money);

/**
 * By event of Hydrogen: the event of the plan, and a reader of its properties; falsy where there is nothing
 * to track.
 * @type {Record<string, { event: string, read: (payload: Payload) => Properties | false | "" | undefined }>}
 */
const EVENTS = {
  product_viewed: {
    event: "product_viewed",
    read: ({ products: [product], url, shop }) => ({
      product_id: idOf(product.id),
      variant_id: idOf(product.variantId),
      sku: product.sku || undefined,
      name: product.title,
      variant_name: variantName(product.variantTitle),
      brand: product.vendor || undefined,
      category: product.productType || undefined,
      price: amountOf(product.price),
      currency: shop?.currency,
      url,
    }),
  },
  collection_viewed: {
    event: "collection_viewed",
    read: ({ collection }) => ({
      collection_id: idOf(collection.id),
      collection_name: collection.title ?? collection.handle,
    }),
  },
  search_viewed: {
    event: "search_performed",
    read: ({ searchTerm, searchResults }) =>
      searchTerm && { query: searchTerm, results_count: searchResults?.total ?? searchResults?.totalCount },
  },
  cart_viewed: {
    event: "cart_viewed",
    read: ({ cart, shop }) => {
      const lines = cart?.lines?.nodes ?? cart?.lines?.edges?.map(({ node }) => node) ?? [];
      const line_items = lines.map((line) => toLine(line));
      const currency = currencyOf(cart?.cost?.totalAmount) ?? shop?.currency;
      return line_items[0] && { currency, line_items };
    },
  },
  product_added_to_cart: {
    event: "add_to_cart",
    read: ({ currentLine, prevLine }) => toChange(currentLine, prevLine),
  },
  product_removed_from_cart: {
    event: "remove_from_cart",
    read: ({ currentLine, prevLine }) => toChange(prevLine, currentLine),
  },
};

/**
 * Connects a tracker with Hydrogen's analytics. Page views stay the tracker's own. A payload of another shape
 * becomes a call that the tracker refuses, so that its violations name it. Nothing is thrown.
 * @param {(name: string, callback: (payload: Payload) => void) => void} subscribe  of `useAnalytics()`
 * @param {{ track: Function }} tracker
 */
export function connectHydrogen(subscribe, tracker) {
  for (const name of Object.keys(EVENTS)) {
    subscribe(name, (payload) => {
      // Hydrogen keeps one subscriber for each source text: the name in it makes this one unique.
      /** @type {unknown} */
      let properties = "shoptrail";
      const { event, read } = EVENTS[name];
      try {
        properties = read(payload);
      } catch (error) {
        // Of another shape: the tracker refuses a symbol.
        properties = Symbol("wrong_type");
      }
      if (properties) tracker.track(event, properties);
    });
  }
}

/**
 * The properties of the pieces that `larger` has more than `smaller`.
 * @param {Line | undefined} larger
 * @param {Line | undefined} smaller
 */
function toChange(larger, smaller) {
  const quantity = (larger?.quantity ?? 0) - (smaller?.quantity ?? 0);
  return larger ? quantity > 0 && toLine(larger, quantity) : {};
}

/** @param {Line} line */
function toLine({ merchandise, quantity: all, cost }, quantity = all) {
  const price = merchandise.price ?? cost?.amountPerQuantity;
  return {
    product_id: idOf(merchandise.product?.id),
    variant_id: idOf(merchandise.id),
    sku: merchandise.sku || undefined,
    name: merchandise.product?.title,
    variant_name: variantName(merchandise.title),
    brand: merchandise.product?.vendor || undefined,
    price: amountOf(price),
    currency: currencyOf(price) ?? currencyOf(cost?.totalAmount),
    quantity,
  };
}

/**
 * Shopify names a product's only variant "Default Title".
 * @param {string | undefined} title
 */
function variantName(title) {
  return title && title !== "Default Title" ? title : undefined;
}

// As in parts/shared/checkout-attribute.js, which this file cannot import: it is copied as it is.
const ATTRIBUTE = "_shoptrail_anonymous_id";
// For so long nothing has changed the cart.
const QUIET_MS = 500;
const RETRY_MS = 2000;
const CART_EVENT = /^(add_to_cart|remove_from_cart|cart_viewed|checkout_started)$/;

/** @typedef {{ key: string, value?: string | null }} Attribute */
/** @typedef {{ totalQuantity?: number, attributes?: Attribute[] }} LinkedCart */
/** @typedef {{ wasGranted?: boolean, isReset?: boolean }} Memory */

/** What is remembered of a tracker while its cart changes. @type {WeakMap<object, Memory>} */
const memories = new WeakMap();

/**
 * Lets the anonymous id ride in an attribute of a headless cart while analytics are granted: the option
 * `linkCheckout` for carts of the Storefront API. Call it for each state of the cart, as an effect of React.
 * @param {any} tracker
 * @param {LinkedCart | null | undefined} cart  with its attributes
 * @param {(attributes: { key: string, value: string }[]) => unknown} update  sets all attributes of the cart,
 *   by `cartAttributesUpdate`. It is called once more when its promise rejects.
 * @returns {() => void}  ends it
 */
export function linkCheckout(tracker, cart, update) {
  /** @type {Memory} */
  const memory = memories.get(tracker) ?? {};
  memories.set(tracker, memory);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isOver = false;

  const check = (waitMs = QUIET_MS, retries = 1) => {
    clearTimeout(timer);
    if (!isOver) timer = setTimeout(write, waitMs, retries);
  };
  /** @param {number} retries */
  async function write(retries) {
    const id = wantedId(tracker, memory);
    // Without the cart's attributes, a write would remove those that others have put there.
    if (id === undefined || !cart?.attributes) return;
    const current = cart.attributes.find(({ key }) => key === ATTRIBUTE)?.value || "";
    // A cart without items has no order to come. An id that is in it must go all the same.
    if (current === id || (id && !cart.totalQuantity)) return;
    const others = cart.attributes.filter(({ key }) => key !== ATTRIBUTE);
    try {
      await update(
        [...others, { key: ATTRIBUTE, value: id }].map(({ key, value }) => ({ key, value: value ?? "" })),
      );
    } catch (error) {
      if (retries) check(RETRY_MS, retries - 1);
    }
  }

  const endings = [
    tracker.on("consent", () => check()),
    tracker.on("call", (/** @type {{ method: string, args: unknown[] }} */ { method, args }) => {
      if (method === "reset") memory.isReset = true;
      else if (method === "identify" || CART_EVENT.test(String(args[0]))) memory.isReset = false;
      else return;
      check();
    }),
  ];
  tracker.ready(() => check());
  check();
  return () => {
    isOver = true;
    clearTimeout(timer);
    for (const end of endings) end?.();
  };
}

/**
 * The id that may ride now; empty when it has to go, undefined while nobody knows.
 * @param {any} tracker
 * @param {Memory} memory
 * @returns {string | undefined}
 */
function wantedId(tracker, memory) {
  const report = tracker.diagnostics();
  if (report.on) {
    memory.wasGranted = true;
    return memory.isReset ? "" : report.identity.anonymousId;
  }
  const analytics = report.consent?.analytics;
  return analytics === "denied" || (memory.wasGranted && analytics === "pending") ? "" : undefined;
}
