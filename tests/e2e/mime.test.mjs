// Files served with a wrong MIME type and `nosniff`. The WebAssembly module does not depend on its type. A
// script that the browser refuses for its type counts as missing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { playFirstVisit, REFUSED, STUB, tag, VIEW } from "./support/embedding.mjs";
import { namesWithPaths, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const paths = () => namesWithPaths(page.collector);

for (const type of ["application/octet-stream", "text/html", "text/plain"]) {
  test(`the module served as ${type} runs`, async () => {
    page.withSnippet = false;
    page.types = { "shoptrail_bg.wasm": type };
    page.head = tag(page, "two-files.min.js");
    assert.deepEqual((await playFirstVisit(browser, page)).files, ["two-files.min.js", "shoptrail_bg.wasm"]);
    page.head = `<script type="module">
      import { createTracker } from "/pkg/url.js";
      createTracker({ writeKey: "k", bots: true, endpoint: "${page.collector.origin}/v1/b" });
    </script>`;
    assert.deepEqual((await playFirstVisit(browser, page)).files, ["url.js", "shoptrail_bg.wasm"]);
  });
}

for (const file of ["embed.min.js", "two-files.min.js"]) {
  test(`${file} served as text/html or text/plain does not run; the stub keeps the calls`, async () => {
    page.expectErrors(REFUSED, /MIME|nosniff|corrupt/i);
    page.withSnippet = false;
    page.head = STUB + tag(page, file, 'data-anonymous="send"');
    page.body = `<script>
      window.early = shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
    </script>`;
    for (const type of ["text/html", "text/plain"]) {
      page.types = { [file]: type };
      await browser.open(`${page.origin}/${type}`);
      assert.deepEqual(
        await browser.run(() => [shoptrail.live, window.early, shoptrail.diagnostics().off_reason]),
        [null, { ok: true, queued: true }, "loading"],
      );
    }
    page.types = {};
    page.body = "";
    await browser.open(`${page.origin}/right`);
    await started(browser);
    await delivered(browser);
    assert.deepEqual(paths(), [
      "page /text/html",
      "product_viewed /text/html",
      "page /text/plain",
      "product_viewed /text/plain",
      "page /right",
    ]);
  });
}

test("served as text/plain, a part is skipped; without the fallback the calls are kept", async () => {
  page.expectErrors(REFUSED, /MIME|nosniff/i, /shoptrail is off:.*module/);
  page.options = { anonymous: "send", cookie_domain: "auto", adapters: "attributes" };
  page.types = { "identity.js": "text/plain", "attributes.js": "text/plain", "sources.js": "text/plain" };
  await browser.open(`${page.origin}/part`);
  await started(browser);
  assert.equal(await browser.run((view) => shoptrail.track("product_viewed", view).ok, VIEW), true);
  await delivered(browser);
  page.types = { "compat.js": "text/plain" };
  page.first = "<script>delete window.WebAssembly;</script>";
  await browser.open(`${page.origin}/fallback`);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "module");
  page.types = {};
  page.first = "";
  await browser.open(`${page.origin}/right`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(paths(), ["page /part", "product_viewed /part", "page /fallback", "page /right"]);
});
