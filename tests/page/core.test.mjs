// The door into the module: what it hands over, that one call is inside at a time, and what happens after a
// trap.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { installPage } from "./support/browser.mjs";
import { startModules } from "./support/modules.mjs";

const PLACE = [1000, "https://shop.example/", "A page", "https://ref.example/"];
const RECORD = { at: 1000, url: PLACE[1], title: "A page", referrer: PLACE[3] };
const REFUSAL = { ok: false, reason: "internal", violations: [] };
const ID = "01M877WE2GBTZAGP5N1G07SB9W";
const plain = (value) => JSON.parse(JSON.stringify(value));

beforeEach(() => installPage());

async function startCore(exports) {
  const modules = await startModules(exports, "process-call");
  modules.trackerState.setConsent({ analytics: "granted", marketing: "granted" });
  return modules;
}

test("each_kind_of_call_is_handed_over_with_its_record", async () => {
  const calls = [];
  const keep =
    (name) =>
    (...args) => (calls.push([name, ...plain(args)]), { ok: true });
  const exports = { track: keep("track"), prepare: keep("prepare"), identify: keep("identify") };
  const { core } = await startCore(exports);
  core.processCall(["identify", ["c1", { plan: "x" }, "a third argument"], ...PLACE], REFUSAL);
  core.processCall(["track", ["a"], ...PLACE, "key"], REFUSAL);
  const pending = ["track", ["b", { n: 1 }], ...PLACE, ID, 0, ["anonymous", "user"], 2000];
  core.prepareCall(pending);
  core.processCall(pending, REFUSAL, true, { event: { prepared: 1 } }, true);
  assert.deepEqual(calls, [
    ["identify", RECORD, "c1", { plan: "x" }],
    ["track", { ...RECORD, key: "key" }, "a"],
    ["prepare", { ...RECORD, who: ["anonymous", "user"] }, "b", { n: 1 }],
    [
      "track",
      { ...RECORD, id: ID, who: ["anonymous", "user"], event: { prepared: 1 }, old: true },
      "b",
      { n: 1 },
    ],
  ]);
});

test("a_page_view_is_prepared_under_its_method", async () => {
  const calls = [];
  const { core } = await startCore({ prepare: (...args) => (calls.push(plain(args)), {}) });
  core.prepareCall(["page", [{ page_type: "home" }], ...PLACE, ID, 0, undefined, 2000]);
  assert.deepEqual(calls, [[RECORD, "page", { page_type: "home" }]]);
});

test("a_call_that_a_getter_makes_while_the_core_reads_waits_in_the_queue", async () => {
  const { processCall, queue } = await startCore({});
  let nested;
  const properties = {
    get query() {
      nested = processCall.processOrQueue(["page", [], ...PLACE]);
      return "x";
    },
  };
  const answer = processCall.processOrQueue(["track", ["search_performed", properties], ...PLACE]);
  assert.deepEqual([answer.ok, nested], [true, { ok: true, queued: true }]);
  assert.deepEqual(queue.queue, [["page", [], ...PLACE]]);
});

test("while_a_call_is_inside_the_module_no_other_question_enters_it", async () => {
  const asked = [];
  const { core, processCall } = await startCore({ losses: () => (asked.push("losses"), [1]) });
  let nested;
  const properties = {
    get query() {
      nested = core.takeLosses();
      return "x";
    },
  };
  processCall.processOrQueue(["track", ["search_performed", properties], ...PLACE]);
  assert.deepEqual([nested, asked], [[], []]);
  assert.deepEqual(core.takeLosses(), [1], "afterwards it does");
});

test("after_a_trap_the_module_is_never_called_again_and_calls_are_refused", async () => {
  const calls = [];
  const { core, processCall, trackerState } = await startCore({
    track: (_, name) => {
      calls.push(name);
      throw new Error("unreachable");
    },
    page: () => calls.push("page"),
    losses: () => calls.push("losses"),
    consent: () => calls.push("consent"),
  });
  const answer = processCall.processOrQueue(["track", ["a"], ...PLACE]);
  assert.deepEqual(answer, REFUSAL);
  assert.deepEqual([trackerState.isRunning, trackerState.offReason], [false, "internal"]);
  assert.deepEqual(processCall.processOrQueue(["page", [], ...PLACE]), REFUSAL);
  assert.deepEqual([core.takeLosses(), core.timeouts(), core.nextRequest(false)], [[], [], undefined]);
  core.decideConsent("granted");
  assert.deepEqual(calls, ["a"]);
});

test("without_consent_nothing_but_the_question_of_consent_enters_the_module", async () => {
  const asked = [];
  const { core, trackerState } = await startCore({
    consent: (answer) => (asked.push(answer), { analytics: "denied", marketing: "denied" }),
    poll: () => asked.push("poll"),
  });
  trackerState.setConsent({ analytics: "denied", marketing: "denied" });
  core.nextRequest(false);
  core.pageMoment("left");
  core.decideConsent("granted");
  assert.deepEqual(asked, ["granted"]);
});
