// The script more than once on a page, in any mixture: one tracker, the first one's options, one page view, each event once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ORDER, STUB, tag, VIEW } from "./support/embedding.mjs";
import { names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const EARLY = `<script>window.early = shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});</script>`;
const npm = (key) =>
  `<script type="module">import { createTracker } from "/pkg/index.js"; window.fromNpm = createTracker({ writeKey: "${key}", bots: true, anonymous: "send", endpoint: "${page.collector.origin}/v1/b" });</script>`;
const once = (file, key = "first") => tag(page, file, 'data-anonymous="send"').replace('"k"', `"${key}"`);

for (const [what, head] of Object.entries({
  "the same tag twice": () => STUB + once("embed.min.js") + once("embed.min.js", "second"),
  "the whole snippet twice": () => STUB + once("embed.min.js") + STUB + once("embed.min.js", "second"),
  "two files twice": () => STUB + once("two-files.min.js") + once("two-files.min.js", "second"),
  "embed.min.js, then two-files.min.js": () =>
    STUB + once("embed.min.js") + once("two-files.min.js", "second"),
  "two-files.min.js, then embed.min.js": () =>
    STUB + once("two-files.min.js") + once("embed.min.js", "second"),
  "the tag, then the npm package": () => STUB + once("embed.min.js") + npm("second"),
  "the npm package, then the tag": () =>
    STUB +
    npm("first") +
    `<script>addEventListener("DOMContentLoaded", () => { const late = document.createElement("script"); Object.assign(late, { src: "/cdn/embed.min.js" }); Object.assign(late.dataset, { writeKey: "second" }); document.head.append(late); });</script>`,
  "the npm package from two bundles": () => STUB + npm("first") + npm("second").replace("index.js", "url.js"),
})) {
  test(`${what}: one tracker, one page view, each event once`, async () => {
    page.withSnippet = false;
    page.head = head();
    page.body = EARLY;
    await browser.open(`${page.origin}/`);
    await started(browser);
    const same = await browser.run((order) => {
      const answers = [shoptrail.track("order_completed", order), shoptrail.track("order_completed", order)];
      return [answers[0].ok, answers[1].reason, !window.fromNpm || window.fromNpm === window.shoptrail];
    }, ORDER);
    assert.deepEqual(same, [true, "repeat", true]);
    await delivered(browser);
    assert.deepEqual(names(page.collector), ["page", "product_viewed", "order_completed"]);
    assert.deepEqual([...new Set(page.collector.messages.map(({ message }) => message.writeKey))], ["first"]);
  });
}

test("inserted again on every view of a single-page shop, it goes on as it was", async () => {
  page.options = { anonymous: "send" };
  await browser.open(`${page.origin}/`);
  await started(browser);
  for (const path of ["/one", "/two"]) {
    await browser.run(
      (path, stub) =>
        new Promise((resolve) => {
          history.pushState(null, "", path);
          const inline = document.createElement("script");
          inline.textContent = stub;
          const script = Object.assign(document.createElement("script"), {
            src: "/cdn/embed.min.js",
            onload: resolve,
          });
          script.dataset.writeKey = "again";
          document.head.append(inline, script);
        }),
      path,
      STUB.replace(/<\/?script>/g, ""),
    );
    await browser.run((view) => void shoptrail.track("product_viewed", view), { ...VIEW, product_id: path });
  }
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed", "product_viewed"]);
});
