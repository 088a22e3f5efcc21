// What every adapter uses: it runs once in a page, tracks as a source, and completes products.

import assert from "node:assert/strict";
import { test } from "node:test";
import { registerIfNew, trackFromSource } from "../../pkg-template/src/adapters/shared/adapter.js";
import { completeProduct, rememberProduct } from "../../pkg-template/src/adapters/shared/known-products.js";
import { installSources } from "./support/reports.mjs";

test("an adapter is registered once per page", () => {
  const tracker = {};
  assert.deepEqual(
    [
      registerIfNew(tracker, "a"),
      registerIfNew(tracker, "a"),
      registerIfNew(tracker, "b"),
      registerIfNew({}, "a"),
    ],
    [true, false, true, true],
  );
});

test("a missing property comes from what other sources said about the product", () => {
  const tracker = {};
  rememberProduct(tracker, {
    product_id: "678",
    variant_id: "398",
    sku: "S1",
    name: "Potion",
    price: 10,
    currency: "CAD",
    quantity: 3,
    brand: "P",
  });
  assert.deepEqual(completeProduct(tracker, { variant_id: "398" }), {
    product_id: "678",
    variant_id: "398",
    sku: "S1",
    name: "Potion",
    price: 10,
    currency: "CAD",
    brand: "P",
  });
  assert.deepEqual(completeProduct(tracker, { variant_id: 398, name: "Own", price: 0 }), {
    product_id: "678",
    variant_id: 398,
    sku: "S1",
    name: "Own",
    price: 0,
    currency: "CAD",
    brand: "P",
  });
  assert.deepEqual(
    completeProduct(tracker, { product_id: "678", variant_id: "399" }),
    { product_id: "678", variant_id: "399", name: "Potion", currency: "CAD", brand: "P" },
    "no price of another variant",
  );
  assert.deepEqual(completeProduct(tracker, { product_id: "678" }), {
    product_id: "678",
    name: "Potion",
    price: 10,
    currency: "CAD",
    brand: "P",
  });
  assert.deepEqual(completeProduct(tracker, { product_id: "9", sku: null, name: "" }), { product_id: "9" });
});

test("an unreadable product reaches the tracker, which refuses it by name", () => {
  const calls = [];
  const tracker = { track: (...call) => calls.push(call) };
  const unreadable = {
    product_id: "1",
    get price() {
      throw new Error("theirs");
    },
  };
  trackFromSource(tracker, "a", "product_viewed", unreadable);
  assert.equal(calls[0][1], unreadable);
});

test("values of a platform that throw do not throw into the page", () => {
  const tracker = {
    track: () => {
      throw new Error("theirs");
    },
  };
  const trap = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("theirs");
      },
    },
  );
  for (const properties of [
    undefined,
    null,
    7,
    "x",
    [],
    trap,
    {
      get product_id() {
        throw new Error("theirs");
      },
    },
    { product_id: Symbol("x") },
  ]) {
    assert.equal(trackFromSource(tracker, "a", "add_to_cart", properties), undefined);
  }
});

test("the number of remembered events and products is bounded", () => {
  const tracker = { track: () => ({ ok: true }) };
  installSources(tracker);
  for (let index = 0; index < 1000; index += 1)
    trackFromSource(tracker, "a", "product_viewed", { product_id: `p${index}` });
  assert.ok(tracker.sources.seen.length <= 200 && tracker.sources.products.length <= 200);
});
