// Caches can combine the inline stub of a page with a script of another version. Both must work together, and
// each must find what pages of the other version stored. `fixtures/0dc4366` is the package of that commit,
// from before calls were stored unvalidated and before there was a fallback.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { ORDER, PKG, STUB, tag, VIEW } from "./support/embedding.mjs";
import { arrived, messageProblems, namesWithPaths, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const OLD = fileURLToPath(new URL("fixtures/0dc4366/", import.meta.url));
const OLD_STUB = readFileSync(`${OLD}snippet.html`, "utf8").match(/<script>[^]*?<\/script>/)[0];
const OLD_SCRIPT = readFileSync(`${OLD}embed.min.js`, "utf8");
const LATE_MS = 500;
const EARLY = `<script>
  window.heard = [];
  window.ready = [];
  shoptrail.on("call", ({ method, args }) => heard.push(args[0] || method));
  shoptrail.ready().then((shop) => ready.push(shop === shoptrail));
  shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
  history.pushState(null, "", "/moved");
  shoptrail.track("search_performed", { query: "early" });
</script>`;

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const arrivedPaths = () => namesWithPaths(page.collector);
const problems = () => messageProblems(page.collector);

/** From now on the page has this stub and this script: "old" or the built one. */
function serve(stub, script, attributes = 'data-anonymous="send"') {
  page.withSnippet = false;
  page.files = { "/old.js": OLD_SCRIPT };
  page.head =
    (stub === "old" ? OLD_STUB : STUB) +
    tag(page, "embed.min.js", attributes).replace(
      "/cdn/embed.min.js",
      script === "old" ? "/old.js" : "/cdn/embed.min.js",
    );
}

for (const [stub, script] of [
  ["old", "new"],
  ["new", "old"],
  ["old", "old"],
]) {
  test(`${stub} stub, ${script} script: early calls arrive once and reach listeners`, async () => {
    serve(stub, script);
    page.body = EARLY;
    await browser.open(`${page.origin}/first`);
    await started(browser);
    await delivered(browser);
    assert.deepEqual(arrivedPaths(), ["page /first", "product_viewed /first", "search_performed /moved"]);
    assert.deepEqual(await browser.run(() => [window.heard, window.ready]), [
      ["page", "product_viewed", "search_performed"],
      [true],
    ]);
    assert.deepEqual(problems(), []);
  });

  test(`${stub} stub, ${script} script 0.5 s later: early calls arrive once, unchanged`, async () => {
    serve(stub, script);
    page.body = EARLY;
    page.files["/old.js"] = page.files["/new.js"] = async () => {
      await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      return script === "old" ? OLD_SCRIPT : readFileSync(`${PKG}embed.min.js`, "utf8");
    };
    page.head = page.head.replace("/cdn/embed.min.js", "/new.js");
    await browser.open(`${page.origin}/first`);
    await started(browser);
    await delivered(browser);
    assert.deepEqual(arrivedPaths(), ["page /first", "product_viewed /first", "search_performed /moved"]);
    assert.deepEqual(await browser.run(() => [window.heard, window.ready]), [
      ["page", "product_viewed", "search_performed"],
      [true],
    ]);
  });

  test(`${stub} stub, ${script} script only on the next page: early calls arrive once`, async () => {
    serve(stub, "none");
    page.head = page.head.replace("/cdn/embed.min.js", "/missing.js");
    page.files["/missing.js"] = { status: 404, body: "" };
    page.expectErrors(/404|Failed to load|Loading failed|MIME/);
    page.body = EARLY;
    await browser.open(`${page.origin}/first`);
    serve("new", script);
    page.body = "";
    await browser.open(`${page.origin}/second`);
    await started(browser);
    await delivered(browser);
    assert.deepEqual(arrivedPaths(), [
      "page /first",
      "product_viewed /first",
      "search_performed /moved",
      "page /second",
    ]);
    assert.deepEqual(problems(), []);
  });
}

for (const [before, after] of [
  ["old", "new"],
  ["new", "old"],
]) {
  test(`${after} pages continue the shopper, trail, campaign and orders of ${before} pages`, async () => {
    serve(before, before, "");
    await browser.open(`${page.origin}/landing?utm_source=news`);
    await started(browser);
    const anonymousId = await browser.run(
      (view, order) => {
        shoptrail.track("product_viewed", view);
        shoptrail.track("order_completed", order);
        return shoptrail.diagnostics().identity.anonymousId;
      },
      VIEW,
      ORDER,
    );
    serve(after, after, "");
    await browser.open(`${page.origin}/second`);
    await started(browser);
    assert.deepEqual(
      await browser.run(
        (order) => [
          shoptrail.diagnostics().identity.anonymousId,
          shoptrail.track("order_completed", order).reason,
        ],
        ORDER,
      ),
      [anonymousId, "repeat"],
    );
    await browser.run(() => void shoptrail.identify("jane@example.com"));
    await delivered(browser);
    assert.deepEqual(arrivedPaths().sort(), [
      "identify /second",
      "order_completed /landing",
      "page /landing",
      "page /second",
      "product_viewed /landing",
    ]);
    for (const message of arrived(page.collector)) {
      assert.deepEqual([message.anonymousId, message.userId], [anonymousId, "jane@example.com"]);
      if (message.type !== "identify") assert.equal(message.properties.utm_source, "news");
    }
    assert.deepEqual(problems(), []);
  });

  test(`a tab of the ${before} and one of the ${after} version share identity and trail`, async () => {
    serve(before, before, "");
    await browser.open(`${page.origin}/first`);
    await started(browser);
    await browser.run((view) => void shoptrail.track("product_viewed", view), VIEW);
    const first = await browser.newTab();
    serve(after, after, "");
    await browser.open(`${page.origin}/second`);
    await started(browser);
    await browser.run(() => void shoptrail.identify("jane@example.com"));
    await delivered(browser);
    await browser.enter(first);
    await browser.waitFor(() => shoptrail.diagnostics().identity.state === "known");
    await browser.run((view) => void shoptrail.track("add_to_cart", { ...view, quantity: 1 }), VIEW);
    await delivered(browser);
    // A profile update of a known person may come as a separate identify.
    const trail = () =>
      arrivedPaths()
        .filter((line) => line !== "identify /first")
        .sort();
    await page.collector.waitFor(() => trail().length >= 5, 15_000);
    assert.deepEqual(trail(), [
      "add_to_cart /first",
      "identify /second",
      "page /first",
      "page /second",
      "product_viewed /first",
    ]);
    assert.deepEqual([...new Set(arrived(page.collector).map(({ userId }) => userId))], ["jane@example.com"]);
  });
}
