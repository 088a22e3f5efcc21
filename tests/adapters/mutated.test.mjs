// Samples of every platform with parts replaced by any value. Nothing is thrown, no promise rejects
// unhandled, and valid data is tracked afterwards.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import ga4 from "../../pkg-template/src/adapters/ga4.js";
import jsonld from "../../pkg-template/src/adapters/jsonld.js";
import woocommerce from "../../pkg-template/src/adapters/woocommerce.js";
import { connectHydrogen } from "../../pkg-template/src/frameworks/hydrogen.js";
import { EVENTS } from "../../pkg-template/src/pixel/events.js";
import { openDom, settle as settleDom } from "./support/dom.mjs";
import { adapter, fixture, openPage, settle } from "./support/page.mjs";
import { startPixel } from "./support/pixel.mjs";
import { fakeTracker, gtag } from "./support/fake-tracker.mjs";

const ROUNDS = 300;
const throwError = () => {
  throw new Error("theirs");
};
const ANYTHING = [
  undefined,
  null,
  true,
  0,
  -1,
  NaN,
  1e308,
  1n,
  "",
  "x",
  "1,2,3",
  "\u0000",
  "</script>",
  "gid://shopify/Product/",
  [],
  [null],
  [[]],
  {},
  { length: 3 },
  { id: null },
  Symbol("x"),
  () => {},
  new Date(NaN),
  new Map(),
  {
    get id() {
      return throwError();
    },
  },
  { toString: throwError },
  Object.create(null),
  new Proxy({}, { get: throwError, ownKeys: throwError, has: throwError }),
  Promise.resolve(7),
  "x".repeat(100_000),
];
const JSON_VALUES = [
  null,
  true,
  0,
  -1,
  1e308,
  "",
  "x",
  "1,2,3",
  "\u0000",
  "</script>",
  "gid://shopify/Product/",
  [],
  [null],
  [[]],
  {},
  { length: 3 },
  { id: null },
  { toString: 1, valueOf: 2 },
  "x".repeat(100_000),
];

/** The same numbers in every run. */
function numbers(seed) {
  return () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
}

/** A copy of `value` with one to three parts replaced by values of `replacements`. */
function mutated(value, random, replacements) {
  const copy = structuredClone(value);
  const places = [];
  const walk = (node) => {
    for (const key of Object.keys(Object(node)))
      if (typeof node === "object") (places.push([node, key]), walk(node[key]));
  };
  walk(copy);
  for (let times = 1 + Math.floor(random() * 3); times; times -= 1) {
    const [node, key] = places[Math.floor(random() * places.length)];
    node[key] = replacements[Math.floor(random() * replacements.length)];
  }
  return copy;
}

const unhandled = [];
const onRejection = (reason) => unhandled.push(reason);
before(() => process.on("unhandledRejection", onRejection));
after(() => {
  process.off("unhandledRejection", onRejection);
  assert.deepEqual(unhandled, []);
});

test("mutated dataLayer pushes throw nothing, and the push after them is tracked", async () => {
  const random = numbers(1);
  const samples = [
    ...Object.entries(fixture("ga4-events")).map(([event, ecommerce]) => ({ event, ecommerce })),
    ...fixture("ga4-dataLayer").filter((entry) => !entry.__arguments),
  ];
  globalThis.window = { dataLayer: [] };
  globalThis.addEventListener = () => {};
  const { tracker, events } = fakeTracker();
  tracker.track = ((track) => (name, properties) => {
    try {
      return track(name, properties);
    } catch (error) {
      return { ok: false, reason: "invalid" };
    }
  })(tracker.track);
  ga4(tracker);
  for (let round = 0; round < ROUNDS; round += 1) {
    const entry = mutated(samples[round % samples.length], random, ANYTHING);
    window.dataLayer.push(round % 2 ? entry : gtag("event", entry.event, entry.ecommerce));
  }
  await settle();
  events.length = 0;
  window.dataLayer.push({ event: "search", search_term: "after" });
  await settle();
  assert.deepEqual(events, [["search_performed", { query: "after" }]]);
});

test("mutated structured data throws nothing", () => {
  const random = numbers(2);
  const samples = ["jsonld-shopify-product", "jsonld-shopify-productgroup", "jsonld-woocommerce-simple"].map(
    fixture,
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    const textContent = JSON.stringify(mutated(samples[round % samples.length], random, JSON_VALUES)) ?? "";
    const listeners = {};
    globalThis.location = {
      href: [
        "https://shop.example/product/hoodie/",
        "https://shop.example/products/health-potion?variant=39897499762753",
      ][round % 2],
    };
    globalThis.document = {
      querySelectorAll: (selector) => (/json/.test(selector) ? [{ textContent }] : []),
    };
    globalThis.addEventListener = (type, listener) => (listeners[type] = listener);
    jsonld(fakeTracker().tracker);
    // When the page is left, the adapter tracks at once.
    listeners.pagehide();
  }
});

test("mutated Shopify storefront events throw nothing", async () => {
  const random = numbers(3);
  const samples = fixture("shopify-standard-events");
  const page = openPage({
    Shopify: { currency: { active: "CAD" } },
    fetch: async () => Response.json(mutated(fixture("shopify-cart.js"), random, JSON_VALUES)),
  });
  page.tracker.track = () => ({ ok: true });
  (await adapter("shopify"))(page.tracker);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { type, ...rest } = samples[round % samples.length];
    page.dispatch({
      promise: Promise.resolve(rest.promise_resolves_to),
      ...mutated(rest, random, ANYTHING),
      type,
    });
  }
  await settle();
});

test("mutated AJAX cart answers throw nothing", async () => {
  const random = numbers(4);
  const samples = [
    ["add", fixture("shopify-cart-add.form")],
    ["change", fixture("shopify-cart.js")],
  ];
  let answer;
  const page = openPage({ Shopify: { currency: { active: "USD" } }, fetch: async () => answer });
  page.tracker.track = () => ({ ok: true });
  (await adapter("shopify-ajax"))(page.tracker);
  for (let round = 0; round < ROUNDS; round += 1) {
    const [verb, sample] = samples[round % 2];
    answer = Response.json(mutated(sample, random, JSON_VALUES));
    const body = [
      JSON.stringify(mutated({ items: [{ id: 1, quantity: 2 }] }, random, JSON_VALUES)),
      "id=1&quantity=x&items[0][id]=",
      "items[9999999999][id]=1",
      "[",
      undefined,
    ][round % 5];
    assert.equal(await window.fetch(`/cart/${verb}`, { method: "POST", body }), answer);
  }
  await settle();
});

test("mutated Shopify page data throws nothing", async () => {
  const random = numbers(5);
  const product = fixture("shopify-liquid-product-json");
  for (let round = 0; round < ROUNDS; round += 1) {
    const printed = mutated(
      { page_type: "product", currency: "CAD", product, collection: { id: 1, title: "x" } },
      random,
      JSON_VALUES,
    );
    const page = openPage({
      Shopify: {},
      elements: { "script[data-shoptrail-page]": { textContent: JSON.stringify(printed) } },
      ShopifyAnalytics: { meta: mutated({ product, page: { pageType: "product" } }, random, ANYTHING) },
    });
    page.tracker.track = () => ({ ok: true });
    (await adapter("shopify-page"))(page.tracker);
  }
  await settle();
});

test("mutated customer events throw nothing, and the order after them is sent", async () => {
  const random = numbers(6);
  const samples = fixture("shopify-web-pixel-events").filter(({ name }) => name in EVENTS);
  const pixel = startPixel({ options: { storefront: true, anonymous: "send" } });
  for (let round = 0; round < ROUNDS; round += 1) {
    const sample = samples[round % samples.length];
    void pixel.publish({
      ...sample,
      ...mutated(
        { data: sample.data, context: sample.context, timestamp: sample.timestamp },
        random,
        ANYTHING,
      ),
    });
  }
  const completed = samples.find(({ name }) => name === "checkout_completed");
  completed.data.checkout.order.id = "777";
  await pixel.publish({ ...completed, timestamp: new Date().toISOString() });
  for (
    let wait = 0;
    wait < 1000 && !pixel.messages().some(({ properties }) => properties?.order_id === "777");
    wait += 1
  )
    await settle();
  assert.ok(pixel.messages().some(({ properties }) => properties?.order_id === "777"));
});

test("mutated WooCommerce carts and printed elements throw nothing", async () => {
  const random = numbers(7);
  const cart = fixture("woocommerce-cart");
  for (let round = 0; round < ROUNDS / 10; round += 1) {
    const island = mutated(
      { identify: [{ email: "a@b.example" }], events: [["order_completed", { order_id: "1" }]] },
      random,
      JSON_VALUES,
    );
    const page = openDom(
      '<body class="woocommerce-cart">' +
        `<script class="shoptrail-woocommerce">${JSON.stringify(island).replaceAll("<", "\\u003c")}` +
        "</script></body>",
      { fetch: () => mutated(cart, random, JSON_VALUES) },
    );
    page.tracker.track = () => ({ ok: true });
    page.window.localStorage["shoptrail.woo"] = JSON.stringify(
      mutated(
        { hash: "x", lines: { a: { quantity: 1 } }, open: Date.now() },
        random,
        JSON_VALUES.filter((value) => typeof value !== "object"),
      ),
    );
    woocommerce(page.tracker);
    for (const name of ["adding_to_cart", "added_to_cart", "removed_from_cart", "found_variation"])
      page.document.body["on" + name](
        { type: name },
        ANYTHING[round % ANYTHING.length],
        "hash",
        ANYTHING[(7 * round) % ANYTHING.length],
      );
    await settleDom();
  }
});

test("mutated Hydrogen payloads throw nothing", () => {
  const random = numbers(8);
  const samples = Object.entries(fixture("hydrogen-events"));
  const subscribers = {};
  connectHydrogen((name, callback) => (subscribers[name] = callback), { track: () => ({ ok: true }) });
  for (let round = 0; round < ROUNDS; round += 1) {
    const [name, payload] = samples[round % samples.length];
    subscribers[name](mutated(payload, random, ANYTHING));
    for (const other in subscribers) subscribers[other](ANYTHING[round % ANYTHING.length]);
  }
});
