// Calls that one page saves and the next page takes.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createBlockedStorage, installPage } from "./support/browser.mjs";
import { loadModules } from "./support/modules.mjs";

const RECORD = "shoptrail.q";
const call = (number) => [
  "track",
  ["product_viewed", { number }],
  1000 + number,
  "https://shop.example/",
  "",
  "",
];
const listener = ["on", ["call", () => {}], []];

let saveForNextPage, takeSavedCalls, useOptions;
beforeEach(async () => {
  installPage();
  const { savedCalls, trackerState } = await loadModules("saved-calls", "tracker-state");
  ({ saveForNextPage, takeSavedCalls } = savedCalls);
  useOptions = (options) => {
    trackerState.setShop({});
    trackerState.setOptions(options);
  };
  useOptions({});
});

test("calls_are_stored_behind_earlier_ones_and_listeners_stay_in_the_queue", () => {
  localStorage[RECORD] = JSON.stringify([call(0)]);
  const savedCalls = [];
  assert.deepEqual(saveForNextPage([call(1), listener, call(2)], savedCalls), [listener]);
  assert.deepEqual(savedCalls, [call(1), call(2)]);
  assert.deepEqual(JSON.parse(localStorage[RECORD]), [call(0), call(1), call(2)]);
});

test("when_more_than_500_are_stored_the_oldest_are_deleted", () => {
  localStorage[RECORD] = JSON.stringify(Array.from({ length: 499 }, (_, number) => call(number)));
  saveForNextPage([call(499), call(500)], []);
  const stored = JSON.parse(localStorage[RECORD]);
  assert.deepEqual([stored.length, stored[0], stored[499]], [500, call(1), call(500)]);
});

test("where_storage_is_blocked_the_calls_stay_in_the_queue", () => {
  globalThis.localStorage = createBlockedStorage();
  const queue = [call(1), listener];
  assert.deepEqual(saveForNextPage(queue, []), queue);
  assert.deepEqual(takeSavedCalls(), []);
});

test("two_tabs_derive_equal_keys_and_two_equal_calls_different_ones", () => {
  const text = JSON.stringify([call(1), call(1)]);
  const [one, other] = [0, 1].map(() => {
    localStorage[RECORD] = text;
    return takeSavedCalls();
  });
  assert.deepEqual(one, other);
  assert.notEqual(one[0][6], one[1][6]);
  assert.equal(RECORD in localStorage, false, "they are taken out");
});

test("what_is_no_call_is_not_taken", () => {
  const noCalls = [
    null,
    7,
    ["track"],
    ["flush", [], 1, "", "", ""],
    ["track", [], "now", "", "", ""],
    [...call(1), 0],
  ];
  localStorage[RECORD] = JSON.stringify([...noCalls, call(2)]);
  assert.deepEqual(
    takeSavedCalls().map((taken) => taken.slice(0, 6)),
    [call(2)],
  );
  localStorage[RECORD] = "{broken";
  assert.deepEqual(takeSavedCalls(), []);
});

test("calls_are_stored_whatever_another_script_left_in_the_record", () => {
  for (const text of ["{broken", '"[[]]"', "null", "{}", "7", ""]) {
    localStorage[RECORD] = text;
    assert.deepEqual(saveForNextPage([call(1)], []), [], text);
    assert.deepEqual(
      takeSavedCalls().map((taken) => taken.slice(0, 6)),
      [call(1)],
      text,
    );
  }
});

test("a_call_is_stored_whole_however_much_the_calls_before_it_hold", () => {
  const lines = Array.from({ length: 300 }, (_, index) => ({ product_id: "p" + index, a: 1, b: 2, c: 3 }));
  const deep = { a: { a: { a: { a: { a: { a: 1 } } } } } };
  const calls = Array.from({ length: 8 }, (_, index) => [
    "track",
    ["cart_viewed", { line_items: lines, deep }],
    1000 + index,
    "https://shop.example/",
    "",
    "",
  ]);
  saveForNextPage([...calls, call(9)], []);
  assert.deepEqual(
    takeSavedCalls().map((taken) => taken.slice(0, 6)),
    [...calls, call(9)],
  );
});

test("a_page_with_beforeSend_has_a_record_of_its_own", () => {
  localStorage[RECORD] = JSON.stringify([call(0)]);
  useOptions({ beforeSend: Symbol("function") });
  saveForNextPage([call(1)], []);
  assert.deepEqual(JSON.parse(localStorage["shoptrail.hook.q"]), [call(1)]);
  assert.equal(takeSavedCalls().length, 1);
  useOptions({});
  assert.deepEqual(
    takeSavedCalls().map((saved) => saved.slice(0, 6)),
    [call(0)],
  );
});
