// Calls that wait in memory, and in storage when the shopper leaves.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { installPage } from "./support/browser.mjs";
import { loadModules } from "./support/modules.mjs";

const RECORD = "shoptrail.q";
const PLACE = [1000, "https://shop.example/", "A page", ""];

let queue, trackerState;
beforeEach(() => installPage());

async function openQueue(options = {}, shop = {}) {
  ({ queue, trackerState } = await loadModules("queue", "tracker-state"));
  trackerState.setShop(shop);
  trackerState.setOptions(options);
  queue.adoptStubQueue();
}

test("a_call_is_queued_as_it_was_made_and_answered_as_queued", async () => {
  await openQueue();
  const properties = { product_id: "p1" };
  const answer = queue.queueCall(["track", ["product_viewed", properties], ...PLACE]);
  properties.product_id = "changed after the call";
  assert.deepEqual(answer, { ok: true, queued: true });
  assert.deepEqual(queue.queue, [["track", ["product_viewed", { product_id: "p1" }], ...PLACE]]);
});

test("what_is_not_JSON_is_queued_as_a_copy_and_costs_no_other_call_of_the_page", async () => {
  await openQueue();
  const cycle = {};
  cycle.self = cycle;
  const properties = { price: 5n, other: cycle, call: () => {} };
  queue.queueCall(["track", ["product_viewed", properties], ...PLACE]);
  queue.queueCall(["page", [], ...PLACE]);
  properties.price = 6n;
  const [, copy] = queue.queue[0][1];
  assert.deepEqual(
    [copy.price, String(copy.other.self), String(copy.call)],
    ["5", "Symbol(cycle)", "Symbol(function)"],
  );
  queue.saveQueue();
  const stored = JSON.parse(localStorage["shoptrail.q"]).map(([method, args]) => [method, args]);
  assert.deepEqual(stored, [
    ["track", ["product_viewed", { price: "5", other: {} }]],
    ["page", []],
  ]);
});

test("no_more_than_500_calls_wait_in_memory_and_storage_together", async () => {
  await openQueue({}, { moved: Array.from({ length: 100 }, () => ["page", [], ...PLACE]) });
  for (let number = 0; number < 500; number++) queue.queueCall(["page", [], ...PLACE]);
  assert.equal(queue.queue.length + queue.savedCalls.length, 500);
});

test("a_page_that_is_left_before_the_core_starts_stores_its_calls", async () => {
  await openQueue();
  queue.queueCall(["page", [], ...PLACE]);
  queue.saveQueue();
  assert.deepEqual(JSON.parse(localStorage[RECORD]), [["page", [], ...PLACE]]);
  assert.deepEqual([queue.queue, queue.savedCalls.length], [[], 1]);
});

test("a_call_made_after_the_others_were_stored_is_stored_too", async () => {
  await openQueue();
  queue.queueCall(["page", [], ...PLACE]);
  queue.saveQueue();
  queue.queueCall(["track", ["product_viewed"], ...PLACE]);
  assert.equal(JSON.parse(localStorage[RECORD]).length, 2);
});

test("calls_that_wait_for_consent_and_those_of_a_prerendered_page_are_not_stored", async () => {
  await openQueue({ consent: "pending" });
  queue.queueCall(["page", [], ...PLACE]);
  queue.saveQueue();
  assert.equal(RECORD in localStorage, false);
  await openQueue();
  document.prerendering = true;
  queue.queueCall(["page", [], ...PLACE]);
  queue.saveQueue();
  assert.equal(RECORD in localStorage, false);
});

test("when_consent_is_withdrawn_the_stored_calls_are_removed", async () => {
  await openQueue();
  queue.queueCall(["page", [], ...PLACE]);
  queue.saveQueue();
  queue.queue.push(["setConsent", ["denied"], () => {}]);
  queue.saveQueue();
  assert.equal(RECORD in localStorage, false);
});
