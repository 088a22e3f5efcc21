// Arguments that throw, are endless, cyclic or of a wrong type: no call throws, and what can be sent is sent.
// Hostile pages are in hostile.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePages } from "./support/pages.mjs";
import { started } from "./support/story.mjs";

const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/** Calls with hostile arguments that are refused, strict or not. */
const HOPELESS = ["trap", "revoked", "symbol", "long", "wide", "missing", "object"];
/** The others, with what is left out of them where the tracker is not strict. */
const REPAIRED = {
  getter: "product_id",
  cycle: "self",
  function: "price",
  deep: "deep.next.next.next.next.next.next",
};

/** Runs in a page: `window.hostileCalls` become calls `[method, …arguments]` by name. */
function defineHostileCalls(view) {
  const product = (id) => ({ ...view, product_id: id });
  const cycle = product("cycle");
  cycle.self = cycle;
  const deep = {};
  let inner = deep;
  for (let level = 0; level < 5000; level += 1) inner = inner.next = {};
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  window.hostileCalls = {
    getter: [
      "track",
      "product_viewed",
      Object.defineProperty({ ...view }, "product_id", {
        enumerable: true,
        get() {
          throw new Error("theirs");
        },
      }),
    ],
    trap: [
      "track",
      "product_viewed",
      new Proxy(
        {},
        {
          ownKeys() {
            throw new Error("theirs");
          },
        },
      ),
    ],
    revoked: ["track", "product_viewed", revoked.proxy],
    cycle: ["track", "product_viewed", cycle],
    bigint: ["track", "product_viewed", { ...product("bigint"), price: 10n }],
    function: ["track", "product_viewed", { ...product("function"), price: () => 5 }],
    symbol: ["track", Symbol("product_viewed"), view],
    deep: ["track", "product_viewed", { ...product("deep"), deep }],
    wide: ["track", "product_viewed", { ...product("wide"), wide: Array(1e6).fill(1) }],
    long: ["track", "product_viewed", { ...product("long"), note: "x".repeat(5e6) }],
    surrogate: ["track", "search_performed", { query: "\ud800" }],
    node: ["track", "product_viewed", document.documentElement],
    window: ["track", "product_viewed", window],
    missing: ["track"],
    object: ["track", {}, 7],
    nobody: ["identify"],
    weird: ["identify", { email: {} }, 5],
    pages: ["page", () => {}],
    nul: ["page", null],
  };
}

/**
 * Runs in a page: makes the calls of `window.hostileCalls`. Resolves with the final answers by name, or
 * "THROWN …" where a call threw, and with `sync`: the names of the calls that had their final answer at once.
 */
async function makeHostileCalls(view) {
  const out = {};
  for (const name of Object.keys(window.hostileCalls)) {
    try {
      const [method, ...args] = window.hostileCalls[name];
      out[name] = shoptrail[method](...args);
    } catch (error) {
      out[name] = `THROWN ${error.stack}`;
    }
  }
  for (const [name, work] of Object.entries({
    on: () => [shoptrail.on("constructor", null)(), shoptrail.on(Symbol("x"))(), shoptrail.on()()],
    ready: () => shoptrail.ready(7) && null,
  })) {
    try {
      work();
    } catch (error) {
      out[name] = `THROWN ${error.stack}`;
    }
  }
  out.after = shoptrail.track("product_viewed", { ...view, product_id: "after" });
  const sync = Object.keys(out).filter((name) => !out[name].queued);
  for (let left = 100; left && Object.values(out).some(({ queued }) => queued); left--)
    await new Promise((resolve) => setTimeout(resolve, 50));
  // Reads the answers, because Firefox's driver does not read getters.
  return JSON.parse(JSON.stringify({ results: out, sync }));
}

/** Makes the calls with hostile arguments. Asserts what holds for every answer, strict or not. */
async function assertAnswers() {
  await browser.open(page.origin);
  await started(browser);
  await browser.run(defineHostileCalls, VIEW);
  const { results, sync } = await browser.run(makeHostileCalls, VIEW);
  // `ready(7)` makes the page call 7, which is the page's own error.
  page.expectErrors(/is not a function/);
  for (const [name, result] of Object.entries(results)) {
    assert.equal(typeof result, "object", `${name}: ${result}`);
    assert.equal(typeof result.ok, "boolean", name);
    assert.equal(result.queued, undefined, name);
    if (!result.ok || result.violations)
      assert.ok(
        result.violations.every(({ code, path, message }) => code && typeof path === "string" && message),
        name,
      );
  }
  const codes = Object.fromEntries(
    Object.entries(results).map(([name, { violations = [] }]) => [name, violations.map(({ code }) => code)]),
  );
  assert.ok(codes.getter.includes("getter"), String(codes.getter));
  assert.ok(codes.cycle.includes("cycle"), String(codes.cycle));
  assert.ok(codes.function.includes("function"), String(codes.function));
  assert.equal(results.after.ok, true, JSON.stringify(codes));
  assert.equal((await browser.run(() => shoptrail.diagnostics())).on, true);
  const refused = Object.keys(results).filter((name) => !results[name].ok);
  for (const name of refused) assert.ok(codes[name].length, `${name} is refused for a reason`);
  return { results, refused, sync };
}

test("no argument of a page makes a call throw; a refusal has a reason; the next call works", async () => {
  const { results, refused } = await assertAnswers();
  for (const name of HOPELESS) assert.ok(refused.includes(name), `${name} is refused`);
  for (const [name, path] of Object.entries(REPAIRED)) {
    const { ok, violations } = results[name];
    assert.deepEqual([name, ok, violations.map((each) => each.path)], [name, true, [path]]);
  }
});

test("with strict a hostile argument refuses its call at once", async () => {
  page.options = { strict: "true" };
  const { results, refused, sync } = await assertAnswers();
  assert.deepEqual(sync.sort(), Object.keys(results).sort());
  for (const name of [...HOPELESS, ...Object.keys(REPAIRED)])
    assert.ok(refused.includes(name), `${name} is refused`);
});
