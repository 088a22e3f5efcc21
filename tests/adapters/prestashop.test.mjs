// The adapter `prestashop`: the global `prestashop`, its events and its pages become events of the plan.

import assert from "node:assert/strict";
import { test } from "node:test";
import prestashop from "../../pkg-template/src/adapters/prestashop.js";
import { openDom, settle } from "./support/dom.mjs";
import { fixture } from "./support/fake-tracker.mjs";

const { global: GLOBAL, product: PRODUCT } = fixture("prestashop-global");
const [PRINT] = GLOBAL.cart.products;
const GUEST = { ...GLOBAL.customer, email: null, is_logged: false };
const EMPTY = { ...GLOBAL.cart, products: [] };
const cart = (...products) => ({ ...GLOBAL.cart, products });
const pick = (events, ...names) =>
  events.map(([event, properties]) => [event, ...names.map((name) => properties[name])]);

/** A page named `page`; `emit` announces as PrestaShop's core scripts do. */
async function opened({ page = "index", body = "", bodyClass = "", before, url, ...changes } = {}) {
  const dom = openDom(`<head></head><body class="${bodyClass}">${body}</body>`, { url });
  const listeners = {};
  dom.window.prestashop = {
    ...GLOBAL,
    customer: GUEST,
    cart: EMPTY,
    page: { page_name: page },
    on: (name, listener) => (listeners[name] ||= []).push(listener),
    ...changes,
  };
  if (before) dom.window.localStorage["shoptrail.platform"] = JSON.stringify(before);
  prestashop(dom.tracker);
  await settle();
  const emit = (name, data) => (listeners[name] || []).forEach((listener) => listener(data));
  return { ...dom, emit, record: () => JSON.parse(dom.window.localStorage["shoptrail.platform"]) };
}

test("updateCart with the new cart is the difference, with the variant and prices with tax", async () => {
  const { emit, events, problems } = await opened({ before: { lines: {} } });
  const reason = { idProduct: 2, idProductAttribute: 9, linkAction: "add-to-cart", cart: cart(PRINT) };
  emit("updateCart", { reason, resp: { success: true, cart: cart(PRINT) } });
  assert.deepEqual(events, [
    [
      "add_to_cart",
      {
        product_id: "2",
        variant_id: "9",
        variant_name: "40x60cm / Oak",
        name: "Harbour print",
        sku: "HP-60",
        category: "art",
        brand: "Studio Kai",
        price: 36,
        currency: "EUR",
        quantity: 2,
        image_url: "https://p.example/29-large_default/harbour-print.jpg",
        url: "https://p.example/art/2-9-harbour-print.html",
      },
    ],
  ]);
  emit("updateCart", { reason: {}, resp: { cart: cart({ ...PRINT, cart_quantity: "5" }) } });
  emit("updateCart", { reason: { linkAction: "delete-from-cart" }, resp: { cart: EMPTY } });
  assert.deepEqual(pick(events.slice(1), "quantity"), [
    ["add_to_cart", 3],
    ["remove_from_cart", 5],
  ]);
  assert.deepEqual(problems, []);
});

test("older themes announce a removed line without a cart; errors and vouchers change nothing", async () => {
  const { emit, events } = await opened({ cart: cart(PRINT), before: { lines: {} } });
  events.splice(0);
  for (const change of [
    undefined,
    {},
    { reason: { linkAction: "add-voucher" } },
    {
      reason: { linkAction: "add-to-cart" },
      resp: { hasError: true, errors: ["Out of stock"], cart: EMPTY },
    },
    { reason: { linkAction: "delete-from-cart", idProduct: "3", idProductAttribute: "0" } },
  ])
    emit("updateCart", change);
  assert.deepEqual(events, []);
  emit("updateCart", {
    reason: { linkAction: "delete-from-cart", idProduct: "2", idProductAttribute: "9", idCustomization: "" },
  });
  assert.deepEqual(pick(events, "product_id", "variant_id", "quantity"), [["remove_from_cart", "2", "9", 2]]);
});

test("core scripts that come later are listened to from the window's load event", async () => {
  const { window, events } = await opened({ before: { lines: {} }, on: undefined });
  let report;
  window.prestashop.on = (name, listener) => (report = listener);
  window.dispatchEvent(new window.Event("load"));
  report({ resp: { cart: cart(PRINT) } });
  assert.deepEqual(pick(events, "quantity"), [["add_to_cart", 2]]);
});

test("an add whose page was left early is found on the next page", async () => {
  const first = await opened({
    before: { lines: {} },
    body: '<button data-button-action="add-to-cart"><i>Add</i></button>',
  });
  first.document.querySelector("i").click();
  const { events } = await opened({ cart: cart(PRINT), before: first.record() });
  assert.deepEqual(pick(events, "product_id", "quantity"), [["add_to_cart", "2", 2]]);
});

const details = (product) => `<div id="product-details" data-product='${JSON.stringify(product)}'></div>`;

test("a product page is a view, and a chosen combination another", async () => {
  const { document, emit, events, problems } = await opened({
    page: "product",
    body: `<meta property="og:url" content="https://p.example/art/2.html">${details(PRODUCT)}`,
  });
  assert.deepEqual(events, [
    [
      "product_viewed",
      {
        product_id: "2",
        variant_id: 9,
        variant_name: "40x60cm",
        name: "Harbour print",
        sku: "HP-60",
        category: "art",
        price: 36,
        compare_at_price: 45,
        currency: "EUR",
        in_stock: true,
        url: "https://p.example/art/2.html",
      },
    ],
  ]);
  emit("updatedProduct", {});
  assert.equal(events.length, 1, "another quantity of the same combination");
  document.querySelector("#product-details").dataset.product = JSON.stringify({
    ...PRODUCT,
    id_product_attribute: 10,
  });
  emit("updatedProduct", {});
  assert.deepEqual(pick(events.slice(1), "variant_id"), [["product_viewed", 10]]);
  assert.deepEqual(problems, []);
  assert.deepEqual((await opened({ page: "product", body: "<div id='product-details'></div>" })).calls, []);
});

test("categories and searches", async () => {
  const { events } = await opened({
    page: "category",
    bodyClass: "lang-en page-category category-id-9 category-art",
    body: '<h1 class="h1"> Art </h1>',
  });
  assert.deepEqual(events, [["collection_viewed", { collection_id: "9", collection_name: "Art" }]]);
  const search = await opened({
    page: "search",
    url: "https://p.example/search?controller=search&s=print",
    body: '<div class="total-products"><p>There are 4 products.</p></div>',
  });
  assert.deepEqual(search.calls, [["search_performed", { query: "print", results_count: "4" }]]);
});

test("cart, checkout once for its contents, and an order with the checkout's amounts", async () => {
  const before = { lines: { "2-9-0": { product_id: "2", quantity: 2 } } };
  const seen = await opened({ page: "cart", cart: cart(PRINT), before });
  assert.deepEqual(pick(seen.events, "currency", "coupon"), [["cart_viewed", "EUR", "WELCOME1"]]);
  const step = await opened({ page: "checkout", cart: cart(PRINT), before: seen.record() });
  assert.deepEqual(
    step.events.map(([name, { line_items }]) => [name, line_items.length]),
    [["checkout_started", 1]],
  );
  const next = await opened({ page: "checkout", cart: cart(PRINT), before: step.record() });
  assert.deepEqual(next.events, [], "the next step of the same checkout");
  const order = await opened({
    page: "order-confirmation",
    url: "https://p.example/order-confirmation?id_cart=5&id_module=3&id_order=17&key=abc",
    customer: { ...GLOBAL.customer, is_logged: false },
    before: next.record(),
  });
  assert.deepEqual(
    pick(order.events, "order_id", "total", "tax", "shipping", "discount", "coupon", "currency"),
    [["order_completed", "17", 79, 13.17, 8, 1, "WELCOME1", "EUR"]],
  );
  assert.deepEqual(order.identified, [
    [{ email: "kim@example.com" }, { first_name: "Kim", last_name: "Doe" }],
  ]);
  assert.deepEqual(order.problems, []);
  assert.deepEqual(order.record().lines, {}, "the ordered lines are not removed ones");
});

test("an order whose checkout this browser has not seen has the total of its page", async () => {
  const { calls } = await opened({
    page: "order-confirmation",
    url: "https://p.example/order-confirmation?id_order=18",
    body: `<div class="order-confirmation-table"><table><tr><td>Shipping</td><td>Free</td></tr>
      <tr><td>Total</td><td>€79.00</td></tr></table></div>`,
  });
  assert.deepEqual(pick(calls, "order_id", "total", "currency"), [
    ["order_completed", "18", "€79.00", "EUR"],
  ]);
});

test("a customer who is logged in is identified, a guest is not", async () => {
  assert.deepEqual((await opened({ customer: GLOBAL.customer })).identified.length, 1);
  assert.deepEqual((await opened({ customer: { ...GLOBAL.customer, is_logged: false } })).identified, []);
  const page = openDom("<body></body>");
  prestashop(page.tracker);
  assert.equal(page.tracker.sources.installed.has("prestashop"), false, "not a page of PrestaShop");
});
