// Content security policies that block the collector, or that only report. A blocked message waits and is
// sent by the next page that may send.

/* global outcomes -- defined by the page of this test */
import assert from "node:assert/strict";
import { test } from "node:test";
import { playFirstVisit, REFUSED, tag, VIEW } from "./support/embedding.mjs";
import { arrived, namesWithPaths, usePages } from "./support/pages.mjs";
import { started } from "./support/story.mjs";

const LIMIT_MS = 20_000;
const BLOCKS = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self'";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const arrivedPaths = () => namesWithPaths(page.collector);

test("connect-src without the collector: messages wait, and the next allowed page delivers all", async () => {
  page.expectErrors(REFUSED, /connect-src|violates/i);
  page.options = { anonymous: "send" };
  page.policy = BLOCKS;
  for (const path of ["/one", "/two", "/three"]) {
    await browser.open(page.origin + path);
    await started(browser);
    const seen = await browser.run(async (view) => {
      window.outcomes = [];
      shoptrail.on("outcome", ({ status }) => outcomes.push(status));
      const { ok } = shoptrail.track("product_viewed", view);
      const { delivered, waiting } = await shoptrail.flush();
      return { ok, delivered, waiting: waiting > 0 };
    }, VIEW);
    assert.deepEqual(seen, { ok: true, delivered: 0, waiting: true });
    assert.deepEqual(
      await browser.waitFor(() => window.outcomes.length && [...new Set(window.outcomes)]),
      [0],
    );
  }
  // The policy dropped the beacons of the earlier pages. Their messages are sent once more, and then wait
  // again.
  await browser.waitFor(() => shoptrail.diagnostics().counts.waiting === 6);
  assert.deepEqual([arrivedPaths(), await browser.run(() => shoptrail.diagnostics().drops)], [[], {}]);
  page.policy = "";
  await browser.open(`${page.origin}/free`);
  await started(browser);
  await page.collector.waitFor((collector) => arrived(collector).length >= 7, LIMIT_MS);
  assert.deepEqual(arrivedPaths().sort(), [
    "page /free",
    "page /one",
    "page /three",
    "page /two",
    "product_viewed /one",
    "product_viewed /three",
    "product_viewed /two",
  ]);
});

test("under policies that only report, WebAssembly runs and the messages are the same", async () => {
  page.expectErrors(REFUSED, /report.only/i);
  page.withSnippet = false;
  page.head = tag(page, "embed.min.js");
  const free = await playFirstVisit(browser, page);
  page.headers = {
    "content-security-policy-report-only":
      "default-src 'none'; script-src 'self'; connect-src 'none'; require-trusted-types-for 'script'",
  };
  const reported = await playFirstVisit(browser, page);
  assert.deepEqual(reported, free);
  assert.deepEqual(reported.files, ["embed.min.js"]);
});
