// What happens when a page is left: the events that the browser sends with the page, those that the next page
// sends, and the return from the back/forward cache. The delivery rows (tests/delivery) test the same with
// failing networks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, names, namesWithPaths, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

test("the next page sends the calls of a page that was left before its script arrived", async () => {
  page.options = { anonymous: "send" };
  page.expectErrors(/embed\.min\.js/);
  page.script = (path) => path !== "/first";
  page.body = `<script>
    if (location.pathname === "/first") {
      shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
      addEventListener("pagehide", () => shoptrail.track("search_performed", { query: "late" }));
    }
  </script>`;
  const from = Date.now();
  await browser.open(`${page.origin}/first?utm_source=x`);
  const to = Date.now();
  await browser.open(`${page.origin}/second`);
  await started(browser);
  await delivered(browser);
  const messages = arrived(page.collector);
  assert.deepEqual(
    messages.map(({ type, event, context }) => [event ?? type, context.page.path]),
    [
      ["page", "/first"],
      ["product_viewed", "/first"],
      ["search_performed", "/first"],
      ["page", "/second"],
    ],
  );
  for (const { timestamp } of messages.slice(0, 2))
    assert.ok(Date.parse(timestamp) >= from && Date.parse(timestamp) <= to, timestamp);
  assert.equal(await browser.run(() => localStorage.getItem("shoptrail.q")), null);
  assert.equal(messages[0].properties.utm_source ?? messages[0].properties.last_utm_source, "x");
});

test("a call with a BigInt or a cycle before the script costs no other call of the page", async () => {
  page.options = { anonymous: "send" };
  page.expectErrors(/embed\.min\.js/);
  page.script = (path) => path !== "/first";
  page.body = `<script>
    if (location.pathname === "/first") {
      const cycle = {};
      cycle.self = cycle;
      const view = ${JSON.stringify(VIEW)};
      shoptrail.track("product_viewed", { ...view, stock: BigInt(5), seen: new Date(1e12) });
      shoptrail.track("product_viewed", { ...view, product_id: "p2", cycle });
      shoptrail.track("search_performed", { query: "behind" });
    }
  </script>`;
  for (const path of ["/first", "/second"]) await browser.open(page.origin + path);
  await started(browser);
  await delivered(browser);
  const expected = ["page /first", "product_viewed /first", "search_performed /first", "page /second"];
  assert.deepEqual(namesWithPaths(page.collector), expected);
  const { stock, seen } = arrived(page.collector)[1].properties;
  assert.deepEqual([stock, seen], ["5", "2001-09-09T01:46:40.000Z"]);
});

test("calls are stored behind whatever another script left in the record of stored calls", async () => {
  page.options = { anonymous: "send" };
  page.expectErrors(/embed\.min\.js/);
  page.script = (path) => path === "/last";
  // As a page whose JSON.stringify encodes twice leaves it.
  page.first = `<script>
    if (location.pathname === "/first") localStorage["shoptrail.q"] = JSON.stringify("[[]]");
  </script>`;
  for (const path of ["/first", "/last"]) await browser.open(page.origin + path);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(namesWithPaths(page.collector), ["page /first", "page /last"]);
});

test("the next page sends what a refusing collector did not accept", async () => {
  page.expectErrors(/ERR_|Failed to load/);
  page.options = { anonymous: "send" };
  page.collector.answer = async () => "refuse";
  await browser.open(`${page.origin}/first`);
  await started(browser);
  const report = await browser.run(async (view) => {
    shoptrail.track("product_viewed", view);
    return shoptrail.flush();
  }, VIEW);
  assert.deepEqual([report.delivered, report.waiting], [0, 2]);
  page.collector.answer = null;
  await browser.open(`${page.origin}/second`);
  await page.collector.waitFor((collector) => names(collector).length >= 3, LIMIT_MS);
  assert.deepEqual(
    arrived(page.collector).map(({ type, event, context }) => [event ?? type, context.page.path]),
    [
      ["page", "/first"],
      ["product_viewed", "/first"],
      ["page", "/second"],
    ],
  );
});

test("20 events in the task that leaves the page arrive without a next page", async () => {
  page.options = { anonymous: "send" };
  await browser.open(`${page.origin}/first`);
  await started(browser);
  await delivered(browser);
  await browser.run((view) => {
    for (let index = 0; index < 20; index += 1)
      shoptrail.track("product_viewed", { ...view, product_id: `p${index}` });
    location.href = "about:blank";
  }, VIEW);
  await page.collector.waitFor((collector) => names(collector).length === 21, LIMIT_MS);
  const ids = arrived(page.collector).flatMap(({ properties }) => properties.product_id ?? []);
  assert.deepEqual(
    ids,
    Array.from({ length: 20 }, (_, index) => `p${index}`),
  );
  assert.deepEqual(
    page.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
  );
  assert.deepEqual(
    page.collector.requests.flatMap(({ problems }) => problems),
    [],
  );
});

test("a page left with more than 64 KiB: the next page delivers the rest while it is open", async () => {
  await browser.open(page.origin);
  await started(browser);
  await browser.run(() => {
    shoptrail.identify("C-1001");
    for (let index = 0; index < 60; index += 1) {
      shoptrail.track("product_viewed", {
        product_id: `L${index}`,
        name: "n",
        price: 1,
        currency: "EUR",
        filler: "q".repeat(1800),
      });
    }
    location.href = "/?next";
  });
  // This is more than two full requests on one page: each answer must free bytes for the next request.
  const views = () =>
    new Set(
      page.collector.messages
        .map(({ message }) => message.properties?.product_id)
        .filter((id) => id?.startsWith("L")),
    );
  const deadline = Date.now() + 20_000;
  while (views().size < 60 && Date.now() < deadline)
    await page.collector.waitFor(() => views().size >= 60, 1_000).catch(() => {});
  assert.equal(views().size, 60);
});

test("50 events tracked by a late pagehide listener are sent", async () => {
  page.options = { anonymous: "send" };
  await browser.open(`${page.origin}/first`);
  await started(browser);
  await delivered(browser);
  await browser.run((view) => {
    addEventListener("pagehide", () => {
      for (let index = 0; index < 50; index += 1)
        shoptrail.track("product_viewed", { ...view, product_id: `L${index}` });
    });
  }, VIEW);
  await browser.open("about:blank");
  await page.collector.waitFor(
    (collector) => names(collector).filter((name) => name === "product_viewed").length === 50,
    LIMIT_MS,
  );
});

test("a page back from the back/forward cache counts one page view and keeps working", async () => {
  page.options = { anonymous: "send" };
  await browser.open(`${page.origin}/first`);
  await started(browser);
  await delivered(browser);
  await browser.run(() => {
    window.kept = true;
    addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted));
  });
  await browser.open(`${page.origin}/second`);
  await started(browser);
  await delivered(browser);
  await browser.driver.navigate().back();
  await browser.arrive("/first");
  assert.equal(
    await browser.run(() => window.kept && window.persisted),
    true,
    "the page came from the back/forward cache",
  );
  assert.equal(await browser.run((view) => shoptrail.track("product_viewed", view).ok, VIEW), true);
  await delivered(browser);
  const seen = arrived(page.collector).map(({ type, event, context }) => [event ?? type, context.page.path]);
  assert.deepEqual(seen, [
    ["page", "/first"],
    ["page", "/second"],
    ["page", "/first"],
    ["product_viewed", "/first"],
  ]);
});
