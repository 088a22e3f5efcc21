// The adapter `magento`: customer-data sections and pages of Luma and Hyvä become events of the plan.

import assert from "node:assert/strict";
import { test } from "node:test";
import magento from "../../pkg-template/src/adapters/magento.js";
import { openDom, settle } from "./support/dom.mjs";
import { fixture } from "./support/fake-tracker.mjs";

const { cart: CART, totals: TOTALS } = fixture("magento-sections");
const [MUG, JUMPER] = CART.items;
const cart = (...items) => ({ ...CART, items, summary_count: items.length });
const pick = (events, ...names) =>
  events.map(([event, properties]) => [event, ...names.map((name) => properties[name])]);

/** A knockout observable, as far as subscribers see one. */
function observable(value) {
  const listeners = [];
  const read = () => value;
  read.subscribe = (listener) => listeners.push(listener);
  read.set = (next) => {
    value = next;
    listeners.forEach((listener) => listener(next));
  };
  return read;
}

/**
 * A page. `theme` is "luma" or "hyva"; `stored` are the sections in storage, `before` what an earlier page
 * saw, `invalid` names of sections that Luma is about to reload.
 */
async function opened({ theme = "hyva", body = "", bodyClass = "", stored, before, invalid = {}, url } = {}) {
  const page = openDom(`<head></head><body class="${bodyClass}">${body}</body>`, { url });
  const { window } = page;
  if (stored) window.localStorage["mage-cache-storage"] = JSON.stringify(stored);
  window.localStorage["mage-cache-storage-section-invalidation"] = JSON.stringify(invalid);
  if (before) window.localStorage["shoptrail.platform"] = JSON.stringify(before);
  const section = observable(stored?.cart ?? {});
  const quote = { totals: observable(TOTALS), paymentMethod: observable({ method: "checkmo" }) };
  if (theme === "luma")
    window.require = ([name], use, fail) =>
      name.endsWith("customer-data")
        ? use({ get: () => section })
        : name.endsWith("quote")
          ? use(quote)
          : fail();
  magento(page.tracker);
  await settle();
  const load = (data) =>
    window.dispatchEvent(new window.CustomEvent("private-content-loaded", { detail: { data } }));
  const record = () => JSON.parse(window.localStorage["shoptrail.platform"]);
  return { ...page, load, section, quote, record };
}

test("on Hyvä a new cart is an add, with the variant's sku and options and a price as a number", async () => {
  const { load, events, problems } = await opened({
    stored: { cart: cart() },
    before: { lines: {}, currency: "EUR" },
  });
  load({ cart: cart(MUG, JUMPER) });
  assert.deepEqual(events, [
    [
      "add_to_cart",
      {
        product_id: "7",
        sku: "FJ-MUG",
        name: "Fjord mug & saucer",
        price: 14.25,
        currency: "EUR",
        quantity: 2,
        image_url: "https://m.example/media/fjord-mug.jpg",
        url: "https://m.example/fjord-mug.html",
      },
    ],
    [
      "add_to_cart",
      {
        product_id: "19",
        sku: "SK-JUMPER-L-Moss",
        name: "Skerry jumper",
        variant_name: "Moss / L",
        price: 45,
        currency: "EUR",
        quantity: 1,
        image_url: "https://m.example/media/skerry.jpg",
        url: "https://m.example/skerry-jumper.html",
      },
    ],
  ]);
  assert.deepEqual(problems, []);
});

test("on Luma subscribers of the section see adds and removes", async () => {
  const { section, events } = await opened({
    theme: "luma",
    stored: { cart: cart(MUG) },
    before: { lines: { 81: { quantity: 2, product_id: "7" } }, currency: "EUR" },
  });
  assert.deepEqual(events, []);
  section.set(cart({ ...MUG, qty: 3 }));
  section.set(cart({ ...MUG, qty: 1.5 }));
  section.set(cart());
  assert.deepEqual(pick(events, "product_id", "quantity"), [
    ["add_to_cart", "7", 1],
    ["remove_from_cart", "7", 1.5],
    ["remove_from_cart", "7", 1.5],
  ]);
});

test("a cart that came without the shopper's doing is taken over, and is no event", async () => {
  const page = openDom("<body></body>");
  page.window.localStorage["shoptrail.platform"] = JSON.stringify({ lines: {}, currency: "EUR" });
  Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: false }, configurable: true });
  magento(page.tracker);
  const load = (data) =>
    page.window.dispatchEvent(new page.window.CustomEvent("private-content-loaded", { detail: { data } }));
  load({ cart: cart(MUG) });
  assert.deepEqual(page.events, [], "from another device");
  Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: true }, configurable: true });
  load({ cart: cart(MUG, JUMPER) });
  assert.deepEqual(pick(page.events, "product_id"), [["add_to_cart", "19"]]);
  delete navigator.userActivation;
});

test("a form that loads a new page is an add on that page, and the first cart of a shopper too", async () => {
  const before = { open: Date.now() - 2000, currency: "EUR" };
  const { load, events } = await opened({ stored: { cart: cart() }, before });
  load({ cart: cart(MUG) });
  assert.deepEqual(pick(events, "product_id", "quantity"), [["add_to_cart", "7", 2]]);
  const unknown = await opened({ before: { currency: "EUR" } });
  unknown.load({ cart: cart(MUG, JUMPER) });
  assert.deepEqual(unknown.events, [], "nobody knows which of two lines is new");
});

test("a sent add-to-cart form announces a change to the next page", async () => {
  const { document, window, record } = await opened({
    body: '<form action="https://m.example/checkout/cart/add/product/7/" method="post"><button></button></form>',
  });
  document.querySelector("form").dispatchEvent(new window.Event("submit", { bubbles: true }));
  assert.ok(Date.now() - record().open < 1000);
});

test("a section without its lines, an empty one and broken storage say nothing", async () => {
  const { load, events, record } = await opened({
    before: { lines: { 81: { quantity: 2, product_id: "7" } }, currency: "EUR" },
  });
  for (const data of [undefined, {}, { cart: null }, { cart: {} }, { cart: { items: [], summary_count: 3 } }])
    load(data);
  assert.deepEqual(events, []);
  assert.equal(record().lines[81].quantity, 2);
});

test("Luma's stored cart is not shown as the cart of the page while it is reloaded", async () => {
  const { section, events } = await opened({
    theme: "luma",
    bodyClass: "checkout-cart-index",
    stored: { cart: cart(MUG) },
    invalid: { cart: true },
    before: { lines: { 81: { quantity: 2 } }, currency: "EUR" },
  });
  assert.deepEqual(events, []);
  section.set(cart(MUG, JUMPER));
  assert.deepEqual(
    events.map(([name, { line_items }]) => [name, line_items?.length]),
    [
      ["add_to_cart", undefined],
      ["cart_viewed", 2],
    ],
  );
});

const PRODUCT = `
  <h1 class="page-title"><span data-ui-id="page-title-wrapper" itemprop="name">Fjord mug</span></h1>
  <meta property="og:title" content="Fjord mug"><meta property="og:image" content="https://m.example/m.jpg">
  <meta property="og:url" content="https://m.example/fjord-mug.html">
  <meta property="product:price:amount" content="14.25"><meta property="product:price:currency" content="EUR">
  <form data-product-sku="FJ-MUG" action="https://m.example/checkout/cart/add/product/7/" method="post"
    id="product_addtocart_form"><input type="hidden" name="product" value="7"></form>`;

test("a product page is a view, from its form and Open Graph", async () => {
  const { events, record } = await opened({ body: PRODUCT, bodyClass: "catalog-product-view" });
  assert.deepEqual(events, [
    [
      "product_viewed",
      {
        product_id: "7",
        sku: "FJ-MUG",
        name: "Fjord mug",
        price: 14.25,
        currency: "EUR",
        image_url: "https://m.example/m.jpg",
        url: "https://m.example/fjord-mug.html",
      },
    ],
  ]);
  assert.equal(record().currency, "EUR", "carts do not say their currency");
});

test("categories and searches", async () => {
  const category = await opened({
    body: '<h1 class="page-title"><span>Tops</span></h1>',
    bodyClass: "page-products categorypath-women-tops category-tops catalog-category-view",
  });
  assert.deepEqual(category.events, [
    ["collection_viewed", { collection_id: "women-tops", collection_name: "Tops" }],
  ]);
  const search = await opened({
    url: "https://m.example/catalogsearch/result/?q=mug",
    body: `<p class="toolbar-amount"><span class="toolbar-number">1</span>-
      <span class="toolbar-number">12</span> of <span class="toolbar-number">40</span></p>`,
    bodyClass: "catalogsearch-result-index",
  });
  assert.deepEqual(pick(search.calls, "query", "results_count"), [["search_performed", "mug", "40"]]);
});

test("the checkout is one event for its contents, and its totals are the order's", async () => {
  const before = { lines: { 81: { quantity: 2, product_id: "7" } }, currency: "EUR" };
  const first = await opened({
    theme: "luma",
    bodyClass: "checkout-index-index",
    stored: { cart: cart(MUG) },
    before,
  });
  assert.deepEqual(
    first.events.map(([name, { currency, line_items }]) => [name, currency, line_items.length]),
    [["checkout_started", "EUR", 1]],
  );
  // Magento empties the cart while the checkout is still shown.
  first.section.set(cart());
  assert.equal(first.events.length, 1);
  const again = await opened({
    theme: "luma",
    bodyClass: "checkout-index-index",
    stored: { cart: cart(MUG) },
    before: first.record(),
  });
  assert.deepEqual(again.events, [], "the same contents");

  const success = {
    theme: "luma",
    bodyClass: "checkout-onepage-success",
    body: '<div class="checkout-success"><p>Your order # is: <span>000000042</span>.</p></div>',
    stored: { cart: cart() },
  };
  const order = await opened({ ...success, before: first.record() });
  assert.deepEqual(
    pick(
      order.events,
      "order_id",
      "total",
      "tax",
      "shipping",
      "discount",
      "coupon",
      "currency",
      "payment_method",
    ),
    [["order_completed", "000000042", 81.52, 13.02, 5.95, 10, "SPRING", "EUR", "checkmo"]],
  );
  assert.deepEqual(
    order.events[0][1].line_items.map(({ sku, quantity }) => [sku, quantity]),
    [["FJ-MUG", 2]],
  );
  assert.deepEqual(order.problems, []);
  const reload = await opened({ ...success, before: order.record() });
  assert.deepEqual(reload.events, order.events, "the same order, which the core counts once");
});

test("a template of the shop may print the order itself", async () => {
  const printed = {
    identify: [{ email: "kim@example.com" }],
    events: [
      [
        "order_completed",
        {
          order_id: "42",
          total: 20,
          currency: "EUR",
          line_items: [{ product_id: "7", name: "Mug", price: 20, quantity: 1 }],
        },
      ],
    ],
  };
  const { events, identified } = await opened({
    bodyClass: "checkout-onepage-success",
    body: `<script class="shoptrail-events" type="application/json">${JSON.stringify(printed)}</script>
      <script class="shoptrail-events" type="application/json">broken</script>
      <div class="checkout-success"><p><a class="order-number"><strong>42</strong></a></p></div>`,
  });
  assert.deepEqual(pick(events, "order_id", "total"), [["order_completed", "42", 20]]);
  assert.deepEqual(identified, [[{ email: "kim@example.com" }]]);
});

test("a theme without the modules, or with another `require`, throws nothing", async () => {
  for (const require of [
    () => {
      throw new Error("not RequireJS");
    },
    (names, use) => use({}),
    (names, use) => use(undefined),
    (names, use, fail) => fail(),
  ]) {
    const page = openDom('<body class="checkout-index-index"></body>');
    page.window.require = require;
    magento(page.tracker);
    assert.deepEqual(page.calls, []);
  }
});
