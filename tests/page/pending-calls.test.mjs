// Calls that are stored first and processed later.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createBlockedStorage, installPage } from "./support/browser.mjs";
import { startModules } from "./support/modules.mjs";

const PREFIX = "shoptrail.q.";
const PLACE = [1000, "https://shop.example/", "A page", ""];
const stored = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));

beforeEach(() => installPage());

async function startPending(core = {}) {
  const processed = [];
  const track = (record, name) => (processed.push([name, record.id]), { ok: true, messageId: record.id });
  const modules = await startModules({ track, ...core }, "calls", "pending-calls", "dead-pages", "timer");
  modules.timer.onTimer(() => {});
  modules.trackerState.setConsent({ analytics: "granted", marketing: "granted" });
  const track_ = (name) => modules.calls.acceptCall(["track", [name], ...PLACE]);
  return { ...modules, track: track_, processed };
}

test("a_call_is_in_storage_when_it_returns_and_is_processed_when_its_answer_is_read", async () => {
  const { track, processed } = await startPending();
  const answer = track("a");
  assert.deepEqual([stored().length, processed], [1, []]);
  const { messageId } = answer;
  assert.deepEqual([stored(), processed], [[], [["a", messageId]]]);
  assert.deepEqual(answer, { ok: true, messageId }, "a plain object from now on");
});

test("waiting_calls_are_processed_in_order_before_any_other_question_to_the_core", async () => {
  const { track, processed, core } = await startPending({ profile: () => ({ recommend: null }) });
  track("a");
  track("b");
  core.profile();
  assert.deepEqual(
    processed.map(([name]) => name),
    ["a", "b"],
  );
});

test("the_call_at_which_the_browser_ended_the_script_is_processed_again_under_its_id", async () => {
  const processed = [];
  let resume;
  const modules = await startPending({
    track(record, name) {
      processed.push([name, record.id]);
      // The event that comes next finds the call still being processed.
      if (processed.length === 1) resume();
      return { ok: true, messageId: record.id };
    },
  });
  resume = () => {
    modules.core.forgetEndedCall();
    modules.pendingCalls.processPendingCalls(true);
  };
  modules.track("a");
  modules.pendingCalls.processPendingCalls();
  assert.deepEqual(processed[0], processed[1]);
});

test("the_call_at_which_the_core_traps_is_removed_and_those_behind_it_stay_for_the_next_page", async () => {
  const { track, trackerState } = await startPending({
    track() {
      throw new Error("unreachable");
    },
  });
  const first = track("a");
  track("b");
  assert.equal(first.reason, "internal");
  assert.equal(trackerState.offReason, "internal");
  assert.deepEqual(
    stored().map((name) => JSON.parse(localStorage[name])[1][0]),
    ["b"],
  );
});

test("where_storage_is_blocked_calls_wait_in_memory", async () => {
  globalThis.localStorage = createBlockedStorage();
  const { track, processed } = await startPending();
  assert.equal(track("a").ok, true);
  assert.equal(processed.length, 1);
});

test("a_dead_pages_calls_are_processed_once_in_their_order_and_a_living_pages_stay", async () => {
  const { deadPages, processed } = await startPending();
  const nowMs = Date.now();
  const leave = (id, ageMs, number) => {
    const time = nowMs - ageMs;
    const call = ["track", [id], time, ...PLACE.slice(1), id, number, null, time];
    localStorage[PREFIX + id] = JSON.stringify(call);
  };
  const [A, B, C] = ["A", "B", "C"].map((letter) => letter.repeat(26));
  leave(B, 60_000, 1);
  leave(A, 60_001, 0);
  leave(C, 1000, 0);
  localStorage[PREFIX + "x"] = "{";
  assert.equal(deadPages.processCallsOfDeadPages(), true, "some are left");
  assert.deepEqual(processed, [
    [A, A],
    [B, B],
  ]);
  assert.deepEqual(stored(), [PREFIX + C]);
});

test("a_call_that_waits_on_this_page_is_no_dead_pages", async () => {
  const { track, deadPages, processed } = await startPending();
  track("a");
  const [name] = stored();
  const call = JSON.parse(localStorage[name]);
  call[2] = call[9] = Date.now() - 60_000;
  localStorage[name] = JSON.stringify(call);
  assert.equal(deadPages.processCallsOfDeadPages(), false, "none is left");
  assert.deepEqual([processed, stored()], [[], [name]]);
});
