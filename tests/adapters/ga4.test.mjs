import assert from "node:assert/strict";
import { test } from "node:test";
import ga4 from "../../pkg-template/src/adapters/ga4.js";
import { settle } from "./support/dom.mjs";
import { fakeShop, fixture, gtag } from "./support/shop.mjs";

// As Google documents it: https://developers.google.com/analytics/devguides/collection/ga4/ecommerce#promotions
const PROMOTION = {
  creative_name: "Summer Banner",
  creative_slot: "featured_app_1",
  promotion_id: "P_12345",
  promotion_name: "Summer Sale",
  items: [{ item_id: "SKU_12345", item_name: "Tee", price: 10.01 }],
};
const EVENTS = { ...fixture("ga4-events"), view_promotion: PROMOTION, select_promotion: PROMOTION };
const TEE = {
  product_id: "SKU_12345",
  name: "Stan and Friends Tee",
  variant_name: "green",
  brand: "Google",
  category: "Apparel",
  price: 10.01,
  discount: 2.22,
  coupon: "SUMMER_FUN",
  position: 1,
};
const LINE = { ...TEE, quantity: 3 };

/** The adapter on a page whose dataLayer holds `before`; `listeners` are those it set on the window. */
function page(before, options = {}) {
  const listeners = {};
  globalThis.window = { dataLayer: before };
  globalThis.addEventListener = (type, listener) => (listeners[type] = listener);
  const told = fakeShop();
  ga4(told.shop, options);
  return { ...told, listeners, layer: () => globalThis.window[options.dataLayer ?? "dataLayer"] };
}

const CURRENCY = { currency: "USD" };
const CART = { ...CURRENCY, line_items: [LINE] };
for (const [event, expected] of Object.entries({
  view_item: [["product_viewed", { ...LINE, ...CURRENCY }]],
  view_item_list: [
    [
      "collection_viewed",
      { collection_id: "related_products", collection_name: "Related products", product_ids: ["SKU_12345"] },
    ],
  ],
  search: [["search_performed", { query: "t-shirts" }]],
  add_to_cart: [["add_to_cart", { ...LINE, ...CURRENCY }]],
  remove_from_cart: [["remove_from_cart", { ...LINE, ...CURRENCY }]],
  view_cart: [["cart_viewed", CART]],
  begin_checkout: [["checkout_started", { ...CART, coupon: "SUMMER_FUN" }]],
  purchase: [
    [
      "order_completed",
      { ...CART, coupon: "SUMMER_SALE", order_id: "T_12345", total: 30.03, tax: 4.9, shipping: 5.99 },
    ],
  ],
  refund: [
    [
      "order_refunded",
      {
        ...CART,
        coupon: "SUMMER_FUN",
        tax: 1.11,
        shipping: 3.33,
        order_id: "T_12345",
        refund_amount: 30.03,
        full_refund: false,
      },
    ],
  ],
  view_promotion: [
    [
      "offer_shown",
      {
        offer_id: "P_12345",
        offer_code: "Summer Sale",
        offer_name: "Summer Sale",
        placement: "featured_app_1",
      },
    ],
  ],
  select_promotion: [
    [
      "offer_shown",
      {
        offer_id: "P_12345",
        offer_code: "Summer Sale",
        offer_name: "Summer Sale",
        placement: "featured_app_1",
      },
    ],
  ],
  select_item: [],
  add_shipping_info: [],
  add_payment_info: [],
})) {
  test(`${event}, as gtag() and as Tag Manager push it, is ${expected[0]?.[0] ?? "nothing of the plan"}`, async () => {
    for (const push of [gtag("event", event, EVENTS[event]), { event, ecommerce: EVENTS[event] }]) {
      const { events, problems, layer } = page(undefined);
      layer().push(push);
      await settle();
      assert.deepEqual([events, problems], [expected, []]);
    }
  });
}

test("what real pages push, the older shapes included, replayed once: what can be told is told, the rest is a violation", async () => {
  const pushes = fixture("ga4-dataLayer").map((entry) =>
    entry.__arguments ? gtag(...entry.__arguments) : entry,
  );
  const { events, problems, layer } = page(pushes);
  layer().push({ event: "gtm.load" });
  await settle();
  assert.deepEqual(
    events.map(([name, { product_id, order_id, quantity, currency, price, total }]) => [
      name,
      product_id ?? order_id,
      quantity ?? total,
      currency,
      price,
    ]),
    [
      ["product_viewed", "SKU_12345", 3, "USD", 10.01],
      ["add_to_cart", "SKU_12345", 3, "USD", 10.01],
      ["order_completed", "T_12345", 30.03, "USD", undefined],
      ["order_completed", "PO12345", 60, "EUR", undefined],
      ["add_to_cart", "12345", 1, "EUR", 15.25],
    ],
  );
  // The older shape's order, at the same moment as the one before, is taken for the same.
  assert.deepEqual(problems, [
    "add_to_cart missing properties.product_id",
    "add_to_cart missing properties.currency",
  ]);
});

test("an order of the older shape, once it has a currency", async () => {
  const { events } = page([
    { ecommerce: { currencyCode: "EUR", ...fixture("ga4-dataLayer").at(-1).ecommerce } },
  ]);
  await settle();
  assert.deepEqual(events, [
    [
      "order_completed",
      {
        order_id: "T12345",
        total: 35.43,
        tax: 4.9,
        shipping: 5.99,
        coupon: "SUMMER_SALE",
        currency: "EUR",
        line_items: [{ product_id: "12345", name: "UA legacy", price: 15.25, quantity: 1 }],
      },
    ],
  ]);
});

for (const [what, pushes, expected] of [
  [
    "a currency that was set for all",
    [
      gtag("set", { currency: "SEK" }),
      gtag("event", "add_to_cart", { items: [{ item_id: "a", price: "9,50" }] }),
    ],
    [["add_to_cart", { product_id: "a", price: 9.5, quantity: 1, currency: "SEK" }]],
  ],
  [
    "several products in one push",
    [
      gtag("event", "add_to_cart", {
        currency: "EUR",
        items: [
          { item_id: 7, price: 1 },
          { item_id: 8, price: 2, quantity: "2" },
        ],
      }),
    ],
    [
      ["add_to_cart", { product_id: 7, price: 1, quantity: 1, currency: "EUR" }],
      ["add_to_cart", { product_id: 8, price: 2, quantity: 2, currency: "EUR" }],
    ],
  ],
  [
    "parameters beside the event",
    [
      {
        event: "purchase",
        transaction_id: "o1",
        value: "60,00",
        currency: "EUR",
        ecommerce: { items: [{ item_id: "a", price: "60,00" }] },
      },
    ],
    [
      [
        "order_completed",
        {
          order_id: "o1",
          total: 60,
          currency: "EUR",
          line_items: [{ product_id: "a", price: 60, quantity: 1 }],
        },
      ],
    ],
  ],
  [
    "an event behind data of the older shape",
    [
      { ecommerce: { currencyCode: "EUR", add: { products: [{ id: "a", price: "1" }] } } },
      { event: "addToCart" },
      { event: "search", search_term: "b" },
    ],
    [
      ["add_to_cart", { product_id: "a", price: 1, quantity: 1, currency: "EUR" }],
      ["search_performed", { query: "b" }],
    ],
  ],
  [
    "the ids of Shopify's Google channel",
    [gtag("event", "remove_from_cart", { items: [{ item_id: "shopify_ZZ_678_399" }] })],
    [["remove_from_cart", { product_id: "678", variant_id: "399", quantity: 1 }]],
  ],
  [
    "Tag Manager, gtag() and the older shape telling of one click",
    [
      { event: "add_to_cart", ecommerce: { currency: "EUR", items: [{ item_id: "a", price: 1 }] } },
      gtag("event", "add_to_cart", { currency: "EUR", items: [{ item_id: "a", price: 1 }] }),
      gtag("event", "add_to_cart", { send_to: "AW-1", currency: "EUR", items: [{ item_id: "a", price: 1 }] }),
      {
        event: "addToCart",
        ecommerce: { currencyCode: "EUR", add: { products: [{ id: "a", price: "1" }] } },
      },
    ],
    [["add_to_cart", { product_id: "a", price: 1, quantity: 1, currency: "EUR" }]],
  ],
  [
    "a refund of everything",
    [gtag("event", "refund", { transaction_id: "o1" })],
    [["order_refunded", { order_id: "o1", full_refund: true }]],
  ],
  [
    "the older refund of everything",
    [{ ecommerce: { refund: { actionField: { id: "o1" } } } }],
    [["order_refunded", { order_id: "o1", full_refund: true }]],
  ],
  [
    "the older lists and promotions",
    [
      {
        ecommerce: {
          impressions: [{ id: "a", list: "Related" }, { id: "b" }],
          promoView: { promotions: [{ id: "p", name: "Spring", position: 1 }] },
        },
      },
    ],
    [
      [
        "collection_viewed",
        { collection_id: "Related", collection_name: "Related", product_ids: ["a", "b"] },
      ],
      ["offer_shown", { offer_id: "p", offer_code: "Spring", offer_name: "Spring", placement: "1" }],
    ],
  ],
  [
    "a later step of the older checkout",
    [{ ecommerce: { checkout: { actionField: { step: 2 }, products: [{ id: "a", price: "1" }] } } }],
    [],
  ],
]) {
  test(`${what}: ${expected.length} ${expected.length === 1 ? "event" : "events"}`, async () => {
    const { events, problems } = page(pushes);
    await settle();
    assert.deepEqual([events, problems], [expected, []]);
  });
}

test("nonsense is survived, and what follows is told", async () => {
  const trap = new Proxy(
    {},
    {
      get() {
        throw new Error("theirs");
      },
      ownKeys() {
        throw new Error("theirs");
      },
    },
  );
  const { events, layer } = page([
    null,
    7,
    "text",
    () => {},
    [],
    gtag(),
    gtag("event"),
    trap,
    { event: {} },
    { event: "add_to_cart", ecommerce: "none" },
    { event: "add_to_cart", ecommerce: { items: [null, 3] } },
    { event: "purchase", ecommerce: { items: "x" } },
    { ecommerce: { add: 7, purchase: [], detail: { products: null } } },
  ]);
  layer().push({ event: "search", search_term: "boots" });
  await settle();
  assert.deepEqual(events, [["search_performed", { query: "boots" }]]);
});

test("push stays push: its result, its `this`, several entries, the same object again, and what another wrapper throws", async () => {
  const { events, layer } = page([]);
  const list = layer();
  assert.equal(list.push({ event: "search", search_term: "a" }, { event: "search", search_term: "b" }), 2);
  assert.equal(list.length, 2);
  list.push(list[1]);
  const wrapped = list.push;
  list.push = function (...entries) {
    assert.equal(this, list);
    wrapped.apply(this, entries);
    throw new Error("theirs");
  };
  assert.throws(() => list.push({ event: "search", search_term: "c" }), /theirs/);
  await settle();
  assert.deepEqual(
    events.map(([, { query }]) => query),
    ["a", "b", "b", "c"],
  );
});

test("Tag Manager's own push around ours, a push from within a push: each entry once", async () => {
  const { events, layer, listeners } = page([]);
  const list = layer();
  const inner = list.push;
  list.push = function (...entries) {
    const result = inner.apply(list, entries);
    if (entries[0].search_term === "outer") list.push({ event: "search", search_term: "inner" });
    return result;
  };
  listeners.load();
  list.push({ event: "search", search_term: "outer" });
  listeners.click();
  await settle();
  assert.deepEqual(
    events.map(([, { query }]) => query),
    ["outer", "inner"],
  );
});

test("a push or a dataLayer that was replaced is found again, and nothing of it is lost or told twice", async () => {
  const { events, layer, listeners } = page([]);
  layer().push = Array.prototype.push;
  layer().push({ event: "search", search_term: "a" });
  listeners.click();
  layer().push({ event: "search", search_term: "b" });
  globalThis.window.dataLayer = [...layer(), { event: "search", search_term: "c" }];
  listeners.load();
  layer().push({ event: "search", search_term: "d" });
  listeners.pagehide();
  await settle();
  assert.deepEqual(
    events.map(([, { query }]) => query),
    ["a", "b", "c", "d"],
  );
});

test("a dataLayer that nobody may change, that is no list, or whose push is fixed: what is in it is told, and nothing thrown", async () => {
  const search = { event: "search", search_term: "a" };
  const fixed = Object.defineProperty([search], "push", { value: Array.prototype.push, writable: false });
  for (const [layer, expected] of [
    [Object.freeze([search]), 1],
    [fixed, 1],
    [Object.seal([search]), 1],
    [{ push() {} }, 0],
    ["text", 0],
    [7, 0],
  ]) {
    const { events, listeners } = page(layer);
    listeners.click();
    listeners.pagehide();
    await settle();
    assert.equal(events.length, expected, String(layer));
  }
});

test("the theme's own call in the handler that pushed before it is the event, with what only it knows", async () => {
  const { events, shop, layer } = page([]);
  layer().push(
    gtag("event", "add_to_cart", { currency: "EUR", items: [{ item_id: "7", item_name: "Mug", price: 5 }] }),
  );
  shop.track("add_to_cart", {
    product_id: "7",
    name: "Mug",
    price: 5,
    quantity: 1,
    currency: "EUR",
    engraving: "Jane",
  });
  await settle();
  assert.deepEqual(
    events.map(([name, { engraving }]) => [name, engraving]),
    [["add_to_cart", "Jane"]],
  );
});

test("a page that pushes each event of ours comes to an end", async () => {
  const { events, shop, layer } = page([]);
  const search = { event: "search", search_term: "a" };
  shop.on("call", () => layer().push({ ...search }));
  layer().push(search);
  await settle();
  assert.equal(events.length, 1000);
});

test("what is wrong in a push is a violation of the event that it is of", async () => {
  for (const [params, expected] of [
    [
      { currency: "EUR", items: [{ item_id: "a", item_name: "A", price: "ask us" }] },
      /wrong_type properties.price/,
    ],
    [
      { currency: "EUR", items: [{ item_id: "a", item_name: "A", price: "10.00 – 20.00" }] },
      /wrong_type properties.price/,
    ],
    [{ currency: "EUR", items: [{ item_name: "A", price: 1 }] }, /missing properties.product_id/],
    [
      { currency: "euro", items: [{ item_id: "a", item_name: "A", price: 1 }] },
      /wrong_type properties.currency/,
    ],
    [
      { items: [{ item_id: "a", item_name: "A", price: 1, quantity: "two" }] },
      /wrong_type properties.quantity/,
    ],
    [undefined, /missing properties.product_id/],
    [{ currency: "EUR", items: [] }, /missing properties.product_id/],
  ]) {
    const { problems, layer } = page([]);
    layer().push(gtag("event", "add_to_cart", params));
    await settle();
    assert.match(problems.join(), expected, JSON.stringify(params));
  }
});

test("a dataLayer of another name, and one adapter however often it is installed", async () => {
  const { events, shop } = page(undefined, { dataLayer: "gtmLayer" });
  ga4(shop, { dataLayer: "gtmLayer" });
  globalThis.window.gtmLayer.push({ event: "search", search_term: "a" });
  await settle();
  assert.deepEqual(events.length, 1);
});
