// The adapter `shopware`: the lines that the storefront prints, its off-canvas cart and its pages become
// events of the plan.

import assert from "node:assert/strict";
import { test } from "node:test";
import shopware from "../../pkg-template/src/adapters/shopware.js";
import { openDom, settle } from "./support/dom.mjs";

const LAMP = {
  id: "2a88d9b59d474c7e869d8071649be43c",
  sku: "LMP-1",
  name: "Wharf lamp",
  quantity: 1,
  price: "89.5",
  brand: "Kran",
  "category-1": "Light",
};
const BULB = { id: "11dc680240b04f469ccba354cbf0b967", sku: "BLB", name: "Bulb", quantity: 4, price: "3.2" };
const PROMOTION = { id: "SPRING", name: "Spring", quantity: 1, price: "-10" };

/** What hidden-line-items-information.html.twig prints. */
const printed = (lines, attributes = "") =>
  `<div class="d-none hidden-line-items-information" data-currency="EUR" ${attributes}>
    ${lines
      .map(
        (line) =>
          `<span class="hidden-line-item" ${Object.entries(line)
            .map(([name, value]) => `data-${name}="${value}"`)
            .join(" ")}></span>`,
      )
      .join("")}</div>`;
const pick = (events, ...names) =>
  events.map(([event, properties]) => [event, ...names.map((name) => properties[name])]);

async function opened({ body = "", bodyClass = "is-ctl-navigation is-act-home", before, url, globals } = {}) {
  const page = openDom(
    `<head></head><body class="${bodyClass}">${body}<a data-off-canvas-cart="true"></a></body>`,
    { url },
  );
  Object.assign(page.window, globals);
  if (before) page.window.localStorage["shoptrail.platform"] = JSON.stringify(before);
  shopware(page.tracker);
  await settle();
  /** As the off-canvas cart does: the content is there, then its emitter announces it on its element. */
  const showCanvas = (lines, event = "offCanvasOpened") => {
    page.document.querySelector(".offcanvas")?.remove();
    page.document.body.insertAdjacentHTML("beforeend", `<div class="offcanvas">${printed(lines)}</div>`);
    const { window } = page;
    page.document.querySelector("[data-off-canvas-cart]").dispatchEvent(new window.CustomEvent(event));
  };
  return { ...page, showCanvas, record: () => JSON.parse(page.window.localStorage["shoptrail.platform"]) };
}

test("the off-canvas cart after an add, a change and a removal is the difference", async () => {
  const { showCanvas, events, problems } = await opened({ before: { lines: {} } });
  showCanvas([LAMP]);
  assert.deepEqual(events, [
    [
      "add_to_cart",
      {
        product_id: LAMP.id,
        sku: "LMP-1",
        name: "Wharf lamp",
        brand: "Kran",
        category: "Light",
        price: 89.5,
        currency: "EUR",
        quantity: 1,
      },
    ],
  ]);
  showCanvas([LAMP, BULB, PROMOTION], "registerEvents");
  showCanvas([LAMP, BULB, PROMOTION]);
  showCanvas([BULB, PROMOTION], "registerEvents");
  showCanvas([], "registerEvents");
  assert.deepEqual(pick(events.slice(1), "sku", "quantity"), [
    ["add_to_cart", "BLB", 4],
    ["remove_from_cart", "LMP-1", 1],
    ["remove_from_cart", "BLB", 4],
  ]);
  assert.deepEqual(problems, []);
});

const form = (id, quantity) =>
  `<form action="/checkout/line-item/add" method="post" data-add-to-cart="true">
    <input type="hidden" name="lineItems[${id}][id]" value="${id}">
    ${quantity ? `<input name="lineItems[${id}][quantity]" value="${quantity}">` : ""}
    <input type="hidden" name="lineItems[${id}][referencedId]" value="${id}"></form>`;

test("the first add of a shopper whose cart nobody knew is what the form asked for", async () => {
  for (const [quantity, expected] of [
    [3, 3],
    [undefined, 1],
  ]) {
    const { document, window, showCanvas, events } = await opened({ body: form(BULB.id, quantity) });
    document.querySelector("form").dispatchEvent(new window.Event("submit", { bubbles: true }));
    showCanvas([LAMP, { ...BULB, quantity: 7 }]);
    assert.deepEqual(pick(events, "sku", "quantity"), [["add_to_cart", "BLB", expected]]);
  }
});

test("a page that prints no cart, and a first cart without an add, say nothing", async () => {
  const { showCanvas, events, document, window } = await opened();
  document.querySelector("a").dispatchEvent(new window.CustomEvent("offCanvasOpened"));
  showCanvas([LAMP]);
  assert.deepEqual(events, []);
});

const PRODUCT = `
  <meta property="og:image" content="https://w.example/lamp.jpg">
  <meta property="og:url" content="https://w.example/Wharf-lamp/LMP-1">
  <meta property="product:brand" content="Kran">
  <meta property="product:price:amount" content="89.5"><meta property="product:price:currency" content="EUR">
  <nav aria-label="breadcrumb"><span class="breadcrumb-title">Home</span><span class="breadcrumb-title">Light
  </span></nav>
  <h1 class="product-detail-name">Wharf lamp</h1><span class="product-detail-ordernumber"> LMP-1 </span>
  ${form(LAMP.id, 1)}`;

test("a product page is a view", async () => {
  const { events, problems } = await opened({ body: PRODUCT, bodyClass: "is-ctl-product is-act-index" });
  assert.deepEqual(events, [
    [
      "product_viewed",
      {
        product_id: LAMP.id,
        sku: "LMP-1",
        name: "Wharf lamp",
        brand: "Kran",
        category: "Light",
        price: 89.5,
        currency: "EUR",
        image_url: "https://w.example/lamp.jpg",
        url: "https://w.example/Wharf-lamp/LMP-1",
      },
    ],
  ]);
  assert.deepEqual(problems, []);
});

test("categories with products, and searches", async () => {
  const category = { bodyClass: "is-ctl-navigation is-act-index", globals: { activeNavigationId: "0a1b" } };
  const list = await opened({ ...category, body: '<h1>Light</h1><div class="product-box"></div>' });
  assert.deepEqual(list.events, [["collection_viewed", { collection_id: "0a1b", collection_name: "Light" }]]);
  assert.deepEqual((await opened({ ...category, body: "<h1>About us</h1>" })).calls, []);
  const search = await opened({
    url: "https://w.example/search?search=lamp",
    bodyClass: "is-ctl-search is-act-search",
    body: "<h1>To “lamp” 12 products were found</h1>",
  });
  assert.deepEqual(search.calls, [["search_performed", { query: "lamp", results_count: "12" }]]);
});

test("cart and checkout, which a guest begins before the cart is printed", async () => {
  const before = {
    lines: { [LAMP.id]: { product_id: LAMP.id, sku: "LMP-1", quantity: 1, currency: "EUR" } },
  };
  const cart = await opened({ before, bodyClass: "is-ctl-checkout is-act-cartpage", body: printed([LAMP]) });
  assert.deepEqual(pick(cart.events, "currency"), [["cart_viewed", "EUR"]]);
  const register = await opened({
    before: cart.record(),
    bodyClass: "is-ctl-register is-act-checkoutregisterpage",
  });
  assert.deepEqual(
    register.events.map(([name, { line_items }]) => [name, line_items[0].sku]),
    [["checkout_started", "LMP-1"]],
  );
  const confirm = await opened({
    before: register.record(),
    bodyClass: "is-ctl-checkout is-act-confirmpage",
    body: printed([LAMP]),
  });
  assert.deepEqual(
    confirm.events.map(([name, { step, line_items }]) => [name, step, line_items[0].sku]),
    [["checkout_step_completed", "contact", "LMP-1"]],
    "the same checkout, after the address",
  );
  const again = await opened({
    before: confirm.record(),
    bodyClass: "is-ctl-checkout is-act-confirmpage",
    body: printed([LAMP]),
  });
  assert.deepEqual(again.events, []);
});

test("the finish page is the order, without a removal of its lines", async () => {
  const finish = {
    bodyClass: "is-ctl-checkout is-act-finishpage",
    body: `<p class="finish-ordernumber" data-order-number="10042"></p>
      ${printed([LAMP, PROMOTION], 'data-shipping="4.9" data-value="84.4" data-tax="13.48"')}`,
  };
  const { events, problems, record, showCanvas } = await opened({
    ...finish,
    before: { lines: { [LAMP.id]: { product_id: LAMP.id, quantity: 1 } } },
  });
  assert.deepEqual(pick(events, "order_id", "total", "shipping", "tax", "discount", "currency"), [
    ["order_completed", "10042", 84.4, 4.9, 13.48, 10, "EUR"],
  ]);
  assert.deepEqual(
    events[0][1].line_items.map(({ sku, price }) => [sku, price]),
    [["LMP-1", 89.5]],
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(record().lines, {});
  showCanvas([]);
  assert.equal(events.length, 1);
});
