// The adapter `ga4`: it reads every entry of the dataLayer once, whatever else the page does with it.

import assert from "node:assert/strict";
import { test } from "node:test";
import ga4 from "../../pkg-template/src/adapters/ga4.js";
import { openDataLayer } from "./support/data-layer.mjs";
import { settle } from "./support/dom.mjs";
import { gtag } from "./support/fake-tracker.mjs";

test("malformed pushes throw nothing, and the pushes after them are tracked", async () => {
  const trap = new Proxy(
    {},
    {
      get() {
        throw new Error("theirs");
      },
      ownKeys() {
        throw new Error("theirs");
      },
    },
  );
  const { events, layer } = openDataLayer([
    null,
    7,
    "text",
    () => {},
    [],
    gtag(),
    gtag("event"),
    trap,
    { event: {} },
    { event: "add_to_cart", ecommerce: "none" },
    { event: "add_to_cart", ecommerce: { items: [null, 3] } },
    { event: "purchase", ecommerce: { items: "x" } },
    { ecommerce: { add: 7, purchase: [], detail: { products: null } } },
  ]);
  layer().push({ event: "search", search_term: "boots" });
  await settle();
  assert.deepEqual(events, [["search_performed", { query: "boots" }]]);
});

test("push keeps its result, its `this`, its several entries and the errors of others", async () => {
  const { events, layer } = openDataLayer([]);
  const list = layer();
  assert.equal(list.push({ event: "search", search_term: "a" }, { event: "search", search_term: "b" }), 2);
  assert.equal(list.length, 2);
  list.push(list[1]);
  const wrapped = list.push;
  list.push = function (...entries) {
    assert.equal(this, list);
    wrapped.apply(this, entries);
    throw new Error("theirs");
  };
  assert.throws(() => list.push({ event: "search", search_term: "c" }), /theirs/);
  await settle();
  assert.deepEqual(
    events.map(([, { query }]) => query),
    ["a", "b", "b", "c"],
  );
});

test("with Tag Manager's wrapper around push, and a push within a push, each entry counts once", async () => {
  const { events, layer, listeners } = openDataLayer([]);
  const list = layer();
  const inner = list.push;
  list.push = function (...entries) {
    const result = inner.apply(list, entries);
    if (entries[0].search_term === "outer") list.push({ event: "search", search_term: "inner" });
    return result;
  };
  listeners.load();
  list.push({ event: "search", search_term: "outer" });
  listeners.click();
  await settle();
  assert.deepEqual(
    events.map(([, { query }]) => query),
    ["outer", "inner"],
  );
});

test("entries of a replaced push or dataLayer are each tracked once", async () => {
  const { events, layer, listeners } = openDataLayer([]);
  layer().push = Array.prototype.push;
  layer().push({ event: "search", search_term: "a" });
  listeners.click();
  layer().push({ event: "search", search_term: "b" });
  globalThis.window.dataLayer = [...layer(), { event: "search", search_term: "c" }];
  listeners.load();
  layer().push({ event: "search", search_term: "d" });
  listeners.pagehide();
  await settle();
  assert.deepEqual(
    events.map(([, { query }]) => query),
    ["a", "b", "c", "d"],
  );
});

test("entries of a frozen or sealed dataLayer are tracked, and a value that is no list is not", async () => {
  const search = { event: "search", search_term: "a" };
  const fixed = Object.defineProperty([search], "push", { value: Array.prototype.push, writable: false });
  for (const [layer, expected] of [
    [Object.freeze([search]), 1],
    [fixed, 1],
    [Object.seal([search]), 1],
    [{ push() {} }, 0],
    ["text", 0],
    [7, 0],
  ]) {
    const { events, listeners } = openDataLayer(layer);
    listeners.click();
    listeners.pagehide();
    await settle();
    assert.equal(events.length, expected, String(layer));
  }
});

test("the theme's own call after a push in the same handler is the tracked event", async () => {
  const { events, tracker, layer } = openDataLayer([]);
  layer().push(
    gtag("event", "add_to_cart", { currency: "EUR", items: [{ item_id: "7", item_name: "Mug", price: 5 }] }),
  );
  tracker.track("add_to_cart", {
    product_id: "7",
    name: "Mug",
    price: 5,
    quantity: 1,
    currency: "EUR",
    engraving: "Jane",
  });
  await settle();
  assert.deepEqual(
    events.map(([name, { engraving }]) => [name, engraving]),
    [["add_to_cart", "Jane"]],
  );
});

test("a page that pushes every tracked event stops after 1,000 events", async () => {
  const { events, tracker, layer } = openDataLayer([]);
  const search = { event: "search", search_term: "a" };
  tracker.on("call", () => layer().push({ ...search }));
  layer().push(search);
  await settle();
  assert.equal(events.length, 1000);
});

test("a dataLayer of another name is read once, however often the adapter is installed", async () => {
  const { events, tracker } = openDataLayer(undefined, { dataLayer: "gtmLayer" });
  ga4(tracker, { dataLayer: "gtmLayer" });
  globalThis.window.gtmLayer.push({ event: "search", search_term: "a" });
  await settle();
  assert.deepEqual(events.length, 1);
});
