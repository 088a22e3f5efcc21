// The adapter `jsonld`: it tracks the page's product when no other source has.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import jsonld from "../../pkg-template/src/adapters/jsonld.js";
import { openDom } from "./support/dom.mjs";
import { fakeTracker } from "./support/fake-tracker.mjs";
import { HOODIE } from "./support/hoodie.mjs";

test("a product that the page tracked is tracked again only if that call is refused", () => {
  const page = openDom(
    `<head><script type="application/ld+json">${JSON.stringify(HOODIE)}</script></head><body></body>`,
    { url: "https://shop.example/product/hoodie/" },
  );
  const check = (expected, what, recentCalls, ...laterResults) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { tracker, listeners } = fakeTracker();
    const calls = [];
    tracker.track = (name) => {
      calls.push(name);
      for (const listener of [...listeners])
        listener({ method: "track", args: [name, {}], result: { ok: false, reason: "invalid" } });
    };
    jsonld(tracker, {}, recentCalls);
    // Before and after the adapter has stopped waiting for other sources.
    for (const [ms, result] of laterResults) {
      mock.timers.tick(ms);
      for (const listener of [...listeners])
        listener({ method: "track", args: ["product_viewed", {}], result });
    }
    mock.timers.tick(1000);
    mock.timers.reset();
    assert.equal(calls.length, expected, what);
  };
  const notice = (result) => [{ method: "track", args: ["product_viewed", {}], result }];
  const [queued, accepted, refused] = [
    { ok: true, queued: true },
    { ok: true, messageId: "m" },
    { ok: false, reason: "invalid" },
  ];
  check(1, "no other report", []);
  check(0, "accepted", notice(accepted));
  check(0, "waiting", notice(queued));
  check(0, "waiting, then accepted", notice(queued), [2000, accepted]);
  check(1, "waiting, then refused at once", notice(queued), [10, refused]);
  check(1, "waiting, then refused late", notice(queued), [2000, refused]);
  check(0, "accepted, and a similar one refused", notice(accepted), [10, refused], [2000, refused]);
  check(1, "refused", notice(refused), [2000, refused]);
  assert.ok(page.document.querySelector("script"));
});
