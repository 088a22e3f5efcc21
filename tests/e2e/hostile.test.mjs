// Pages that break the tracker's environment: patched APIs, corrupted storage, prerendering. The shopper
// notices nothing, and little is lost. Hostile arguments are in hostile-arguments.test.mjs, hostile pages for
// adapters in platform-attacks.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { needs } from "./support/browser.mjs";
import { arrived, consoleErrors, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

for (const [fault, patch] of Object.entries({
  throws: () => {
    throw new Error("blocked");
  },
  "returns no promise": () => undefined,
  "is missing": undefined,
  "always fails": () => Promise.reject(new TypeError("Failed to fetch")),
})) {
  test(`where fetch ${fault}, beacons send the events when the page is left`, async () => {
    page.options = { anonymous: "send" };
    await browser.open(page.origin);
    await started(browser);
    await delivered(browser);
    await browser.run((source) => void (window.fetch = (0, eval)(source)), String(patch));
    const outcome = await browser.run(
      (view) =>
        new Promise((resolve) => {
          shoptrail.on("outcome", resolve);
          shoptrail.track("product_viewed", view);
        }),
      VIEW,
    );
    assert.ok([0, 2].includes(outcome.status));
    await browser.run(() => shoptrail.track("search_performed", { query: "q" }));
    await browser.open("about:blank");
    await page.collector.waitFor((collector) => names(collector).length === 3, LIMIT_MS);
    assert.deepEqual(names(page.collector), ["page", "product_viewed", "search_performed"]);
  });
}

test("where fetch never answers, the next page sends its messages", async () => {
  page.options = { anonymous: "send" };
  await browser.open(`${page.origin}/first`);
  await started(browser);
  await delivered(browser);
  await browser.run(
    (view) =>
      new Promise((resolve) => {
        window.fetch = () => new Promise(() => {});
        shoptrail.on("request", resolve);
        shoptrail.track("product_viewed", view);
      }),
    VIEW,
  );
  await browser.open(`${page.origin}/second`);
  await page.collector.waitFor((collector) => names(collector).length === 3, LIMIT_MS);
  assert.deepEqual(names(page.collector).sort(), ["page", "page", "product_viewed"]);
});

test("where sendBeacon throws or refuses, fetch sends the events", async () => {
  page.options = { anonymous: "send" };
  for (const [index, patch] of [
    () => {
      throw new Error("blocked");
    },
    () => false,
  ].entries()) {
    await browser.open(`${page.origin}/${index}`);
    await started(browser);
    await delivered(browser);
    await browser.run(
      (source, view, number) => {
        navigator.sendBeacon = (0, eval)(source);
        shoptrail.track("product_viewed", { ...view, product_id: `p${number}` });
      },
      String(patch),
      VIEW,
      index,
    );
    await browser.open("about:blank");
    await page.collector.waitFor(
      ({ messages }) => messages.some(({ message }) => message.properties.product_id === `p${index}`),
      LIMIT_MS,
    );
  }
});

test("corrupted records in storage are ignored, and tracking goes on", async () => {
  page.options = { anonymous: "send" };
  page.head = `<script>
    for (const key of ["identity", "touch", "cart", "drops", "clock", "left", "q"])
      localStorage["shoptrail." + key] = '{"broken';
    localStorage["shoptrail.m.nonsense"] = "1";
    localStorage["shoptrail.l.nonsense"] = "\\0";
    localStorage["shoptrail.o.nonsense"] = "x".repeat(5000);
  </script>`;
  await browser.open(page.origin);
  await started(browser);
  assert.equal(await browser.run((view) => shoptrail.track("product_viewed", view).ok, VIEW), true);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed"]);
  assert.deepEqual(
    page.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
  );
});

test("stored calls that another script made up are accepted as calls or ignored", async () => {
  page.options = { anonymous: "send" };
  page.head = `<script>
    localStorage["shoptrail.q"] = JSON.stringify([
      null,
      7,
      ["track"],
      ["flush", [], 1, "", "", ""],
      ["constructor", [], 1, "", "", ""],
      ["track", ["search_performed", { query: "kept" }], Date.now(), location.href, "", ""],
      ["track", [], "now", {}, [], 7],
      ["track", ["x", {}], 1, {}, [], 7],
    ]);
  </script>`;
  await browser.open(page.origin);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["search_performed", "page"]);
  assert.equal((await browser.run(() => shoptrail.diagnostics())).on, true);
});

test(
  "a prerendered page counts nothing before it is shown, and then once, with that time",
  needs("prerendering"),
  async () => {
    page.options = { anonymous: "send" };
    page.body = `<a id="on" href="/second">on</a><script>
    window.prerendered = document.prerendering;
    shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
  </script>`;
    page.head =
      '<script type="speculationrules">{"prerender":[{"urls":["/second"],"eagerness":"immediate"}]}</script>';
    await browser.open(`${page.origin}/first`);
    await started(browser);
    await delivered(browser);
    const loaded = () =>
      page.requests.some(
        ({ path, headers }) => path === "/cdn/embed.min.js" && headers.referer?.endsWith("/second"),
      );
    for (const limit = Date.now() + 3000; !loaded() && Date.now() < limit;)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual(names(page.collector), ["page", "product_viewed"], "before it is shown");
    // A call of a page that was left an hour ago, before its module arrived.
    const before = Date.now() - 3_600_000;
    await browser.run(
      (time, url) =>
        void (localStorage["shoptrail.q"] = JSON.stringify([
          ["track", ["search_performed", { query: "mug" }], time, url, "Before", ""],
        ])),
      before,
      `${page.origin}/before`,
    );
    const shownAt = Date.now();
    await browser.click("#on");
    await browser.arrive("/second");
    await started(browser);
    await delivered(browser);
    assert.equal(await browser.run(() => window.prerendered), true, "it was prerendered");
    const [stored, ...second] = arrived(page.collector).slice(2);
    assert.deepEqual([stored.event, Date.parse(stored.timestamp)], ["search_performed", before]);
    assert.deepEqual(
      second.map(({ type, event }) => event ?? type),
      ["page", "product_viewed"],
    );
    for (const { timestamp } of second)
      assert.ok(Date.parse(timestamp) >= shownAt, `${timestamp} is before it was shown`);
  },
);

test("the npm entry survives an element named shoptrail, unreadable options and a second copy", async () => {
  page.expectErrors(/Option `writeKey` is missing/);
  page.withSnippet = false;
  page.body = '<div id="shoptrail"></div>';
  await browser.open(page.origin);
  const [same, result] = await browser.run(async () => {
    const options = {
      bots: true,
      get writeKey() {
        throw new Error("theirs");
      },
    };
    const [one, two] = await Promise.all(["/pkg/index.js", "/pkg/index.js?copy"].map((path) => import(path)));
    const tracker = one.createTracker(options);
    await tracker.flush();
    return [
      tracker === two.createTracker({ writeKey: "k" }) && tracker === window.shoptrail,
      tracker.track("product_viewed", {}),
    ];
  });
  assert.equal(same, true);
  assert.deepEqual(result, { ok: false, reason: "options", violations: [] });
  assert.equal((await consoleErrors(browser)).length, 1);
});

test("without debug a refused event is one line on the console; with debug its answer is there", async () => {
  const warnings = async () => {
    await browser.open(page.origin);
    await started(browser);
    await browser.run(() => shoptrail.track("product_viewed", {}));
    await browser.run(() => new Promise((resolve) => setTimeout(resolve, 1000)));
    return (await browser.console()).filter(({ message }) => message.includes("shoptrail"));
  };
  const [line, ...others] = await warnings();
  assert.match(line.message, /product_viewed is refused/);
  assert.equal(others.length, 0);
  page.options = { debug: "true" };
  const [warning, ...rest] = await warnings();
  assert.equal(warning?.level, "WARNING");
  assert.equal(rest.length, 0);
});

test("a final answer of the collector is counted, and reported once in debug", async () => {
  page.expectErrors(/401/);
  page.options = { anonymous: "send", debug: "true" };
  page.collector.answer = async () => ({ status: 401 });
  await browser.open(page.origin);
  await browser.waitFor(() => shoptrail.diagnostics().drops?.rejected === 1);
  await browser.run((view) => shoptrail.track("product_viewed", view), VIEW);
  await browser.waitFor(() => shoptrail.diagnostics().drops?.rejected === 2);
  const warnings = (await browser.console()).filter(({ message }) => /refused by/.test(message));
  assert.equal(warnings.length, 1);
  assert.match(warnings[0].message, /401/);
});

test("ids are made without crypto and with a crypto that throws", async () => {
  page.options = { anonymous: "send" };
  for (const [index, crypto] of [
    "undefined",
    "{ getRandomValues() { throw new Error('theirs'); } }",
  ].entries()) {
    page.head = `<script>Object.defineProperty(window, "crypto", { value: ${crypto} });</script>`;
    await browser.open(`${page.origin}/${index}`);
    await started(browser);
    await delivered(browser);
  }
  const ids = page.collector.messages.map(({ message }) => message.messageId);
  assert.equal(new Set(ids).size, 2);
  assert.deepEqual(
    page.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
  );
});

for (const [fault, temporal] of Object.entries({ "is empty": {}, "has no functions": { Now: {} } })) {
  test(`where Temporal ${fault}, the time zone comes from Intl`, async () => {
    page.options = { anonymous: "send" };
    page.head = `<script>window.Temporal = ${JSON.stringify(temporal)}</script>`;
    await browser.open(page.origin);
    await started(browser);
    await delivered(browser);
    const [{ context }] = arrived(page.collector);
    assert.equal(context.timezone, await browser.run(() => Intl.DateTimeFormat().resolvedOptions().timeZone));
  });
}
