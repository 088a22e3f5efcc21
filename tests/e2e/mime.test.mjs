// Files that are served with a wrong MIME type, `nosniff` besides: the module does not mind; a script that the browser refuses is a script that is missing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { plays, REFUSED, STUB, tag, VIEW } from "./support/embedding.mjs";
import { arrived, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const paths = () =>
  arrived(page.collector).map(({ type, event, context }) => `${event ?? type} ${context.page.path}`);

for (const type of ["application/octet-stream", "text/html", "text/plain"]) {
  test(`the module as ${type} is read as bytes, and runs`, async () => {
    page.withSnippet = false;
    page.types = { "shoptrail_bg.wasm": type };
    page.head = tag(page, "two-files.min.js");
    assert.deepEqual((await plays(browser, page)).files, ["two-files.min.js", "shoptrail_bg.wasm"]);
    page.head = `<script type="module">import { createTracker } from "/pkg/url.js"; createTracker({ writeKey: "k", bots: true, endpoint: "${page.collector.origin}/v1/b" });</script>`;
    assert.deepEqual((await plays(browser, page)).files, ["url.js", "shoptrail_bg.wasm"]);
  });
}

for (const file of ["embed.min.js", "two-files.min.js"]) {
  test(`${file} as text/html or text/plain is refused by the browser: the stub keeps the calls for the next page`, async () => {
    page.expectErrors(REFUSED, /MIME|nosniff|corrupt/i);
    page.withSnippet = false;
    page.head = STUB + tag(page, file, 'data-anonymous="send"');
    page.body = `<script>window.early = shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});</script>`;
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

test("the fallback and a part as text/plain are refused as modules: off with the calls kept, and the part missed by nobody else", async () => {
  page.expectErrors(REFUSED, /MIME|nosniff/i);
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
