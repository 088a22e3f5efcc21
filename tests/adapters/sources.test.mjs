// The part `sources`: several sources report one action, and one event is tracked.

import assert from "node:assert/strict";
import { test } from "node:test";
import { trackFromSource } from "../../pkg-template/src/adapters/shared/adapter.js";
import { ADD, installSources, trackedReports } from "./support/reports.mjs";

test("an action that two sources report is one event", () => {
  const check = (expected, what, ...reports) => assert.equal(trackedReports(reports).length, expected, what);
  check(1, "the same at once", ["a", "add_to_cart", ADD], ["b", "add_to_cart", ADD]);
  check(
    1,
    "by product id in a compound id",
    ["a", "add_to_cart", { ...ADD, variant_id: "39897499729985" }],
    ["b", "add_to_cart", { product_id: "shopify_CA_6786188247105_39897499729985", quantity: 1 }],
  );
  check(
    1,
    "by sku",
    ["a", "product_viewed", { product_id: "678", sku: "HP-S" }],
    ["b", "product_viewed", { product_id: "HP-S" }],
  );
  check(
    1,
    "by the whole name, in any case",
    ["a", "product_viewed", { product_id: "678", name: "Health potion" }],
    ["b", "product_viewed", { product_id: "p9", name: "health  potion" }],
  );
  check(1, "within two seconds", ["a", "add_to_cart", ADD], ["b", "add_to_cart", ADD, 1999]);
  check(
    1,
    "a late report of an early action",
    ["a", "add_to_cart", ADD, 100],
    ["b", "add_to_cart", ADD, 5000, 0],
  );
  check(
    1,
    "a cart is viewed once at a time",
    ["a", "cart_viewed", { cart_id: "1" }],
    ["b", "cart_viewed", { cart_id: "2" }],
  );
  check(
    1,
    "an order whatever each calls it",
    ["a", "order_completed", { order_id: "1001" }],
    ["b", "order_completed", { order_id: "gid-1" }],
  );
  check(1, "three sources", ["a", "add_to_cart", ADD], ["b", "add_to_cart", ADD], ["c", "add_to_cart", ADD]);
});

test("two actions stay two events", () => {
  const check = (expected, what, ...reports) => assert.equal(trackedReports(reports).length, expected, what);
  check(2, "the same source twice", ["a", "add_to_cart", ADD], ["a", "add_to_cart", ADD]);
  check(
    2,
    "both sources twice",
    ["a", "add_to_cart", ADD],
    ["b", "add_to_cart", ADD],
    ["a", "add_to_cart", ADD, 500],
    ["b", "add_to_cart", ADD, 500],
  );
  check(
    2,
    "both sources twice, in another order",
    ["a", "add_to_cart", ADD],
    ["a", "add_to_cart", ADD],
    ["b", "add_to_cart", ADD],
    ["b", "add_to_cart", ADD],
  );
  check(2, "later than two seconds", ["a", "add_to_cart", ADD], ["b", "add_to_cart", ADD, 2001]);
  check(2, "another variant", ["a", "add_to_cart", ADD], ["b", "add_to_cart", { ...ADD, variant_id: "399" }]);
  check(2, "another quantity", ["a", "add_to_cart", ADD], ["b", "add_to_cart", { ...ADD, quantity: 2 }]);
  check(
    2,
    "another product",
    ["a", "product_viewed", { product_id: "1", name: "Runner" }],
    ["b", "product_viewed", { product_id: "2", name: "Jacket" }],
  );
  check(2, "another event", ["a", "add_to_cart", ADD], ["b", "remove_from_cart", ADD]);
  check(
    2,
    "another search",
    ["a", "search_performed", { query: "boot" }],
    ["b", "search_performed", { query: "boots" }],
  );
  check(
    2,
    "short ids that are part of one another",
    ["a", "product_viewed", { product_id: "12" }],
    ["b", "product_viewed", { product_id: "123" }],
  );
});

test("pieces that one source reports one by one and another together are counted once", () => {
  const check = (expected, what, ...reports) =>
    assert.deepEqual(
      trackedReports(reports).map(([, { quantity }]) => quantity),
      expected,
      what,
    );
  const [one, two, three] = [1, 2, 3].map((quantity) => ({ ...ADD, quantity }));
  check(
    [1, 1],
    "two clicks, then the cart's difference of two",
    ["page", "add_to_cart", one],
    ["page", "add_to_cart", one, 300],
    ["woo", "add_to_cart", two, 900],
  );
  check(
    [2],
    "the difference first",
    ["woo", "add_to_cart", two],
    ["ga4", "add_to_cart", one, 100],
    ["ga4", "add_to_cart", one, 200],
  );
  check(
    [2, 1],
    "and a third click",
    ["woo", "add_to_cart", two],
    ["ga4", "add_to_cart", one, 100],
    ["ga4", "add_to_cart", one, 200],
    ["ga4", "add_to_cart", one, 300],
  );
  check(
    [1, 3],
    "more pieces than reported: which are new is unknown",
    ["ga4", "add_to_cart", one],
    ["woo", "add_to_cart", three, 100],
  );
  check(
    [1, 1],
    "each once, in pairs",
    ["ga4", "add_to_cart", one],
    ["woo", "add_to_cart", one, 100],
    ["ga4", "add_to_cart", one, 200],
    ["woo", "add_to_cart", one, 300],
  );
});

test("an action that was refused from one source is accepted from another", () => {
  const calls = trackedReports(
    [
      ["a", "add_to_cart", { quantity: 1 }],
      ["b", "add_to_cart", ADD],
    ],
    ({ product_id }) => (product_id ? { ok: true } : { ok: false, reason: "invalid", violations: [] }),
  );
  assert.equal(calls.length, 2);
  const queued = trackedReports(
    [
      ["a", "add_to_cart", ADD],
      ["b", "add_to_cart", ADD],
    ],
    () => ({ ok: true, queued: true }),
  );
  assert.equal(queued.length, 1, "while the module loads too");
});

test("the page's own call is a source like any other, in either order", () => {
  const check = (expected, what, ...reports) => assert.equal(trackedReports(reports).length, expected, what);
  check(1, "its own call first", ["page", "add_to_cart", ADD], ["a", "add_to_cart", ADD]);
  check(1, "an adapter first", ["a", "add_to_cart", ADD], ["page", "add_to_cart", ADD]);
  check(
    1,
    "between two adapters",
    ["a", "add_to_cart", ADD],
    ["page", "add_to_cart", ADD],
    ["b", "add_to_cart", ADD],
  );
  check(
    1,
    "before a request that takes long",
    ["page", "add_to_cart", ADD],
    ["a", "add_to_cart", ADD, 5000, 10],
  );
  check(
    1,
    "an event of the shop's own, without properties",
    ["a", "quiz_done", {}],
    ["page", "quiz_done", undefined],
  );
  check(2, "its own call twice", ["page", "add_to_cart", ADD], ["page", "add_to_cart", ADD]);
  check(
    2,
    "twice, and seen twice",
    ["page", "add_to_cart", ADD],
    ["a", "add_to_cart", ADD],
    ["page", "add_to_cart", ADD],
    ["a", "add_to_cart", ADD],
  );
  check(
    2,
    "of another variant",
    ["a", "add_to_cart", ADD],
    ["page", "add_to_cart", { ...ADD, variant_id: "399" }],
  );
  check(2, "much later", ["a", "add_to_cart", ADD], ["page", "add_to_cart", ADD, 2001]);
  assert.equal(
    trackedReports(
      [
        ["page", "add_to_cart", {}],
        ["a", "add_to_cart", ADD],
      ],
      ({ product_id }) => ({ ok: !!product_id, reason: product_id ? undefined : "invalid" }),
    ).length,
    2,
    "a refused call silences no other source",
  );
});

test("the page's own call is passed on unchanged and gets the tracked event's result", () => {
  const given = [];
  const tracker = { track: (...args) => (given.push(args), { ok: true, messageId: `m${given.length}` }) };
  installSources(tracker);
  const own = Object.freeze({ product_id: "1", sku: "", extra: { own: true } });
  assert.deepEqual(tracker.track("product_viewed", own, 7), { ok: true, messageId: "m1" });
  assert.equal(given[0][1], own);
  assert.deepEqual(given[0], ["product_viewed", own, 7]);
  trackFromSource(tracker, "a", "add_to_cart", ADD);
  assert.deepEqual(tracker.track("add_to_cart", ADD), { ok: true, messageId: "m2" });
  const trap = {
    get product_id() {
      throw new Error("theirs");
    },
  };
  assert.deepEqual(
    tracker.track("add_to_cart", trap),
    { ok: true, messageId: "m3" },
    "the tracker judges it",
  );
  assert.deepEqual(tracker.track("add_to_cart"), { ok: true, messageId: "m4" });
});

test("two copies of the part wrap `track` once", () => {
  const tracker = { track: () => ({ ok: true }) };
  installSources(tracker);
  const { track } = tracker;
  installSources(tracker);
  assert.equal(tracker.track, track);
});

test("a hundred lines that two sources report are a hundred adds", () => {
  const adds = Array.from({ length: 100 }, (_, index) => [
    "add_to_cart",
    {
      ...ADD,
      product_id: `p${index}`,
      variant_id: `v${index}`,
      name: `Potion ${index}`,
      quantity: 1 + (index % 3),
    },
  ]);
  assert.equal(
    trackedReports([...adds.map((add) => ["a", ...add]), ...adds.map((add) => ["b", ...add])]).length,
    100,
  );
  assert.equal(
    trackedReports(
      adds.flatMap((add) => [
        ["a", ...add],
        ["b", ...add],
      ]),
    ).length,
    100,
  );
});

test("a cart that is too large loses its pictures, and the page's own call loses nothing", () => {
  const line_items = Array.from({ length: 120 }, (_, index) => ({
    product_id: `p${index}`,
    name: "Größe ".repeat(4),
    price: 5,
    quantity: 1,
    image_url: "https://cdn.example/".padEnd(200, "x"),
    url: `/products/${index}`,
  }));
  for (const [source, expected] of [
    ["a", ["product_id", "name", "price", "quantity"]],
    ["page", Object.keys(line_items[0])],
  ]) {
    const [[, properties]] = trackedReports([[source, "cart_viewed", { currency: "EUR", line_items }]]);
    assert.deepEqual(
      [
        properties.line_items.length,
        Object.keys(properties.line_items[0]).filter((name) => name !== "url" || source === "page"),
      ],
      [120, expected],
    );
  }
  assert.ok("image_url" in line_items[0], "the page's own objects are left alone");
});

test("a sign-up, a newsletter, a wish and a step are one event each, whoever reports them", () => {
  const check = (expected, what, ...reports) => assert.equal(trackedReports(reports).length, expected, what);
  const email = { method: "email" };
  check(
    1,
    "the form, the page after it, Google's push and the shop's own call, seconds apart",
    ["page", "signed_up", email],
    ["shopify-page", "signed_up", email, 9000, 0],
    ["gtag", "signed_up", { method: "Website" }, 12_000],
    ["gtm", "signed_up", {}, 15_000],
  );
  check(2, "two of one source", ["gtag", "signed_up", email], ["gtag", "signed_up", email, 9000]);
  const form = { form_id: "ContactFooter", placement: "footer" };
  check(
    1,
    "a newsletter by its form and by its tool",
    ["shopify-page", "newsletter_subscribed", form],
    ["klaviyo", "newsletter_subscribed", { form_id: "SzjQ53" }, 5000],
    ["page", "newsletter_subscribed", { newsletter_id: "weekly" }, 8000],
  );
  check(
    2,
    "two newsletters",
    ["page", "newsletter_subscribed", { newsletter_id: "weekly" }],
    ["klaviyo", "newsletter_subscribed", { newsletter_id: "offers" }],
  );
  check(1, "one wish", ["a", "wishlist_added", ADD], ["b", "wishlist_added", { product_id: "678" }, 60_000]);
  check(2, "two wishes", ["a", "wishlist_added", ADD], ["b", "wishlist_added", { product_id: "679" }]);
  const lines = [ADD];
  check(
    1,
    "one step, told with the cart and without",
    ["page", "checkout_step_completed", { step: "shipping" }],
    ["gtag", "checkout_step_completed", { step: "shipping", line_items: lines }, 60_000],
  );
  check(
    2,
    "two steps at once",
    ["page", "checkout_step_completed", { step: "shipping", line_items: lines }],
    ["gtag", "checkout_step_completed", { step: "payment", line_items: lines }],
  );
});

test("a sign-up that the page before has reported is not another one here", () => {
  const stored = JSON.stringify([
    {
      name: "signed_up",
      words: { quantity: "" },
      at: performance.timeOrigin + performance.now() - 20_000,
      path: "/account/register",
      result: { ok: true },
      by: ["page"],
      left: {},
      others: [],
    },
  ]);
  globalThis.sessionStorage = { "shoptrail.told": stored, removeItem() {} };
  const calls = [];
  const tracker = { track: (...args) => (calls.push(args), { ok: true }) };
  installSources(tracker);
  trackFromSource(tracker, "shopify-page", "signed_up", { method: "email" });
  delete globalThis.sessionStorage;
  assert.deepEqual(calls, []);
});
