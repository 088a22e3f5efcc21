// The line of the part `quality` that says, with `debug`, why no request is made.

import assert from "node:assert/strict";
import test from "node:test";
import { holdNotice } from "../../pkg-template/src/parts/quality/hold-notice.js";

/** The lines that the console gets when each of `reports` is what a look finds; two calls before each. */
function lines(...reports) {
  const printed = [];
  const { info } = console;
  console.info = (text) => printed.push(text);
  const waiting = [];
  const notice = holdNotice(
    () => reports.shift(),
    (work) => waiting.push(work),
  );
  try {
    while (reports.length) {
      notice();
      notice();
      const work = waiting.shift();
      if (!work) break;
      work();
    }
  } finally {
    console.info = info;
  }
  return printed;
}

const held = (count) => ({ on: true, counts: { held: count } });

test("held_events_are_named_with_their_number_and_with_what_lets_them_go", () => {
  const [line, ...more] = lines(held(3));
  assert.match(line, /^shoptrail: 3 events are held in this browser until identify\(\)/);
  assert.match(line, /anonymous: "send"/);
  assert.deepEqual(more, []);
});

test("one_event_is_one", () => assert.match(lines(held(1))[0], /: 1 event is held .* it leaves at once/));

test("it_is_said_once_a_page", () => assert.equal(lines(held(1), held(2), held(3)).length, 1));

test("nothing_is_said_while_nothing_is_held_or_the_tracker_is_off", () =>
  assert.deepEqual(lines(held(0), { on: false, off_reason: "consent" }), []));

test("events_that_are_held_later_are_named_then", () =>
  assert.match(lines(held(0), { on: false }, held(2))[0], /2 events are held/));
