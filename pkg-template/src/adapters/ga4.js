// Google's dataLayer: what a shop already pushes for Google Analytics 4 or, in the older shapes, Universal
// Analytics, by gtag() or for Tag Manager.
import { registerIfNew, trackFromSource } from "./shared/adapter.js";
import { parseNumber } from "./shared/price-text.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./shared/types.js").GivenOptions} GivenOptions */
/** @typedef {import("./shared/types.js").Properties} Properties */
/**
 * Parameters of an event, the members of `ecommerce`, or an item, by name. Shops push any value under any
 * name.
 * @typedef {Record<string, unknown>} Params
 */
/** @typedef {Params & { event?: unknown, ecommerce?: Params, length?: number }} Push  an entry of the list */
/**
 * An older member of `ecommerce`.
 * @typedef {object} LegacyAction
 * @property {Params & { step?: number }} [actionField]
 * @property {Params[]} [products]
 * @property {Params[]} [promotions]
 * @property {number} [length]  of the list that it may be instead
 */
/** @typedef {[name: string, properties: Properties]} PlanEvent */

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

/** @type {NonNullable<LegacyAction["actionField"]>} */
const NO_FIELDS = {};

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
  let eventCount = 0;

  readDataLayer(options.dataLayer || "dataLayer", (entry) => {
    // gtag() pushes its `arguments`, which are no array.
    if (entry.length) {
      const [command, subject, params] = /** @type {[string, unknown, Params?]} */ (
        /** @type {unknown} */ (entry)
      );
      if (command === "set") currency = /** @type {Params} */ (subject).currency || currency;
      if (command === "event") track("gtag" + params?.send_to, subject, params);
      return;
    }
    const { event, ecommerce, ...rest } = entry;
    const keys = Object.keys(LEGACY).filter((key) => ecommerce?.[key] && !ecommerce.items);
    for (const key of keys) {
      const params = legacyParams(key, /** @type {Params} */ (ecommerce));
      if (params) track("ua", LEGACY[/** @type {keyof typeof LEGACY} */ (key)], params);
    }
    if (!keys[0]) track("gtm", event, { ...rest, ...ecommerce });
  });

  /**
   * Tag Manager and gtag() may each push one action: these are two sources and one event. The events wait for
   * the end of the task, because the theme's own call in the same handler knows more and is to be first.
   * @param {string} source
   * @param {unknown} event
   * @param {Params | undefined} params
   */
  function track(source, event, params) {
    const events = (eventCount < MAX_EVENTS && toPlanEvents(event, { currency, ...params })) || [];
    eventCount += events.length;
    Promise.resolve().then(() =>
      events.forEach(([name, properties]) => trackFromSource(tracker, source, name, properties)),
    );
  }
}

/**
 * Calls `onEntry` once with each entry of the global list `name`: those already in it, and those pushed
 * later. What `onEntry` throws is ignored.
 * @param {string} name
 * @param {(entry: Push) => void} onEntry
 */
function readDataLayer(name, onEntry) {
  const globals = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (window));
  const known = new WeakSet();
  /** @type {unknown} */
  let layer;

  check();
  // `push`, or the whole list, may have been replaced since: what was not seen is still in the list.
  for (const type of ["load", "click", "pagehide"]) addEventListener(type, check, true);

  function check() {
    try {
      const now = /** @type {Push[]} */ (globals[name] ||= []);
      const missed = now.filter((entry) => Object(entry) === entry && !known.has(entry));
      try {
        if (now !== layer || missed.length) wrapPush((layer = now));
      } finally {
        // Also where wrapping fails: the list may be frozen.
        missed.forEach(readEntry);
      }
    } catch (error) {
      // The global is not a list.
    }
  }

  // Tag Manager wraps `push` around this one. When the list had to be wrapped again, an entry passes here
  // twice, and is new to the inner function alone.
  /** @param {Push[]} list */
  function wrapPush(list) {
    const { push } = list;
    /** @param {Push[]} entries */
    list.push = function (...entries) {
      entries.forEach((entry) => known.delete(entry));
      try {
        return push.apply(this, entries);
      } finally {
        entries.forEach((entry) => known.has(entry) || readEntry(entry));
      }
    };
  }

  /** @param {Push} entry */
  function readEntry(entry) {
    try {
      known.add(entry);
      onEntry(entry);
    } catch (error) {
      // Not an object, a getter that throws, a proxy: nothing that can be tracked.
    }
  }
}

/**
 * An older member of `ecommerce` as parameters of today's event; undefined for a later step of a checkout.
 * @param {string} key
 * @param {Params} ecommerce
 * @returns {Params | undefined}
 */
function legacyParams(key, { currencyCode, [key]: member }) {
  const action = /** @type {LegacyAction} */ (member);
  const { actionField: { id, revenue, step = 1, ...others } = NO_FIELDS } = action;
  const items =
    action.products || action.promotions || (action.length ? /** @type {Params[]} */ (member) : undefined);
  if (step < 2)
    return {
      currency: currencyCode,
      ...others,
      transaction_id: id,
      value: revenue,
      items,
      item_list_name: items?.[0]?.list,
    };
}

/**
 * The events of the plan that a GA4 event stands for; undefined when it is none of them.
 * @param {unknown} event
 * @param {Params} params
 * @returns {PlanEvent[] | undefined}
 */
function toPlanEvents(event, params) {
  const items =
    typeof params.items === "object" && params.items
      ? /** @type {Params[]} */ (Array.isArray(params.items) ? params.items : Object.values(params.items))
      : undefined;
  const lines = items?.map(toProduct);
  const product_ids = lines?.map((line) => line.product_id);
  const { currency } = params;
  const eachLine = (/** @type {string} */ name) =>
    (lines?.[0] ? lines : [/** @type {Properties} */ ({})]).map(
      (line) => /** @type {PlanEvent} */ ([name, { ...line, currency: line.currency || currency }]),
    );
  const order = {
    order_id: params.transaction_id,
    currency,
    coupon: params.coupon,
    tax: parseNumber(params.tax),
    shipping: parseNumber(params.shipping),
    line_items: lines,
  };
  switch (event) {
    case "view_item":
      return eachLine("product_viewed").slice(0, 1);
    case "view_item_list": {
      const { item_list_id, item_list_name } = { ...items?.[0], ...params };
      return [
        [
          "collection_viewed",
          { collection_id: item_list_id ?? item_list_name, collection_name: item_list_name, product_ids },
        ],
      ];
    }
    case "search":
      return [["search_performed", { query: numberToText(params.search_term), product_ids }]];
    case "add_to_cart":
    case "remove_from_cart":
      return eachLine(event);
    case "view_cart":
      return [["cart_viewed", order]];
    case "begin_checkout":
      return [["checkout_started", order]];
    case "purchase":
      return [["order_completed", { ...order, total: parseNumber(params.value) }]];
    case "refund":
      return [
        [
          "order_refunded",
          { ...order, refund_amount: parseNumber(params.value), full_refund: !lines?.length },
        ],
      ];
    case "view_promotion":
    case "select_promotion":
      return (items || [{}]).map((item) => ["offer_shown", toOffer({ ...params, ...item })]);
  }
}

/** @param {Params} promotion */
function toOffer({ promotion_id, promotion_name, creative_slot, id, name, position }) {
  const [offer_id, offer_name] = [promotion_id ?? id, numberToText(promotion_name ?? name)];
  return {
    offer_id,
    offer_code: offer_name ?? offer_id,
    offer_name,
    placement: numberToText(creative_slot ?? position),
  };
}

/**
 * An item of either generation as the plan's product.
 * @param {Params} item
 */
function toProduct(item) {
  /** @type {Params} */
  const fields = Object(item);
  const get = (/** @type {string} */ name) => fields["item_" + name] ?? fields[name];
  // The Google channel of Shopify joins both ids.
  const [, product_id = get("id"), variant_id] =
    /^shopify_\w+_(\d+)_(\d+)$/i.exec(/** @type {string} */ (get("id"))) || [];
  return {
    product_id,
    variant_id,
    name: numberToText(get("name")),
    variant_name: numberToText(get("variant")),
    brand: numberToText(get("brand")),
    category: numberToText(get("category")),
    price: parseNumber(get("price")),
    quantity: parseNumber(get("quantity") ?? 1),
    discount: parseNumber(get("discount")),
    coupon: get("coupon"),
    currency: get("currency"),
    position: parseNumber(get("position")) ?? (Number(get("index")) + 1 || undefined),
  };
}

/** @param {unknown} value */
function numberToText(value) {
  return typeof value === "number" ? String(value) : value;
}
