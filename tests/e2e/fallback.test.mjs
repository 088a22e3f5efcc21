// Where WebAssembly is forbidden, missing or broken, the same core runs as a script, the fallback. The file
// also tests other ways to load the script: as a module, and with an integrity hash.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PKG, playFirstVisit, REFUSED, STUB, tag, VIEW } from "./support/embedding.mjs";
import { arrived, namesWithPaths, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const SRI = JSON.parse(readFileSync(`${PKG}sri.json`, "utf8"));

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const WITHOUT_WASM = "script-src 'self' 'unsafe-inline'";

test("the fallback sends what WebAssembly stored, and the other way round", async () => {
  page.expectErrors(REFUSED);
  await browser.open(`${page.origin}/first`);
  await started(browser);
  await browser.run((view) => void shoptrail.track("product_viewed", view), VIEW);
  page.policy = WITHOUT_WASM;
  await browser.open(`${page.origin}/second`);
  await started(browser);
  await browser.run((view) => void shoptrail.track("product_viewed", { ...view, product_id: "p2" }), VIEW);
  page.policy = "";
  await browser.open(`${page.origin}/third`);
  await started(browser);
  await browser.run(() => shoptrail.identify("jane@example.com"));
  await delivered(browser);
  assert.deepEqual(namesWithPaths(page.collector), [
    "identify /third",
    "page /first",
    "product_viewed /first",
    "page /second",
    "product_viewed /second",
    "page /third",
  ]);
});

test("where neither WebAssembly nor the fallback can run, the calls wait for the next page", async () => {
  page.expectErrors(REFUSED, /shoptrail is off/);
  page.options = { anonymous: "send" };
  page.policy = WITHOUT_WASM;
  page.missing = /compat/;
  page.body = `<script>
    window.early = [shoptrail.track("product_viewed", ${JSON.stringify(VIEW)}), shoptrail.flush()];
  </script>`;
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
  assert.deepEqual(namesWithPaths(page.collector), ["page /first", "product_viewed /first", "page /second"]);
});

test("the npm entry without WebAssembly sends the same messages", async () => {
  page.withSnippet = false;
  page.head = `<script type="module">
    import { createTracker } from "/pkg/compat-index.js";
    createTracker({ writeKey: "k", bots: true, endpoint: "${page.collector.origin}/v1/b" });
  </script>`;
  const { files } = await playFirstVisit(browser, page);
  assert.ok(files.includes("compat.js"), `${files}`);
});

test("a script loaded as a module finds its own tag and its parts", async () => {
  page.withSnippet = false;
  for (const file of ["embed.min.js", "two-files.min.js"]) {
    page.head = tag(page, file, 'type="module" data-cookie-domain="auto"');
    assert.equal((await playFirstVisit(browser, page)).files[0], file);
    assert.ok(
      await browser.run(() => document.cookie.includes("shoptrail_anonymous_id")),
      "the parts were found beside the script",
    );
  }
});

test("a script with the right integrity hash runs; with a wrong one its calls are kept", async () => {
  page.expectErrors(REFUSED);
  page.withSnippet = false;
  for (const file of ["embed.min.js", "two-files.min.js"]) {
    const head = (name) => STUB + tag(page, file, `integrity="${SRI[name]}" crossorigin="anonymous"`);
    page.head = head(file);
    await playFirstVisit(browser, page);
    await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
    page.head = head("consent.js");
    const kept = JSON.stringify({ ...VIEW, product_id: `kept of ${file}` });
    page.body = `<script>shoptrail.track("product_viewed", ${kept});</script>`;
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
