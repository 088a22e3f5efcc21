// Google's dataLayer: what a shop already pushes for Google Analytics 4 or, in the older shapes, Universal
// Analytics, by gtag() or for Tag Manager.
import { registerIfNew, trackFromSource } from "./shared/adapter.js";
import { collectionPages } from "./shared/collection-pages.js";
import { fromText, isId, isValue, only, readDataLayer, toList, withValues } from "./shared/data-layer.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/types.js").GivenOptions} GivenOptions */
/** @typedef {import("./shared/types.js").Properties} Properties */
/**
 * Parameters of an event, the members of `ecommerce`, or an item, by name. Shops push any value under any
 * name.
 * @typedef {Record<string, unknown>} Params
 */
/**
 * An older member of `ecommerce`.
 * @typedef {object} LegacyAction
 * @property {Params & { step?: number }} [actionField]
 * @property {unknown} [products]
 * @property {unknown} [promotions]
 * @property {unknown} [items]
 * @property {number} [length]  of the list that it may be instead
 */
/** @typedef {[name: string, properties: Properties]} PlanEvent */
/**
 * @typedef {object} ShopGlobals
 * @property {{ currency?: { active?: string } }} [Shopify]
 * @property {{ currency?: { code?: string } }} [wcSettings]  of WooCommerce's blocks
 */

/** Older members of `ecommerce`, and the event that each is today. */
const LEGACY = {
  detail: "view_item",
  impressions: "view_item_list",
  add: "add_to_cart",
  remove: "remove_from_cart",
  checkout: "begin_checkout",
  purchase: "purchase",
  refund: "refund",
  promoView: "view_promotion",
  promoClick: "select_promotion",
};

/** Events about the whole page. A list on such a page is a recommendation. */
const PAGE_EVENT = /^(product|cart)_v|_(started|completed)$/;

// A page that pushes every event of the tracker would never end.
const MAX_EVENTS = 1000;

/**
 * @param {AdapterTracker} tracker
 * @param {GivenOptions} options
 */
export default function ga4(tracker, options = {}) {
  if (!registerIfNew(tracker, "ga4")) return;
  /** @type {unknown} */
  let currency;
  /** @type {Params | undefined} */
  let waiting;
  let eventCount = 0;
  const isCollectionPage = collectionPages(tracker);

  readDataLayer(options.dataLayer || "dataLayer", (entry) => {
    // gtag() pushes its `arguments`, which are no array.
    if (entry.length) {
      const [command, subject, params] = /** @type {[string, unknown, Params?]} */ (
        /** @type {unknown} */ (entry)
      );
      // gtag("set", { currency }), gtag("config", id, { currency }), gtag("set", "currency", "EUR")
      noteCurrency(subject === "currency" ? params : Object(params ?? subject).currency);
      if (command === "event") track("gtag" + params?.send_to, subject, params);
      return;
    }
    const { event, ecommerce: given, ...rest } = entry;
    const ecommerce = /** @type {Params | undefined} */ (only(fromText(given)));
    const data = { ...rest, .../** @type {object | undefined} */ (rest.eventModel), ...ecommerce };
    const isToday = Object.values(LEGACY).includes(nameOf(event));
    const keys = Object.keys(LEGACY).filter((key) => ecommerce?.[key] && !(isToday && ecommerce.items));
    noteCurrency(data.currencyCode ?? data.currency);
    for (const key of keys) {
      const params = legacyParams(key, /** @type {Params} */ (ecommerce));
      if (params) track("ua", LEGACY[/** @type {keyof typeof LEGACY} */ (key)], params);
    }
    // Tag Manager merges a push into those before it: an event may come after its data.
    if (ecommerce !== undefined) waiting = event ? undefined : ecommerce;
    if (isValue(data.transactionId)) track("ua", "purchase", classicPurchase(data));
    else if (!keys[0]) track("gtm", event, { ...(isToday && waiting), ...data });
  });

  /** @param {unknown} given */
  function noteCurrency(given) {
    if (isValue(given)) currency = given;
  }

  /**
   * Tag Manager and gtag() may each push one action: these are two sources and one event. The events wait for
   * the end of the task, because the theme's own call in the same handler knows more and is to be first.
   * @param {string} source
   * @param {unknown} event
   * @param {Params | undefined} params
   */
  function track(source, event, params) {
    const events = (eventCount < MAX_EVENTS && toPlanEvents(event, withValues(params), currency)) || [];
    eventCount += events.length;
    if (PAGE_EVENT.test(events[0]?.[0])) isCollectionPage(true);
    Promise.resolve().then(() =>
      events.forEach(([name, properties]) => {
        if (name !== "collection_viewed" || isCollectionPage(false))
          trackFromSource(tracker, source, name, properties);
      }),
    );
  }
}

/**
 * Some themes write an event's name in capitals.
 * @param {unknown} event
 */
const nameOf = (event) => String(event).trim().toLowerCase();

/**
 * The order of Tag Manager's first ecommerce, which has its members beside the event.
 * @param {Params} data
 * @returns {Params}
 */
function classicPurchase(data) {
  const get = (/** @type {string} */ name) => data["transaction" + name];
  return {
    ...data,
    transaction_id: get("Id"),
    value: get("Total") ?? data.value,
    tax: get("Tax") ?? data.tax,
    shipping: get("Shipping") ?? data.shipping,
    currency: get("Currency") ?? data.currency,
    coupon: get("PromoCode") ?? data.coupon,
    items: get("Products") ?? data.items,
  };
}

/**
 * An older member of `ecommerce` as parameters of today's event; undefined for a later step of a checkout.
 * @param {string} key
 * @param {Params} ecommerce
 * @returns {Params | undefined}
 */
function legacyParams(key, { [key]: member }) {
  const one = /** @type {LegacyAction} */ (only(member));
  const action = one.products || one.actionField ? one : /** @type {LegacyAction} */ (member);
  // Some shops nest today's parameters.
  const { id, revenue, step, ...others } = /** @type {Params & { step?: number }} */ (
    only(action.actionField) || action
  );
  const { products, promotions, items = products || promotions } = action;
  const list = items || (key === "impressions" || action.length ? member : undefined);
  if (!(/** @type {number} */ (step) > 1))
    return {
      transaction_id: id,
      value: revenue,
      ...others,
      items: list,
      item_list_name: toList(list)?.[0]?.list,
    };
}

/**
 * The events of the plan that a GA4 event stands for; undefined when it is none of them. Some shops write the
 * one item beside the event.
 * @param {unknown} event
 * @param {Params} params
 * @param {unknown} knownCurrency
 * @returns {PlanEvent[] | undefined}
 */
function toPlanEvents(event, params, knownCurrency) {
  const items = toList(params.items ?? params.products ?? (params.item_id && [params]));
  const lines = items?.map(toProduct);
  const product_ids = lines?.map((line) => line.product_id);
  const currency = params.currency ?? lines?.[0]?.currency ?? knownCurrency ?? shopCurrency();
  const eachLine = (/** @type {string} */ name) =>
    (lines?.[0] ? lines : [/** @type {Properties} */ ({})]).map(
      (line) => /** @type {PlanEvent} */ ([name, { ...line, currency: line.currency || currency }]),
    );
  const order = {
    order_id: params.transaction_id ?? params.order_id,
    currency,
    coupon: params.coupon,
    tax: params.tax,
    shipping: params.shipping,
    line_items: lines,
  };
  const total = params.value ?? params.revenue ?? params.total;
  switch (nameOf(event)) {
    case "view_item":
      return eachLine("product_viewed").slice(0, 1);
    case "view_item_list": {
      const { item_list_id, item_list_name } = { ...items?.[0], ...params };
      return [
        [
          "collection_viewed",
          {
            collection_id: item_list_id ?? item_list_name,
            collection_name: item_list_name,
            product_ids,
          },
        ],
      ];
    }
    case "search":
    case "view_search_results":
      return [["search_performed", { query: params.search_term, product_ids }]];
    case "add_to_cart":
    case "remove_from_cart":
      return eachLine(nameOf(event));
    case "view_cart":
      return [["cart_viewed", order]];
    case "begin_checkout":
      return [["checkout_started", order]];
    case "add_shipping_info":
    case "add_payment_info":
      return [["checkout_step_completed", toStep(nameOf(event), params, order)]];
    case "purchase":
      return [["order_completed", { ...order, total }]];
    case "refund":
      return [["order_refunded", { ...order, refund_amount: total, full_refund: !lines?.[0] }]];
    case "add_to_wishlist":
      return eachLine("wishlist_added");
    case "sign_up":
      return [["signed_up", { method: params.method }]];
    case "view_promotion":
    case "select_promotion":
      return (items || [{}]).map((item) => ["offer_shown", toOffer({ ...params, ...item })]);
  }
}

/**
 * @param {string} event  `add_STEP_info`
 * @param {Params} params
 * @param {Properties} order
 */
function toStep(event, { shipping_tier, payment_type }, order) {
  const step = event.slice(4, -5);
  return { ...order, step, shipping_method: shipping_tier, payment_method: payment_type };
}

/** What the shop's platform says of its currency. */
function shopCurrency() {
  const { Shopify, wcSettings } = /** @type {ShopGlobals} */ (window);
  return Shopify?.currency?.active || wcSettings?.currency?.code;
}

/** @param {Params} promotion */
function toOffer({ promotion_id, promotion_name, creative_slot, id, name, position }) {
  const offer_id = promotion_id ?? id;
  const offer_name = promotion_name ?? name;
  return {
    offer_id,
    offer_code: offer_name ?? offer_id,
    offer_name,
    placement: creative_slot ?? position,
  };
}

/**
 * An item of either generation as the plan's product.
 * @param {Params} fields
 */
function toProduct(fields) {
  const get = (/** @type {string} */ name) => fields["item_" + name] ?? fields[name];
  const sku = get("sku");
  const id = [fields.product_id, get("id"), sku].find(isId);
  // The Google channel of Shopify joins both ids.
  const [, product_id = id, variant_id = get("variant_id")] =
    /^shopify_\w+_(\d+)_(\d+)$/i.exec(/** @type {string} */ (id)) || [];
  return {
    product_id,
    variant_id,
    sku,
    name: get("name"),
    // A product without variants has the variant 0.
    variant_name: get("variant") || undefined,
    brand: get("brand"),
    category: get("category") ?? fields.item_category2,
    price: get("price"),
    quantity: get("quantity") ?? 1,
    discount: get("discount"),
    coupon: get("coupon"),
    currency: get("currency"),
    position: get("position") ?? fields.list_position ?? (Number(get("index")) + 1 || undefined),
  };
}
