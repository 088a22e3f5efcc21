// What a page sees of shoptrail: the stub before the script, the calls and their answers, wrong options. A
// page must never be disturbed. Leaving a page is in leaving.test.mjs, hostile arguments are in
// hostile-arguments.test.mjs, hostile pages in hostile.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, consoleErrors, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

test("calls before the script keep their time, URL, title, and the values of the arguments", async () => {
  page.options = { anonymous: "send" };
  let release;
  page.script = () => new Promise((resolve) => (release = resolve));
  page.body = `<script>
    window.madeAt = [Date.now()];
    const properties = ${JSON.stringify(VIEW)};
    window.early = [shoptrail.track("product_viewed", properties), shoptrail.diagnostics()];
    properties.product_id = "changed";
    window.heard = [];
    shoptrail.on("call", ({ method, args }) => heard.push([method, args[0]]));
    shoptrail.ready().then((shop) => (window.isReady = shop === window.shoptrail));
    const { track } = shoptrail;
    setTimeout(() => {
      history.pushState(null, "", "/second?a=1");
      document.title = "Second title";
      track("search_performed", { query: "late" });
      madeAt.push(Date.now());
      window.both = true;
      track("search_performed", { query: "from a kept function" });
    }, 50);
  </script>`;
  const opened = browser.open(`${page.origin}/first?utm_source=x`);
  const deadline = Date.now() + LIMIT_MS;
  while (!release && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
  setTimeout(release, 400); // later than the timer of the page, which is at 50 ms
  await opened;
  await started(browser);
  const [early, diagnostics] = await browser.run(() => window.early);
  assert.deepEqual(early, { ok: true, queued: true });
  assert.deepEqual(diagnostics, { on: false, off_reason: "loading", queued: 2 });
  await delivered(browser);
  const [from, to] = await browser.run(() => window.madeAt);
  const messages = arrived(page.collector);
  assert.deepEqual(names(page.collector), ["page", "product_viewed", "search_performed", "search_performed"]);
  const [landing, viewed, searched] = messages;
  assert.equal(viewed.properties.product_id, "p1", "the value at the time of the call");
  assert.deepEqual(
    [landing, viewed, searched].map(({ context }) => [context.page.path, context.page.title]),
    [
      ["/first", "Page title"],
      ["/first", "Page title"],
      ["/second", "Second title"],
    ],
  );
  assert.ok(Math.abs(Date.parse(viewed.timestamp) - from) < 50, "the time of the call");
  assert.ok(Math.abs(Date.parse(searched.timestamp) - to) < 50, "the time of the call");
  assert.equal(await browser.run(() => window.isReady), true);
  const heard = await browser.run(() => window.heard);
  assert.deepEqual(heard.slice(0, 3), [
    ["page", null],
    ["track", "product_viewed"],
    ["track", "search_performed"],
  ]);
});

test("loading twice is harmless, and a function taken from the stub keeps working", async () => {
  page.options = { anonymous: "send" };
  page.head = `<script>window.kept = shoptrail.track;</script>
    <script defer src="/cdn/embed.min.js" data-write-key="another"></script>`;
  await browser.open(page.origin);
  await started(browser);
  await browser.run((view) => window.kept("product_viewed", view), VIEW);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed"]);
  assert.ok(
    page.collector.requests.every(({ json }) => json.writeKey === "wk_harness"),
    "the first options count",
  );
});

test("a wrong option is reported once, with its value and the allowed ones; the tracker is off", async () => {
  page.expectErrors(/shoptrail/);
  page.options = { region: "apac", anonymous: "perhaps" };
  page.body = `<script>
    shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
    window.early = shoptrail.flush();
  </script>`;
  await browser.open(page.origin);
  await browser.waitFor(() => window.shoptrail.diagnostics().off_reason === "options");
  const errors = await consoleErrors(browser);
  assert.equal(errors.length, 2, errors.join("\n"));
  assert.match(
    errors.find((message) => message.includes("region")),
    /apac.*us.*eu/,
  );
  assert.match(
    errors.find((message) => message.includes("anonymous")),
    /perhaps.*hold.*send/,
  );
  const nothing = { delivered: 0, waiting: 0, held: 0, dropped: 0 };
  const results = await browser.run(async () => {
    const { track, identify, reset, flush, on, ...others } = window.shoptrail;
    return [
      track("product_viewed", {}),
      others.page(),
      identify("x"),
      reset(),
      await flush(),
      await window.early,
      typeof on("call", () => {}),
    ];
  });
  assert.deepEqual(results, [
    ...Array(4).fill({ ok: false, reason: "options", violations: [] }),
    nothing,
    nothing,
    "function",
  ]);
  assert.equal(page.collector.requests.length, 0);
});

test("getters and listeners that call the tracker or throw lose no event", async () => {
  page.expectErrors(/theirs/);
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  const answers = await browser.run((view) => {
    let inner;
    window.threw = 0;
    shoptrail.on("call", () => {
      window.threw += 1;
      throw new Error("theirs");
    });
    const off = shoptrail.on("call", () => {
      off();
      shoptrail.track("search_performed", { query: "from a listener" });
    });
    const outer = shoptrail.track("product_viewed", {
      ...view,
      get note() {
        return "spread";
      },
    });
    const result = shoptrail.track("collection_viewed", {
      get collection_id() {
        inner = shoptrail.track("search_performed", { query: "from a getter" });
        return "c1";
      },
    });
    return [inner.ok, outer.ok, result.ok];
  }, VIEW);
  assert.deepEqual(answers, [true, true, true]);
  await page.collector.waitFor((collector) => names(collector).length === 5, LIMIT_MS);
  assert.deepEqual(names(page.collector).sort(), [
    "collection_viewed",
    "page",
    "product_viewed",
    "search_performed",
    "search_performed",
  ]);
  // The errors come in later tasks. Wait for them, so that they do not count in the next test.
  let errorCount = 0;
  await browser.driver.wait(
    async () =>
      (errorCount += (await consoleErrors(browser)).length) >= (await browser.run(() => window.threw)),
    LIMIT_MS,
  );
});

/** Runs in the page: makes each call, and returns all answers. */
async function readAnswers(view) {
  const requests = [];
  const outcomes = [];
  const calledBack = new Promise((resolve) => shoptrail.ready(resolve));
  await shoptrail.ready();
  shoptrail.on("request", (request) => requests.push(request));
  shoptrail.on("outcome", (outcome) => outcomes.push(outcome));
  const tracked = shoptrail.track("product_viewed", view);
  const repaired = shoptrail.track("product_viewed", { ...view, product_id: "p2", price: "5 euro" });
  const refused = shoptrail.track("product_viewed", { price: "5 euro" });
  const early = JSON.parse(JSON.stringify(repaired));
  while (refused.queued) await new Promise((resolve) => setTimeout(resolve, 50));
  const held = await shoptrail.flush();
  const identified = shoptrail.identify(
    { email: "jane@example.com", phone: "+44 20 7946 0000" },
    { first_name: "Jane" },
  );
  const flushed = await shoptrail.flush();
  const diagnostics = shoptrail.diagnostics();
  const reset = shoptrail.reset();
  return {
    same: (await calledBack) === shoptrail,
    tracked,
    early,
    repaired,
    refused,
    held,
    identified,
    flushed,
    requests,
    outcomes,
    diagnostics,
    reset,
  };
}

test("calls answer in their documented shapes", async () => {
  await browser.open(page.origin);
  const answers = await browser.run(readAnswers, VIEW);
  assert.equal(answers.same, true);
  assert.match(answers.tracked.messageId, /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  assert.equal(answers.refused.ok, false);
  assert.equal(answers.refused.reason, "invalid");
  assert.deepEqual(answers.early, { ok: true, queued: true });
  const { messageId, violations: warnings, ...others } = answers.repaired;
  assert.match(messageId, /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  assert.deepEqual(others, { ok: true });
  const [{ message, ...warning }] = warnings;
  assert.deepEqual([warnings.length, warning], [1, { code: "wrong_type", path: "price", kept: 5 }]);
  assert.equal(typeof message, "string");
  const lacking = answers.refused.violations.filter(({ code }) => code === "missing_property");
  assert.deepEqual(
    lacking.map(({ path }) => path),
    ["product_id/variant_id/sku/name"],
  );
  assert.deepEqual(answers.held, { delivered: 0, waiting: 0, held: 3, dropped: 0 });
  assert.equal(answers.identified.ok, true);
  assert.deepEqual(answers.flushed, { delivered: 4, waiting: 0, held: 0, dropped: 0 });
  assert.deepEqual(answers.reset, { ok: true });
  const [{ id, via, url, body }] = answers.requests;
  assert.equal(via, "fetch");
  assert.equal(url, `${page.collector.origin}/v1/b`);
  assert.equal(typeof JSON.parse(body).batch[0].messageId, "string");
  assert.deepEqual(answers.outcomes[0], { id, status: 200 });
});

test("diagnostics() has its documented shape, and holds no personal data", async () => {
  await browser.open(page.origin);
  const answers = await browser.run(readAnswers, VIEW);
  const { version, on, identity, counts, messages, drops, violations, repeats, storage } =
    answers.diagnostics;
  assert.match(version, /^\d+\.\d+\.\d+/);
  assert.equal(on, true);
  assert.match(identity.anonymousId, /^[0-9a-f-]{36}$/);
  assert.deepEqual([identity.state, [...identity.keys].sort()], ["known", ["email", "phone"]]);
  assert.deepEqual(counts, { held: 0, waiting: 0, in_flight: 0, handed_off: 0, delivered: 4 });
  assert.deepEqual(
    [messages, drops, repeats, storage.durable, typeof storage.bytes],
    [[], {}, 0, true, "number"],
  );
  assert.ok(Object.values(violations).every((count) => count > 0));
  assert.ok(!/jane|7946/i.test(JSON.stringify(answers.diagnostics)), "personal data in diagnostics");
});

test("no unload listener, one global, no patched API", async () => {
  page.first = `<script>(${() => {
    const seen = (window.listened = []);
    const add = EventTarget.prototype.addEventListener;
    EventTarget.prototype.addEventListener = function (type, ...rest) {
      seen.push(type);
      return add.call(this, type, ...rest);
    };
    window.apis = [window.fetch, navigator.sendBeacon, history.pushState, window.XMLHttpRequest];
    window.names = new Set(Object.getOwnPropertyNames(window));
  }})();</script>`;
  await browser.open(page.origin);
  await started(browser);
  const [listened, patched, added] = await browser.run(() => [
    window.listened,
    [window.fetch, navigator.sendBeacon, history.pushState, window.XMLHttpRequest].some(
      (api, index) => api !== window.apis[index],
    ),
    Object.getOwnPropertyNames(window).filter((name) => !window.names.has(name) && name !== "names"),
  ]);
  assert.ok(listened.includes("pagehide"));
  assert.deepEqual(
    listened.filter((type) => /unload/.test(type)),
    [],
  );
  assert.equal(patched, false);
  // `ret_nodes` comes from the test driver.
  assert.deepEqual(
    added.filter((name) => name !== "ret_nodes"),
    ["shoptrail"],
  );
});
