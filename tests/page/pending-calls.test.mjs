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
  const modules = await startModules(
    { track, ...core },
    "calls",
    "pending-calls",
    "process-call",
    "parts/dead-pages",
    "timer",
  );
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

/** Leaves a call in storage as a page does that accepted it `ageMs` ago. */
function leave(id, ageMs, number) {
  const time = Date.now() - ageMs;
  localStorage[PREFIX + id] = JSON.stringify([
    "track",
    [id],
    time,
    ...PLACE.slice(1),
    id,
    number,
    null,
    time,
  ]);
}

const [A, B, C] = ["A", "B", "C"].map((letter) => letter.repeat(26));

/** As `startPending`, with timers that only the test moves. */
function startWithoutTime({ mock }) {
  mock.timers.enable({ apis: ["setTimeout"] });
  return startPending();
}

/** Runs the part `dead-pages` with a lock that is there when `isOurs`. Gives how often it asked again. */
async function processDeadCalls({ mock }, { deadPages, pendingCalls, processCall }, isOurs) {
  let agains = 0;
  const part = deadPages.default();
  await part(
    async (work) => work(isOurs),
    pendingCalls.callsOfOtherPages,
    (call, text) => processCall.processOrQueue(call, text, undefined, true).ok,
    () => agains++,
    () => {},
  );
  mock.timers.tick(60_000);
  return agains;
}

test("a_dead_pages_calls_are_processed_once_in_their_order_and_a_living_pages_stay", async (context) => {
  const modules = await startWithoutTime(context);
  leave(B, 60_000, 1);
  leave(A, 60_001, 0);
  leave(C, 1000, 0);
  localStorage[PREFIX + "x"] = "{";
  assert.equal(await processDeadCalls(context, modules, true), 1, "some are left");
  assert.deepEqual(modules.processed, [
    [A, A],
    [B, B],
  ]);
  assert.deepEqual(stored(), [PREFIX + C]);
});

test("calls_of_dead_pages_stay_while_another_tab_has_the_lock_and_are_looked_at_again", async (context) => {
  const modules = await startWithoutTime(context);
  leave(A, 60_000, 0);
  assert.equal(await processDeadCalls(context, modules, false), 1);
  assert.deepEqual([modules.processed, stored()], [[], [PREFIX + A]]);
  assert.equal(await processDeadCalls(context, modules, true), 0, "none is left");
  assert.deepEqual([modules.processed, stored()], [[[A, A]], []]);
});

test("calls_of_dead_pages_are_looked_at_once_more_however_often_the_lock_was_refused", async (context) => {
  const modules = await startWithoutTime(context);
  const part = modules.deadPages.default();
  const lock = async (work) => work(false);
  let agains = 0;
  for (let times = 0; times < 3; times++)
    await part(
      lock,
      null,
      null,
      () => agains++,
      () => {},
    );
  context.mock.timers.tick(60_000);
  assert.equal(agains, 1);
});

test("calls_of_this_page_are_no_calls_of_other_pages", async () => {
  const { track, pendingCalls } = await startPending();
  track("a");
  assert.equal(stored().length, 1);
  assert.deepEqual(pendingCalls.callsOfOtherPages(), []);
  leave(A, 0, 0);
  assert.deepEqual(pendingCalls.callsOfOtherPages(), [PREFIX + A]);
});
