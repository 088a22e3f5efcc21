// The lock that lets one tab work at a time: a lock that is never released does not block the other tabs for
// ever.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { loadModules } from "../page/support/modules.mjs";

test("a lock of another page is respected for two seconds and then taken over", async () => {
  let isHeld = false;
  let nowMs = 1000;
  const asked = [];
  mock.method(performance, "now", () => nowMs);
  const { withTabLock } = (await loadModules("tab-lock")).tabLock;
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
