// Shopify Hydrogen: the anonymous id in an attribute of a headless cart, by the entry `shoptrail/hydrogen`.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { linkCheckout } from "../../pkg-template/src/frameworks/hydrogen.js";

const NAME = "_shoptrail_anonymous_id";
const A = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const B = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
const GIFT = { key: "gift", value: "yes" };
const granted = (anonymousId) => ({ on: true, consent: { analytics: "granted" }, identity: { anonymousId } });
const withheld = (analytics) => ({ on: false, consent: { analytics } });

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

/**
 * A storefront whose component runs `linkCheckout` as an effect for each state of the cart.
 * `cartAttributesUpdate` replaces all attributes, as the Storefront API's does.
 */
function storefront({ report = granted(A), cart, failures = 0 } = {}) {
  const listeners = { call: [], consent: [] };
  const state = { report, cart, writes: [], failures, end: () => {} };
  const tracker = {
    diagnostics: () => state.report,
    on(type, listener) {
      listeners[type].push(listener);
      return () => (listeners[type] = listeners[type].filter((other) => other !== listener));
    },
    ready: (callback) => void (state.report.on && callback()),
  };
  const render = (next) => {
    state.end();
    state.cart = next;
    state.end = linkCheckout(tracker, next, async (attributes) => {
      state.writes.push(attributes);
      if (state.failures-- > 0) throw new Error("offline");
      render({ ...state.cart, attributes });
    });
  };
  render(cart);
  return {
    state,
    render,
    listeners,
    emit: (type, notice) => listeners[type].forEach((listener) => listener(notice)),
  };
}

async function wait(ms) {
  for (let passed = 0; passed < ms; passed += 100) {
    mock.timers.tick(100);
    for (let round = 0; round < 5; round += 1) await new Promise(setImmediate);
  }
}

test("the id joins the cart's other attributes, once, when the cart has something in it", async () => {
  const { state, render } = storefront({ cart: { totalQuantity: 0, attributes: [GIFT] } });
  await wait(1000);
  assert.deepEqual(state.writes, [], "an empty cart");
  render({ totalQuantity: 1, attributes: [GIFT] });
  await wait(300);
  render({ totalQuantity: 2, attributes: [GIFT] });
  await wait(400);
  assert.deepEqual(state.writes, [], "the cart is still changing");
  await wait(2000);
  assert.deepEqual(state.writes, [[GIFT, { key: NAME, value: A }]]);
  render({ ...state.cart, totalQuantity: 3 });
  await wait(2000);
  assert.equal(state.writes.length, 1, "the same id");
});

test("a denial and reset() take it out, and the next cart event links the new id", async () => {
  const cart = { totalQuantity: 1, attributes: [GIFT, { key: NAME, value: A }] };
  const denied = storefront({ cart });
  denied.state.report = withheld("denied");
  denied.emit("consent", { analytics: "denied" });
  await wait(1000);
  assert.deepEqual(denied.state.writes, [[GIFT, { key: NAME, value: "" }]]);

  const { state, emit } = storefront({ cart });
  state.report = granted(B);
  emit("call", { method: "reset", args: [] });
  await wait(2000);
  emit("call", { method: "page", args: [] });
  await wait(2000);
  assert.deepEqual(state.writes.at(-1), [GIFT, { key: NAME, value: "" }]);
  emit("call", { method: "track", args: ["add_to_cart", {}] });
  await wait(1000);
  assert.deepEqual(state.writes.at(-1), [GIFT, { key: NAME, value: B }]);
});

test("without an answer, on a server, and without the cart's attributes nothing is written", async () => {
  const cart = { totalQuantity: 1, attributes: [GIFT] };
  for (const given of [
    { cart, report: withheld("pending") },
    { cart, report: { on: false, off_reason: "no_window" } },
    { cart: { totalQuantity: 1 } },
    { cart: null },
    { cart: undefined },
  ]) {
    const { state } = storefront(given);
    await wait(1000);
    assert.deepEqual(state.writes, []);
  }
});

test("an update that fails is repeated once; an effect that has ended writes nothing", async () => {
  const cart = { totalQuantity: 1, attributes: [] };
  const { state, listeners } = storefront({ cart, failures: 5 });
  await wait(10_000);
  assert.equal(state.writes.length, 2);
  state.end();
  assert.deepEqual([listeners.call.length, listeners.consent.length], [0, 0]);
  const ended = storefront({ cart });
  ended.state.end();
  await wait(1000);
  assert.deepEqual(ended.state.writes, []);
});
