// The overlay, which a developer opens in a page to see its events, and what the overlay and the data-quality
// part store. The report itself is in quality.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleErrors, usePages } from "./support/pages.mjs";
import { inOverlay, loadedParts, overlayShows, reported } from "./support/quality.mjs";
import { started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "SECRET-p1", name: "SECRET One", price: 5, currency: "EUR", note: "SECRET" };
const LINES = [{ product_id: "SECRET-p1", name: "SECRET One", price: 5, quantity: 2 }];
const ORDER = { order_id: "SECRET-1", total: 10, currency: "EUR", line_items: LINES };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

test("the overlay shows each event, its violations and its state, also on the next page", async () => {
  page.options = { strict: "true" };
  page.collector.answer = async () => "refuse";
  page.expectErrors(/ERR_|Failed to load/);
  await browser.open(`${page.origin}/first?shoptrail_debug=1`);
  await started(browser);
  await overlayShows(browser, (root) => root.querySelector("[data-event=page]"));
  await browser.run(
    (view, order) => {
      shoptrail.track("product_viewed", view);
      shoptrail.track("product_viewed", { price: "5,00" });
      shoptrail.track("order_completed", order);
      shoptrail.track("order_completed", order);
      shoptrail.track("<img src=x onerror=alert(1)>", {});
    },
    VIEW,
    ORDER,
  );
  await overlayShows(browser, (root) => root.querySelectorAll("article").length === 6);
  await browser.open(`${page.origin}/second`);
  await started(browser);
  await overlayShows(browser, (root) => root.querySelectorAll("article").length === 7);
  const rows = await inOverlay(browser, (root) =>
    [...root.querySelectorAll("article")].map((row) => [
      row.querySelector("b").textContent,
      row.dataset.where.replace("stored", "held"),
      [...row.querySelectorAll("p code")].map((code) => code.textContent),
    ]),
  );
  assert.deepEqual(rows.slice(1), [
    ["<img src=x onerror=alert(1)>", "refused", ["<img src=x onerror=alert(1)>"]],
    ["order_completed", "repeat", []],
    ["order_completed", "held", []],
    [
      "product_viewed",
      "refused",
      ["price", "product_id/variant_id/sku/name", "product_id", "name", "currency"],
    ],
    ["product_viewed", "held", []],
    ["page", "held", []],
  ]);
  assert.equal(await inOverlay(browser, (root) => root.querySelectorAll("img").length), 0);
  await browser.run(() => shoptrail.identify("jane@example.com"));
  await overlayShows(browser, (root) => root.querySelector("[data-where=waiting], [data-where=in_flight]"));
  page.collector.answer = null;
  await browser.run(() => shoptrail.flush());
  await overlayShows(browser, (root) =>
    root.querySelector("[data-event=product_viewed][data-where=delivered]"),
  );
});

test("the overlay shows an event that was put right, each odd field, and what it was read as", async () => {
  await browser.open(`${page.origin}/first?shoptrail_debug=1`);
  await started(browser);
  await browser.run((view) => {
    shoptrail.track("product_viewed", { ...view, price: "5,00", name: undefined });
    shoptrail.track("product_viewed", { price: "5,00" });
  }, VIEW);
  await overlayShows(browser, (root) => root.querySelectorAll("article").length === 3);
  const rows = await inOverlay(browser, (root) =>
    [...root.querySelectorAll("article")].map((row) => [
      row.querySelector("b").textContent,
      row.dataset.where.replace("stored", "held"),
      [...row.querySelectorAll("p")].map((line) => [line.className, line.textContent]),
    ]),
  );
  assert.deepEqual(rows, [
    ["product_viewed", "refused", [["bad", "product_id/variant_id/sku/name is required (missing_property)"]]],
    [
      "product_viewed",
      "held",
      [
        ["warn", "price must be a number from 0, like 19.99 (wrong_type), read as 5"],
        ["warn", "name is required (missing_property)"],
      ],
    ],
    ["page", "held", []],
  ]);
});

test("a total that does not match the lines is sent, and only the parts for developers name it", async () => {
  page.options = { debug: "true" };
  await browser.open(page.origin);
  await reported(browser);
  const [answer, warnings, violations, quality] = await browser.run((order) => {
    const texts = [];
    const { warn } = console;
    console.warn = (text) => texts.push(text);
    const given = shoptrail.track("order_completed", { ...order, total: 1000 });
    console.warn = warn;
    const found = shoptrail.diagnostics();
    return [given, texts, found.violations, found.quality];
  }, ORDER);
  assert.deepEqual([answer.ok, answer.violations, violations], [true, undefined, {}]);
  assert.deepEqual(warnings, ["shoptrail: order_completed: total is not the sum of the lines"]);
  assert.deepEqual(quality.violations, { contradiction: 1 });
  assert.deepEqual(quality.places, { "order_completed total contradiction": 1 });
  const shown = await overlayShows(
    browser,
    (root) => root.querySelector("[data-event=order_completed] .warn")?.textContent,
  );
  assert.equal(shown, "total is not the sum of the lines (contradiction)");
});

test("the overlay has the report, folds, changes sides, and stays closed once closed", async () => {
  await browser.open(`${page.origin}/?shoptrail_debug=1`);
  await started(browser);
  await overlayShows(browser, (root) => root.querySelector("article"));
  await browser.run((view) => shoptrail.track("product_viewed", { ...view, price: undefined }), VIEW);
  const press = (title) =>
    inOverlay(
      browser,
      (root, wanted) =>
        [...root.querySelectorAll("button")]
          .find((button) => (button.title || button.textContent) === wanted)
          .click(),
      title,
    );
  await press("Data quality");
  const text = await overlayShows(
    browser,
    (root) => /missing_property/.test(root.textContent) && root.querySelector("main").textContent,
  );
  assert.match(text, /product_viewed price.*missing_property/);
  assert.match(text, /0 \/ 1/);
  assert.match(text, /Checkouts started: 0/);
  await press("To the other side");
  await press("Fold");
  assert.equal(await inOverlay(browser, (root) => root.querySelector("main")), null);
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await overlayShows(browser, (root) => root.querySelector("header"));
  assert.deepEqual(
    await inOverlay(browser, (root) => [root.querySelector("main"), root.host.hasAttribute("left")]),
    [null, true],
    "as the shopper left it",
  );
  await press("Close");
  assert.deepEqual(
    await browser.run(() =>
      [
        document.querySelector("shoptrail-overlay"),
        sessionStorage["shoptrail.debug"],
        sessionStorage["shoptrail.overlay"],
      ].map((value) => value ?? null),
    ),
    [null, null, null],
  );
  await browser.open(`${page.origin}/?shoptrail_debug=1`);
  await overlayShows(browser, (root) => root.querySelector("header"));
  await browser.open(`${page.origin}/?shoptrail_debug=0`);
  await browser.waitFor(
    () =>
      window.shoptrail.diagnostics().quality &&
      !document.querySelector("shoptrail-overlay") &&
      !sessionStorage["shoptrail.debug"],
  );
  page.requests.length = 0;
  await browser.open(`${page.origin}/after`);
  await started(browser);
  assert.deepEqual(loadedParts(page), []);
});

test("under a strict policy the overlay has its own style, without the page's style sheet", async () => {
  page.policy = [
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src *",
    "style-src 'nonce-theirs'; require-trusted-types-for 'script'",
  ].join("; ");
  page.head = `<style nonce="theirs">
    section, button { display: none !important; color: rgb(1, 2, 3) !important; }
  </style>`;
  page.options = { debug: "true" };
  await browser.open(page.origin);
  await started(browser);
  await overlayShows(browser, (root) => root.querySelector("article"));
  const [position, display, width] = await inOverlay(browser, (root) => [
    getComputedStyle(root.host).position,
    getComputedStyle(root.querySelector("section")).display,
    root.querySelector("section").offsetWidth,
  ]);
  assert.deepEqual([position, display], ["fixed", "flex"]);
  assert.ok(width > 300, String(width));
});

test("without consent neither part stores anything; a withdrawal deletes the counts", async () => {
  page.options = { debug: "true", consent: "pending" };
  page.body = `<script>shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});</script>`;
  await browser.open(page.origin);
  await browser.waitFor(
    () =>
      window.shoptrail.diagnostics().quality &&
      window.shoptrail.diagnostics().consent &&
      document.querySelector("shoptrail-overlay"),
  );
  const storedNames = () => browser.run(() => Object.keys(sessionStorage));
  assert.deepEqual(await storedNames(), []);
  await browser.run(() => shoptrail.setConsent("granted"));
  await browser.waitFor(() => sessionStorage["shoptrail.quality"] && sessionStorage["shoptrail.overlay"]);
  assert.equal(await browser.run(() => shoptrail.diagnostics().quality.events.product_viewed.taken), 1);
  await browser.run(() => shoptrail.setConsent("denied"));
  await browser.run(() => shoptrail.track("search_performed", { query: "x" }));
  const { events } = await browser.run(() => shoptrail.diagnostics().quality);
  assert.equal(events.product_viewed, undefined);
  await browser.open(`${page.origin}/next`);
  assert.deepEqual(await storedNames(), []);
});

test("with a missing part the tracker works", async () => {
  page.expectErrors(/overlay|quality|MIME/);
  page.options = { debug: "true", anonymous: "send" };
  page.head =
    "<script>document.querySelector('script[data-write-key]').setAttribute('data-nothing', '');</script>";
  page.missing = /quality|overlay/;
  await browser.open(page.origin);
  await started(browser);
  await page.collector.waitFor(({ messages }) => messages.length === 1, LIMIT_MS);
  assert.equal(await browser.run(() => shoptrail.track("search_performed", { query: "x" }).ok), true);
  await browser.waitFor(() => !document.querySelector("shoptrail-overlay"));
  await consoleErrors(browser);
});

test("the npm entry loads both parts from its own folder", async () => {
  page.withSnippet = false;
  page.body = `<script type="module">
    import { createTracker } from "/pkg/index.js";
    createTracker({ writeKey: "k", endpoint: "${page.collector.origin}/v1/b", debug: true, bots: true });
  </script>`;
  await browser.open(page.origin);
  await reported(browser);
  await overlayShows(browser, (root) => root.querySelector("[data-event=page]"));
  assert.deepEqual(loadedParts(page).sort(), ["/pkg/overlay.js", "/pkg/quality.js"]);
});
