// The policies of the parts `message-hooks` and `default-properties`: what `beforeSend` may change, which
// calls of dead pages a page takes over, which default properties a call gets. The parts in a real browser:
// tests/e2e/message-hooks.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  readDefaults,
  setAfter,
  withDefaults,
  withProperties,
} from "../../pkg-template/src/parts/default-properties/properties.js";
import { applyHook } from "../../pkg-template/src/parts/message-hooks/before-send.js";
import { adoptCalls, dropCalls } from "../../pkg-template/src/parts/message-hooks/leftovers.js";

const track = () => ({
  type: "track",
  event: "product_viewed",
  messageId: "01M877WE2GBTZAGP5N1G07SB9W",
  anonymousId: "a",
  userId: "u",
  timestamp: "2026-12-01T00:00:00.000Z",
  properties: { product_id: "p1", price: 5 },
  context: { page: { url: "https://shop.test/" } },
});
const page = () => ({ ...track(), type: "page", event: undefined, name: "Title" });
const identify = () => ({ type: "identify", messageId: "m", anonymousId: "a", traits: { email: "a@b.c" } });

/** The message as it is stored, or false when it is dropped. */
function hooked(hook, message = track()) {
  return applyHook(hook, message) && JSON.parse(JSON.stringify(message));
}

test("beforeSend changes the event, the properties and the context", () => {
  const message = hooked((given) => {
    given.event = "viewed";
    given.properties.price = undefined;
    given.properties.own_id = 7;
    delete given.context.page;
    return given;
  });
  assert.deepEqual(message, {
    ...track(),
    event: "viewed",
    properties: { product_id: "p1", own_id: 7 },
    context: {},
  });
  assert.deepEqual(Object.keys(message), Object.keys(track()), "the order of members is what the core reads");
});

test("the traits of an identify message and the title of a page view can be changed", () => {
  assert.deepEqual(hooked((given) => ({ ...given, traits: {} }), identify()).traits, {});
  assert.equal(hooked((given) => ({ ...given, name: undefined }), page()).name, undefined);
});

test("what Customer.io tells messages and people apart by stays as it is", () => {
  const message = hooked((given) => ({
    ...given,
    messageId: "x",
    anonymousId: "x",
    userId: "x",
    timestamp: "1970-01-01T00:00:00.000Z",
    writeKey: "x",
    traits: { x: 1 },
    name: "x",
  }));
  assert.deepEqual(message, track());
});

test("the function gets a copy", () => {
  const message = track();
  const { context, properties } = message;
  applyHook((given) => {
    given.properties.price = 1;
    given.context.page.url = "x";
    return { ...given };
  }, message);
  assert.deepEqual([context, properties], [track().context, track().properties], "others share the context");
});

test("null and false drop a message", () => {
  assert.equal(
    hooked(() => null),
    false,
  );
  assert.equal(
    hooked(() => false),
    false,
  );
});

const CYCLE = {};
CYCLE.self = CYCLE;
for (const [title, hook] of [
  ["nothing", () => {}],
  ["true", () => true],
  ["a text", () => "x"],
  ["an empty object", () => ({})],
  ["a list", () => []],
  ["a promise", async (given) => given],
  ["the properties", ({ properties }) => properties],
  ["another type", (given) => ({ ...given, type: "identify" })],
  ["a type that is not Customer.io's", (given) => ({ ...given, type: "alias" })],
  ["no event", (given) => ({ ...given, event: undefined })],
  ["an empty event", (given) => ({ ...given, event: "" })],
  ["an event with a space in front", (given) => ({ ...given, event: " x" })],
  ["an event that is too long", (given) => ({ ...given, event: "é".repeat(51) })],
  ["an event that Customer.io acts on", (given) => ({ ...given, event: "User Deleted" })],
  ["properties that are a list", (given) => ({ ...given, properties: [] })],
  ["a context that is a text", (given) => ({ ...given, context: "x" })],
  ["a cycle", (given) => ({ ...given, properties: CYCLE })],
  ["a BigInt", (given) => ({ ...given, properties: { n: 1n } })],
  [
    "a getter that throws",
    (given) => ({
      ...given,
      get properties() {
        throw new Error("getter");
      },
    }),
  ],
  [
    "an error",
    () => {
      throw new Error("mine");
    },
  ],
])
  test(`beforeSend that gives ${title} changes nothing and throws, so that the message is dropped`, () => {
    const message = track();
    assert.throws(() => applyHook(hook, message));
    assert.deepEqual(message, track());
  });

/** A storage as browsers have it, with these records. */
function storageOf(records) {
  return Object.create(
    {
      getItem(name) {
        return Object.hasOwn(this, name) ? this[name] : null;
      },
      setItem(name, text) {
        this[name] = String(text);
      },
      removeItem(name) {
        delete this[name];
      },
    },
    Object.getOwnPropertyDescriptors(records),
  );
}

const NOW = 1_795_441_235_260;
/** A waiting call that was accepted `ageMs` ago. */
const waiting = (ageMs) => JSON.stringify(["page", [], NOW - 1e6, "u", "t", "", "id", 0, null, NOW - ageMs]);
const saved = (...names) => JSON.stringify(names.map((name) => [name, [], NOW, "u", "t", ""]));

test("a page with the hook takes over what pages without it left, but not what a living page has", () => {
  const storage = storageOf({
    "shoptrail.q.DEAD": waiting(7000),
    "shoptrail.q.YOUNG": waiting(6999),
    "shoptrail.q.FUTURE": waiting(-5000),
    "shoptrail.q": saved("page", "track"),
    "shoptrail.hook.q": saved("identify"),
    other: "x",
  });
  adoptCalls(storage, NOW);
  assert.deepEqual(
    { ...storage },
    {
      "shoptrail.q.YOUNG": waiting(6999),
      "shoptrail.hook.q.DEAD": waiting(7000),
      "shoptrail.hook.q.FUTURE": waiting(-5000),
      "shoptrail.hook.q": saved("identify", "page", "track"),
      other: "x",
    },
  );
});

test("a page without the hook removes what pages with it left, and counts it", () => {
  const storage = storageOf({
    "shoptrail.hook.q.DEAD": waiting(8000),
    "shoptrail.hook.q.CUT": "[1,",
    "shoptrail.hook.q.YOUNG": waiting(100),
    "shoptrail.hook.q": saved("page", "track"),
    "shoptrail.hook.properties": "{}",
    "shoptrail.q.DEAD": waiting(8000),
  });
  assert.equal(dropCalls(storage, NOW), 4);
  assert.deepEqual(Object.keys(storage).sort(), [
    "shoptrail.hook.properties",
    "shoptrail.hook.q.YOUNG",
    "shoptrail.q.DEAD",
  ]);
  assert.equal(dropCalls(storage, NOW), 0);
});

const DEFAULTS = [
  ["theme", "summer", 10],
  ["market", "es", 20],
];

for (const [title, method, args, timeMs, expected] of [
  ["a track call gets them", "track", ["x", { a: 1 }], 20, ["x", { theme: "summer", market: "es", a: 1 }]],
  ["a track call without properties too", "track", ["x"], 20, ["x", { theme: "summer", market: "es" }]],
  ["a page view too", "page", [], 20, [{ theme: "summer", market: "es" }]],
  ["only those of its time", "track", ["x", {}], 19, ["x", { theme: "summer" }]],
  ["none before the first", "page", [], 9, []],
  ["its own win", "page", [{ theme: "own" }], 10, [{ theme: "own" }]],
  ["its own null wins too", "page", [{ theme: null }], 10, [{ theme: null }]],
  ["null properties are none", "track", ["x", null], 10, ["x", { theme: "summer" }]],
  ["what is no object stays", "track", ["x", "text"], 20, ["x", "text"]],
  ["a list stays", "track", ["x", [1]], 20, ["x", [1]]],
  ["identify has none", "identify", ["u", {}], 20, ["u", {}]],
  ["reset has none", "reset", [], 20, []],
])
  test(`default properties: ${title}`, () =>
    assert.deepEqual(withDefaults(method, args, DEFAULTS, timeMs), expected));

test("a new value counts from its own time, null takes one out, reset leaves what is later", () => {
  assert.deepEqual(withProperties(DEFAULTS, { theme: "winter", market: null, b: 1 }, 30), [
    ["theme", "winter", 30],
    ["b", 1, 30],
  ]);
  assert.deepEqual(setAfter(DEFAULTS, 10), [DEFAULTS[1]]);
});

test("a name that would change prototypes changes none", () => {
  const given = JSON.parse('{"__proto__":{"polluted":1}}');
  const [, properties] = withDefaults("track", ["x", {}], withProperties([], given, 1), 1);
  assert.equal({}.polluted, undefined);
  assert.equal(Object.getPrototypeOf(properties), Object.prototype);
});

test("stored properties are those of the shopper who is here", () => {
  assert.deepEqual(readDefaults({ owner: "a", properties: DEFAULTS }, "a"), DEFAULTS);
  assert.deepEqual(readDefaults({ owner: "a", properties: DEFAULTS }, "b"), []);
  for (const stored of [
    undefined,
    null,
    1,
    {},
    { owner: "a", properties: "x" },
    { owner: "a", properties: [1, null] },
  ])
    assert.deepEqual(readDefaults(stored, "a"), []);
});
