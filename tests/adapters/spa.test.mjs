// The adapter `spa`: which changes of the address are page views.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import spa from "../../pkg-template/src/adapters/spa.js";
import { openDom } from "./support/dom.mjs";

const ORIGIN = "https://s.example";

/**
 * Plays `[how, address]` steps from `/`, each followed by two seconds, and returns the paths of the counted
 * page views.
 */
function counted(steps, options) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const entries = mock.method(performance, "getEntriesByType", () => []);
  try {
    const page = openDom("<head><title>Shop</title></head><body></body>", { url: `${ORIGIN}/` });
    spa(page.tracker, options);
    for (const [how, address] of steps) {
      if (how === "track") page.tracker.track("search_performed", { query: address });
      else if (how === "page") page.tracker.page();
      else page.window.history[how.split(",")[0] + "State"](null, "", address);
      if (how !== "push, at once") mock.timers.tick(2000);
    }
    return page.pages.map((url) => url.replace(ORIGIN, ""));
  } finally {
    entries.mock.restore();
    mock.timers.reset();
  }
}

test("a page view is a change of the page, not of every part of its address", () => {
  const check = (expected, steps, options) =>
    assert.deepEqual(counted(steps, options), expected, JSON.stringify(steps));
  check(["/a"], [["push", "/a"]]);
  check(
    ["/a", "/b", "/a"],
    [
      ["push", "/a"],
      ["push", "/b"],
      ["push", "/a"],
    ],
  );
  check(
    ["/a"],
    [
      ["push", "/a"],
      ["push", "/a"],
      ["push", "/a/"],
    ],
  );
  check(
    [],
    [
      ["push", "/?utm_source=x&gclid=1"],
      ["push", "/?variant=7"],
      ["push", "/#top"],
    ],
  );
  check(["/?page=2"], [["push", "/?page=2"]]);
  check(
    ["/?a=1&b=2"],
    [
      ["push", "/?a=1&b=2"],
      ["push", "/?b=2&a=1"],
    ],
  );
  check([], [["push", "/?sort=up"]], { spaIgnore: "sort, filter" });
  check(
    ["/#/cart"],
    [
      ["push", "/#/cart"],
      ["push", "/#/cart?x=1"],
    ],
    { spaHash: true },
  );
  check(["/b"], [["replace", "/b"]]);
});

test("a variant that a theme writes with replaceState is no page view", () => {
  assert.deepEqual(
    counted([
      ["push", "/p"],
      ["replace", "/p?variant=1"],
      ["replace", "/p?size=m"],
    ]),
    ["/p"],
  );
});

test("a page that the shop counts itself is not counted twice", () => {
  assert.deepEqual(
    counted([
      ["push, at once", "/a"],
      ["page", ""],
    ]),
    ["/a"],
  );
});

test("events of a page come after the page's view", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const entries = mock.method(performance, "getEntriesByType", () => []);
  const page = openDom("<head></head><body></body>", { url: `${ORIGIN}/` });
  const order = [];
  const { track, page: view } = page.tracker;
  page.tracker.track = (...args) => (order.push(args[0]), track(...args));
  page.tracker.page = () => (order.push("page"), view());
  spa(page.tracker, {});
  page.window.history.pushState(null, "", "/a");
  page.tracker.track("search_performed", { query: "x" });
  mock.timers.tick(2000);
  entries.mock.restore();
  mock.timers.reset();
  assert.deepEqual(order, ["page", "search_performed"]);
});

test("with the adapter installed twice each change is one page view, and history works as before", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const page = openDom("<head></head><body></body>", { url: `${ORIGIN}/` });
  spa(page.tracker, {});
  spa(page.tracker, {});
  const result = page.window.history.pushState({ theirs: 1 }, "", "/a");
  mock.timers.tick(2000);
  mock.timers.reset();
  assert.deepEqual([page.pages.length, result, page.window.history.state], [1, undefined, { theirs: 1 }]);
});
