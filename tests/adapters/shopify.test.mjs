// The adapter `shopify`: storefront events become events of the plan.

import assert from "node:assert/strict";
import { test } from "node:test";
import { adapter, fixture, openPage, settle } from "./support/page.mjs";

const EVENTS = fixture("shopify-standard-events");
const CART = fixture("shopify-cart.js");
const shopify = await adapter("shopify");

const named = (type, fits = () => true) =>
  EVENTS.find((event) => event.type === `shopify:${type}` && fits(event));
const VIEW = named("product:view", ({ context }) => context === "page");

/** What is tracked of events on a page whose product is known. */
async function tracked(events, options = {}) {
  const page = openPage({
    Shopify: { currency: { active: "CAD" } },
    fetch: options.fetch ?? (async () => Response.json(CART)),
    ...options,
  });
  shopify(page.tracker);
  for (const event of [].concat(events)) page.dispatch({ promise: undefined, ...event });
  await settle();
  return page.calls;
}

test("a product view comes from a page or a dialog, never from a card", async () => {
  assert.deepEqual(await tracked(VIEW), [
    [
      "product_viewed",
      {
        product_id: "6786188247105",
        variant_id: "39897499729985",
        name: "Health potion",
        variant_name: "S / Low",
        price: 10,
        currency: "CAD",
        in_stock: true,
        url: "https://s.example/products/health-potion",
      },
    ],
  ]);
  for (const [context, expected] of [
    ["page", 1],
    ["dialog", 1],
    ["search", 0],
    ["collection", 0],
    ["recommendation", 0],
    [undefined, 0],
  ]) {
    assert.equal((await tracked({ ...VIEW, context })).length, expected, String(context));
  }
});

test("GIDs and raw ids, as text or number, give the same product id", async () => {
  for (const id of [
    "gid://shopify/ProductVariant/398",
    "398",
    398,
    "gid://shopify/ProductVariant/398?cart=1",
  ]) {
    const [[, properties]] = await tracked({
      ...VIEW,
      product: { ...VIEW.product, selectedVariant: { ...VIEW.product.selectedVariant, id } },
    });
    assert.equal(properties.variant_id, "398", String(id));
  }
});

test("prices are tracked in major units of any currency", async () => {
  const check = async (amount, currencyCode, price) => {
    const selectedVariant = { ...VIEW.product.selectedVariant, price: { amount, currencyCode } };
    const [[, properties]] = await tracked({ ...VIEW, product: { ...VIEW.product, selectedVariant } });
    assert.deepEqual([properties.price, properties.currency], [price, currencyCode]);
  };
  await check("10.00", "CAD", 10);
  await check("1000", "JPY", 1000);
  await check("1.234", "KWD", 1.234);
  await check("0.0", "EUR", 0);
});

test("Shopify's name for a product's only variant is left out", async () => {
  const [[, properties]] = await tracked({
    ...VIEW,
    product: {
      ...VIEW.product,
      selectedVariant: { ...VIEW.product.selectedVariant, title: "Default Title" },
    },
  });
  assert.ok(!("variant_name" in properties));
});

test("collections and searches are tracked once their data is there", async () => {
  assert.deepEqual(await tracked(named("collection:view")), [
    ["collection_viewed", { collection_id: "268601557077" }],
  ]);
  assert.deepEqual(
    await tracked({
      type: "shopify:collection:view",
      collection: { id: null, handle: "all", productsCount: 9 },
    }),
    [["collection_viewed", { collection_id: "all" }]],
  );
  assert.deepEqual(
    await tracked({ ...named("search:update"), promise: Promise.resolve({ totalCount: 4 }) }),
    [["search_performed", { query: "potion", results_count: 4 }]],
  );
  assert.deepEqual(
    await tracked({ ...named("search:update"), promise: Promise.reject(new Error("offline")) }),
    [],
  );
});

const ADD = named("cart:lines-update", ({ action }) => action === "add");
const resolved = (event) => ({ ...event, promise: Promise.resolve(event.promise_resolves_to) });
const names = (calls) => calls.map(([name]) => name);

test("accepted lines are tracked as adds, with what is known of their products", async () => {
  const calls = await tracked([VIEW, resolved(ADD)]);
  assert.deepEqual(names(calls), ["product_viewed", "add_to_cart"]);
  const { product_id, variant_id, quantity, price, currency, name } = calls[1][1];
  assert.deepEqual(
    [product_id, variant_id, quantity, price, currency, name],
    ["6786188247105", "39897499729985", 1, 10, "CAD", "Health potion"],
  );
});

test("lines that the shop did not accept are no add", async () => {
  const check = async (what, promise) =>
    assert.deepEqual(names(await tracked([VIEW, { ...ADD, promise }])), ["product_viewed"], what);
  await check("rejected", Promise.reject(new Error("422")));
  await check("user errors", Promise.resolve({ cart: null, userErrors: [{ message: "sold out" }] }));
  await check("didError", Promise.resolve({ detail: { didError: true } }));
  await check("not answered yet", new Promise(() => {}));
});

test("a line of an unknown product is looked up in the cart", async () => {
  const calls = await tracked({
    ...ADD,
    lines: [{ merchandiseId: "gid://shopify/ProductVariant/44894561108268", quantity: 2 }],
    promise: Promise.resolve({}),
  });
  const { product_id, name, price, quantity } = calls[0][1];
  assert.deepEqual(
    [names(calls), product_id, name, price, quantity],
    [["add_to_cart"], "8256294617388", "Example T-Shirt", 50, 2],
  );
});

test("changed lines are tracked as the difference of the cart", async () => {
  const cart = (quantity) =>
    Response.json({ ...CART, items: quantity ? [{ ...CART.items[0], quantity }] : [] });
  const answers = [3, 1, 0].map((quantity) => () => cart(quantity));
  const fetch = async () => answers.shift()();
  const change = {
    type: "shopify:cart:lines-update",
    action: "update",
    lines: [{ id: "gid://shopify/CartLine/1", quantity: 1 }],
  };
  const page = openPage({ Shopify: { currency: { active: "USD" } }, fetch });
  shopify(page.tracker);
  for (const event of [
    { type: "shopify:cart:view", context: "dialog", cart: {} },
    { ...change, promise: Promise.resolve({}) },
    { ...change, action: "remove", promise: Promise.resolve({ userErrors: [] }) },
  ]) {
    page.dispatch(event);
    await settle();
  }
  assert.deepEqual(
    page.calls.map(([name, { quantity, variant_id }]) => [name, quantity, variant_id]),
    [
      ["cart_viewed", undefined, undefined],
      ["remove_from_cart", 2, "44894561108268"],
      ["remove_from_cart", 1, "44894561108268"],
    ],
  );
});

test("a viewed cart has its lines, and an empty or unreadable cart is not tracked", async () => {
  const [[name, { currency, line_items }]] = await tracked({
    type: "shopify:cart:view",
    context: "page",
    cart: {},
  });
  assert.deepEqual([name, currency, line_items.length], ["cart_viewed", "USD", 1]);
  assert.deepEqual(
    [line_items[0].price, line_items[0].quantity, line_items[0].url],
    [50, 1, "https://s.example/products/example-t-shirt?variant=44894561108268"],
  );
  for (const fetch of [
    async () => Response.json({ items: [] }),
    async () => new Response("<html>", { status: 500 }),
    async () => {
      throw new TypeError("offline");
    },
    () => {
      throw new Error("patched");
    },
  ]) {
    assert.deepEqual(
      await tracked({ type: "shopify:cart:view", context: "page", cart: null }, { fetch }),
      [],
    );
  }
});

test("broken events throw nothing and are tracked incomplete, for the tracker to refuse", async () => {
  const throwing = {
    get id() {
      throw new Error("theirs");
    },
  };
  const lines = { type: "shopify:cart:lines-update", action: "add", promise: Promise.resolve(null) };
  for (const [event, ...expected] of [
    [{ type: "shopify:product:view" }],
    [{ type: "shopify:product:view", context: "page", product: throwing }],
    [{ type: "shopify:product:view", context: "page" }, "product_viewed", {}],
    [{ type: "shopify:product:view", context: "page", product: null }, "product_viewed", {}],
    [{ type: "shopify:product:view", context: "page", product: "x" }, "product_viewed", {}],
    [{ type: "shopify:collection:view" }, "collection_viewed", {}],
    [{ type: "shopify:search:update" }, "search_performed", {}],
    [
      {
        type: "shopify:search:update",
        search: null,
        promise: {
          get then() {
            throw new Error("theirs");
          },
        },
      },
    ],
    [{ type: "shopify:cart:lines-update" }],
    [{ ...lines, lines: null }, "add_to_cart", { currency: "CAD" }],
    [{ ...lines, lines: [null] }, "add_to_cart", { currency: "CAD" }],
    [{ ...lines, lines: 7, promise: 7 }, "add_to_cart", { currency: "CAD" }],
    [{ ...lines, lines: { nodes: [{ merchandiseId: 44894561108268, quantity: "x" }] } }, "add_to_cart"],
    [{ ...lines, lines: { nodes: [] } }],
  ]) {
    const calls = await tracked(event);
    assert.deepEqual(
      expected.length === 1 ? names(calls) : calls.flat(),
      expected,
      String(Object.values(event)),
    );
  }
  // Without a variant there is no price: the tracker refuses the event with a violation.
  assert.deepEqual(
    await tracked({ ...VIEW, product: { id: "1", title: "x", handle: "x", selectedVariant: null } }),
    [["product_viewed", { product_id: "1", name: "x", url: "https://s.example/products/x" }]],
  );
});

test("events that the stub kept are tracked first, and later ones reach the adapter", async () => {
  const page = openPage({ Shopify: {} });
  page.tracker.raw = [VIEW];
  shopify(page.tracker);
  shopify(page.tracker);
  page.tracker.raw.push({
    ...VIEW,
    product: { ...VIEW.product, id: "2", selectedVariant: { ...VIEW.product.selectedVariant, id: "3" } },
  });
  await settle();
  assert.deepEqual(
    page.calls.map(([, { product_id }]) => product_id),
    ["6786188247105", "2"],
  );
  assert.equal(page.tracker.raw.length, 0);
});

test("nothing is tracked in the theme editor", async () => {
  assert.deepEqual(await tracked(VIEW, { Shopify: { designMode: true } }), []);
});
