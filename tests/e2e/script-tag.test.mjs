// How the options reach the script, however its tag came: attributes, a JSON element, the query of its
// address. Tag managers and optimisers strip attributes, change types, rename files, and insert the script
// late.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PKG, STUB, VIEW } from "./support/embedding.mjs";
import { arrived, consoleErrors, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

let browser;
let page;
usePages((...fresh) => {
  [browser, page] = fresh;
  page.withSnippet = false;
});

const endpoint = () => `${page.collector.origin}/v1/b`;
const TEXT = readFileSync(`${PKG}embed.min.js`, "utf8").replaceAll("</", "<\\/");
const query = (more = "") =>
  `write-key=from-query&bots=true&anonymous=send&endpoint=${encodeURIComponent(endpoint())}${more}`;
const json = (more = {}) =>
  `<script type="application/json" data-shoptrail>${JSON.stringify({
    writeKey: "from-json",
    bots: true,
    anonymous: "send",
    endpoint: endpoint(),
    ...more,
  })}</script>`;
const attributes = () =>
  `data-write-key="from-attributes" data-bots data-anonymous="send" data-endpoint="${endpoint()}"`;
/** Inserts a script as tag managers do. */
const inserted = (src, prepare = "") => `<script>
  addEventListener("load", () => {
    const script = document.createElement("script");
    script.src = ${JSON.stringify(src)};
    ${prepare}
    document.head.append(script);
  });
</script>`;

/** Opens a page with `head` and asserts that the tracker runs with the key. */
async function assertRuns(head, key) {
  page.head = STUB + head;
  page.body = `<script>shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});</script>`;
  await browser.open(`${page.origin}/`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed"]);
  assert.deepEqual([...new Set(page.collector.messages.map(({ message }) => message.writeKey))], [key]);
}

for (const [name, [head, key]] of Object.entries({
  attributes: [() => `<script defer src="/cdn/embed.min.js" ${attributes()}></script>`, "from-attributes"],
  "the query alone": [() => `<script defer src="/cdn/embed.min.js?${query()}"></script>`, "from-query"],
  "the query with a version and a fragment": [
    () => `<script defer src="/cdn/embed.min.js?v=3&${query()}#frag"></script>`,
    "from-query",
  ],
  "the query, with &amp; in the HTML": [
    () => `<script defer src="/cdn/embed.min.js?${query().replaceAll("&", "&amp;")}"></script>`,
    "from-query",
  ],
  "the query of a script that a tag manager inserts": [
    () => inserted(`/cdn/embed.min.js?${query()}`),
    "from-query",
  ],
  "the query of a script that is inserted as async": [
    () => inserted(`/cdn/embed.min.js?${query()}`, "script.async = true;"),
    "from-query",
  ],
  "the query of two files": [
    () => `<script defer src="/cdn/two-files.min.js?${query()}"></script>`,
    "from-query",
  ],
  "the query of a module script": [
    () => `<script type="module" src="/cdn/embed.min.js?${query()}"></script>`,
    "from-query",
  ],
  "the JSON element, the script without attributes": [
    () => json() + '<script defer src="/cdn/embed.min.js"></script>',
    "from-json",
  ],
  "the JSON element in front of an inserted script": [
    () => json() + inserted("/cdn/embed.min.js"),
    "from-json",
  ],
  "the JSON element behind a deferred script": [
    () => '<script defer src="/cdn/embed.min.js"></script>' + json(),
    "from-json",
  ],
  "the JSON element of two files": [
    () => json() + '<script defer src="/cdn/two-files.min.js"></script>',
    "from-json",
  ],
  "the JSON element with a charset in its type": [
    () =>
      json().replace("application/json", "application/json; charset=utf-8") + inserted("/cdn/embed.min.js"),
    "from-json",
  ],
  "attributes before JSON before the query": [
    () => json() + `<script defer src="/cdn/embed.min.js?${query()}" ${attributes()}></script>`,
    "from-attributes",
  ],
  "JSON before the query": [
    () => json() + `<script defer src="/cdn/embed.min.js?${query()}"></script>`,
    "from-json",
  ],
  "a key as attribute, the rest as JSON": [
    () => json() + '<script defer src="/cdn/embed.min.js" data-write-key="from-attributes"></script>',
    "from-attributes",
  ],
  "a renamed file": [() => `<script defer src="/js/st-4f2a.js" ${attributes()}></script>`, "from-attributes"],
  "a renamed file with a query": [
    () => `<script defer src="/js/st-4f2a.js?${query()}"></script>`,
    "from-query",
  ],
  "a renamed module with attributes": [
    () => `<script type="module" src="/js/st-4f2a.js" ${attributes()}></script>`,
    "from-attributes",
  ],
  "an address with a version": [
    () => `<script defer src="/cdn/embed.min.js?ver=6.5.2" ${attributes()}></script>`,
    "from-attributes",
  ],
  "a type that an optimiser changed and restores in a copy": [
    () => `<script type="rocketlazyloadscript" data-rocket-src="/cdn/embed.min.js" ${attributes()}></script>
      <script>addEventListener("load", () => {
        const old = document.querySelector("[data-rocket-src]");
        const copy = document.createElement("script");
        for (const { name, value } of old.attributes)
          if (name !== "type") copy.setAttribute(name === "data-rocket-src" ? "src" : name, value);
        old.replaceWith(copy);
      });</script>`,
    "from-attributes",
  ],
  "the text of the script in an inline element": [
    () => `<script ${attributes()}>${TEXT}</script>`,
    "from-attributes",
  ],
})) {
  test(`options by ${name}`, async () => {
    page.files["/js/st-4f2a.js"] = () => ({ file: `${PKG}embed.min.js` });
    await assertRuns(head(), key);
  });
}

test("the parts of a script with a query are found beside it", async () => {
  page.head =
    STUB + `<script defer src="/cdn/embed.min.js?${query("&cookie-domain=auto&quality")}"></script>`;
  await browser.open(`${page.origin}/`);
  await started(browser);
  await browser.waitFor(() => shoptrail.diagnostics().quality);
  assert.match(await browser.run(() => document.cookie), /shoptrail_anonymous_id/);
});

test("the JSON element carries customEvents, numbers and lists", async () => {
  page.head =
    STUB +
    json({
      customEvents: { gift_wrapped: { required: { product_id: "id" } } },
      maxMessages: 500,
      ignoredReferrers: ["pay.example"],
    }) +
    '<script defer src="/cdn/embed.min.js"></script>';
  await browser.open(`${page.origin}/`);
  await started(browser);
  assert.equal(await browser.run(() => shoptrail.track("gift_wrapped", { product_id: "p1" }).ok), true);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "gift_wrapped"]);
});

test("a second copy stays off with one line, and the options of the first count", async () => {
  page.head =
    STUB +
    `<script defer src="/cdn/embed.min.js" ${attributes()}></script>` +
    `<script defer src="/cdn/two-files.min.js?${query()}"></script>`;
  await browser.open(`${page.origin}/`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page"]);
  const lines = (await browser.console()).filter(({ message }) => /shoptrail/.test(message));
  assert.equal(lines.length, 1);
  assert.match(lines[0].message, /this copy stays off/);
});

for (const [name, [head, ...sentences]] of Object.entries({
  "no key": [
    () => '<script defer src="/cdn/embed.min.js" data-bots></script>',
    "Option `writeKey` is missing. Allowed: the key of your Customer.io source. The tracker is off.",
  ],
  "a key under another name": [
    () => '<script defer src="/cdn/embed.min.js" data-bots data-writekey="k"></script>',
    "Option `writeKey` is missing. Allowed: the key of your Customer.io source. The tracker is off. " +
      "Is `writekey` meant?",
  ],
  "an empty key": [
    () => '<script defer src="/cdn/embed.min.js" data-bots data-write-key=""></script>',
    'Option `writeKey` is "". Allowed: the key of your Customer.io source. The tracker is off.',
  ],
  "a word in another case": [
    () => `<script defer src="/cdn/embed.min.js" ${attributes().replace('"send"', '"Send"')}></script>`,
    'Option `anonymous` is "Send". Allowed: hold, send. The tracker is off.',
  ],
  "another region": [
    () => `<script defer src="/cdn/embed.min.js" ${attributes()} data-region="EU"></script>`,
    'Option `region` is "EU". Allowed: us, eu. The tracker is off.',
  ],
  "a flag with another word": [
    () => `<script defer src="/cdn/embed.min.js" ${attributes()} data-gpc="yes"></script>`,
    'Option `gpc` is "yes". Allowed: true, false. The tracker is off.',
  ],
  "a number out of range": [
    () => `<script defer src="/cdn/embed.min.js" ${attributes()} data-max-age-hours="1000"></script>`,
    'Option `maxAgeHours` is "1000". Allowed: 1 to 720. The tracker is off.',
  ],
  "an endpoint without a scheme": [
    () =>
      `<script defer src="/cdn/embed.min.js" data-bots data-write-key="k"
         data-endpoint="x.example/v1"></script>`,
    'Option `endpoint` is "x.example/v1". Allowed: a full http(s) URL. The tracker is off.',
  ],
  "two wrong options of the query": [
    () => `<script defer src="/cdn/embed.min.js?${query("&region=de&naming=Segment")}"></script>`,
    'Option `region` is "de". Allowed: us, eu. The tracker is off.',
    'Option `naming` is "Segment". Allowed: snake_case, semantic. The tracker is off.',
  ],
  "a number for a text in JSON": [
    () => json({ anonymous: 1 }) + '<script defer src="/cdn/embed.min.js"></script>',
    "Option `anonymous` is 1. Allowed: hold, send. The tracker is off.",
  ],
  "an option of a part": [
    () => `<script defer src="/cdn/embed.min.js" ${attributes()} data-destination="rudder"></script>`,
    'Option `destination` is "rudder". Allowed: segment. The tracker is off.',
  ],
  "JSON that cannot be read": [
    () =>
      // The option `bots` is lost with the others.
      `<script>Object.defineProperty(navigator, "webdriver", { get: () => false });
         Object.defineProperty(navigator, "userAgent", { get: () => "Mozilla/5.0" });</script>
       <script type="application/json" data-shoptrail>{"consent": "pending",}</script>
       <script defer src="/cdn/embed.min.js" ${attributes()}></script>`,
    "The JSON element `data-shoptrail` cannot be read: ",
  ],
  "a custom event with a wrong type": [
    () =>
      json({ customEvents: { gift: { required: { a: "colour" } } } }) +
      '<script defer src="/cdn/embed.min.js"></script>',
    "Option `customEvents.gift",
  ],
})) {
  test(`wrong options are said in one sentence each: ${name}`, async () => {
    page.expectErrors(/shoptrail/);
    page.head = STUB + head().replaceAll("data-bots ", 'data-bots="true" ');
    await browser.open(`${page.origin}/`);
    await browser.waitFor(() => shoptrail.diagnostics().options);
    const lines = await browser
      .waitFor(() => true)
      .then(() => new Promise((resolve) => setTimeout(resolve, 200)))
      .then(() => consoleErrors(browser));
    assert.equal(lines.length, sentences.length, lines.join("\n"));
    for (const [index, sentence] of sentences.entries())
      assert.ok(lines[index].replaceAll('\\"', '"').includes(`shoptrail: ${sentence}`), lines[index]);
    assert.equal(page.collector.requests.length, 0);
  });
}

test("calls from before a script that a tag manager inserts late are sent with their times", async () => {
  page.head =
    STUB +
    `<script>setTimeout(() => {
      const script = document.createElement("script");
      script.src = ${JSON.stringify(`/cdn/embed.min.js?${query()}`)};
      document.head.append(script);
    }, 2000);</script>`;
  page.body = `<script>
    window.calledAt = Date.now();
    shoptrail.track("add_to_cart", { product_id: "p1", name: "One", price: 5, quantity: 1, currency: "EUR" });
    shoptrail.track("add_to_cart", { product_id: "p1", name: "One", price: 5, quantity: 1, currency: "EUR" });
  </script>`;
  await browser.open(`${page.origin}/`);
  await started(browser);
  await delivered(browser);
  const adds = arrived(page.collector).filter(({ event }) => event === "add_to_cart");
  assert.equal(adds.length, 2);
  const calledAt = await browser.run(() => window.calledAt);
  for (const { timestamp } of adds) assert.ok(Math.abs(Date.parse(timestamp) - calledAt) < 500);
});
