// The script several times on one page, in any combination: there is one tracker with the options of the
// first, one page view, and each event counts once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ORDER, STUB, tag, VIEW } from "./support/embedding.mjs";
import { names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const EARLY = `<script>
  window.early = shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
</script>`;
const npm = (key) => `<script type="module">
  import { createTracker } from "/pkg/index.js";
  window.fromNpm = createTracker({
    writeKey: "${key}", bots: true, anonymous: "send", endpoint: "${page.collector.origin}/v1/b",
  });
</script>`;
const tagWithKey = (file, key = "first") =>
  tag(page, file, 'data-anonymous="send"').replace('"k"', `"${key}"`);
const lateTag = (key) => `<script>
  addEventListener("DOMContentLoaded", () => {
    const late = document.createElement("script");
    late.src = "/cdn/embed.min.js";
    late.dataset.writeKey = "${key}";
    document.head.append(late);
  });
</script>`;

for (const [name, head] of Object.entries({
  "the same tag twice": () => STUB + tagWithKey("embed.min.js") + tagWithKey("embed.min.js", "second"),
  "the whole snippet twice": () =>
    STUB + tagWithKey("embed.min.js") + STUB + tagWithKey("embed.min.js", "second"),
  "two files twice": () => STUB + tagWithKey("two-files.min.js") + tagWithKey("two-files.min.js", "second"),
  "embed.min.js, then two-files.min.js": () =>
    STUB + tagWithKey("embed.min.js") + tagWithKey("two-files.min.js", "second"),
  "two-files.min.js, then embed.min.js": () =>
    STUB + tagWithKey("two-files.min.js") + tagWithKey("embed.min.js", "second"),
  "the tag, then the npm package": () => STUB + tagWithKey("embed.min.js") + npm("second"),
  "the npm package, then the tag": () => STUB + npm("first") + lateTag("second"),
  "the npm package from two bundles": () => STUB + npm("first") + npm("second").replace("index.js", "url.js"),
})) {
  test(`${name}: one tracker, one page view, each event once`, async () => {
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

test("a script inserted again on every route of a single-page shop changes nothing", async () => {
  page.options = { anonymous: "send" };
  await browser.open(`${page.origin}/`);
  await started(browser);
  for (const path of ["/one", "/two"]) {
    await browser.run(
      (route, stub) =>
        new Promise((resolve) => {
          history.pushState(null, "", route);
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
