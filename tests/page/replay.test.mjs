// Calls that waited are made once they can be processed.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { installPage } from "./support/browser.mjs";
import { startModules } from "./support/modules.mjs";

const PLACE = [1000, "https://shop.example/", "A page", ""];
const saved = (name) => ["track", [name], 500, "https://shop.example/before", "Before", ""];

beforeEach(() => installPage());

async function startReplay(options = {}) {
  const made = [];
  const keep = (record, name) => (made.push([name, record.at, record.key]), { ok: true });
  const modules = await startModules({ track: keep, page: keep }, "notices", "pending-calls", "timer");
  modules.timer.onTimer(() => {});
  modules.trackerState.setOptions(options);
  modules.trackerState.setConsent({ analytics: "granted", marketing: "granted" });
  modules.shop.on = modules.notices.on;
  /** Replays the queue, and everything that only was stored by that. */
  const replay = () => {
    modules.replay.replayQueue();
    modules.pendingCalls.processPendingCalls();
  };
  return { ...modules, replay, made };
}

test("calls_that_an_earlier_page_saved_are_made_before_those_of_this_page", async () => {
  const { replay, queue, made } = await startReplay();
  localStorage["shoptrail.q"] = JSON.stringify([saved("before")]);
  queue.queueCall(["track", ["now"], ...PLACE]);
  replay();
  assert.deepEqual(
    made.map(([name]) => name),
    ["before", "now"],
  );
  assert.match(made[0][2], /before/, "its messageId is derived from the call");
});

test("listeners_are_added_first_and_an_ended_one_hears_nothing", async () => {
  const { replay, queue } = await startReplay();
  const heard = [];
  const ended = [];
  queue.queueCall(["track", ["a"], ...PLACE]);
  queue.queue.push(["on", ["call", ({ args }) => heard.push(["one", args[0]])], []]);
  queue.queue.push(["on", ["call", () => heard.push("ended")], ended]);
  ended[0] = 1;
  replay();
  assert.deepEqual(heard, [["one", "a"]]);
});

test("what_the_stub_promised_is_answered", async () => {
  const { replay, queue, shop } = await startReplay();
  shop.diagnostics = () => "the answer";
  const answers = [];
  queue.queue.push(["diagnostics", [], (answer) => answers.push(answer)]);
  replay();
  assert.deepEqual(answers, ["the answer"]);
});

test("the_landing_is_not_counted_where_the_shop_counts_page_views_itself", async () => {
  for (const [autoPage, views] of [
    ["false", 1],
    [undefined, 2],
  ]) {
    const { replay, queue, made } = await startReplay({ autoPage });
    queue.queueCall(["page", [0], ...PLACE]);
    queue.queueCall(["page", [{ page_type: "home" }], ...PLACE]);
    replay();
    assert.equal(made.length, views, `autoPage ${autoPage}`);
  }
});

test("calls_of_a_prerendered_page_count_from_when_it_was_shown_and_saved_ones_do_not", async () => {
  const { replay, queue, trackerState, made } = await startReplay();
  localStorage["shoptrail.q"] = JSON.stringify([saved("before")]);
  queue.queueCall(["track", ["now"], ...PLACE]);
  trackerState.setActivatedAt(2000);
  replay();
  assert.deepEqual(
    made.map(([name, at]) => [name, at]),
    [
      ["before", 500],
      ["now", 2000],
    ],
  );
});
