// The policy of the part `sessions`: which session an event belongs to, in simulated time. The part in a real
// browser: tests/e2e/message-hooks.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  IDLE_MS,
  addEvent,
  campaignKey,
  idsAt,
  readSession,
} from "../../pkg-template/src/parts/sessions/session.js";

const T = Date.UTC(2026, 11, 1, 23, 50);
const MINUTE = 60_000;

/**
 * Plays events into one record, as the tabs of a browser share it. Each is `[at, campaign, now, owner]`.
 * Gives "id:number" of each, the id as minutes after `T`.
 */
function play(...events) {
  let record;
  return events
    .map(([at, campaign, now = at, owner = "a"]) => {
      const change = addEvent(record && readSession(JSON.parse(JSON.stringify(record))), {
        owner,
        at: T + at * MINUTE,
        now: T + now * MINUTE,
        campaign,
      });
      record = change.record;
      return change.ids ? `${(change.ids.id - T) / MINUTE}:${change.ids.number}` : "none";
    })
    .join(" ");
}

for (const [title, events, expected] of [
  ["events within 30 minutes are one session", [[0], [29], [58]], "0:1 0:1 0:1"],
  ["exactly 30 minutes without an event do not end a session", [[0], [30]], "0:1 0:1"],
  ["more than 30 minutes do", [[0], [30.001]], "0:1 30.001:2"],
  ["midnight does not end a session", [[0], [9.99], [10], [10.01]], "0:1 0:1 0:1 0:1"],
  ["another campaign starts one", [[0], [1, "x"], [2, "x"], [3, "y"]], "0:1 1:2 1:2 3:3"],
  ["a visit without a campaign goes on with the last one", [[0, "x"], [1], [2, "x"]], "0:1 0:1 0:1"],
  [
    "two tabs with two campaigns by turns start one session each",
    [
      [0, "x"],
      [1, "y"],
      [2, "x"],
      [3, "y"],
      [4, "x"],
    ],
    "0:1 1:2 1:2 1:2 1:2",
  ],
  [
    "after a pause a campaign counts again",
    [
      [0, "x"],
      [1, "y"],
      [40, "x"],
    ],
    "0:1 1:2 40:3",
  ],
  ["a late event belongs to the session before", [[0], [40], [5, "", 41], [42]], "0:1 40:2 0:1 40:2"],
  ["one that is older than both has none", [[0], [40], [80], [5, "", 81]], "0:1 40:2 80:3 none"],
  ["a late event does not make a session longer", [[0], [20], [5, "", 21], [49]], "0:1 0:1 0:1 0:1"],
  ["a late event's campaign starts none", [[0], [20], [5, "x", 21], [22]], "0:1 0:1 0:1 0:1"],
  ["a clock that was set back does not end a session", [[0], [10], [-600], [-580]], "0:1 0:1 0:1 0:1"],
  ["nor does it keep one for ever", [[0], [-600], [-569]], "0:1 0:1 -569:2"],
  ["a clock that was ahead does not stop sessions", [[5000], [0], [10], [45]], "5000:1 5000:1 5000:1 45:2"],
  ["somebody else's first session has the number 1", [[0], [40], [41, "", 41, "b"]], "0:1 40:2 41:1"],
])
  test(title, () => assert.equal(play(...events), expected));

test("a message that is no event has the session of its time, and starts none", () => {
  const { record } = addEvent(undefined, { owner: "a", at: T, now: T });
  const at = (minutes, owner = "a") => idsAt(record, { owner, at: T + minutes * MINUTE, now: T });
  assert.deepEqual(at(30), { id: T, number: 1 });
  assert.deepEqual(
    [at(31), at(-1), at(1, "b"), idsAt(undefined, { owner: "a", at: T, now: T })],
    [undefined, undefined, undefined, undefined],
  );
});

test("the key of a campaign is its UTM values, and a click id only where there is nothing else", () => {
  assert.equal(
    campaignKey({ source: "news", medium: "email", gclid: "1" }),
    campaignKey({ source: "news", medium: "email", gclid: "2" }),
  );
  assert.notEqual(campaignKey({ gclid: "1" }), campaignKey({ gclid: "2" }));
  assert.notEqual(campaignKey({ source: "a" }), campaignKey({ medium: "a" }));
  assert.equal(campaignKey(undefined), "");
});

test("what another script wrote is no session", () => {
  for (const stored of [undefined, null, "x", 5, {}, { id: "1", number: 1, last: 1 }, { id: 1, number: 1 }])
    assert.equal(readSession(stored), undefined);
});

/** Whole numbers below `end`, the same for the same seed. */
function randomNumbers(seed) {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

test("in 2,000 random visits of two tabs, sessions follow the rules", () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const random = randomNumbers(seed);
    let record;
    let now = T;
    let previous;
    for (let step = 0; step < 30; step++) {
      now += random(8) ? random(10 * MINUTE) : random(80 * MINUTE);
      // Each tab knows the campaign of its own landing.
      const campaign = ["", "x", "y", "z"][random(4)];
      const last = record?.last;
      const { ids, record: next } = addEvent(record, { owner: "a", at: now, now, campaign });
      const isNew = !previous || ids.id !== previous.id;
      const where = `seed ${seed}, step ${step}`;
      assert.equal(ids.number, previous ? previous.number + (isNew ? 1 : 0) : 1, where);
      if (last !== undefined && now - last > IDLE_MS) assert.ok(isNew, where);
      if (isNew) assert.equal(ids.id, now, where);
      // At most one for each campaign of a visit, and one for its beginning.
      assert.ok(next.campaigns.length <= 4, where);
      assert.ok(next.last >= (last ?? 0), where);
      [record, previous] = [next, ids];
    }
  }
});

test("in 2,000 random visits with a clock that jumps, a session ends at last, and no number is lost", () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const random = randomNumbers(seed);
    let record;
    let now = T;
    let highest = 0;
    for (let step = 0; step < 30; step++) {
      now += random(10) ? random(10 * MINUTE) : (random(2000) - 1000) * MINUTE;
      const { ids, record: next } = addEvent(record, { owner: "a", at: now, now });
      assert.ok(ids, `seed ${seed}, step ${step}: an event of now has a session`);
      assert.ok(ids.number >= highest && ids.number <= highest + 1);
      highest = ids.number;
      record = next;
    }
    // From here on the clock is right.
    now += IDLE_MS;
    const { record: settled } = addEvent(record, { owner: "a", at: now, now });
    const { ids } = addEvent(settled, { owner: "a", at: now + IDLE_MS + 1, now: now + IDLE_MS + 1 });
    assert.equal(ids.id, now + IDLE_MS + 1, `seed ${seed}`);
  }
});
