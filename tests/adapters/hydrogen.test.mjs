// Shopify Hydrogen: what `<Analytics.Provider>` publishes becomes events of the plan. tests/package tests the
// packed entry.

import assert from "node:assert/strict";
import { test } from "node:test";
import { connectHydrogen } from "../../pkg-template/src/frameworks/hydrogen.js";
import { fakeTracker, fixture } from "./support/fake-tracker.mjs";

const SAMPLE = fixture("hydrogen-events");

/**
 * Hydrogen's side: `{publish(name, payload), events, problems}`. Like Hydrogen it keeps one subscriber for
 * each name and source text.
 */
function connected() {
  const subscribers = new Map();
  const { tracker, events, problems } = fakeTracker();
  const subscribe = (name, callback) =>
    subscribers.set(name, (subscribers.get(name) ?? new Map()).set(String(callback), callback));
  // An effect runs twice in StrictMode.
  connectHydrogen(subscribe, tracker);
  connectHydrogen(subscribe, tracker);
  return {
    events,
    problems,
    names: [...subscribers.keys()],
    publish: (name, payload) => subscribers.get(name).forEach((callback) => callback(payload)),
  };
}

test("Hydrogen's documented events are tracked once, with price texts as numbers", () => {
  const { publish, events, problems } = connected();
  for (const [name, payload] of Object.entries(SAMPLE)) publish(name, payload);
  const board = {
    product_id: "1",
    variant_id: "2",
    sku: "SB-154",
    name: "Snowboard",
    variant_name: "154cm",
    brand: "Hydrogen Vendor",
    price: 749.95,
    currency: "USD",
  };
  assert.deepEqual(
    [events, problems],
    [
      [
        ["product_viewed", { ...board, url: "https://h.example/products/snowboard" }],
        ["add_to_cart", { ...board, quantity: 1 }],
      ],
      [],
    ],
  );
});

test("prices are in major units of any currency", () => {
  for (const [price, currency, expected] of [
    ["1000", "JPY", 1000],
    ["1.234", "KWD", 1.234],
    [0, "EUR", 0],
  ]) {
    const { publish, events } = connected();
    publish("product_viewed", {
      ...SAMPLE.product_viewed,
      products: [{ ...SAMPLE.product_viewed.products[0], price }],
      shop: { currency },
    });
    assert.deepEqual([events[0][1].price, events[0][1].currency], [expected, currency]);
  }
});

test("a payload of another shape is a violation of its event, and an empty one is ignored", () => {
  const throwing = {
    get products() {
      throw new Error("theirs");
    },
    get cart() {
      throw new Error("theirs");
    },
    get currentLine() {
      throw new Error("theirs");
    },
    get collection() {
      throw new Error("theirs");
    },
    get searchTerm() {
      throw new Error("theirs");
    },
  };
  for (const broken of [undefined, null, throwing]) {
    const { publish, events, problems, names } = connected();
    for (const name of names) {
      problems.length = 0;
      publish(name, broken);
      assert.ok(problems.length > 0, name);
    }
    assert.deepEqual(events, []);
  }
  for (const [name, payload, refused] of [
    ["product_viewed", { products: [] }, true],
    [
      "product_viewed",
      { products: [{ id: "gid://shopify/Product/1", title: "x", price: "ask" }], shop: {} },
      true,
    ],
    ["collection_viewed", {}, true],
    ["product_added_to_cart", {}, true],
    ["product_added_to_cart", { currentLine: { quantity: 1 } }, true],
    ["product_removed_from_cart", { currentLine: SAMPLE.product_added_to_cart.currentLine }, true],
    ["cart_viewed", { cart: { lines: { nodes: [null] } } }, true],
    ["cart_viewed", { cart: null }, false],
    ["cart_viewed", { cart: { lines: { nodes: [] } } }, false],
    ["search_viewed", { searchTerm: "" }, false],
    [
      "product_added_to_cart",
      {
        currentLine: SAMPLE.product_added_to_cart.currentLine,
        prevLine: SAMPLE.product_added_to_cart.currentLine,
      },
      false,
    ],
  ]) {
    const { publish, events, problems } = connected();
    publish(name, payload);
    assert.deepEqual([events, problems.length > 0], [[], refused], JSON.stringify([name, payload]));
  }
});
