// The option `customEvents`: a part of its own checks it before the core starts, and only where it is given.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TEST_WRITE_KEY } from "../../www/snippet.mjs";
import { consoleErrors, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const DECLARED = { gift_wrapped: { required: { paper: "text" }, optional: { price: "money" } } };
const NOT_FOUND = /404|Failed to (load|fetch)/;

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/** Opens a page whose tracker is made by the npm entry with these options. */
async function open(options) {
  const all = { writeKey: TEST_WRITE_KEY, endpoint: `${page.collector.origin}/v1/b`, bots: true, ...options };
  page.withSnippet = false;
  page.head = `<script type="module">
    import { createTracker } from "/pkg/index.js";
    window.shoptrail = createTracker(${JSON.stringify({ anonymous: "send", ...all })});
  </script>`;
  await browser.open(page.origin);
}

const isLoaded = () => page.requests.some(({ path }) => path.includes("custom-events.js"));

test("a declared event is checked by its declaration and sent", async () => {
  await open({ customEvents: DECLARED });
  await started(browser);
  assert.equal(isLoaded(), true);
  assert.equal(await browser.run(() => shoptrail.track("gift_wrapped", { paper: "red" }).ok), true);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "gift_wrapped"]);
});

test("a wrong declaration is reported with the other wrong options; the tracker is off", async () => {
  page.expectErrors(/shoptrail is off/);
  await open({ region: "apac", customEvents: { page: {}, a: { required: { x: "cents" } } } });
  await browser.waitFor(() => window.shoptrail?.diagnostics().off_reason === "options");
  const errors = (await consoleErrors(browser)).sort();
  assert.equal(errors.length, 3, errors.join("\n"));
  assert.match(errors[0], /customEvents\.a\.required\.x.*must be a type of the plan/);
  assert.match(errors[1], /customEvents\.page.*its name not the plan's/);
  assert.match(errors[2], /region.*apac.*us.*eu/);
});

test("without the part a right declaration works, and what is wrong in one counts for nothing", async () => {
  page.expectErrors(NOT_FOUND);
  page.missing = /custom-events\.js/;
  await open({ customEvents: { ...DECLARED, c: true, page: { required: { x: "cents" } } } });
  await started(browser);
  assert.equal(await browser.run(() => shoptrail.track("gift_wrapped", { paper: "red" }).ok), true);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "gift_wrapped"]);
});

test("a page without declarations loads no part for them", async () => {
  await browser.open(page.origin);
  await started(browser);
  assert.equal(isLoaded(), false);
});
