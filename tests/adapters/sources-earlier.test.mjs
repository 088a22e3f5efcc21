// The part `sources`: what it knows of the time before it, and of calls that wait for the tracker.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { trackFromSource } from "../../pkg-template/src/adapters/shared/adapter.js";
import { ADD, installSources, trackedReports } from "./support/reports.mjs";

test("adapters do not track again what the page called before they came", () => {
  const past = [
    { method: "page", args: [], result: { ok: true } },
    { method: "track", args: ["add_to_cart", ADD], result: { ok: true, queued: true } },
    { method: "track", args: ["product_viewed", {}], result: { ok: false, reason: "invalid" } },
  ];
  assert.deepEqual(
    trackedReports(
      [
        ["a", "add_to_cart", ADD],
        ["a", "product_viewed", { product_id: "1" }],
      ],
      undefined,
      past,
    ),
    [["product_viewed", { product_id: "1" }]],
  );
});

test("the next page knows a tracked action for 30 seconds, for sources that say when it began", () => {
  const storage = {};
  const listeners = {};
  let answer = { ok: true };
  const visit = (timeOrigin, at, on, reports) => {
    globalThis.sessionStorage = Object.assign(
      Object.create({ removeItem: (name) => delete storage[name] }),
      storage,
    );
    globalThis.addEventListener = (type, listener) => (listeners[type] = listener);
    const mocks = [mock.method(performance, "now", () => at)];
    Object.defineProperty(performance, "timeOrigin", { configurable: true, value: timeOrigin });
    const calls = [];
    const tracker = { track: (name) => (calls.push(name), answer), diagnostics: () => ({ on }) };
    installSources(tracker);
    for (const [source, began] of reports) trackFromSource(tracker, source, "add_to_cart", ADD, began);
    assert.equal(typeof tracker.diagnostics().overlaps, "number");
    listeners.pagehide();
    Object.assign(storage, { ...sessionStorage });
    mocks.forEach((one) => one.mock.restore());
    delete globalThis.addEventListener;
    delete globalThis.sessionStorage;
    return [calls.length, tracker.diagnostics().overlaps];
  };
  assert.deepEqual(visit(1_000_000, 5000, true, [["ga4"]]), [1, 0]);
  assert.deepEqual(
    visit(1_006_000, 800, true, [["woo", 800 - 30_000]]),
    [0, 1],
    "the cart's difference on the next page",
  );
  assert.deepEqual(visit(1_008_000, 800, true, [["woo", 800 - 30_000]]), [1, 0], "once");
  assert.deepEqual(visit(1_060_000, 800, true, [["ga4", 800 - 30_000]]), [1, 0], "not after half a minute");
  assert.deepEqual(
    visit(1_062_000, 900, false, [["jsonld", undefined]]),
    [1, 0],
    "without a word since when, only what is now",
  );
  answer = { ok: true, queued: true };
  assert.deepEqual(visit(1_200_000, 5000, true, [["ga4"]]), [1, 0]);
  assert.deepEqual(
    visit(1_206_000, 800, true, [["woo", 800 - 30_000]]),
    [1, 0],
    "not what may have been refused since: what is stored of it says so itself",
  );
  assert.equal(
    storage["shoptrail.told"]?.includes("jsonld") ?? false,
    false,
    "where the tracker is off nothing is stored",
  );
});

test("calls of earlier pages count at their own time, and calls taken by another tab are known", () => {
  const then = (age) => Date.now() - age;
  const queued = { ok: true, queued: true };
  // `stored`: calls in storage that wait for the tracker. `past`: calls that it has reported. `moved`: calls
  // of this page that were stored.
  const check = (expected, what, { stored = [], past = [], moved = [], on = false }, ...reports) => {
    const clock = mock.method(performance, "now", () => 1000);
    Object.defineProperty(performance, "timeOrigin", { configurable: true, value: then(1000) });
    globalThis.localStorage = { "shoptrail.q": JSON.stringify(stored) };
    const calls = [];
    const tracker = { moved, diagnostics: () => ({ on }), track: (name) => (calls.push(name), { ok: true }) };
    installSources(tracker, past);
    for (const [source, began] of reports)
      trackFromSource(tracker, source, "cart_viewed", { cart_id: "1" }, began);
    clock.mock.restore();
    delete globalThis.localStorage;
    assert.equal(calls.length, expected, what);
  };
  const call = (age, args = ["cart_viewed", {}]) => ["track", args, then(age), "https://s.example/", "", ""];
  const processed = (age) => ({ method: "track", args: ["cart_viewed", {}], result: queued, at: then(age) });
  const since = -29_000;
  check(0, "in storage, for a source that says when it began", { stored: [call(10_000)] }, ["woo", since]);
  check(0, "processed already", { past: [processed(10_000)], on: true }, ["woo", since]);
  check(1, "of yesterday, in storage", { stored: [call(86_400_000)] }, ["ga4"]);
  check(1, "of yesterday, processed already", { past: [processed(86_400_000)], on: true }, ["ga4"]);
  check(0, "of this page, in storage", { past: [processed(900)], stored: [call(900)], moved: [call(900)] }, [
    "ga4",
  ]);
  check(0, "of this page, taken by another tab", { moved: [call(900)], on: true }, ["ga4"]);
  check(
    1,
    "of this page, and yet another action",
    { past: [processed(900)], moved: [call(900)], on: true },
    ["ga4"],
    ["ga4"],
  );
  check(
    0,
    "of this page, behind hundreds of earlier ones",
    {
      past: [processed(900)],
      stored: Array.from({ length: 500 }, (_, number) =>
        call(10_000, ["search_performed", { query: String(number) }]),
      ),
    },
    ["ga4"],
  );
  check(0, "beside another script's", { stored: [null, 7, { 2: 5 }, ["track", 7, 5], call(10_000)] }, [
    "woo",
    since,
  ]);
  check(1, "not a list", { stored: { 2: 5 } }, ["woo", since]);
});

test("when a queued call is refused, the reports it stood for are tracked", () => {
  const invalid = { ...ADD, price: "much" };
  const queued = { ok: true, queued: true };
  const [accepted, refused] = [
    { ok: true, messageId: "m" },
    { ok: false, reason: "invalid", violations: [] },
  ];
  // Each step is a source that reports, or `[properties, result]` of a call that is processed.
  const check = (expected, what, past, ...steps) => {
    const calls = [];
    const listeners = new Set();
    const tracker = {
      track: (name, { price }) => (calls.push(price), { ok: true }),
      on: (type, listener) => (listeners.add(listener), () => listeners.delete(listener)),
      diagnostics: () => ({}),
    };
    installSources(
      tracker,
      past.map((properties) => ({ method: "track", args: ["add_to_cart", properties], result: queued })),
    );
    for (const step of steps) {
      if (typeof step === "string") trackFromSource(tracker, step, "add_to_cart", ADD);
      else
        for (const listener of [...listeners])
          listener({ method: "track", args: ["add_to_cart", step[0]], result: step[1] });
      for (const listener of [...listeners]) listener({ method: "page", args: [], result: accepted });
    }
    assert.deepEqual([calls, tracker.diagnostics().overlaps, listeners.size], expected, what);
  };
  check([[], 1, 1], "while it waits", [invalid], "ga4");
  check([[10], 0, 0], "reported meanwhile", [invalid], "ga4", [invalid, refused]);
  check([[10], 0, 0], "reported later", [invalid], [invalid, refused], "ga4");
  check([[10], 1, 0], "reported by two", [invalid], "ga4", "woo", [invalid, refused]);
  check([[], 1, 0], "accepted", [invalid], "ga4", [invalid, accepted]);
  check([[], 1, 0], "without consent", [invalid], "ga4", [invalid, { ok: false, reason: "consent" }]);
  check([[], 0, 0], "reported by no other source", [invalid], [invalid, refused]);
  check([[], 0, 1], "another one", [invalid], [{ ...invalid, variant_id: "7" }, refused]);
  check([[10], 1, 0], "the second of two", [ADD, invalid], "ga4", "ga4", [ADD, accepted], [invalid, refused]);
  check([[10], 1, 0], "the first of two", [invalid, ADD], "ga4", "ga4", [invalid, refused], [ADD, accepted]);
  check([[10], 0, 0], "a quantity that is no number", [{ ...ADD, quantity: NaN }], "ga4", [
    { ...ADD, quantity: null },
    refused,
  ]);
});

test("queued calls are followed until five seconds after the tracker is ready", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const listeners = new Set();
  let ready;
  const tracker = {
    track: () => ({ ok: true }),
    on: (type, listener) => (listeners.add(listener), () => listeners.delete(listener)),
    ready: (callback) => (ready = callback),
  };
  installSources(tracker, [
    { method: "track", args: ["add_to_cart", ADD], result: { ok: true, queued: true } },
  ]);
  mock.timers.tick(100_000);
  assert.equal(listeners.size, 1, "with consent pending it may take its time");
  ready(tracker);
  mock.timers.tick(100_000);
  mock.timers.reset();
  assert.equal(listeners.size, 0);
});
