// The adapter `ga4`: whose currency a push has that says none, and which lists are collections.

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { openDataLayer } from "./support/data-layer.mjs";
import { settle } from "./support/dom.mjs";
import { gtag } from "./support/fake-tracker.mjs";

/** Every event that is tracked of the pushes, and every problem that the plan has with them. */
async function tracked(pushes, globals = {}) {
  const { events, problems, layer } = openDataLayer([]);
  Object.assign(globalThis.window, globals);
  for (const push of pushes) layer().push(push);
  await settle();
  return [events, problems];
}

const ITEM = { item_id: "7", item_name: "Mug", price: 5, quantity: 2 };
const LINE = { product_id: "7", name: "Mug", price: 5, quantity: 2 };
const MONEY = { currency: "EUR" };
const PURCHASE = { transaction_id: "1001", value: 10, currency: "EUR", items: [ITEM] };
const UA_PRODUCT = { id: "7", name: "Mug", price: "5.00", quantity: "2", brand: "", variant: "" };

const addPush = { event: "add_to_cart", ecommerce: { items: [ITEM] } };
const addCall = gtag("event", "add_to_cart", { items: [ITEM] });
const add = (currency) => [["add_to_cart", { ...LINE, ...(currency && { currency }) }]];
const page = (currency) => ({ event: "page_data", currency });

/** `[what, the currency, pushes, globals of the page]`. */
const CURRENCIES = [
  ["gtag's config", "EUR", [gtag("config", "G-1", MONEY), addCall]],
  ["gtag's config, of a push", "EUR", [gtag("config", "G-1", MONEY), addPush]],
  [
    "gtag's config, of the later one",
    "SEK",
    [gtag("config", "G-1", MONEY), gtag("config", "G-2", { currency: "SEK" }), addCall],
  ],
  [
    "gtag's config, of the one that has it",
    "EUR",
    [gtag("config", "G-1", MONEY), gtag("config", "AW-2", {}), gtag("config", "AW-3"), addCall],
  ],
  ["gtag's set", "EUR", [gtag("set", MONEY), addCall]],
  ["gtag's set, by name", "EUR", [gtag("set", "currency", "EUR"), addCall]],
  [
    "gtag's set of other things",
    undefined,
    [gtag("set", "user_data", { email: "x" }), gtag("set", {}), addCall],
  ],
  ["gtag's set, then an empty one", "EUR", [gtag("set", MONEY), gtag("set", { currency: "" }), addCall]],
  ["the item's", "EUR", [gtag("event", "add_to_cart", { items: [{ ...ITEM, currency: "EUR" }] })]],
  [
    "the item's before that of config",
    "SEK",
    [gtag("config", "G-1", MONEY), gtag("event", "add_to_cart", { items: [{ ...ITEM, currency: "SEK" }] })],
  ],
  [
    "the event's before that of config",
    "SEK",
    [gtag("config", "G-1", MONEY), gtag("event", "add_to_cart", { currency: "SEK", items: [ITEM] })],
  ],
  [
    "the event's, where the item's is empty",
    "SEK",
    [gtag("event", "add_to_cart", { currency: "SEK", items: [{ ...ITEM, currency: "" }] })],
  ],
  ["an earlier event's", "EUR", [gtag("event", "select_item", { currency: "EUR" }), addCall]],
  ["an earlier push's", "EUR", [{ event: "view_promo", ecommerce: MONEY }, addPush]],
  ["an earlier push's, beside ecommerce", "EUR", [page("EUR"), addPush]],
  [
    "an earlier push's, not an empty one's",
    "EUR",
    [page("EUR"), page(""), page(null), page("undefined"), addPush],
  ],
  ["an earlier push's of the older shape", "EUR", [{ ecommerce: { currencyCode: "EUR" } }, addPush]],
  [
    "beside the older shape",
    "EUR",
    [{ event: "addToCart", currency: "EUR", ecommerce: { add: { products: [UA_PRODUCT] } } }],
  ],
  [
    "an earlier one's, of the older shape",
    "EUR",
    [{ ecommerce: { currencyCode: "EUR" } }, { ecommerce: { add: { products: [UA_PRODUCT] } } }],
  ],
  ["Shopify's", "CAD", [addCall], { Shopify: { currency: { active: "CAD", rate: "1.0" } } }],
  [
    "that of WooCommerce's blocks",
    "GBP",
    [addCall],
    { wcSettings: { currency: { code: "GBP", symbol: "£" } } },
  ],
  [
    "gtag's before Shopify's",
    "EUR",
    [gtag("config", "G-1", MONEY), addCall],
    { Shopify: { currency: { active: "CAD" } } },
  ],
  ["unknown", undefined, [addCall], { Shopify: {}, wcSettings: {} }],
];

describe("the currency of a push without one is", () => {
  for (const [what, expected, pushes, globals] of CURRENCIES)
    test(what, async () => {
      const [events, problems] = await tracked(pushes, globals);
      if (expected) assert.deepEqual([events, problems], [add(expected), []]);
      else assert.deepEqual(problems, ["add_to_cart missing properties.currency"]);
    });

  test("also an order's, from its first item", async () => {
    const ecommerce = { ...PURCHASE, currency: "", items: [{ ...ITEM, currency: "EUR" }] };
    const [[[, { currency }]]] = await tracked([{ event: "purchase", ecommerce }]);
    assert.equal(currency, "EUR");
  });
});

const view = { event: "view_item", ecommerce: { ...MONEY, items: [{ ...ITEM, item_category: "Shoes" }] } };
const list = (item_list_name, event = "view_item_list") => ({
  event,
  ecommerce: { item_list_name, items: [{ item_id: "8" }] },
});
const cart = { event: "view_cart", ecommerce: { ...MONEY, items: [ITEM] } };

/** `[what, the names of the collections, pushes]`. */
const LISTS = [
  ["on a page of its own", ["Shoes"], [list("Shoes")]],
  ...[
    "Related Products",
    "You may also like",
    "Upsells",
    "Cross-sells",
    "Ähnliche Artikel",
    "Slider 1",
    "Recently viewed",
    "Customers also bought",
    "Shoes",
    "",
  ].map((name) => [`${name || "without a name"} on a product's page`, [], [view, list(name)]]),
  ["before the product, in one task", [], [list("Related Products"), view]],
  [
    "by gtag(), after the product by gtag()",
    [],
    [gtag("event", "view_item", view.ecommerce), gtag("event", "view_item_list", list("Related").ecommerce)],
  ],
  [
    "by gtag(), after the product for Tag Manager",
    [],
    [view, gtag("event", "view_item_list", list("Related").ecommerce)],
  ],
  [
    "of the older shape, after the product",
    [],
    [view, { ecommerce: { impressions: [{ id: "8", list: "Related" }] } }],
  ],
  ["on the page of the cart", [], [cart, list("You may also like")]],
  [
    "on the page of the checkout",
    [],
    [{ event: "begin_checkout", ecommerce: cart.ecommerce }, list("Last chance")],
  ],
  ["on the page of an order", [], [{ event: "purchase", ecommerce: PURCHASE }, list("Bestsellers")]],
];

describe("a list", () => {
  for (const [what, expected, pushes] of LISTS)
    test(`${what}: ${expected.length}`, async () => {
      const [events] = await tracked(pushes);
      const lists = events.filter(([name]) => name === "collection_viewed");
      assert.deepEqual(
        lists.map(([, { collection_name }]) => collection_name),
        expected,
      );
    });
});

describe("a list in the course of a page", () => {
  afterEach(() => delete globalThis.location);

  test("under the details of a product that open over it is a collection", async () => {
    const { events, layer } = openDataLayer([]);
    for (const push of [list("Shoes"), view, list("Shoes, page 2")]) {
      layer().push(push);
      await settle();
    }
    assert.deepEqual(
      events.map(([name]) => name),
      ["collection_viewed", "product_viewed", "collection_viewed"],
    );
  });

  test("on the page of a product that another source has reported is none", async () => {
    const { events, tracker, layer } = openDataLayer([]);
    tracker.track("product_viewed", { product_id: "7", name: "Mug", price: 5, currency: "EUR" });
    layer().push(list("Related Products"));
    await settle();
    assert.deepEqual(
      events.map(([name]) => name),
      ["product_viewed"],
    );
  });

  test("on the next page of a single-page shop is a collection", async () => {
    const { events, layer } = openDataLayer([]);
    const go = (pathname) =>
      Object.assign(globalThis.window, { location: (globalThis.location = { pathname }) });
    for (const [path, push] of [
      ["/mug", view],
      ["/mug", list("Related")],
      ["/shoes", list("Shoes")],
      ["/cup", view],
      ["/cup", list("Related")],
      ["/shoes", list("Shoes")],
    ]) {
      go(path);
      layer().push(push);
      await settle();
    }
    assert.deepEqual(
      events.map(([name, { collection_name }]) => collection_name ?? name),
      ["product_viewed", "Shoes", "product_viewed", "Shoes"],
    );
  });
});
