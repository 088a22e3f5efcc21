// The part `takeover`: what Customer.io's own SDK left on a device, in every form in which it writes, and
// when the person counts. In a real browser: tests/e2e/takeover.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import takeover from "../../pkg-template/src/parts/takeover.js";
import { readIds } from "../../pkg-template/src/parts/takeover/stored-ids.js";
import { createBlockedStorage, createStorage, installPage } from "../page/support/browser.mjs";

const A = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const B = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";

/** The ids on a page with these records and cookies. */
function idsOf(stored, cookie = "") {
  const localStorage = createStorage();
  for (const [name, value] of Object.entries(stored)) localStorage.setItem(name, value);
  return readIds({ localStorage, document: { cookie } });
}

test("ids are read in quotation marks and bare, traits as an object", () => {
  const check = (stored, cookie, expected) =>
    assert.deepEqual(idsOf(stored, cookie), {
      anonymousId: undefined,
      userId: undefined,
      traits: {},
      ...expected,
    });
  check({}, "", {});
  check({ ajs_anonymous_id: `"${A}"`, ajs_user_id: '"u1"' }, "", { anonymousId: A, userId: "u1" });
  check({ ajs_user_id: "u1" }, "", { userId: "u1" });
  // What was a number to the SDK: too long for a number of JavaScript.
  check({ ajs_user_id: "12345678901234567890" }, "", { userId: "12345678901234567890" });
  check({ ajs_user_id: '"jane@example.com"', ajs_user_traits: '{"plan":"gold"}' }, "", {
    userId: "jane@example.com",
    traits: { plan: "gold" },
  });
  check({}, `theme=dark; ajs_anonymous_id=${A}; ajs_user_id=u%20one`, { anonymousId: A, userId: "u one" });
  check({}, `ajs_anonymous_id=%22${A}%22; ajs_user_id=%22u1%22`, { anonymousId: A, userId: "u1" });
  check({ ajs_user_traits: '{"plan":"gold"}' }, "", { traits: { plan: "gold" } });
});

test("what is no id is none, and never throws", () => {
  for (const value of ["null", '""', "", "{}", "[1]", '"u1', "[object Object]"])
    assert.equal(idsOf({ ajs_user_id: value }).userId, undefined, value);
  for (const value of ["null", "[]", "1", '"x"', "{"])
    assert.deepEqual(idsOf({ ajs_user_traits: value }).traits, {}, value);
  assert.equal(idsOf({ ajs_anonymous_id: '"custom"' }).anonymousId, undefined);
  assert.equal(idsOf({}, "ajs_anonymous_id=%E0%A4%A; ajs_user_id=%E0%A4%A").userId, undefined);
  assert.equal(idsOf({}, "not_ajs_user_id=u1").userId, undefined);
  assert.deepEqual(readIds({ localStorage: createBlockedStorage(), document: { cookie: "" } }).traits, {});
});

test("cookies know of a log-out on another host of the shop; localStorage does not", () => {
  const stored = { ajs_anonymous_id: `"${A}"`, ajs_user_id: '"u1"', ajs_user_traits: '{"plan":"gold"}' };
  const loggedOut = idsOf(stored, `ajs_anonymous_id=${B}`);
  assert.deepEqual([loggedOut.anonymousId, loggedOut.userId, loggedOut.traits], [B, undefined, {}]);
  const another = idsOf(stored, `ajs_anonymous_id=${B}; ajs_user_id=u2`);
  assert.deepEqual([another.anonymousId, another.userId, another.traits], [B, "u2", {}]);
  const same = idsOf(stored, `ajs_anonymous_id=${A}; ajs_user_id=u1`);
  assert.deepEqual([same.anonymousId, same.userId, same.traits], [A, "u1", { plan: "gold" }]);
  // An id of the shop's own making in the cookie: the one in localStorage is a UUID.
  assert.equal(idsOf(stored, "ajs_anonymous_id=own; ajs_user_id=u1").anonymousId, A);
});

/** A tracker as the part sees it. `answer` gives consent; `calls` has what the part identified. */
function fakeShop(identity = {}) {
  const calls = [];
  let listener;
  return {
    calls,
    answer: (analytics) => listener?.({ analytics }),
    on: (_, added) => ((listener = added), () => (listener = undefined)),
    diagnostics: () => ({ on: true, identity: { anonymousId: A, keys: [], ...identity } }),
    identify: (...args) => void calls.push(args),
  };
}

function store(records) {
  installPage();
  for (const [name, value] of Object.entries(records)) localStorage.setItem(name, value);
}

const KNOWN = {
  ajs_anonymous_id: `"${A}"`,
  ajs_user_id: '"u1"',
  ajs_user_traits: '{"plan":"gold","unsubscribed":false,"cio_subscription_preferences.topics.topic_1":true}',
};

test("the person is identified once, when analytics are granted, without what may subscribe again", () => {
  store(KNOWN);
  const shop = fakeShop();
  assert.deepEqual(takeover(shop, {}, []), { anonymousId: A });
  shop.answer("pending");
  assert.deepEqual(shop.calls, []);
  shop.answer("granted");
  shop.answer("granted");
  assert.deepEqual(shop.calls, [["u1", { plan: "gold" }]]);
});

test("traits of a shopper who was never known wait for the person, subscriptions too", () => {
  store({ ajs_anonymous_id: `"${A}"`, ajs_user_traits: '{"size":"M","unsubscribed":false}' });
  const shop = fakeShop();
  takeover(shop, {}, []);
  shop.answer("granted");
  assert.deepEqual(shop.calls, [[null, { size: "M", unsubscribed: false }]]);
  store({ ajs_anonymous_id: `"${A}"`, ajs_user_traits: "{}" });
  const other = fakeShop();
  takeover(other, {}, []);
  other.answer("granted");
  assert.deepEqual(other.calls, []);
});

test("nobody is brought back who logged out, or whose place somebody else took", () => {
  store(KNOWN);
  const loggedOut = fakeShop();
  assert.deepEqual(takeover(loggedOut, {}, [{ method: "reset", args: [] }]), {});
  loggedOut.answer("granted");
  assert.deepEqual(loggedOut.calls, []);
  for (const identity of [{ anonymousId: B }, { keys: ["email"] }]) {
    const shop = fakeShop(identity);
    takeover(shop, {}, []);
    shop.answer("granted");
    assert.deepEqual(shop.calls, []);
  }
  const otherTab = fakeShop();
  takeover(otherTab, {}, []);
  for (const name of Object.keys(KNOWN)) localStorage.removeItem(name);
  otherTab.answer("granted");
  assert.deepEqual(otherTab.calls, []);
});
