// What listeners hear, and what they cannot break.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { loadModules } from "./support/modules.mjs";

test("a_listener_hears_its_type_until_it_is_ended", async () => {
  const { notices } = await loadModules("notices");
  const heard = [];
  const end = notices.on("call", (notice) => heard.push(notice));
  notices.emit("call", 1);
  notices.emit("drop", 2);
  assert.equal(notices.hasListener("call"), true);
  end();
  notices.emit("call", 3);
  assert.deepEqual([heard, notices.hasListener("call")], [[1], false]);
});

test("a_listener_that_throws_reaches_neither_the_tracker_nor_the_other_listeners", async () => {
  const { notices } = await loadModules("notices");
  const shown = mock.method(console, "error", () => {});
  const heard = [];
  notices.on("call", () => {
    throw new Error("the page's own");
  });
  notices.on("call", (notice) => heard.push(notice));
  notices.emit("call", 1);
  assert.deepEqual(heard, [1]);
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(shown.mock.callCount(), 1, "its owner finds it on the console");
  shown.mock.restore();
});

test("notices_are_kept_for_a_late_part_from_its_loading_on_and_500_at_most", async () => {
  const { notices } = await loadModules("notices");
  notices.emit("call", "before");
  assert.equal(notices.missedEvents, undefined);
  notices.keepMissedEvents();
  for (let number = 0; number < 600; number++) notices.emit("call", number);
  const { missedEvents } = notices;
  assert.deepEqual(
    [missedEvents.length, missedEvents[0], missedEvents[499]],
    [500, ["call", 0], ["call", 499]],
  );
  notices.dropMissedEvents();
  notices.emit("call", "after");
  assert.equal(notices.missedEvents, undefined);
});
