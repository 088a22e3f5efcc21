// Google's dataLayer: what a shop already tells Google Analytics 4 or, in the older shapes, Universal Analytics, by gtag() or for Tag Manager.
import { amount } from "./shared/amount.js";
import { install, report } from "./shared/sources.js";

// The older shapes by their names in `ecommerce`, and the event each is today.
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

// A page that tells Google of each event of ours would never come to an end.
const MOST = 1000;

export default function ga4(shop, options = {}) {
  if (!install(shop, "ga4")) return;
  const name = options.dataLayer || "dataLayer";
  const taken = new WeakSet();
  let layer, currency;
  let count = 0;

  check();
  // Whoever replaced `push`, or the whole dataLayer, since: what bypassed us is still in it.
  for (const type of ["load", "click", "pagehide"]) addEventListener(type, check, true);

  function check() {
    try {
      const now = (window[name] ||= []);
      const missed = now.filter((entry) => Object(entry) === entry && !taken.has(entry));
      try {
        if (now !== layer || missed.length) wrap((layer = now));
      } finally {
        // Of a frozen list too.
        missed.forEach(take);
      }
    } catch (error) {
      // A dataLayer that is no list.
    }
  }

  // Tag Manager wraps `push` around ours; an entry that passes here twice, because we had to wrap again, is new to the inner one alone.
  function wrap(list) {
    const { push } = list;
    list.push = function (...entries) {
      entries.forEach((entry) => taken.delete(entry));
      try {
        return push.apply(this, entries);
      } finally {
        entries.forEach((entry) => taken.has(entry) || take(entry));
      }
    };
  }

  function take(entry) {
    try {
      taken.add(entry);
      // gtag() pushes its `arguments`, which are no array.
      if (entry.length) {
        const [command, event, params] = entry;
        if (command === "set") currency = event.currency || currency;
        if (command === "event") tell("gtag" + params?.send_to, event, params);
        return;
      }
      const { event, ecommerce, ...rest } = entry;
      const words = Object.keys(LEGACY).filter((word) => ecommerce?.[word] && !ecommerce.items);
      if (words.length) words.forEach((word) => legacy(word, ecommerce));
      else tell("gtm", event, { ...rest, ...ecommerce });
    } catch (error) {
      // No object, a getter that throws, a proxy: not ours to say.
    }
  }

  function legacy(word, { currencyCode, [word]: said }) {
    const { actionField: { id, revenue, step = 1, ...more } = {}, products, promotions } = said;
    const items = products || promotions || (said.length && said);
    if (step < 2)
      tell("ua", LEGACY[word], {
        currency: currencyCode,
        ...more,
        transaction_id: id,
        value: revenue,
        items,
        item_list_name: items?.[0]?.list,
      });
  }

  // One push may tell Tag Manager and another gtag() of one action: two sources, one event. The theme's own call in the same handler knows more: it is heard first.
  function tell(source, event, params) {
    const told = (count < MOST && translate(event, { currency, ...params })) || [];
    count += told.length;
    Promise.resolve().then(() =>
      told.forEach(([name, properties]) => report(shop, source, name, properties)),
    );
  }
}

/** The events of the plan, `[[name, properties]]`, that a push says; undefined when it is none of them. */
function translate(event, params) {
  const items = typeof params.items === "object" && params.items ? Object.values(params.items) : undefined;
  const lines = items?.map(product);
  const product_ids = lines?.map((line) => line.product_id);
  const { currency } = params;
  const each = (name) =>
    (lines?.[0] ? lines : [{}]).map((line) => [name, { ...line, currency: line.currency || currency }]);
  const order = {
    order_id: params.transaction_id,
    currency,
    coupon: params.coupon,
    tax: amount(params.tax),
    shipping: amount(params.shipping),
    line_items: lines,
  };
  switch (event) {
    case "view_item":
      return each("product_viewed").slice(0, 1);
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
      return [["search_performed", { query: text(params.search_term), product_ids }]];
    case "add_to_cart":
    case "remove_from_cart":
      return each(event);
    case "view_cart":
      return [["cart_viewed", order]];
    case "begin_checkout":
      return [["checkout_started", order]];
    case "purchase":
      return [["order_completed", { ...order, total: amount(params.value) }]];
    case "refund":
      return [
        ["order_refunded", { ...order, refund_amount: amount(params.value), full_refund: !lines?.length }],
      ];
    case "view_promotion":
    case "select_promotion":
      return (items || [{}]).map((item) => {
        const { promotion_id, promotion_name, creative_slot, id, name, position } = { ...params, ...item };
        const [offer_id, offer_name] = [promotion_id ?? id, text(promotion_name ?? name)];
        return [
          "offer_shown",
          {
            offer_id,
            offer_code: offer_name ?? offer_id,
            offer_name,
            placement: text(creative_slot ?? position),
          },
        ];
      });
  }
}

/** An item of either generation as the plan's product. */
function product(item) {
  const get = (name) => Object(item)["item_" + name] ?? item?.[name];
  // As the Google channel of Shopify numbers products.
  const [, product_id = get("id"), variant_id] = /^shopify_\w+_(\d+)_(\d+)$/i.exec(get("id")) || [];
  return {
    product_id,
    variant_id,
    name: text(get("name")),
    variant_name: text(get("variant")),
    brand: text(get("brand")),
    category: text(get("category")),
    price: amount(get("price")),
    quantity: amount(get("quantity") ?? 1),
    discount: amount(get("discount")),
    coupon: get("coupon"),
    currency: get("currency"),
    position: amount(get("position")) ?? (+get("index") + 1 || undefined),
  };
}

function text(value) {
  return typeof value === "number" ? String(value) : value;
}
