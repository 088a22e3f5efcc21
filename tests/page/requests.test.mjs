// Requests are made as the core asks, and their outcomes go back to it.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { installPage } from "./support/browser.mjs";
import { startModules } from "./support/modules.mjs";

const REQUEST = { id: 7, url: "https://collector.example/v1/b", body: "{}", beacon: false };
const nextTask = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => installPage());

async function startSending(...wanted) {
  const outcomes = [];
  const modules = await startModules(
    { poll: () => wanted.shift(), outcome: (...outcome) => outcomes.push(outcome) },
    "requests",
    "notices",
  );
  modules.trackerState.setConsent({ analytics: "granted", marketing: "granted" });
  const made = [];
  modules.requests.setTransmit((request, report) => made.push({ request, report }));
  const heard = [];
  for (const type of ["request", "outcome"]) modules.notices.on(type, (notice) => heard.push([type, notice]));
  return { ...modules, made, outcomes, heard };
}

test("an_outcome_is_told_once_to_the_core_and_to_listeners", async () => {
  const { requests, made, outcomes, heard } = await startSending(REQUEST);
  requests.sendRequests();
  made[0].report(undefined, "", "", "fetch");
  made[0].report(429, "12", "text/html");
  made[0].report(200, "", "");
  assert.deepEqual(outcomes, [[7, 429, "12", "text/html"]]);
  assert.deepEqual(heard, [
    ["request", { id: 7, via: "fetch", url: REQUEST.url, body: REQUEST.body }],
    ["outcome", { id: 7, status: 429 }],
  ]);
});

test("a_failure_while_the_page_is_left_counts_only_when_the_page_is_shown_again", async () => {
  const { requests, trackerState, made, outcomes } = await startSending(REQUEST);
  requests.sendRequests();
  trackerState.setLeaving(true);
  made[0].report(0, "", "");
  await nextTask();
  assert.deepEqual(outcomes, []);
  trackerState.setLeaving(false);
  requests.failUnknownOutcomes();
  requests.failUnknownOutcomes();
  assert.deepEqual(outcomes, [[7, 0, "", ""]]);
});

test("a_failure_is_known_as_one_a_task_later_so_that_a_page_can_say_that_it_is_left", async () => {
  const { requests, trackerState, made, outcomes } = await startSending(REQUEST);
  requests.sendRequests();
  made[0].report(0, "", "");
  trackerState.setLeaving(true);
  await nextTask();
  assert.deepEqual(outcomes, []);
});

test("whoever_waits_for_open_requests_is_called_when_the_last_one_ends", async () => {
  const { requests, made } = await startSending(REQUEST, { ...REQUEST, id: 8 });
  let isCalled = false;
  requests.sendRequests();
  requests.onIdle(() => (isCalled = true));
  made[0].report(200, "", "");
  await nextTask();
  assert.equal(isCalled, false);
  made[1].report(500, "", "");
  await nextTask();
  assert.equal(isCalled, true);
});

test("the_calls_of_one_listener_leave_together_when_the_page_is_left", async () => {
  const { requests, trackerState, made } = await startSending(REQUEST);
  trackerState.setLeaving(true);
  requests.afterCall();
  requests.afterCall();
  assert.equal(made.length, 0);
  await nextTask();
  assert.equal(made.length, 1);
});
