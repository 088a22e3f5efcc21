// Policies that are about the collector, or only report: what is blocked waits, is said, and goes out from the next page that may.

import assert from "node:assert/strict";
import { test } from "node:test";
import { plays, REFUSED, tag, VIEW } from "./support/embedding.mjs";
import { arrived, usePages } from "./support/pages.mjs";
import { started } from "./support/story.mjs";

const LIMIT_MS = 20_000;
const BLOCKS = "script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src 'self'";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const told = () =>
  arrived(page.collector).map(({ type, event, context }) => `${event ?? type} ${context.page.path}`);

test("connect-src without the collector: the page is undisturbed, nothing counts as sent, and the next page that may delivers all", async () => {
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
  // What the pages before have handed to beacons that the policy ate is tried once more, and then waits again.
  await browser.waitFor(() => shoptrail.diagnostics().counts.waiting === 6);
  assert.deepEqual([told(), await browser.run(() => shoptrail.diagnostics().drops)], [[], {}]);
  page.policy = "";
  await browser.open(`${page.origin}/free`);
  await started(browser);
  await page.collector.waitFor((collector) => arrived(collector).length >= 7, LIMIT_MS);
  assert.deepEqual(told().sort(), [
    "page /free",
    "page /one",
    "page /three",
    "page /two",
    "product_viewed /one",
    "product_viewed /three",
    "product_viewed /two",
  ]);
});

test("policies that only report are no policies: it runs as WebAssembly, and tells the same", async () => {
  page.expectErrors(REFUSED, /report.only/i);
  page.withSnippet = false;
  page.head = tag(page, "embed.min.js");
  const free = await plays(browser, page);
  page.headers = {
    "content-security-policy-report-only":
      "default-src 'none'; script-src 'self'; connect-src 'none'; require-trusted-types-for 'script'",
  };
  const reported = await plays(browser, page);
  assert.deepEqual(reported, free);
  assert.deepEqual(reported.files, ["embed.min.js"]);
});
