// Several sources report one action of the shopper, in a real browser: one event arrives.

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
  await browser.beforePages(prepare);
});
after(() => browser?.quit());

/** Runs before each page's own scripts. */
function prepare() {
  const query = new URLSearchParams(location.search);
  if (query.has("layer")) window.dataLayer = [];
  // What `var dataLayer = []` makes.
  if (query.has("var"))
    Object.defineProperty(window, "dataLayer", { value: [], writable: true, enumerable: true });
  const quantities = query.get("answers")?.split(" ");
  if (!quantities) return;
  // Below the adapter: what it takes for the browser's own.
  const own = window.fetch;
  window.fetch = function (address, ...others) {
    if (!String(address).includes("cart/add.js")) return own.call(this, address, ...others);
    const quantity = Number(quantities.shift());
    const line = { product_id: 1, variant_id: 7, title: "Potion", price: 1000, quantity };
    return new Promise((resolve) => setTimeout(() => resolve(Response.json(line)), 300));
  };
}
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

/** Opens a page and waits for its adapters. */
async function open(path, ...adapters) {
  const url = new URL(path, harness.url);
  url.searchParams.set("shoptrail_anonymous", "send");
  await browser.open(url.href);
  await started(browser);
  await browser.waitFor((names) => names.every((name) => shoptrail.sources?.installed.has(name)), adapters);
}

/** Waits until a last event has arrived. Returns `[name, …values of properties]` of the events before it. */
async function events(...wanted) {
  await browser.run(() => {
    shoptrail.track("search_performed", { query: "the end" });
    void shoptrail.flush();
  });
  const isEnd = ({ event, properties }) => event === "search_performed" && properties.query === "the end";
  await harness.collector.waitFor((collector) => arrived(collector).some(isEnd), 10_000);
  await delivered(browser);
  return arrived(harness.collector)
    .filter((message) => message.type === "track" && !isEnd(message))
    .map(({ event, properties }) => [event, ...wanted.map((name) => properties[name])]);
}

const push = (...entries) => browser.run((list) => void window.dataLayer.push(...list), entries);
const ITEM = { item_id: "P1", item_name: "Runner", price: 45, quantity: 1 };
const MONEY = { currency: "USD" };

test("an order printed by the server is one with a purchase of another number, 3 seconds later", async () => {
  const path = "/platforms/woocommerce/order-received/42x1/";
  const purchase = {
    event: "purchase",
    ecommerce: {
      ...MONEY,
      transaction_id: "2026-1001",
      value: 50,
      shipping: 5,
      items: [{ item_id: "woo-hoodie", item_name: "Hoodie", price: 45, quantity: 1 }],
    },
  };
  const opened = async () => {
    await open(`${path}?layer`, "woocommerce", "ga4");
    await new Promise((resolve) => setTimeout(resolve, 3200));
    await push({ ecommerce: null }, purchase);
  };
  await opened();
  assert.deepEqual(await events("order_id", "total"), [["order_completed", "42x1", 50]]);
  await push({ ecommerce: null }, purchase);
  await opened();
  assert.deepEqual(await events("order_id"), [["order_completed", "42x1"]], "nor when it is opened again");
  await push({
    event: "purchase",
    ecommerce: { ...purchase.ecommerce, transaction_id: "2026-1002", value: 95 },
  });
  assert.deepEqual(
    (await events("order_id")).map(([, id]) => id),
    ["42x1", "2026-1002"],
    "another order is another",
  );
});

test("of several items in a push after the theme's own call each counts once", async () => {
  await open("/platforms/gtag", "ga4");
  await browser.run(
    (item, money) => {
      const add = (id, name) =>
        shoptrail.track("add_to_cart", { ...money, product_id: id, name, price: 45, quantity: 1 });
      add("P1", "Runner");
      add("SHOE-1", "Shoe");
      setTimeout(
        () =>
          gtag("event", "add_to_cart", {
            ...money,
            items: [
              { ...item, item_id: "P2", item_name: "Runner Pro" },
              item,
              { ...item, item_id: "SHOE-12", item_name: "Shoe" },
              { ...item, item_id: "SHOE-1", item_name: "Shoe" },
            ],
          }),
        1000,
      );
    },
    ITEM,
    MONEY,
  );
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const adds = (await events("product_id")).filter(([name]) => name === "add_to_cart");
  assert.deepEqual(adds.map(([, id]) => id).sort(), ["P1", "P2", "SHOE-1", "SHOE-12"]);
});

test("a list on a product's page is no collection, and the currency of gtag's config holds", async () => {
  await open("/platforms/gtag", "ga4");
  await browser.run((item) => {
    gtag("config", "G-1", { currency: "EUR" });
    gtag("event", "view_item", { items: [{ ...item, item_category: "Shoes" }] });
    gtag("event", "view_item_list", { item_list_name: "Related Products", items: [item] });
    gtag("event", "add_to_cart", { items: [{ ...item, discount: "", index: "", item_variant: "" }] });
  }, ITEM);
  const list = (await events("product_id", "currency")).filter(([, id]) => id !== "SKU_12345");
  assert.deepEqual(list, [
    ["product_viewed", "P1", "EUR"],
    ["add_to_cart", "P1", "EUR"],
  ]);
});

for (const [what, query] of [
  ["a property of the window", ""],
  ["a `var`", "?var"],
])
  test(`dataLayer that is ${what} is followed when the page replaces it`, async () => {
    await open(`/platforms/gtm${query}`, "ga4");
    await browser.run(() => void (window.dataLayer = []));
    await push({ event: "search", search_term: "boots" });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await push({ event: "search", search_term: "shoes" });
    const searches = (await events("query")).filter(([name]) => name === "search_performed");
    assert.deepEqual(
      searches.map(([, text]) => text),
      ["boots", "shoes"],
    );
  });

test("WooCommerce's cart that the browser may keep is read anew: add one product, then another", async () => {
  await open("/platforms/woocommerce?kept", "woocommerce");
  await browser.click("#classic");
  await browser.waitFor(() => localStorage["shoptrail.woo"]?.includes("Hoodie"));
  await browser.click("#block");
  await harness.collector.waitFor((collector) => arrived(collector).length >= 3, 10_000);
  assert.deepEqual(await events("product_id"), [
    ["add_to_cart", "42"],
    ["add_to_cart", "50"],
  ]);
});

for (const [answers, expected] of [
  ["1 1", 1],
  ["1 2", 2],
])
  test(`two requests at once for a variant of Shopify, answered with ${answers}: ${expected}`, async () => {
    await open(`/shopify/products/health-potion?answers=${answers.replace(" ", "+")}`, "shopify-ajax");
    await browser.run(() => {
      const init = { method: "POST", body: JSON.stringify({ id: 7, quantity: 1 }) };
      const ask = () => fetch("/shopify/cart/add.js", init);
      return Promise.all([ask(), ask()]).then(() => {});
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const adds = (await events("variant_id", "quantity")).filter(([name]) => name === "add_to_cart");
    assert.deepEqual(adds, Array(expected).fill(["add_to_cart", "7", 1]));
  });
