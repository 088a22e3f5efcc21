// Magento, BigCommerce, PrestaShop and Shopware on the pages of the harness that behave as they do, in a real
// browser: product, add, remove, cart, checkout and order, each action once, also beside Google's dataLayer.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { serve } from "../../www/server.mjs";
import { startBrowser } from "./support/browser.mjs";
import { arrived, consoleErrors } from "./support/pages.mjs";
import { delivered, started, withoutInspector } from "./support/story.mjs";

let browser;
let harness;
before(async () => {
  browser = await startBrowser();
  await browser.beforePages(() => {
    // Some documents have no cookies.
    if (location.protocol === "http:" && document.cookie.includes("layer=on")) window.dataLayer = [];
  });
});
after(() => browser?.quit());
beforeEach(async () => {
  harness = await serve({ shopPort: 0 });
  await withoutInspector(browser, harness);
});
afterEach(async () => {
  const errors = await consoleErrors(browser);
  await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
  await browser.driver.manage().deleteAllCookies();
  await browser.open("about:blank");
  await harness.close();
  assert.deepEqual(
    errors.filter((message) => !/favicon/.test(message)),
    [],
    "errors on the page's console",
  );
});

async function open(path, adapter) {
  const url = new URL(path, harness.url);
  url.searchParams.set("shoptrail_anonymous", "send");
  await browser.open(url.href);
  await ready(adapter);
}

async function ready(adapter) {
  await started(browser);
  await browser.waitFor((name) => shoptrail.sources?.installed.has(name), adapter);
}

/** The arrived events without page views, when `count` of them have arrived and none waits. */
async function events(count) {
  const list = () => arrived(harness.collector).filter(({ type }) => type !== "page");
  await browser.waitFor(() => shoptrail.flush().then(() => true));
  await harness.collector.waitFor(() => list().length >= count, 10_000);
  await delivered(browser);
  assert.deepEqual(
    harness.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
  );
  return list().map(({ type, event, properties, traits }) => [event ?? type, properties ?? traits]);
}

/** Clicks and waits for the page at `path`. */
async function go(selector, path, adapter) {
  await browser.click(selector);
  await browser.arrive(path);
  await ready(adapter);
}

const pick = (list, ...wanted) =>
  list.map(([name, properties]) => [name, ...wanted.map((key) => properties[key])]);
const names = (list) => list.map(([name]) => name).filter((name) => name !== "identify");

const STORY = [
  "product_viewed",
  "add_to_cart",
  "remove_from_cart",
  "add_to_cart",
  "cart_viewed",
  "checkout_started",
  "order_completed",
];

/** The order among the events. */
function orderOf(list) {
  const [, order] = list.find(([name]) => name === "order_completed");
  return [
    order.order_id,
    order.total,
    order.shipping,
    order.currency,
    order.line_items.map(({ product_id, sku, quantity }) => [product_id, sku, quantity]),
  ];
}

/** Opens the page of the order once more: nothing new arrives. */
async function reloadOrder(adapter, count) {
  await browser.driver.navigate().refresh();
  await ready(adapter);
  const list = await events(count);
  assert.equal(list.filter(([name]) => name === "order_completed").length, 1, "a reload of the order's page");
}

test("Magento with Luma: sections, a form with a new page, an order with the checkout's totals", async () => {
  const root = "/platforms/magento";
  await open(`${root}/product`, "magento");
  await events(1);
  await browser.click("#add");
  await events(2);
  await open(root, "magento");
  await events(3);
  await browser.click("#add-other");
  await events(4);
  await browser.click("#remove-other");
  await events(5);
  await open(`${root}/product`, "magento");
  await events(6);
  await go("#add-form", `${root}/checkout/cart`, "magento");
  await events(8);
  await go("#to-checkout", `${root}/checkout/onepage`, "magento");
  await events(9);
  await browser.click("#ship");
  await go("#place", `${root}/checkout/success`, "magento");
  const list = await events(10);
  assert.deepEqual(pick(list, "product_id", "quantity", "price", "currency").slice(0, 8), [
    ["product_viewed", "42", undefined, 14.25, "EUR"],
    ["add_to_cart", "42", 1, 14.25, "EUR"],
    ["collection_viewed", undefined, undefined, undefined, undefined],
    ["add_to_cart", "57", 1, 45, "EUR"],
    ["remove_from_cart", "57", 1, 45, "EUR"],
    ["product_viewed", "42", undefined, 14.25, "EUR"],
    ["add_to_cart", "42", 2, 14.25, "EUR"],
    ["cart_viewed", undefined, undefined, undefined, "EUR"],
  ]);
  // 3 mugs and the shipping, with 25 per cent tax.
  assert.deepEqual(orderOf(list), ["000000042", 59.69, 6.25, "EUR", [["42", "FJ-MUG", 3]]]);
  await reloadOrder("magento", 10);
});

test("Magento with Hyvä: adds and removes come with its window event", async () => {
  const root = "/platforms/magento";
  await open(`${root}/product?hyva`, "magento");
  await events(1);
  await browser.click("#add");
  await events(2);
  await go("#add-form", `${root}/checkout/cart`, "magento");
  await events(4);
  await go("#to-checkout", `${root}/checkout/onepage`, "magento");
  const list = await events(5);
  assert.deepEqual(pick(list, "product_id", "quantity"), [
    ["product_viewed", "42", undefined],
    ["add_to_cart", "42", 1],
    ["add_to_cart", "42", 2],
    ["cart_viewed", undefined, undefined],
    ["checkout_started", undefined, undefined],
  ]);
});

test("BigCommerce: requests of stencil-utils, the Storefront API, and an order that identifies", async () => {
  const root = "/platforms/bigcommerce";
  await open(`${root}/product`, "bigcommerce");
  await events(1);
  for (const [index, selector] of ["#add", "#remove", "#add"].entries()) {
    await browser.click(selector);
    await events(2 + index);
  }
  await open(`${root}/cart.php`, "bigcommerce");
  await events(5);
  await go("#to-checkout", `${root}/checkout`, "bigcommerce");
  await events(6);
  await go("#place", `${root}/checkout/order-confirmation`, "bigcommerce");
  const list = await events(8);
  assert.deepEqual(names(list), STORY);
  assert.deepEqual(pick(list.slice(0, 3), "product_id", "variant_id", "price", "quantity", "currency"), [
    ["product_viewed", "42", undefined, 14.25, undefined, "USD"],
    ["add_to_cart", "42", "1042", 14.25, 1, "USD"],
    ["remove_from_cart", "42", "1042", 14.25, 1, "USD"],
  ]);
  assert.deepEqual(orderOf(list), ["1042", 19.25, 5, "USD", [["42", "FJ-MUG", 1]]]);
  assert.equal(list.find(([name]) => name === "identify")[1].email, "jane@example.com");
  await reloadOrder("bigcommerce", 8);
});

test("BigCommerce: an add whose page is left before the answer is found on the next page", async () => {
  const root = "/platforms/bigcommerce";
  await open(`${root}/product`, "bigcommerce");
  await events(1);
  await browser.run((next) => {
    document.querySelector("#add").click();
    setTimeout(() => (location.href = next));
  }, `${root}/product?next`);
  await browser.arrive(`${root}/product?next`);
  await ready("bigcommerce");
  assert.deepEqual(names(await events(3)).sort(), ["add_to_cart", "product_viewed", "product_viewed"]);
});

test("PrestaShop: updateCart, one checkout over its steps, an order with the cart's amounts", async () => {
  const root = "/platforms/prestashop";
  await open(`${root}/product`, "prestashop");
  await events(1);
  for (const [index, selector] of ["#add", "#remove", "#add"].entries()) {
    await browser.click(selector);
    await events(2 + index);
  }
  await open(`${root}/cart`, "prestashop");
  await events(5);
  await go("#to-checkout", `${root}/checkout`, "prestashop");
  await events(6);
  await go("#continue", `${root}/checkout?payment`, "prestashop");
  await go("#place", `${root}/order-confirmation`, "prestashop");
  const list = await events(8);
  assert.deepEqual(names(list), STORY);
  assert.deepEqual(pick(list.slice(0, 3), "product_id", "price", "quantity", "currency"), [
    ["product_viewed", "42", 14.25, undefined, "EUR"],
    ["add_to_cart", "42", 14.25, 1, "EUR"],
    ["remove_from_cart", "42", 14.25, 1, "EUR"],
  ]);
  assert.deepEqual(orderOf(list), ["17", 19.25, 5, "EUR", [["42", "FJ-MUG", 1]]]);
  assert.equal(list.find(([name]) => name === "identify")[1].email, "jane@example.com");
  await reloadOrder("prestashop", 8);
});

test("Shopware: the off-canvas cart, and an order as the finish page prints it", async () => {
  const root = "/platforms/shopware";
  await open(`${root}/product`, "shopware");
  await events(1);
  await browser.click("#add");
  await events(2);
  await browser.click("#remove-42");
  await events(3);
  await browser.click("#add");
  await events(4);
  await open(`${root}/checkout/cart`, "shopware");
  await events(5);
  await go("#to-checkout", `${root}/checkout/confirm`, "shopware");
  // The step of the contact is behind whoever is there.
  await events(7);
  await go("#place", `${root}/checkout/finish`, "shopware");
  const list = await events(8);
  assert.deepEqual(names(list), [...STORY.slice(0, 6), "checkout_step_completed", ...STORY.slice(6)]);
  assert.deepEqual(pick(list.slice(0, 3), "product_id", "sku", "price", "quantity", "currency"), [
    ["product_viewed", "42", "FJ-MUG", 14.25, undefined, "EUR"],
    ["add_to_cart", "42", "FJ-MUG", 14.25, 2, "EUR"],
    ["remove_from_cart", "42", "FJ-MUG", 14.25, 2, "EUR"],
  ]);
  assert.deepEqual(orderOf(list), ["10042", 33.5, 5, "EUR", [["42", "FJ-MUG", 2]]]);
  await reloadOrder("shopware", 8);
});

for (const [platform, quantity] of [
  ["magento", 1],
  ["bigcommerce", 1],
  ["prestashop", 1],
  ["shopware", 2],
])
  test(`${platform} beside Google's dataLayer: a view and an add are one event each`, async () => {
    await browser.open(new URL("/platforms", harness.url).href);
    await browser.run(() => (document.cookie = "layer=on; path=/"));
    await open(`/platforms/${platform}/product`, platform);
    await ready("ga4");
    const items = [{ item_id: "FJ-MUG", item_name: "Fjord mug", price: 14.25, quantity }];
    await browser.run((ecommerce) => dataLayer.push({ event: "view_item", ecommerce }), {
      currency: "EUR",
      items,
    });
    await browser.run(
      (ecommerce) => {
        dataLayer.push({ ecommerce: null }, { event: "add_to_cart", ecommerce });
        document.querySelector("#add").click();
      },
      { currency: "EUR", items },
    );
    await browser.waitFor(() => shoptrail.diagnostics().overlaps === 2);
    assert.deepEqual(pick(await events(2), "quantity"), [
      ["product_viewed", undefined],
      ["add_to_cart", quantity],
    ]);
  });
