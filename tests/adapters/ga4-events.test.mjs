// The adapter `ga4`: pushes of GA4 and of the older shapes become events of the plan.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDataLayer } from "./support/data-layer.mjs";
import { settle } from "./support/dom.mjs";
import { fixture, gtag } from "./support/fake-tracker.mjs";

// As Google documents it:
// https://developers.google.com/analytics/devguides/collection/ga4/ecommerce#promotions
const PROMOTION = {
  creative_name: "Summer Banner",
  creative_slot: "featured_app_1",
  promotion_id: "P_12345",
  promotion_name: "Summer Sale",
  items: [{ item_id: "SKU_12345", item_name: "Tee", price: 10.01 }],
};

const EVENTS = {
  ...fixture("ga4-events"),
  add_to_wishlist: fixture("ga4-events").add_to_cart,
  // https://developers.google.com/analytics/devguides/collection/ga4/reference/events#sign_up
  sign_up: { method: "Google" },
  generate_lead: { currency: "USD", value: 30.03, lead_source: "Trade show" },
  view_promotion: PROMOTION,
  select_promotion: PROMOTION,
};

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
  add_shipping_info: [
    [
      "checkout_step_completed",
      { ...CART, coupon: "SUMMER_FUN", step: "shipping", shipping_method: "Ground" },
    ],
  ],
  add_payment_info: [
    [
      "checkout_step_completed",
      { ...CART, coupon: "SUMMER_FUN", step: "payment", payment_method: "Credit Card" },
    ],
  ],
  add_to_wishlist: [["wishlist_added", { ...LINE, ...CURRENCY }]],
  sign_up: [["signed_up", { method: "Google" }]],
  // Shops send it for any form.
  generate_lead: [],
})) {
  test(`${event}, from gtag() and from Tag Manager, becomes ${expected[0]?.[0] ?? "no event"}`, async () => {
    for (const push of [gtag("event", event, EVENTS[event]), { event, ecommerce: EVENTS[event] }]) {
      const { events, problems, layer } = openDataLayer(undefined);
      layer().push(push);
      await settle();
      assert.deepEqual([events, problems], [expected, []]);
    }
  });
}

test("pushes of real pages, older shapes included, are tracked once or give a violation", async () => {
  const pushes = fixture("ga4-dataLayer").map((entry) =>
    entry.__arguments ? gtag(...entry.__arguments) : entry,
  );
  const { events, problems, layer } = openDataLayer(pushes);
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
      ["order_completed", "T12345", 35.43, "EUR", undefined],
    ],
  );
  // The currency is that of the push before.
  assert.deepEqual(problems, ["add_to_cart missing properties.product_id"]);
});

test("an order of the older shape has the currency beside it", async () => {
  const { events } = openDataLayer([
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
      ["offer_shown", { offer_id: "p", offer_code: "Spring", offer_name: "Spring", placement: 1 }],
    ],
  ],
  [
    "a later step of the older checkout",
    [{ ecommerce: { checkout: { actionField: { step: 2 }, products: [{ id: "a", price: "1" }] } } }],
    [],
  ],
]) {
  test(`${what}: ${expected.length} ${expected.length === 1 ? "event" : "events"}`, async () => {
    const { events, problems } = openDataLayer(pushes);
    await settle();
    assert.deepEqual([events, problems], [expected, []]);
  });
}

test("a wrong value in a push is a violation of its event", async () => {
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
    const { problems, layer } = openDataLayer([]);
    layer().push(gtag("event", "add_to_cart", params));
    await settle();
    assert.match(problems.join(), expected, JSON.stringify(params));
  }
});
