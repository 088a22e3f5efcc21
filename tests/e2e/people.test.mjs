// What Customer.io gets about a person, in a browser and over pages: attributes at identify and when they
// change. The file also tests what `profile()` gives to a theme.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const RUNNER = {
  product_id: "p1",
  name: "Runner",
  price: 5,
  currency: "EUR",
  category: "Shoes",
  url: "/products/runner",
  image_url: "/runner.png",
};
const SOCKS = { product_id: "p2", name: "Socks", price: 5, currency: "EUR", category: "Socks" };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

function identifies() {
  return arrived(page.collector).filter(({ type }) => type === "identify");
}

/** Opens a page and makes the calls `[method, ...arguments]` there. */
async function open(path, ...calls) {
  await browser.open(page.origin + path);
  await started(browser);
  await browser.run((list) => list.map(([method, ...args]) => window.shoptrail[method](...args)), calls);
}

/** What is known of the person after the first three pages of the next test. */
const TRAITS = {
  email: "jane@example.com",
  last_viewed_product: "Runner",
  last_viewed_product_id: "p1",
  last_viewed_product_url: (origin) => origin + "/products/runner",
  last_viewed_product_image_url: (origin) => origin + "/runner.png",
  last_viewed_category: "Shoes",
  preferred_category: "Socks",
  orders_count: 2,
  total_spend: 99.5,
  first_order_date: 1767312000,
  email_consent: true,
};

test("identify sends the attributes; after a change only the changed ones are sent", async () => {
  await open("/1", ["track", "product_viewed", RUNNER]);
  await open(
    "/2",
    ["track", "add_to_cart", { ...SOCKS, quantity: 1 }],
    ["track", "consent_changed", { email_consent: true }],
  );
  assert.equal(page.collector.requests.length, 0, "nothing of an anonymous shopper is sent");
  await open("/3", [
    "identify",
    "jane@example.com",
    { orders_count: 2, total_spend: 99.5, first_order_date: "2026-01-02T00:00:00Z" },
  ]);
  await delivered(browser);
  assert.equal(identifies().length, 1);
  const { traits } = identifies()[0];
  for (const [name, value] of Object.entries(TRAITS))
    assert.equal(traits[name], typeof value === "function" ? value(page.origin) : value, name);

  await open("/4", [
    "track",
    "order_completed",
    {
      order_id: "1001",
      total: 5,
      currency: "EUR",
      line_items: [{ product_id: "p2", price: 5, quantity: 1 }],
    },
  ]);
  await page.collector.waitFor(() => identifies().length === 2, LIMIT_MS);
  await open("/5", ["track", "product_viewed", SOCKS], ["identify", "jane@example.com"]);
  await page.collector.waitFor(() => identifies().length === 3, LIMIT_MS);
  await delivered(browser);
  const [, ordered, viewed] = identifies();
  assert.ok(Math.abs(ordered.traits.last_order_date - Date.now() / 1000) < 60, "whole Unix seconds");
  assert.deepEqual(Object.keys(ordered.traits).sort(), ["email", "last_order_date"]);
  assert.deepEqual(viewed.traits, {
    email: "jane@example.com",
    last_viewed_product: "Socks",
    last_viewed_product_id: "p2",
    last_viewed_product_url: "",
    last_viewed_product_image_url: "",
    last_viewed_category: "Socks",
  });
  assert.deepEqual(
    page.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
    "the collector rejects nothing",
  );
});

test("a page left right after a product view sends the changed attributes", async () => {
  await open("/1", ["identify", "jane@example.com"]);
  await delivered(browser);
  await browser.run((view) => {
    window.shoptrail.track("product_viewed", view);
    location.href = "about:blank";
  }, RUNNER);
  await page.collector.waitFor(() => identifies().length === 2, LIMIT_MS);
  assert.equal(identifies()[1].traits.last_viewed_product, "Runner");
  assert.equal(identifies()[1].context.page.path, "/1");
});

test("profile() recommends nothing, then a category, then a product; reset() empties it", async () => {
  page.body = "<script>window.early = shoptrail.profile();</script>";
  await open("/1");
  assert.deepEqual(await browser.run(() => window.early), { recommend: null }, "before the script");
  const read = () => browser.run(() => window.shoptrail.profile());
  assert.deepEqual(await read(), { recommend: null });
  await open("/2", ["track", "collection_viewed", { collection_id: "c", category: "Shoes" }]);
  assert.deepEqual((await read()).recommend, { by: "category", category: "Shoes" });
  await open("/3", ["track", "product_viewed", RUNNER]);
  await open("/4");
  const { recommend, ...known } = await read();
  assert.deepEqual(recommend, {
    by: "product",
    product_id: "p1",
    name: "Runner",
    url: page.origin + "/products/runner",
    image_url: page.origin + "/runner.png",
  });
  assert.deepEqual([known.last_viewed_product, known.preferred_category], ["Runner", "Shoes"]);
  await browser.run(() => {
    window.shoptrail.profile().recommend.name = "changed";
  });
  assert.equal(
    (await read()).recommend.name,
    "Runner",
    "changing the returned object changes nothing in the tracker",
  );
  await open("/5", ["reset"]);
  assert.deepEqual(await read(), { recommend: null });
  assert.equal(await browser.run(() => localStorage.getItem("shoptrail.profile")), null);
});
