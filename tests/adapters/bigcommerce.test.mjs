// The adapter `bigcommerce`: requests that change the cart, the Storefront API and the data of the theme
// become events of the plan.

import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import bigcommerce from "../../pkg-template/src/adapters/bigcommerce.js";
import { openDom, settle } from "./support/dom.mjs";
import { fixture } from "./support/fake-tracker.mjs";

const { carts, order: ORDER, BCData } = fixture("bigcommerce-storefront");
const [CART] = carts;
const [KETTLE] = CART.lineItems.physicalItems;
const cart = (physicalItems, digitalItems = []) => [
  { ...CART, lineItems: { physicalItems, digitalItems, giftCertificates: [] } },
];
const pick = (events, ...names) =>
  events.map(([event, properties]) => [event, ...names.map((name) => properties[name])]);

const { PerformanceObserver } = globalThis;
afterEach(() => {
  globalThis.PerformanceObserver = PerformanceObserver;
  for (const name of ["BCData", "checkoutConfig", "bodlEvents"]) delete globalThis[name];
});

/** A page whose requests are answered with `answers` in order, then the last again. */
async function opened({ answers = [[]], before, body = "", url = "https://b.example/", globals = {} } = {}) {
  const asked = [];
  const page = openDom(`<head></head><body>${body}</body>`, {
    url,
    fetch: (address) => {
      asked.push(address);
      return answers.length > 1 ? answers.shift() : answers[0];
    },
  });
  Object.assign(globalThis, globals);
  if (before) page.window.localStorage["shoptrail.platform"] = JSON.stringify(before);
  let seen;
  globalThis.PerformanceObserver = page.window.PerformanceObserver = class {
    constructor(callback) {
      seen = (name) => callback({ getEntries: () => [{ name }] });
    }
    observe() {}
  };
  bigcommerce(page.tracker);
  await settle();
  const requested = async (path) => {
    seen("https://b.example" + path);
    await settle();
  };
  return { ...page, asked, requested };
}

test("after a request of stencil-utils or the Storefront API the cart's difference is tracked", async () => {
  const { requested, events, problems, asked } = await opened({
    answers: [cart([KETTLE]), carts, cart([{ ...KETTLE, quantity: 3 }]), []],
    before: { lines: {} },
  });
  assert.deepEqual(asked, [], "a page that has seen the cart asks nothing");
  await requested("/remote/v1/cart/add");
  await requested("/api/storefront/carts/5f6c1c3e/items?include=x");
  await requested("/remote/v1/cart/update");
  await requested("/api/storefront/carts");
  await requested("/api/storefront/customers");
  assert.deepEqual(events[0], [
    "add_to_cart",
    {
      product_id: 112,
      variant_id: 361,
      sku: "BILLY-2L",
      name: "Billy kettle",
      brand: "Outback & Co",
      variant_name: "2 l",
      price: 79.95,
      currency: "AUD",
      quantity: 1,
      image_url: "https://cdn.b.example/billy.jpg",
      url: "https://b.example/billy-kettle/",
    },
  ]);
  assert.deepEqual(pick(events.slice(1), "sku", "quantity"), [
    ["add_to_cart", "MAP-PDF", 2],
    ["add_to_cart", "BILLY-2L", 2],
    ["remove_from_cart", "MAP-PDF", 2],
    ["remove_from_cart", "BILLY-2L", 3],
  ]);
  assert.deepEqual(problems, []);
  assert.match(asked[0], /^\/api\/storefront\/carts\?include=lineItems\.physicalItems\.options,/);
});

test("a cart that was left before its answer is compared on the next page", async () => {
  const { events } = await opened({
    answers: [cart([KETTLE])],
    before: { lines: {}, open: Date.now() - 3000 },
  });
  assert.deepEqual(pick(events, "sku", "quantity"), [["add_to_cart", "BILLY-2L", 1]]);
});

test("the first cart of a shopper is taken over, and a shop that is down breaks nothing", async () => {
  const first = await opened({ answers: [carts] });
  assert.deepEqual(first.events, []);
  assert.equal(Object.keys(JSON.parse(first.window.localStorage["shoptrail.platform"]).lines).length, 2);
  const down = await opened({ answers: [undefined, carts] });
  await down.requested("/remote/v1/cart/add");
  assert.deepEqual(down.events, [], "two lines, and nobody knows which is new");
});

test("a sent form with data-cart-item-add announces a change", async () => {
  const { document, window } = await opened({ body: "<form data-cart-item-add></form>" });
  document.querySelector("form").dispatchEvent(new window.Event("submit", { bubbles: true }));
  assert.ok(Date.now() - JSON.parse(window.localStorage["shoptrail.platform"]).open < 1000);
});

test("a product page is a view, with the price that the shopper sees", async () => {
  const { events, problems } = await opened({
    url: "https://b.example/billy-kettle/?sort=a",
    globals: { BCData },
    before: { lines: {} },
    body: `<div class="productView" data-entity-id="112" data-name="Billy kettle" data-product-brand="Outback"
      data-product-category="
        Camp/Kitchen, Gifts"><form data-cart-item-add>
      <input type="hidden" name="product_id" value="112"></form></div>`,
  });
  assert.deepEqual(events, [
    [
      "product_viewed",
      {
        product_id: "112",
        sku: "BILLY",
        name: "Billy kettle",
        brand: "Outback",
        category: "Camp/Kitchen",
        price: 79.95,
        compare_at_price: 89.95,
        currency: "AUD",
        in_stock: true,
        url: "https://b.example/billy-kettle/",
      },
    ],
  ]);
  assert.deepEqual(problems, []);
  assert.deepEqual((await opened({ globals: { BCData: {} }, before: { lines: {} } })).calls, []);
});

test("the cart page and the checkout are tracked with their lines, the checkout once", async () => {
  const page = (path, before) => opened({ answers: [carts], url: "https://b.example" + path, before });
  const seen = await page("/cart.php", { lines: {} });
  const views = seen.events.filter(([name]) => /viewed|started/.test(name));
  assert.deepEqual(pick(views, "currency", "coupon"), [["cart_viewed", "AUD", "TENOFF"]]);
  assert.equal(views[0][1].line_items.length, 2);
  const stored = JSON.parse(seen.window.localStorage["shoptrail.platform"]);
  const checkout = await page("/checkout", stored);
  assert.deepEqual(pick(checkout.events, "currency"), [["checkout_started", "AUD"]]);
  const reload = await page("/checkout", JSON.parse(checkout.window.localStorage["shoptrail.platform"]));
  assert.deepEqual(reload.events, []);
});

test("an order comes from the Storefront API, and identifies the shopper", async () => {
  const { events, identified, asked, problems } = await opened({
    answers: [ORDER],
    url: "https://b.example/checkout/order-confirmation",
    globals: { checkoutConfig: { containerId: "checkout-app", orderId: 1043 } },
    before: { lines: { a: { product_id: 112, quantity: 1 } } },
  });
  assert.match(asked[0], /^\/api\/storefront\/orders\/1043\?include=/);
  assert.equal(asked.length, 1);
  assert.deepEqual(pick(events, "order_id", "total", "tax", "shipping", "discount", "coupon", "currency"), [
    ["order_completed", 1043, 130.85, 11.9, 11.95, 10, "TENOFF", "AUD"],
  ]);
  assert.deepEqual(
    events[0][1].line_items.map(({ sku, price }) => [sku, price]),
    [["BILLY-2L", 79.95]],
  );
  assert.deepEqual(identified, [[{ email: "robin@example.com" }, { first_name: "Robin", last_name: "Doe" }]]);
  assert.deepEqual(problems, []);
});

test("categories and searches come from BigCommerce's data layer", async () => {
  const { events } = await opened({
    before: { lines: {} },
    globals: {
      bodlEvents: {
        product: {
          categoryViewed: (report) => report({ category_id: 23, category_name: "Camp", line_items: [] }),
          searchPerformed: (report) => report({ search_keyword: "billy" }),
        },
      },
    },
  });
  assert.deepEqual(events, [
    ["collection_viewed", { collection_id: 23, collection_name: "Camp" }],
    ["search_performed", { query: "billy" }],
  ]);
});
