// The part `sources`: by what two sources agree that they report one action, and for how long.

import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { trackedReports } from "./support/reports.mjs";

/** Rows of `[expected number of events, what, …reports]`. */
function checkRows(rows) {
  for (const [expected, what, ...reports] of rows)
    test(`${what}: ${expected}`, () => {
      const calls = trackedReports(reports);
      assert.equal(calls.length, expected, JSON.stringify(calls));
    });
}

const LATER = 600_000;

const pair = (expected, what, one, other) => [
  expected,
  what,
  ["page", "add_to_cart", { quantity: 1, ...one }],
  ["gtm", "add_to_cart", { quantity: 1, ...other }, 1000],
];
const GID = "gid://shopify/Product/6786188247105";

const BY_IDS = [
  pair(1, "number and text id", { product_id: 42 }, { product_id: "42" }),
  pair(1, "an id with white space", { product_id: "42 " }, { product_id: 42 }),
  pair(1, "an id with an invisible character", { product_id: "\u200bP1" }, { product_id: "p1" }),
  pair(1, "gid:// and number", { product_id: GID }, { product_id: 6786188247105 }),
  pair(1, "gid:// with a query", { product_id: `${GID}?x=1` }, { product_id: "6786188247105" }),
  pair(2, "a placeholder for an id", { sku: "N/A", name: "Mug" }, { sku: "N/A", name: "Cup" }),
  pair(
    2,
    "an id that a template left out",
    { product_id: "{{ id }}", name: "Mug" },
    { product_id: "{{ id }}", name: "Cup" },
  ),
  pair(
    2,
    "the variant 0 of two products",
    { product_id: 1, variant_id: 0 },
    { product_id: 2, variant_id: "0" },
  ),
  pair(
    1,
    "the variant 0, and a variant",
    { product_id: 1, variant_id: 0 },
    { product_id: "1", variant_id: "5" },
  ),
  pair(
    1,
    "gid:// of a variant and the item id",
    { product_id: 1, variant_id: "gid://shopify/ProductVariant/398" },
    { product_id: "398" },
  ),
  pair(
    1,
    "ids joined for Google and bare ids",
    { product_id: "shopify_DE_678_398" },
    { product_id: 678, variant_id: 398 },
  ),
  pair(
    2,
    "ids joined for Google, another variant",
    { product_id: "shopify_DE_678_398" },
    {
      product_id: 678,
      variant_id: 399,
    },
  ),
  pair(
    2,
    "two variants joined for Google",
    { product_id: "shopify_DE_678_398" },
    {
      product_id: "shopify_DE_678_399",
    },
  ),
  pair(1, "the item id is the variation's", { product_id: "42", variant_id: "57" }, { product_id: "57" }),
  pair(1, "the id of a product feed", { product_id: 42 }, { product_id: "woocommerce_gpf_42" }),
  pair(1, "the item id is the sku", { product_id: "42", sku: "HP-S" }, { product_id: "HP-S" }),
  pair(1, "the sku in another case", { product_id: "42", sku: "hp-s" }, { product_id: "HP-S" }),
  pair(1, "both say the sku", { product_id: "42", sku: "HP-S" }, { product_id: "x", sku: "HP-S" }),
  pair(2, "a part of an id", { product_id: "SHOE-1" }, { product_id: "SHOE-12" }),
  pair(
    2,
    "a part of an id, names alike",
    { product_id: "SHOE-1", name: "Shoe" },
    {
      product_id: "SHOE-12",
      name: "Shoe",
    },
  ),
  pair(2, "a long id within another", { product_id: "6786188" }, { product_id: "67861882" }),
  pair(2, "an id at the end of another", { product_id: "1234567" }, { product_id: "91234567" }),
  pair(2, "an id with a suffix", { product_id: "BOOT-2026" }, { product_id: "BOOT-2026-RED" }),
];

const BY_NAMES = [
  pair(2, "another id and nothing else", { product_id: "42" }, { product_id: "43" }),
  pair(
    1,
    "whole names, other ids",
    { product_id: "42", name: "Runner" },
    {
      product_id: "SHOE-1",
      name: "RUNNER ",
    },
  ),
  pair(1, "name alone", { name: "Runner" }, { name: "Runner" }),
  pair(1, "a name and an id with that name", { name: "Runner" }, { product_id: "7", name: "Runner" }),
  pair(
    2,
    "a part of a name",
    { product_id: "42", name: "Runner" },
    {
      product_id: "SHOE-1",
      name: "Runner Pro",
    },
  ),
  pair(2, "the end of a name", { name: "Pro Runner" }, { name: "Runner" }),
  pair(2, "a name within another", { name: "Health potion" }, { name: "Health potion - S" }),
  pair(2, "a model with a plus", { name: "Phone 15" }, { name: "Phone 15+" }),
  pair(
    1,
    "an encoded name",
    { product_id: "42", name: "Men’s Salt & Pepper" },
    {
      product_id: "x",
      name: "Men&#8217;s Salt &amp; Pepper",
    },
  ),
  pair(
    1,
    "other quotes and dashes",
    { product_id: "42", name: "Kids' T-Shirt – Red" },
    {
      product_id: "x",
      name: "Kids’ T-Shirt - Red",
    },
  ),
  pair(
    2,
    "one name, two skus",
    { product_id: "42", sku: "R-40", name: "Runner" },
    {
      product_id: "77",
      sku: "R-41",
      name: "Runner",
    },
  ),
  pair(
    2,
    "one name, two ids of one scheme",
    { product_id: "G-1", name: "Gift card" },
    {
      product_id: "G-2",
      name: "Gift card",
    },
  ),
  pair(
    2,
    "two variants of a product",
    { product_id: "42", variant_id: "1" },
    {
      product_id: "42",
      variant_id: "2",
    },
  ),
  pair(
    2,
    "another list is not the same product",
    { product_id: "A", collection_id: "shoes" },
    {
      product_id: "B",
      collection_id: "shoes",
    },
  ),
  pair(2, "another quantity", { product_id: "42" }, { product_id: "42", quantity: 3 }),
  pair(
    1,
    "quantities as number and text",
    { product_id: "42", quantity: 2 },
    {
      product_id: "42",
      quantity: "2",
    },
  ),
];

describe("two sources agree on a product", () => {
  checkRows(BY_IDS);
  checkRows(BY_NAMES);
});

test("of several products in a later push each is one event, whatever the order", () => {
  const [P1, P2, P3] = [
    { product_id: "P1", name: "Runner", quantity: 1 },
    { product_id: "P2", name: "Runner Pro", quantity: 1 },
    { product_id: "P3", name: "Runner", quantity: 1 },
  ];
  const ids = (...reports) => trackedReports(reports).map(([, { product_id }]) => product_id);
  const page = (product) => ["page", "add_to_cart", product];
  const push = (product) => ["gtm", "add_to_cart", product, 1500];
  assert.deepEqual(ids(page(P1), push(P2), push(P1)), ["P1", "P2"]);
  assert.deepEqual(ids(page(P1), push(P1), push(P2)), ["P1", "P2"]);
  assert.deepEqual(ids(page(P1), push(P3), push(P2), push(P1)), ["P1", "P3", "P2"]);
  assert.deepEqual(ids(page(P1), page(P2), push(P2), push(P1)), ["P1", "P2"]);
  assert.deepEqual(ids(page(P1), page(P3), push(P3), push(P1)), ["P1", "P3"]);
  const numbered = (id) => ({ product_id: id, name: "Runner", quantity: 1 });
  assert.deepEqual(
    ids(page(numbered("1")), page(numbered("2")), push(numbered("2")), push(numbered("1"))),
    ["1", "2"],
    "the same id before the same name",
  );
});

const twice = (expected, what, name, one, other = one) => [
  expected,
  what,
  ["page", name, one],
  ["gtm", name, other, LATER],
];
const product = { product_id: "42", name: "Mug" };
const lines = [{ product_id: "42", quantity: 1 }];

const SHOWN_ONCE = [
  twice(1, "a product view", "product_viewed", product),
  twice(1, "a product view with a quantity", "product_viewed", product, { ...product, quantity: 3 }),
  twice(2, "another product", "product_viewed", product, { product_id: "43", name: "Cup" }),
  twice(
    2,
    "another variant",
    "product_viewed",
    { ...product, variant_id: 1 },
    {
      ...product,
      variant_id: 2,
    },
  ),
  twice(1, "a collection, by id", "collection_viewed", { collection_id: "7" }, { collection_id: 7 }),
  twice(
    1,
    "a collection, by name",
    "collection_viewed",
    { collection_id: "7", collection_name: "Shoes" },
    {
      collection_id: "shoes",
      collection_name: "Shoes",
    },
  ),
  twice(2, "another collection", "collection_viewed", { collection_id: "7" }, { collection_id: "8" }),
  twice(1, "a search", "search_performed", { query: "red  boots" }, { query: "Red boots" }),
  twice(2, "another search", "search_performed", { query: "boot" }, { query: "boots" }),
  twice(1, "an offer", "offer_shown", { offer_id: "1", offer_code: "SPRING" }, { offer_code: "spring" }),
  twice(1, "a checkout", "checkout_started", { line_items: lines }),
  twice(1, "a checkout, of which one knows no lines", "checkout_started", {}, { line_items: lines }),
  twice(
    2,
    "a checkout of another cart",
    "checkout_started",
    { line_items: lines },
    {
      line_items: [{ product_id: "43", quantity: 1 }],
    },
  ),
  twice(1, "a cart", "cart_viewed", { line_items: lines }),
  twice(
    2,
    "a cart that has changed",
    "cart_viewed",
    { line_items: lines },
    {
      line_items: [{ product_id: "42", quantity: 2 }],
    },
  ),
  twice(2, "an add", "add_to_cart", { ...product, quantity: 1 }),
  twice(2, "a removal", "remove_from_cart", { ...product, quantity: 1 }),
  twice(2, "an event of the shop's own", "quiz_done", {}),
];

/** Reports `[source, name, properties, ms, ms of the click]`. */
const DONE_TWICE = [
  [2, "one source twice", ["gtm", "product_viewed", product], ["gtm", "product_viewed", product, LATER]],
  [
    2,
    "both sources twice",
    ["page", "product_viewed", product],
    ["gtm", "product_viewed", product, 9000],
    ["page", "product_viewed", product, LATER],
    ["gtm", "product_viewed", product, LATER + 9000],
  ],
  [
    2,
    "two real adds of one product, five seconds apart, by two sources",
    ["page", "add_to_cart", { ...product, quantity: 1 }],
    ["gtm", "add_to_cart", { ...product, quantity: 1 }, 100],
    ["page", "add_to_cart", { ...product, quantity: 1 }, 5000],
    ["gtm", "add_to_cart", { ...product, quantity: 1 }, 5100],
  ],
  [
    1,
    "an add at the click, the slow request, and a push after its answer",
    ["page", "add_to_cart", { ...product, quantity: 1 }],
    ["ajax", "add_to_cart", { ...product, quantity: 1 }, 4000, 0],
    ["gtm", "add_to_cart", { ...product, quantity: 1 }, 4100],
  ],
  [
    2,
    "two of these that overlap",
    ["page", "add_to_cart", { ...product, quantity: 1 }],
    ["page", "add_to_cart", { ...product, quantity: 1 }, 3000],
    ["ajax", "add_to_cart", { ...product, quantity: 1 }, 4000, 0],
    ["gtm", "add_to_cart", { ...product, quantity: 1 }, 4100],
    ["ajax", "add_to_cart", { ...product, quantity: 1 }, 7000, 3000],
    ["gtm", "add_to_cart", { ...product, quantity: 1 }, 7100],
  ],
  [
    2,
    "two real adds whose slow answers cross",
    ["page", "add_to_cart", { ...product, quantity: 1 }],
    ["page", "add_to_cart", { ...product, quantity: 1 }, 3000],
    ["ajax", "add_to_cart", { ...product, quantity: 1 }, 7000, 3000],
    ["ajax", "add_to_cart", { ...product, quantity: 1 }, 7500, 0],
  ],
];

describe("what a page shows once is reported by a second source as long as the page is open", () => {
  afterEach(() => delete globalThis.location);
  checkRows(SHOWN_ONCE);
  checkRows(DONE_TWICE);

  test("another path of a single-page shop is another page", () => {
    const views = (path) => {
      globalThis.location = { pathname: "/mug" };
      const late = { ...product };
      // Read when the report is compared, after the first view.
      Object.defineProperty(late, "product_id", {
        enumerable: true,
        get: () => ((globalThis.location = { pathname: path }), "42"),
      });
      return trackedReports([
        ["page", "product_viewed", product],
        ["gtm", "product_viewed", late, LATER],
      ]).length;
    };
    assert.deepEqual([views("/mug"), views("/cup")], [1, 2]);
  });
});
