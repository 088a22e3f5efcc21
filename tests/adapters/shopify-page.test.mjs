// The adapter `shopify-page`: what a Shopify page says about itself becomes events of the plan.

import assert from "node:assert/strict";
import { test } from "node:test";
import { adapter, fixture, openPage, settle } from "./support/page.mjs";

const shopifyPage = await adapter("shopify-page");
const shopify = await adapter("shopify");
const EVENTS = fixture("shopify-standard-events");
const LIQUID = fixture("shopify-liquid-product-json");
const META = {
  product: {
    id: 6786188247105,
    gid: "gid://shopify/Product/6786188247105",
    vendor: "Polina's Potent Potions",
    type: "Health",
    handle: "health-potion",
    variants: [
      {
        id: 39897499729985,
        price: 1000,
        name: "Health potion - S / Low",
        public_title: "S / Low",
        sku: "HP-S-L",
      },
      {
        id: 39897499762753,
        price: 2000,
        name: "Health potion - S / Medium",
        public_title: "S / Medium",
        sku: "",
      },
    ],
  },
  page: { pageType: "product", resourceType: "product", resourceId: 6786188247105 },
  currency: "CAD",
};

async function opened({ printed, meta, ...options }) {
  const elements = {
    ...(printed !== undefined && {
      "script[data-shoptrail-page]": {
        textContent: typeof printed === "string" ? printed : JSON.stringify(printed),
      },
    }),
    ...options.elements,
  };
  const page = openPage({
    Shopify: { currency: { active: "CAD" } },
    ShopifyAnalytics: meta && { meta },
    ...options,
    elements,
  });
  shopifyPage(page.tracker);
  await settle();
  return page;
}

test("a product page without storefront events is a product view", async () => {
  const { calls } = await opened({ meta: META });
  assert.deepEqual(calls, [
    [
      "product_viewed",
      {
        product_id: "6786188247105",
        variant_id: "39897499729985",
        sku: "HP-S-L",
        name: "Health potion",
        variant_name: "S / Low",
        category: "Health",
        brand: "Polina's Potent Potions",
        price: 10,
        currency: "CAD",
        url: "https://s.example/products/health-potion",
      },
    ],
  ]);
});

test("the viewed variant is the one that the page shows", async () => {
  const check = async (expected, options) =>
    assert.equal((await opened({ meta: META, ...options })).calls[0][1].variant_id, expected);
  await check("39897499762753", { url: "https://s.example/products/health-potion?variant=39897499762753" });
  await check("39897499762753", {
    elements: { "form[action*='/cart/add'] [name=id]": { value: "39897499762753" } },
  });
  await check("39897499729985", { url: "https://s.example/products/health-potion?variant=1" });
});

test("data of the Liquid snippet takes precedence over Shopify's own", async () => {
  const variants = [{ ...LIQUID.variants[0], price: 100000, compare_at_price: 120000 }];
  const {
    calls: [[, view]],
  } = await opened({
    meta: META,
    printed: { page_type: "product", currency: "JPY", product: { ...LIQUID, variants } },
  });
  assert.deepEqual(
    [
      view.product_id,
      view.name,
      view.price,
      view.compare_at_price,
      view.currency,
      view.in_stock,
      view.variant_name,
    ],
    ["6792602320961", "Crocodile tears", 1000, 1200, "JPY", false, undefined],
  );
  assert.match(view.image_url, /^https:\/\/polinas/);
});

test("Shopify's hundredths become major units in any currency", async () => {
  for (const [price, currency, expected] of [
    [100000, "JPY", 1000],
    [123, "KWD", 1.23],
    [999, "USD", 9.99],
    [0, "EUR", 0],
  ]) {
    const {
      calls: [[, view]],
    } = await opened({
      printed: {
        page_type: "product",
        currency,
        product: { ...LIQUID, variants: [{ ...LIQUID.variants[0], price }] },
      },
    });
    assert.equal(view.price, expected, currency);
  }
});

const withoutLines = (properties) =>
  Object.fromEntries(Object.entries(properties).filter(([name]) => name !== "line_items"));

test("collections, searches and the cart page are tracked", async () => {
  const check = async (expected, options) =>
    assert.deepEqual(
      (await opened(options)).calls.map(([name, properties]) => [name, withoutLines(properties)]),
      expected,
    );
  await check([["collection_viewed", { collection_id: "268" }]], {
    meta: { page: { pageType: "collection", resourceId: 268 } },
  });
  await check([["collection_viewed", { collection_id: "268", collection_name: "Potions" }]], {
    printed: { page_type: "collection", collection: { id: 268, title: "Potions" } },
  });
  await check([["search_performed", { query: "boot", results_count: 3 }]], {
    url: "https://s.example/search?q=boot",
    printed: { page_type: "search", results_count: 3 },
  });
  await check([["search_performed", { query: "boot" }]], {
    url: "https://s.example/fr/search?q=boot",
    meta: { page: { pageType: "searchresults" } },
  });
  await check([["cart_viewed", { currency: "USD" }]], {
    url: "https://s.example/fr/cart",
    fetch: async () => Response.json(fixture("shopify-cart.js")),
  });
  await check([], { url: "https://s.example/", meta: { page: { pageType: "home" } } });
});

test("a storefront event about the page's own product is not a second view", async () => {
  const page = await opened({ meta: META });
  shopify(page.tracker);
  page.dispatch(EVENTS.find(({ type, context }) => type === "shopify:product:view" && context === "page"));
  await settle();
  assert.equal(page.calls.length, 1);
});

test("missing properties of a storefront event come from the page", async () => {
  const page = openPage({
    Shopify: { currency: { active: "CAD" } },
    ShopifyAnalytics: { meta: { ...META, page: {} } },
  });
  shopifyPage(page.tracker);
  shopify(page.tracker);
  page.dispatch(EVENTS.find(({ type, context }) => type === "shopify:product:view" && context === "page"));
  const { sku, brand, category } = page.calls[0][1];
  assert.deepEqual([sku, brand, category], ["HP-S-L", "Polina's Potent Potions", "Health"]);
});

test("broken page data tracks nothing and throws nothing", async () => {
  for (const options of [{ printed: "{" }, { printed: "[]" }, { printed: "7" }, { meta: 7 }]) {
    assert.deepEqual((await opened(options)).calls, [], JSON.stringify(options));
  }
  // The tracker refuses a product of which nothing is known, with a violation.
  for (const product of [{}, 7]) {
    assert.deepEqual((await opened({ printed: { page_type: "product", product } })).calls, [
      ["product_viewed", { currency: "CAD" }],
    ]);
    assert.deepEqual((await opened({ meta: { product, page: { pageType: "product" } } })).calls, [
      ["product_viewed", { currency: "CAD" }],
    ]);
  }
  assert.equal(
    (await opened({ printed: "null", meta: META })).calls.length,
    1,
    "Shopify's own account is left",
  );
  assert.equal((await opened({ printed: "{", meta: META })).calls.length, 1, "Shopify's own account is left");
});

for (const [what, members, expected] of [
  ["without variants", { variants: [] }, { variant_id: undefined, price: 9.99 }],
  ["with variants of nothing", { variants: null }, { variant_id: undefined, price: 9.99 }],
  ["with a variant that is null", { variants: [null, { id: 2, price: 500 }] }, { variant_id: "2", price: 5 }],
  [
    "with an empty price",
    { price: "", variants: [{ id: 2, price: "" }] },
    { variant_id: "2", price: undefined },
  ],
  ["with a price as a text", { variants: [{ id: "2", price: "500" }] }, { price: 5 }],
  ["with a price in major units", { variants: [{ id: 2, price: "5.00" }] }, { price: 5 }],
  ["with a price of null", { price: null, variants: [{ id: 2, price: null }] }, { price: undefined }],
  [
    "with an empty price before",
    { variants: [{ id: 2, price: 500, compare_at_price: "" }] },
    { compare_at_price: undefined },
  ],
  [
    "with a lower price before",
    { variants: [{ id: 2, price: 500, compare_at_price: 400 }] },
    { compare_at_price: undefined },
  ],
  [
    "with an empty sku, type and vendor",
    { type: "", vendor: null, variants: [{ id: 2, sku: null }] },
    { sku: undefined, category: undefined, brand: undefined },
  ],
  [
    "with a picture that is no address",
    { featured_image: "http://[" },
    { image_url: undefined, name: "Potion" },
  ],
  [
    "with a picture as an object",
    { featured_image: { src: "//cdn.example/p.jpg" } },
    { image_url: "https://cdn.example/p.jpg" },
  ],
  [
    "with a picture of the variant alone",
    { variants: [{ id: 2, featured_image: "//cdn.example/v.jpg" }] },
    { image_url: "https://cdn.example/v.jpg" },
  ],
  ["with an ampersand in its name", { title: "Salt & Pepper" }, { name: "Salt & Pepper" }],
  [
    "with ids of the GraphQL API",
    { id: "gid://shopify/Product/678", variants: [{ id: "gid://shopify/ProductVariant/2" }] },
    { product_id: "678", variant_id: "2" },
  ],
]) {
  test(`a product ${what} is viewed`, async () => {
    const product = {
      id: 678,
      title: "Potion",
      handle: "potion",
      price: 999,
      available: true,
      variants: [{ id: 1, price: 999 }],
      ...members,
    };
    const { calls } = await opened({ printed: { page_type: "product", currency: "CAD", product } });
    assert.equal(calls.length, 1);
    for (const [name, value] of Object.entries({
      product_id: "678",
      currency: "CAD",
      in_stock: true,
      ...expected,
    }))
      assert.equal(calls[0][1][name], value, name);
  });
}
