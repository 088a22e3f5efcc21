// The tracker's one timer.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { loadModules } from "./support/modules.mjs";

let nowMs = 0;
mock.method(performance, "now", () => nowMs);

/** A timer that counts its calls, and a clock. */
async function startTimer() {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const { timer } = await loadModules("timer");
  const calls = [];
  timer.onTimer(() => calls.push(nowMs));
  const pass = (ms) => {
    for (let passed = 0; passed < ms; passed++) {
      nowMs++;
      mock.timers.tick(1);
    }
  };
  return { ...timer, calls, pass };
}

test("the_timer_calls_once_after_its_delay", async () => {
  const { setTimer, calls, pass } = await startTimer();
  const startMs = nowMs;
  setTimer(50);
  pass(49);
  assert.deepEqual(calls, []);
  pass(200);
  assert.deepEqual(calls, [startMs + 50]);
});

test("an_earlier_time_replaces_a_later_one_and_a_later_one_changes_nothing", async () => {
  const { setTimer, calls, pass } = await startTimer();
  const startMs = nowMs;
  setTimer(100);
  setTimer(20);
  setTimer(60);
  pass(300);
  assert.deepEqual(calls, [startMs + 20]);
});

test("a_timer_that_is_due_before_the_latest_time_stays", async () => {
  const { setTimer, calls, pass } = await startTimer();
  const startMs = nowMs;
  setTimer(100);
  setTimer(20, 150);
  pass(300);
  assert.deepEqual(calls, [startMs + 100]);
  setTimer(100);
  setTimer(20, 50);
  pass(300);
  assert.equal(calls[1], startMs + 320);
});

test("a_stopped_timer_does_not_call_and_can_be_set_again", async () => {
  const { setTimer, stopTimer, calls, pass } = await startTimer();
  setTimer(10);
  stopTimer();
  pass(50);
  assert.deepEqual(calls, []);
  setTimer(10);
  pass(50);
  assert.equal(calls.length, 1);
});

test("a_delay_longer_than_setTimeout_takes_does_not_fire_at_once", async () => {
  const { setTimer, calls, pass } = await startTimer();
  setTimer(2 ** 40);
  pass(100);
  assert.deepEqual(calls, []);
});
