// The adapter `ga4`: it reads every entry of the dataLayer once, whatever else the page does with it.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import ga4 from "../../pkg-template/src/adapters/ga4.js";
import { openDataLayer } from "./support/data-layer.mjs";
import { settle } from "./support/dom.mjs";
import { fakeTracker, gtag } from "./support/fake-tracker.mjs";

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

const search = (search_term) => ({ event: "search", search_term });
const queries = (events) => events.map(([, { query }]) => query);

for (const [what, replace] of [
  ["an empty list", () => []],
  ["a list with entries", () => [search("in it")]],
  ["a list that goes on with the entries before", (old) => [...old, search("in it")]],
  ["a part of the list before", (old) => old.slice(0)],
  ["a list of another class", () => new (class Layer extends Array {})()],
  ["a list with a push of its own", () => Object.assign([], { push: Array.prototype.push })],
  ["the same list", (old) => old],
  ["a frozen list, then another", (old, set) => (set(Object.freeze([search("in it")])), [])],
  ["nothing, then a list", (old, set) => (set(undefined), [])],
  ["null, then a list", (old, set) => (set(null), [])],
  ["a value that is no list, then a list", (old, set) => (set({ push() {} }), [])],
  ["two lists, each with entries", (old, set) => (set([search("in it")]), [])],
])
  for (const name of ["dataLayer", "gtmLayer"])
    test(`${name} is followed when the page replaces it by ${what}`, async () => {
      const { events } = openDataLayer(undefined, name === "dataLayer" ? {} : { dataLayer: name });
      const { window } = globalThis;
      window[name].push(search("before"));
      const list = replace(window[name], (value) => (window[name] = value));
      window[name] = list;
      assert.equal(window[name], list);
      window[name].push(search("after"));
      await settle();
      assert.deepEqual(
        queries(events).filter((query) => query !== "in it"),
        ["before", "after"],
      );
      assert.equal(
        queries(events).filter((query) => query === "in it").length,
        /in it/.test(String(replace)) ? 1 : 0,
        "once each",
      );
    });

test("the page's own follower of dataLayer gets each list, and the property stays as it is", async () => {
  const lists = [];
  let list = [];
  globalThis.window = {};
  Object.defineProperty(globalThis.window, "dataLayer", {
    get: () => list,
    set: (value) => lists.push((list = value)),
    configurable: true,
    enumerable: true,
  });
  globalThis.addEventListener = () => {};
  const { tracker, events } = fakeTracker();
  ga4(tracker);
  const next = [];
  globalThis.window.dataLayer = next;
  next.push(search("a"));
  await settle();
  const { configurable, enumerable } = Object.getOwnPropertyDescriptor(globalThis.window, "dataLayer");
  assert.deepEqual([lists.at(-1), list, configurable, enumerable], [next, next, true, true]);
  assert.deepEqual(queries(events), ["a"]);
});

test("a dataLayer that a `var` of the page has fixed is followed within a second", async () => {
  mock.timers.enable({ apis: ["setInterval"] });
  globalThis.window = {};
  Object.defineProperty(globalThis.window, "dataLayer", { value: [], writable: true });
  globalThis.addEventListener = () => {};
  const { tracker, events } = fakeTracker();
  ga4(tracker);
  globalThis.window.dataLayer = [search("a")];
  mock.timers.tick(1000);
  globalThis.window.dataLayer.push(search("b"));
  mock.timers.reset();
  await settle();
  assert.deepEqual(queries(events), ["a", "b"]);
});

test("commands and functions of a replaced list are read as in the one before", async () => {
  const { events } = openDataLayer([gtag("js", new Date(0)), () => {}]);
  globalThis.window.dataLayer = [];
  // As Google's snippet does, by name.
  const call = function () {
    globalThis.window.dataLayer.push(arguments);
  };
  call("config", "G-1", { currency: "EUR" });
  call("event", "search", { search_term: "a" });
  globalThis.window.dataLayer.push(function () {}, search("b"));
  await settle();
  assert.deepEqual(queries(events), ["a", "b"]);
});
