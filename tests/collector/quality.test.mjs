// The collector's report of data quality, and the contradictions between it and the tracker's.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { differences } from "../../www/assets/quality/differences.js";
import { startCollector } from "../../www/collector.mjs";
import { receivedQuality } from "../../www/received-quality.mjs";

const plan = JSON.parse(readFileSync(new URL("../../pkg-template/plan.json", import.meta.url), "utf8"));
const LINE = { product_id: "p1", price: 5, quantity: 2, name: "Mug" };

let count = 0;
/** One entry of the collector: `at` in seconds, `problems` by code, `shopper` is the anonymous id. */
function entry(
  name,
  {
    properties = {},
    at = (count += 1),
    shopper = "a",
    problems = [],
    duplicate = false,
    id = `m${count}`,
  } = {},
) {
  const type = ["page", "identify"].includes(name) ? name : "track";
  const message = {
    type,
    ...(type === "track" && { event: name }),
    messageId: id,
    anonymousId: shopper,
    properties,
    timestamp: new Date(at * 1000).toISOString(),
  };
  return {
    message,
    verdict: { ok: !problems.length, problems: problems.map((code) => ({ code })) },
    duplicate,
  };
}

test("volume counts each id once by the plan's name, and counts its copies separately", () => {
  const entries = [
    entry("page"),
    entry("product_viewed"),
    entry("Product Viewed"),
    entry("product_viewed", { duplicate: true }),
    entry("of_the_shop", { problems: ["unknown_event"] }),
  ];
  const { events, violations } = receivedQuality(entries, plan);
  assert.deepEqual(events, {
    page: { received: 1, copies: 0, wrong: 0 },
    product_viewed: { received: 2, copies: 1, wrong: 0 },
    of_the_shop: { received: 1, copies: 0, wrong: 1 },
  });
  assert.deepEqual(violations, { unknown_event: 1 });
});

test("an event name that may be personal data is not in the report", () => {
  const { events } = receivedQuality(
    ["call jane@example.com", "call 020 7946", "of_the_shop"].map((name) => entry(name)),
    plan,
  );
  assert.deepEqual(
    Object.fromEntries(Object.entries(events).map(([name, { received }]) => [name, received])),
    { "(other)": 2, of_the_shop: 1 },
  );
});

test("completeness counts what the storefront gives, and not what the tracker fills in", () => {
  const order = {
    order_id: "1",
    total: 10,
    currency: "EUR",
    line_items: [LINE, { ...LINE, name: " " }],
    cart_value: 20,
    coupon: "",
  };
  const { properties } = receivedQuality(
    [
      entry("order_completed", { properties: order }),
      entry("product_viewed", { properties: { product_id: "p1" } }),
    ],
    plan,
  );
  const { order_completed: completed, product_viewed: viewed, "line_items[]": lines } = properties;
  assert.deepEqual(
    [completed.total, completed.coupon],
    [
      { required: true, given: 1, possible: 1 },
      { required: false, given: 0, possible: 1 },
    ],
  );
  for (const name of ["cart_id", "cart_value", "item_count", "product_ids", "primary_category"])
    assert.equal(completed[name], undefined, name);
  assert.deepEqual([viewed.product_id.given, viewed.name], [1, { required: true, given: 0, possible: 1 }]);
  assert.deepEqual(
    [lines.name, lines.quantity],
    [
      { required: false, given: 1, possible: 2 },
      { required: true, given: 2, possible: 2 },
    ],
  );
});

test("completeness reads Customer.io's property names on a semantically named event", () => {
  const { properties } = receivedQuality(
    [entry("Order Refunded", { properties: { order_id: "1", total: 5, products: [LINE] } })],
    plan,
  );
  assert.equal(properties.order_refunded.refund_amount.given, 1);
  assert.equal(properties.order_refunded.line_items.given, 1);
  assert.equal(properties["line_items[]"].price.given, 1);
});

test("an order under two ids is a repeat, and two refunds of one order are not", () => {
  const order = (id) => entry("order_completed", { properties: { order_id: id } });
  const refund = (id) => entry("order_refunded", { properties: { order_id: "1", refund_id: id } });
  assert.equal(receivedQuality([order("1"), order("2"), refund("r1"), refund("r2")], plan).repeats, 0);
  assert.equal(receivedQuality([order("1"), order("2"), order("1")], plan).repeats, 1);
});

test("identity follows the shopper in the order of time, not of arrival", () => {
  const check = (expected, ...entries) => assert.deepEqual(receivedQuality(entries, plan).identity, expected);
  check({ events: 0, stitched: 0, checkouts: 0, ordered: 0 });
  check(
    { events: 2, stitched: 0, checkouts: 0, ordered: 0 },
    entry("page", { at: 1 }),
    entry("page", { at: 2 }),
  );
  check(
    { events: 3, stitched: 2, checkouts: 1, ordered: 1 },
    entry("identify", { at: 3 }),
    entry("order_completed", { at: 4 }),
    entry("page", { at: 1 }),
    entry("checkout_started", { at: 2 }),
  );
  check(
    { events: 2, stitched: 0, checkouts: 1, ordered: 0 },
    entry("checkout_started", { at: 1, shopper: "a" }),
    entry("order_completed", { at: 2, shopper: "b" }),
  );
  check(
    { events: 4, stitched: 1, checkouts: 2, ordered: 1 },
    entry("checkout_started", { at: 1 }),
    entry("identify", { at: 2 }),
    entry("order_completed", { at: 3 }),
    entry("checkout_started", { at: 4 }),
    entry("identify", { at: 5 }),
    entry("checkout_started", { at: 6 }),
  );
});

test("a contradiction is named with both figures, and messages in flight are none", () => {
  const tracker = (events, changes = {}) => ({
    events,
    properties: {},
    identity: { events: 2, stitched: 0, checkouts: 0, ordered: 0 },
    ...changes,
  });
  const collector = (events, changes = {}) => ({
    events,
    properties: {},
    identity: { events: 2, stitched: 0, checkouts: 0, ordered: 0 },
    ...changes,
  });
  const counts = (taken, waiting, dropped) => ({
    taken,
    waiting,
    dropped,
    delivered: taken - waiting - dropped,
  });
  const check = (expected, ofTracker, ofCollector) =>
    assert.deepEqual(
      differences(ofTracker, ofCollector).map((found) => [found.what, found.tracker, found.collector]),
      expected,
    );

  check([], tracker({ page: counts(2, 0, 0) }), collector({ page: { received: 2 } }));
  check([["page", 2, 1]], tracker({ page: counts(2, 0, 0) }), collector({ page: { received: 1 } }));
  check([["page", 0, 1]], tracker({}), collector({ page: { received: 1 } }));
  check([], tracker({ page: counts(2, 2, 0) }), collector({}));
  // One was sent by beacon, which has no answer.
  check([], tracker({ page: counts(2, 1, 0) }), collector({ page: { received: 2 } }));
  // One was dropped, and yet it arrived.
  check([["page", 1, 2]], tracker({ page: counts(2, 0, 1) }), collector({ page: { received: 2 } }));

  const givenTwice = (taken) => ({
    properties: { search_performed: { query: { given: 2, possible: 2, taken } } },
  });
  const received = (given) => ({ properties: { search_performed: { query: { given } } } });
  check(
    [],
    tracker({ search_performed: counts(2, 0, 0) }, givenTwice(2)),
    collector({ search_performed: { received: 2 } }, received(2)),
  );
  check(
    [["search_performed query", 2, 1]],
    tracker({ search_performed: counts(2, 0, 0) }, givenTwice(2)),
    collector({ search_performed: { received: 2 } }, received(1)),
  );
  check([], tracker({ search_performed: counts(2, 2, 0) }, givenTwice(2)), collector({}));

  const stitched = { identity: { events: 2, stitched: 1, checkouts: 0, ordered: 0 } };
  check(
    [["stitched", 0, 1]],
    tracker({ page: counts(2, 0, 0) }),
    collector({ page: { received: 2 } }, stitched),
  );
  check([], tracker({ page: counts(2, 1, 0) }), collector({ page: { received: 1 } }, stitched));
});

test("the report covers all messages or a selection, and has no value and no address", async () => {
  const collector = await startCollector({ plan });
  try {
    const order = {
      order_id: "SECRET-1",
      total: 10,
      currency: "EUR",
      coupon: "SECRET",
      line_items: [{ ...LINE, name: "SECRET" }],
      url: "https://secret.example/?email=secret@example.com",
    };
    const message = (id, properties) => ({
      ...entry("order_completed", { properties, id }).message,
      traits: { email: "secret@example.com" },
    });
    await fetch(`${collector.origin}/v1/b`, {
      method: "POST",
      body: JSON.stringify({
        writeKey: "k",
        batch: [message("m1", order), message("m2", { ...order, order_id: "SECRET-2" }), 7],
      }),
    });
    const all = await (await fetch(`${collector.origin}/quality`)).text();
    assert.equal(JSON.parse(all).events.order_completed.received, 2);
    assert.ok(!/secret/i.test(all), all);
    const selected = await (
      await fetch(`${collector.origin}/quality`, { method: "POST", body: '["m2"]' })
    ).json();
    assert.equal(selected.events.order_completed.received, 1);
  } finally {
    await collector.close();
  }
});
