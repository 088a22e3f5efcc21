// Where WebAssembly is forbidden, absent or cut on its way the same core runs as a script; and where the script is loaded in other ways.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PKG, plays, REFUSED, STUB, tag, VIEW } from "./support/embedding.mjs";
import { arrived, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const SRI = JSON.parse(readFileSync(`${PKG}sri.json`, "utf8"));

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const WITHOUT = "script-src 'self' 'unsafe-inline'";

test("what WebAssembly stored the fallback sends, and the other way round", async () => {
  page.expectErrors(REFUSED);
  await browser.open(`${page.origin}/first`);
  await started(browser);
  await browser.run((view) => void shoptrail.track("product_viewed", view), VIEW);
  page.policy = WITHOUT;
  await browser.open(`${page.origin}/second`);
  await started(browser);
  await browser.run((view) => void shoptrail.track("product_viewed", { ...view, product_id: "p2" }), VIEW);
  page.policy = "";
  await browser.open(`${page.origin}/third`);
  await started(browser);
  await browser.run(() => shoptrail.identify("jane@example.com"));
  await delivered(browser);
  assert.deepEqual(
    arrived(page.collector).map(({ type, event, context }) => `${event ?? type} ${context.page.path}`),
    [
      "identify /third",
      "page /first",
      "product_viewed /first",
      "page /second",
      "product_viewed /second",
      "page /third",
    ],
  );
});

test("where neither can run the page is left alone, and its calls wait for the next page", async () => {
  page.expectErrors(REFUSED);
  page.options = { anonymous: "send" };
  page.policy = WITHOUT;
  page.missing = /compat/;
  page.body = `<script>window.early = [shoptrail.track("product_viewed", ${JSON.stringify(VIEW)}), shoptrail.flush()];</script>`;
  await browser.open(`${page.origin}/first`);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "module");
  const [result, report] = await browser.run(
    async (view) => [shoptrail.track("product_viewed", view), await window.early[1]],
    VIEW,
  );
  assert.deepEqual(result, { ok: false, reason: "module", violations: [] });
  assert.deepEqual(report, { delivered: 0, waiting: 0, held: 0, dropped: 0 });
  page.policy = page.body = "";
  await browser.open(`${page.origin}/second`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(
    arrived(page.collector).map(({ type, event, context }) => `${event ?? type} ${context.page.path}`),
    ["page /first", "product_viewed /first", "page /second"],
  );
});

test("the npm entry without WebAssembly is the same tracker", async () => {
  page.withSnippet = false;
  page.head = `<script type="module">import { createTracker } from "/pkg/compat-index.js"; createTracker({ writeKey: "k", bots: true, endpoint: "${page.collector.origin}/v1/b" });</script>`;
  const { files } = await plays(browser, page);
  assert.ok(files.includes("compat.js"), `${files}`);
});

test("as a module, which is told no tag, either script finds its own", async () => {
  page.withSnippet = false;
  for (const file of ["embed.min.js", "two-files.min.js"]) {
    page.head = tag(page, file, 'type="module" data-cookie-domain="auto"');
    assert.equal((await plays(browser, page)).files[0], file);
    assert.ok(
      await browser.run(() => document.cookie.includes("shoptrail_anonymous_id")),
      "its parts are beside it",
    );
  }
});

test("a script with the hash of sri.json runs; one that was changed does not, and the stub's calls are not lost", async () => {
  page.expectErrors(REFUSED);
  page.withSnippet = false;
  for (const file of ["embed.min.js", "two-files.min.js"]) {
    const head = (name) => STUB + tag(page, file, `integrity="${SRI[name]}" crossorigin="anonymous"`);
    page.head = head(file);
    await plays(browser, page);
    await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
    page.head = head("consent.js");
    page.body = `<script>shoptrail.track("product_viewed", ${JSON.stringify({ ...VIEW, product_id: `kept of ${file}` })});</script>`;
    await browser.open(`${page.origin}/changed`);
    assert.equal(await browser.run(() => shoptrail.live), null);
    page.head = head(file);
    page.body = "";
    await browser.open(`${page.origin}/good`);
    await started(browser);
    await browser.run(() => shoptrail.identify("jane@example.com"));
    await delivered(browser);
    assert.ok(
      arrived(page.collector).some(
        ({ properties, context }) =>
          properties?.product_id === `kept of ${file}` && context.page.path === "/changed",
      ),
    );
  }
});
