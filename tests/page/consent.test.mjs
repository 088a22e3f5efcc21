// An answer of the shopper's is applied: to the core, the device, the other tabs, the listeners and the
// waiting calls.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { installPage } from "./support/browser.mjs";
import { startModules } from "./support/modules.mjs";

const PLACE = [1000, "https://shop.example/", "A page", ""];
const GRANTED = { analytics: "granted", marketing: "granted" };
const DENIED = { analytics: "denied", marketing: "denied", erase: true };

beforeEach(() => installPage());

/** A tracker whose core answers `decisions` in turn, then nothing. */
async function startTracker(decisions, core = {}) {
  const asked = [];
  const modules = await startModules(
    { consent: (answer) => (asked.push(answer), decisions.shift()), ...core },
    "consent",
    "notices",
    "requests",
    "timer",
  );
  modules.timer.onTimer(() => {});
  modules.shop.on = modules.notices.on;
  modules.shop.setConsent = (answer) => modules.consent.applyConsent(answer);
  modules.trackerState.setConsent({});
  const heard = [];
  for (const type of ["consent", "drop", "call"])
    modules.notices.on(type, (notice) =>
      heard.push([type, notice.reason ?? notice.analytics ?? notice.method]),
    );
  return { ...modules, asked, heard };
}

test("granted_the_waiting_calls_are_made_with_their_own_place_and_ready_resolves", async () => {
  const made = [];
  const { consent, queue, trackerState, shop, heard } = await startTracker([GRANTED], {
    page: (record) => (made.push(record), { ok: true }),
  });
  queue.queueCall(["page", [{ page_type: "home" }], ...PLACE]);
  assert.deepEqual(made, []);
  consent.applyConsent("granted");
  assert.equal(trackerState.isRunning, true);
  assert.equal(await trackerState.whenReady, shop);
  assert.deepEqual(heard[0], ["consent", "granted"]);
  assert.deepEqual(queue.queue, []);
});

test("withdrawn_the_device_is_erased_and_the_losses_are_told_before_anything_else", async () => {
  const { consent, trackerState, heard } = await startTracker([GRANTED, DENIED], {
    losses: () => [{ reason: "consent_withdrawn" }],
  });
  consent.applyConsent();
  localStorage["shoptrail.identity"] = "{}";
  localStorage.theme = "dark";
  consent.applyConsent("denied");
  assert.deepEqual(Object.keys(localStorage), ["theme"]);
  assert.deepEqual([trackerState.isRunning, trackerState.offReason], [false, "consent"]);
  assert.deepEqual(heard.slice(1), [
    ["drop", "consent_withdrawn"],
    ["consent", "denied"],
  ]);
});

test("other_tabs_are_told_of_an_answer_of_this_page_and_not_of_one_that_came_from_a_tab", async () => {
  const storedNames = async (isFromTab) => {
    const { consent } = await startTracker([GRANTED, DENIED]);
    const written = [];
    globalThis.localStorage = new Proxy(localStorage, {
      set: (_, name) => (written.push(name), true),
    });
    consent.applyConsent();
    consent.applyConsent("denied", isFromTab);
    return written;
  };
  assert.deepEqual(await storedNames(false), ["shoptrail.consent"]);
  installPage();
  assert.deepEqual(await storedNames(true), []);
});

test("what_is_no_answer_changes_nothing_and_is_named_with_debug", async () => {
  const { consent, trackerState, heard } = await startTracker([GRANTED, undefined]);
  trackerState.setOptions({ debug: true });
  const warned = mock.method(console, "warn", () => {});
  consent.applyConsent();
  consent.applyConsent("perhaps");
  assert.deepEqual([trackerState.isRunning, heard.length], [true, 1]);
  assert.match(warned.mock.calls[0].arguments.join(" "), /setConsent perhaps is no answer/);
  warned.mock.restore();
});

test("an_answer_is_compared_with_what_a_listener_to_a_waiting_call_has_changed_meanwhile", async () => {
  const DENIED_KEPT = { analytics: "denied", marketing: "denied" };
  const { consent, core, notices, heard } = await startTracker([GRANTED, DENIED_KEPT, GRANTED]);
  consent.applyConsent();
  let isWaiting = true;
  core.connectCore(
    () => {
      if (!isWaiting) return;
      isWaiting = false;
      consent.applyConsent("denied");
    },
    () => {},
    () => {},
  );
  consent.applyConsent("granted");
  assert.equal(notices.hasListener("consent"), true);
  assert.deepEqual(
    heard.map(([, word]) => word),
    ["granted", "denied", "granted"],
  );
});

test("an_answer_before_the_core_has_started_waits_in_the_queue", async () => {
  const asked = [];
  const { consent, queue } = await startModules({ consent: (answer) => asked.push(answer) }, "consent");
  consent.applyConsent("denied");
  assert.deepEqual(
    queue.queue.map(([method, args]) => [method, args]),
    [["setConsent", ["denied"]]],
  );
  assert.deepEqual(asked, []);
});

test("after_a_shutdown_a_denial_still_erases_what_other_pages_stored", async () => {
  const { consent, shutdown, asked } = await startTracker([]);
  shutdown.turnOff("module");
  localStorage["shoptrail.identity"] = "{}";
  consent.applyConsent("granted");
  assert.deepEqual(Object.keys(localStorage), ["shoptrail.identity"]);
  consent.applyConsent({ analytics: false });
  assert.deepEqual([Object.keys(localStorage), asked], [[], []]);
});

test("the_answer_to_a_request_from_before_a_withdrawal_is_ignored", async () => {
  const outcomes = [];
  const requests = [{ id: 1, url: "u", body: "b", beacon: false }];
  const {
    consent,
    notices,
    requests: sending,
  } = await startTracker([GRANTED, DENIED, GRANTED], {
    poll: () => requests.shift(),
    outcome: (...outcome) => outcomes.push(outcome),
  });
  let answer;
  sending.setTransmit((_, report) => (answer = report));
  consent.applyConsent();
  sending.sendRequests();
  const heard = [];
  for (const type of ["request", "outcome"]) notices.on(type, () => heard.push(type));
  consent.applyConsent("denied");
  consent.applyConsent("granted");
  answer(undefined, "", "", "fetch");
  answer(200, "", "");
  assert.deepEqual([outcomes, heard], [[], []]);
});
