// The adapter `ga4`: what shops, themes and plugins push in practice, and what becomes of it.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openDataLayer } from "./support/data-layer.mjs";
import { settle } from "./support/dom.mjs";
import { gtag } from "./support/fake-tracker.mjs";

/** The calls of `track` that the pushes make. */
async function tracked(pushes) {
  const { calls, layer } = openDataLayer([]);
  for (const push of pushes) layer().push(push);
  await settle();
  return calls;
}

const ITEM = { item_id: "7", item_name: "Mug", price: 5, quantity: 2 };
const LINE = { product_id: "7", name: "Mug", price: 5, quantity: 2 };
const ORDER = { order_id: "1001", total: 10, currency: "EUR", line_items: [LINE] };
const PURCHASE = { transaction_id: "1001", value: 10, currency: "EUR", items: [ITEM] };
const purchase = (changes = {}) => [{ event: "purchase", ecommerce: { ...PURCHASE, ...changes } }];
const item = (changes) => purchase({ items: [{ ...ITEM, ...changes }] });
const order = (changes = {}) => [["order_completed", { ...ORDER, ...changes }]];
const line = (changes) => order({ line_items: [{ ...LINE, ...changes }] });

const EMPTY_ITEM = Object.fromEntries(
  (
    "discount index item_brand item_variant item_category item_category2 coupon affiliation position " +
    "item_list_id item_list_name location_id id name brand variant sku currency"
  )
    .split(" ")
    .map((name) => [name, ""]),
);

const UA_PRODUCT = { id: "7", name: "Mug", price: "5.00", quantity: "2", brand: "", variant: "", coupon: "" };
const UA_FIELDS = {
  id: "1001",
  affiliation: "Shop",
  revenue: "10.00",
  tax: "1.60",
  shipping: "0",
  coupon: "",
};
const UA_ORDER = order({ tax: 1.6, shipping: 0 });
const ua = (member, others = {}) => ({ ecommerce: { currencyCode: "EUR", ...member, ...others } });

/** Purchases of today: `[what, pushes, the events]`. */
const PURCHASES = [
  ["as Google documents it", purchase(), order()],
  ["empty texts in an item", item(EMPTY_ITEM), order()],
  ["false for an id and a brand", item({ item_id: false, id: "7", item_brand: false }), order()],
  ["the variant 0", item({ item_variant: 0 }), order()],
  ["items as JSON", purchase({ items: JSON.stringify([ITEM]) }), order()],
  ["a list in a list", purchase({ items: [[ITEM]] }), order()],
  ["ecommerce as JSON", [{ event: "purchase", ecommerce: JSON.stringify(PURCHASE) }], order()],
  [
    "Tag Manager's first ecommerce",
    [
      {
        transactionId: "1001",
        transactionTotal: "10",
        transactionTax: 1.6,
        transactionCurrency: "EUR",
        transactionProducts: [{ sku: "7", name: "Mug", price: "5.00", quantity: "2" }],
      },
    ],
    line({ sku: "7" }).map(([name, properties]) => [name, { ...properties, tax: 1.6 }]),
  ],
  ["an empty quantity", item({ quantity: "" }), line({ quantity: 1 })],
  ["a quantity of null", item({ quantity: null }), line({ quantity: 1 })],
  ["no quantity", item({ quantity: undefined }), line({ quantity: 1 })],
  ["an empty position, and a first index", item({ position: "", index: 0 }), line({ position: 1 })],
  ["an index as text", item({ index: "3" }), line({ position: 4 })],
  ["an index that is no number", item({ index: "x" }), order()],
  ["a quantity of one and a half", item({ quantity: 1.5 }), line({ quantity: 1.5 })],
  ["texts for numbers", item({ price: "5.00", quantity: "2" }), order()],
  ["a price with a comma", item({ price: "5,00" }), order()],
  ["a value as text", purchase({ value: "10.00" }), order()],
  ["a value as text with a comma", purchase({ value: "10,00" }), order()],
  ["an id as a number", item({ item_id: 7 }), line({ product_id: 7 })],
  ["a number as a name", item({ item_name: 2026 }), line({ name: 2026 })],
  [
    "the words of an empty template",
    item({ item_brand: "undefined", item_variant: "null", coupon: " " }),
    order(),
  ],
  ["Google's word for nothing", item({ item_category: "(not set)" }), order()],
  ["NaN", item({ discount: NaN }), order()],
  ["an empty id and the older one", item({ item_id: "", id: "7" }), order()],
  ["a sku alone", item({ item_id: "", sku: "M-1" }), line({ product_id: "M-1", sku: "M-1" })],
  ["a sku beside the id", item({ item_sku: "M-1" }), line({ sku: "M-1" })],
  [
    "a product and a variant id",
    item({ item_id: null, product_id: 7, variant_id: 8 }),
    line({ product_id: 7, variant_id: 8 }),
  ],
  [
    "five categories",
    item({ item_category: "Home", item_category2: "Kitchen", item_category5: "x" }),
    line({ category: "Home" }),
  ],
  [
    "a first category that is empty",
    item({ item_category: "", item_category2: "Kitchen" }),
    line({ category: "Kitchen" }),
  ],
  [
    "coupons of the order and the item",
    [...purchase({ coupon: "A", items: [{ ...ITEM, coupon: "B" }] })],
    order({ coupon: "A", line_items: [{ ...LINE, coupon: "B" }] }),
  ],
  ["an empty coupon", purchase({ coupon: "" }), order()],
  ["affiliation", purchase({ affiliation: "Shop", items: [{ ...ITEM, affiliation: "Shop" }] }), order()],
  ["empty tax and shipping", purchase({ tax: "", shipping: null }), order()],
  ["items as an object with numbers as names", purchase({ items: { 0: ITEM } }), order()],
  ["a single item that is no list", purchase({ items: ITEM }), order()],
  ["empty places in the list", purchase({ items: [null, ITEM, undefined, 3] }), order()],
  ["the older name of the list", purchase({ items: undefined, products: [ITEM] }), order()],
  ["no items", purchase({ items: undefined }), order({ line_items: undefined })],
  ["an empty list", purchase({ items: [] }), order({ line_items: [] })],
  ["parameters beside the event", [{ event: "purchase", ...PURCHASE }], order()],
  ["parameters beside an empty ecommerce", [{ event: "purchase", ...PURCHASE, ecommerce: null }], order()],
  ["ecommerce emptied before", [{ ecommerce: null }, ...purchase()], order()],
  [
    "functions and other values before",
    [() => {}, function reset() {}, (a) => a, null, 7, ...purchase()],
    order(),
  ],
  ["by gtag()", [gtag("event", "purchase", PURCHASE)], order()],
  ["by gtag(), as a list", [["event", "purchase", PURCHASE]], order()],
  [
    "by gtag(), to two destinations",
    [gtag("event", "purchase", { ...PURCHASE, send_to: ["G-1", "AW-1"] })],
    order(),
  ],
  [
    "a conversion beside it",
    [
      gtag("event", "conversion", {
        send_to: "AW-1/x",
        value: 10,
        currency: "EUR",
        transaction_id: "1001",
      }),
      gtag("event", "purchase", PURCHASE),
    ],
    order(),
  ],
  [
    "data in one push, the event in the next",
    [{ ecommerce: PURCHASE }, { event: "gtm.dom" }, { event: "purchase" }],
    order(),
  ],
  [
    "data that was emptied again",
    [{ ecommerce: PURCHASE }, { ecommerce: null }, { event: "purchase" }],
    [["order_completed", { currency: "EUR" }]],
  ],
];

/** Purchases of the older shape, and of both. */
const OLDER_PURCHASES = [
  ["Universal Analytics", [ua({ purchase: { actionField: UA_FIELDS, products: [UA_PRODUCT] } })], UA_ORDER],
  [
    "Universal Analytics with an event",
    [{ event: "transaction", ...ua({ purchase: { actionField: UA_FIELDS, products: [UA_PRODUCT] } }) }],
    UA_ORDER,
  ],
  [
    "Universal Analytics with today's event",
    [{ event: "purchase", ...ua({ purchase: { actionField: UA_FIELDS, products: [UA_PRODUCT] } }) }],
    UA_ORDER,
  ],
  [
    "Universal Analytics with an empty list of today",
    [
      {
        event: "gtm4wp.orderCompletedEEC",
        ...ua({ purchase: { actionField: UA_FIELDS, products: [UA_PRODUCT] } }, { items: [] }),
      },
    ],
    UA_ORDER,
  ],
  [
    "Universal Analytics, products as an object",
    [ua({ purchase: { actionField: UA_FIELDS, products: { 0: UA_PRODUCT } } })],
    UA_ORDER,
  ],
  [
    "Universal Analytics, one product that is no list",
    [ua({ purchase: { actionField: UA_FIELDS, products: UA_PRODUCT } })],
    UA_ORDER,
  ],
  [
    "Universal Analytics without products",
    [ua({ purchase: { actionField: { id: "1001", revenue: 10 } } })],
    order({ line_items: undefined }),
  ],
  [
    "both generations in one push",
    [
      {
        event: "purchase",
        ...ua({ purchase: { actionField: UA_FIELDS, products: [UA_PRODUCT] } }, PURCHASE),
      },
    ],
    order(),
  ],
  ["today's parameters in the older place", [ua({ purchase: PURCHASE })], order()],
  [
    "today's parameters, and actionField null",
    [ua({ purchase: { actionField: null, ...PURCHASE } })],
    order(),
  ],
  [
    "currency in actionField",
    [
      {
        ecommerce: {
          purchase: { actionField: { id: "1001", revenue: 10, currency: "EUR" }, products: [UA_PRODUCT] },
        },
      },
    ],
    order(),
  ],
];

describe("a purchase", () => {
  for (const [what, pushes, expected] of [...PURCHASES, ...OLDER_PURCHASES])
    test(`with ${what}: ${expected.length}`, async () => {
      assert.deepEqual(await tracked(pushes), JSON.parse(JSON.stringify(expected)));
    });

  for (const [what, transaction_id] of [
    ["empty", ""],
    ["blank", "  "],
    ["null", null],
    ["the word undefined", "undefined"],
    ["absent", undefined],
  ])
    test(`without an order id (${what}) has none, so that the tracker refuses it by name`, async () => {
      const [[name, properties]] = await tracked(purchase({ transaction_id }));
      assert.deepEqual([name, "order_id" in properties], ["order_completed", false]);
    });

  test("pushed twice, and by gtag() too, counts once", async () => {
    const events = await tracked([
      ...purchase(),
      gtag("event", "purchase", PURCHASE),
      gtag("event", "purchase", { ...PURCHASE, send_to: "AW-1" }),
    ]);
    assert.deepEqual(events, order());
  });
});

const PRODUCT = { product_id: "7", name: "Mug", price: 5, quantity: 2, currency: "EUR" };

/** Other events of the older shape: `[what, pushes, the events]`. */
const OLDER_EVENTS = [
  [
    "detail",
    [ua({ detail: { actionField: { list: "Home" }, products: [UA_PRODUCT] } })],
    [["product_viewed", PRODUCT]],
  ],
  [
    "detail with the lists of its page",
    [ua({ detail: { products: [UA_PRODUCT] }, impressions: [{ id: "8", list: "Related Products" }] })],
    [["product_viewed", PRODUCT]],
  ],
  [
    "add",
    [{ event: "addToCart", ...ua({ add: { actionField: { list: "" }, products: [UA_PRODUCT] } }) }],
    [["add_to_cart", PRODUCT]],
  ],
  [
    "add, products as an object",
    [{ event: "addToCart", ...ua({ add: { products: { 0: UA_PRODUCT } } }) }],
    [["add_to_cart", PRODUCT]],
  ],
  [
    "remove",
    [{ event: "removeFromCart", ...ua({ remove: { products: [UA_PRODUCT] } }) }],
    [["remove_from_cart", PRODUCT]],
  ],
  [
    "checkout, first step",
    [ua({ checkout: { actionField: { step: "1", option: "Visa" }, products: [UA_PRODUCT] } })],
    [["checkout_started", { currency: "EUR", line_items: [LINE] }]],
  ],
  [
    "checkout, no step",
    [ua({ checkout: { products: [UA_PRODUCT] } })],
    [["checkout_started", { currency: "EUR", line_items: [LINE] }]],
  ],
  ["checkout, second step", [ua({ checkout: { actionField: { step: "2" }, products: [UA_PRODUCT] } })], []],
  [
    "checkout_option, click",
    [ua({ checkout_option: { actionField: { step: 1 } }, click: { products: [UA_PRODUCT] } })],
    [],
  ],
  [
    "impressions as an object",
    [ua({ impressions: { 0: { id: "8", list: "Shoes" } } })],
    [["collection_viewed", { collection_id: "Shoes", collection_name: "Shoes", product_ids: ["8"] }]],
  ],
  [
    "impressions without a list's name",
    [ua({ impressions: [{ id: "8", list: "" }] })],
    [["collection_viewed", { product_ids: ["8"] }]],
  ],
  [
    "promotions as a list",
    [ua({ promoView: [{ id: "P1", name: "Spring", position: "" }] })],
    [["offer_shown", { offer_id: "P1", offer_code: "Spring", offer_name: "Spring" }]],
  ],
];

describe("other events of the older shape", () => {
  for (const [what, pushes, expected] of OLDER_EVENTS)
    test(`${what}: ${expected.length}`, async () => {
      const events = await tracked(pushes);
      assert.deepEqual(events, expected);
    });
});
