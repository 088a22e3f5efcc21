// One page at a time: a lock that nobody lets go of does not keep the others waiting for ever.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { withTabLock } from "../../pkg-template/src/tab-lock.js";

test("another page's lock is respected for two seconds, and taken then", async () => {
  let isHeld = false;
  let nowMs = 1000;
  const asked = [];
  mock.method(performance, "now", () => nowMs);
  Object.defineProperty(globalThis, "navigator", {
    configurable: true,
    value: {
      locks: {
        async request(name, how, work) {
          asked.push(how.steal ? "steal" : "ask");
          return work(isHeld && !how.steal ? null : {});
        },
      },
    },
  });
  const worked = [];
  const at = async (ms) => {
    nowMs = ms;
    await withTabLock((isOurs) => worked.push(isOurs));
  };
  await at(1000);
  isHeld = true;
  for (const ms of [5000, 6000, 7000, 7001]) await at(ms);
  isHeld = false;
  await at(7002);
  isHeld = true;
  for (const ms of [20_000, 21_000]) await at(ms);
  assert.deepEqual(asked, ["ask", "ask", "ask", "ask", "steal", "ask", "ask", "ask"]);
  assert.deepEqual(worked, [true, false, false, false, true, true, false, false]);
});
