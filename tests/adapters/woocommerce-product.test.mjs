// The adapter `woocommerce`: names of the Store API, product pages with structured data, and a closed Store
// API.

import assert from "node:assert/strict";
import { test } from "node:test";
import woocommerce from "../../pkg-template/src/adapters/woocommerce.js";
import { openDom, settle } from "./support/dom.mjs";
import { fixture } from "./support/fake-tracker.mjs";

const CART = fixture("woocommerce-cart");
const [PENNANT, HOODIE] = CART.items;
const DATA = fixture("jsonld-woocommerce-simple");
const URL_OF_PAGE = "https://shop.example/product/hoodie/";
const CLASSES = "product-template-default single single-product postid-34 woocommerce";

/** Opens a page. `answers`: `[part of an address, status, JSON]`; the first that fits is given. */
async function opened({ body = "", bodyClass = CLASSES, data, answers = [], before, cookie } = {}) {
  const asked = [];
  const calls = [];
  const page = openDom(
    `<head></head><body class="${bodyClass}">${body}` +
      (data ? `<script type="application/ld+json">${JSON.stringify(data)}</script>` : "") +
      "</body>",
    { url: URL_OF_PAGE },
  );
  globalThis.fetch = async (address) => {
    asked.push(String(address).replace(/.*v1\//, ""));
    const [, status, answer] = answers.find(([part]) => address.includes(part)) ?? ["", 404, {}];
    return { ok: status === 200, status, json: async () => answer };
  };
  if (before) page.window.localStorage["shoptrail.woo"] = JSON.stringify(before);
  if (cookie) page.document.cookie = cookie;
  page.tracker.track = (name, properties) => {
    calls.push([name, JSON.parse(JSON.stringify(properties))]);
    return { ok: true };
  };
  woocommerce(page.tracker);
  await settle();
  const trigger = async (name, ...details) => {
    page.document.body["on" + name]({ type: name }, ...details);
    await settle();
  };
  const stored = () => JSON.parse(page.window.localStorage["shoptrail.woo"] ?? "{}");
  return { ...page, calls, asked, trigger, stored };
}

const PRODUCT = { ...PENNANT, categories: [{ name: "D&eacute;cor &amp; Co" }], is_in_stock: true };
const store = (answer) => [["products/34", 200, answer]];

test("a complete description of the product page is the view, and the shop is not asked", async () => {
  const meta = '<span class="posted_in">Category: <a rel="tag">Clothing</a>, <a>Other</a></span>';
  const { calls, asked } = await opened({ data: DATA, body: meta, answers: store(PRODUCT) });
  assert.deepEqual(calls, [
    [
      "product_viewed",
      {
        product_id: "34",
        sku: "42",
        name: "Hoodie",
        category: "Clothing",
        price: 45,
        currency: "USD",
        in_stock: true,
        image_url: "https://shop.example/wp-content/uploads/hoodie.jpg",
        url: URL_OF_PAGE,
      },
    ],
  ]);
  assert.deepEqual(asked, []);
});

const offer = (members) => ({ ...DATA, offers: [{ ...DATA.offers[0], ...members }] });

for (const [what, data] of [
  ["nothing", undefined],
  ["nothing about a product", { "@type": "WebSite" }],
  ["a product without offers", { ...DATA, offers: [] }],
  ["a product without a currency", offer({ priceSpecification: [], price: "45.00" })],
  ["a product without a price", offer({ priceSpecification: [{ price: "", priceCurrency: "EUR" }] })],
]) {
  test(`with ${what} described on the page, the Store API gives the view`, async () => {
    const { calls, asked } = await opened({ data, answers: store(PRODUCT) });
    assert.deepEqual(asked, ["products/34"]);
    const [[name, view]] = calls;
    assert.deepEqual(
      [calls.length, name, view.product_id, view.price, view.compare_at_price, view.category],
      [1, "product_viewed", 34, 10, 11, "Décor & Co"],
    );
  });
}

test("what a page describes without a price is the view where the Store API is closed", async () => {
  const { calls, asked } = await opened({ data: { ...DATA, offers: [] } });
  const [[, { product_id, name, price }]] = calls;
  assert.deepEqual([calls.length, product_id, name, price], [1, "34", "Hoodie", undefined]);
  assert.deepEqual(asked, ["products/34"]);
});

test("what shoptrail.php prints is the view, whatever else the page describes", async () => {
  const printed = { events: [["product_viewed", { product_id: "34", name: "Printed" }]] };
  const { calls, asked } = await opened({
    data: DATA,
    body: `<script class="shoptrail-woocommerce">${JSON.stringify(printed)}</script>`,
  });
  assert.deepEqual([calls.map(([, { name }]) => name), asked], [["Printed"], []]);
});

test("a closed Store API is asked once, by this page and the next ones", async () => {
  const button = [{ dataset: { product_id: "34", product_sku: "S", quantity: "2" } }];
  for (const status of [401, 403, 404]) {
    const first = await opened({ data: DATA, answers: [["", status]] });
    for (let times = 0; times < 3; times += 1) await first.trigger("added_to_cart", {}, "hash", button);
    assert.deepEqual([first.asked, first.calls.length], [["cart"], 4], String(status));
    assert.equal(first.calls[1][1].quantity, 2);
    const next = await opened({
      bodyClass: "woocommerce-cart",
      before: first.stored(),
      cookie: "woocommerce_cart_hash=b",
    });
    assert.deepEqual([next.asked, next.calls], [[], []]);
    const hourLater = await opened({
      bodyClass: "woocommerce-cart",
      before: { ...first.stored(), open: 0, closed: Date.now() - 3_700_000 },
      answers: [["cart", 200, CART]],
    });
    assert.deepEqual(
      hourLater.calls.map(([name]) => name),
      ["cart_viewed"],
    );
    assert.equal(hourLater.stored().closed, undefined);
  }
  const broken = await opened({ data: DATA, answers: [["", 500]] });
  for (let times = 0; times < 2; times += 1) await broken.trigger("added_to_cart", {}, "hash", button);
  assert.deepEqual(broken.asked, ["cart", "cart"], "an error of the server may pass");
});

/** The one add of a cart with this item. */
async function added(item) {
  const page = await opened({
    bodyClass: "woocommerce",
    answers: [["cart", 200, { ...CART, items: [item] }]],
    before: { lines: {} },
  });
  await page.trigger("added_to_cart", {}, "hash", [{ dataset: {} }]);
  return page.calls[0][1];
}

for (const [what, members, expected] of [
  ["a name with entities", { name: "Men&#8217;s Salt &amp; Pepper" }, { name: "Men’s Salt & Pepper" }],
  ["an entity of an entity", { name: "A &amp;amp; B" }, { name: "A &amp; B" }],
  ["entities of markup", { name: "&lt;b&gt;Mug&lt;/b&gt;" }, { name: "<b>Mug</b>" }],
  ["markup", { name: "Mug <sup>2</sup>" }, { name: "Mug 2" }],
  ["an empty name", { name: "" }, { name: undefined }],
  ["a name that is a number", { name: 1984 }, { name: "1984" }],
  ["a sku with an entity and a byte order mark", { sku: "\ufeffA&amp;B" }, { sku: "A&B" }],
  [
    "an address with an entity",
    { permalink: "https://s.example/?p=1&#038;q=2" },
    { url: "https://s.example/?p=1&q=2" },
  ],
  ["no price", { prices: { ...PENNANT.prices, price: "" } }, { price: undefined, currency: "GBP" }],
  ["a price of zero", { prices: { ...PENNANT.prices, price: "0" } }, { price: 0 }],
  ["no prices", { prices: null }, { price: undefined, currency: undefined }],
  ["no pictures", { images: null }, { image_url: undefined }],
  ["one and a half metres", { quantity: 1.5 }, { quantity: 1.5 }],
  ["a quantity in a text", { quantity: "2" }, { quantity: 2 }],
]) {
  test(`a line with ${what}`, async () => {
    const line = await added({ ...PENNANT, ...members });
    for (const [name, value] of Object.entries(expected)) assert.equal(line[name], value, name);
    assert.equal(line.product_id, 34);
    assert.ok(!("compare_at_price" in line));
  });
}

test("the name of a variation is decoded", async () => {
  const variation = [{ value: "Salt &amp; Pepper" }, { value: "38&#8243;" }, { value: "" }];
  assert.equal((await added({ ...HOODIE, variation })).variant_name, "Salt & Pepper / 38″");
});

test("a difference of fractions is a fraction", async () => {
  const page = await opened({
    bodyClass: "woocommerce",
    answers: [["cart", 200, { ...CART, items: [{ ...PENNANT, quantity: 0.3 }] }]],
    before: { hash: "a", lines: { [PENNANT.key]: { product_id: 34, quantity: 0.1 } } },
    cookie: "woocommerce_cart_hash=a",
  });
  await page.trigger("updated_wc_div");
  assert.equal(page.calls[0][1].quantity, 0.2);
});

test("all coupons of a cart are tracked", async () => {
  for (const [coupons, expected] of [
    [[{ code: "spring" }, { code: "vip" }], "spring,vip"],
    [[], ""],
    [undefined, undefined],
  ]) {
    const { calls } = await opened({
      bodyClass: "woocommerce-cart",
      answers: [["cart", 200, { ...CART, coupons }]],
    });
    assert.equal(calls[0][1].coupon || "", expected || "");
  }
});
