// `beforeSend` in a real browser: from the tag by way of the stub, and from npm. Its policy is tested in
// tests/parts/; default properties and sessions have a file of their own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TEST_WRITE_KEY } from "../../www/snippet.mjs";
import { arrived, messageProblems, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
const ID = "01M877WE2GBTZAGP5N1G07SB9W";
const PARTS = /message-hooks|default-properties|sessions/;

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const track = (view = VIEW) => browser.run((given) => void shoptrail.track("product_viewed", given), view);
const flush = () => browser.run(() => shoptrail.flush());
const messages = (name) => arrived(page.collector).filter(({ type, event }) => (event ?? type) === name);
/** Of the last message with this name. */
const properties = (name) => messages(name).at(-1).properties;
const drops = () => browser.run(() => shoptrail.diagnostics().drops);
const hookNames = () =>
  browser.run(() => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.hook")));
const requested = () =>
  page.requests.map(({ path }) => path.split("/").pop()).filter((name) => PARTS.test(name));
/** The scripts that the pages have loaded. */
const scripts = () =>
  page.requests.map(({ path }) => path.replace(/\?.*|.*\//g, "")).filter((name) => name.endsWith(".js"));
/** A script between the stub and the tag's script. */
const inline = (text) => `<script>${text}</script>`;
/** A page of the npm entry with these options, as source; `then` is what it does with the tracker at once. */
function fromNpm(options, then = "") {
  page.withSnippet = false;
  page.head = `<script type="module">
    import { createTracker } from "/pkg/index.js";
    const tracker = createTracker({
      writeKey: "${TEST_WRITE_KEY}", bots: true, anonymous: "send", endpoint: "${page.collector.origin}/v1/b",
      ${options}
    });
    ${then}
  </script>`;
}

const REDACT = `function (message) {
  if (message.type === "identify") message.traits.phone = undefined;
  if (message.properties) message.properties.name = "-";
  if (message.event === "search_performed") return null;
  if (message.event === "cart_viewed") throw new Error("mine");
  message.messageId = "x";
  return message;
}`;

test("without the options no part is loaded, and nothing of them is stored", async () => {
  page.options = { anonymous: "send" };
  await browser.open(page.origin);
  await started(browser);
  await track();
  await delivered(browser);
  assert.deepEqual(scripts(), ["embed.min.js"], "nor any other part of the wider surface");
  assert.equal(properties("product_viewed").session_id, undefined);
  assert.deepEqual(await hookNames(), []);
});

for (const [title, open] of [
  [
    "the tag",
    () => {
      page.options = { anonymous: "send" };
      page.head = inline(`shoptrail.beforeSend = ${REDACT};`);
    },
  ],
  ["npm", () => fromNpm(`beforeSend: ${REDACT}`)],
])
  test(`beforeSend from ${title} changes every message before it is stored, and drops some`, async () => {
    open();
    page.expectErrors(/beforeSend failed/);
    await browser.open(page.origin);
    await started(browser);
    const answers = await browser.run((view) => {
      const calls = [
        shoptrail.track("product_viewed", view),
        shoptrail.track("search_performed", { query: "x" }),
        shoptrail.track("cart_viewed", {
          line_items: [{ product_id: "p1", price: 5, quantity: 1 }],
          currency: "EUR",
        }),
      ];
      shoptrail.identify("jane@example.com", { first_name: "Jane", phone: "+442079460000" });
      const stored = Object.entries(localStorage)
        .map(([name, text]) => name + text)
        .join("\n");
      return { oks: calls.map(({ ok }) => ok), messages: stored.match(/"name":"One"/g) };
    }, VIEW);
    await delivered(browser);
    assert.deepEqual(answers, { oks: [true, true, true], messages: null }, "none is stored as it was");
    assert.deepEqual(names(page.collector).sort(), ["identify", "page", "product_viewed"]);
    assert.equal(properties("product_viewed").name, "-");
    assert.match(messages("product_viewed")[0].messageId, /^[0-9A-Z]{26}$/);
    const { traits } = messages("identify")[0];
    assert.deepEqual([traits.first_name, "phone" in traits], ["Jane", false]);
    assert.deepEqual(await drops(), { before_send: 2 });
    assert.deepEqual(messageProblems(page.collector), []);
    assert.deepEqual(await hookNames(), []);
  });

test("by npm no part is loaded either, until setProperties is called", async () => {
  fromNpm("", "window.setDefaults = () => tracker.setProperties({ theme: 'summer' });");
  await browser.open(page.origin);
  await started(browser);
  await track();
  await delivered(browser);
  assert.deepEqual(scripts(), ["index.js"]);
  await browser.run(() => window.setDefaults());
  await track({ ...VIEW, product_id: "p2" });
  await delivered(browser);
  assert.deepEqual(requested(), ["message-hooks.js", "default-properties.js"]);
  assert.equal(properties("product_viewed").theme, "summer");
});

test("beforeSend runs once for each message, under the plan's names", async () => {
  page.options = { anonymous: "send", naming: "semantic" };
  page.head = inline(`
    window.seen = [];
    shoptrail.beforeSend = function (message) {
      seen.push(message.event || message.type);
      return message;
    };`);
  await browser.open(page.origin);
  await started(browser);
  await track();
  await flush();
  await browser.run(
    () =>
      void shoptrail.track("order_completed", {
        order_id: "1",
        order_total: 5,
        line_items: [],
        currency: "EUR",
      }),
  );
  await browser.run(() => void shoptrail.identify("jane@example.com"));
  await delivered(browser);
  const seen = await browser.run(() => window.seen);
  assert.deepEqual(
    names(page.collector)
      .map(
        (name) =>
          ({ "Product Viewed": "product_viewed", "Order Completed": "order_completed" })[name] ?? name,
      )
      .sort(),
    seen.sort(),
  );
  assert.ok(names(page.collector).includes("Product Viewed"));
});

test("records of other scripts ask for no part, whatever their names are", async () => {
  page.options = { anonymous: "send" };
  page.missing = /message-hooks/;
  page.head = inline(
    'localStorage["app.sessions"] = localStorage.httpProxy = localStorage.beforeSend = "1";',
  );
  await browser.open(page.origin);
  await started(browser);
  await track();
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed"]);
  assert.deepEqual(requested(), []);
});

test("calls wait, and are not sent, as long as the part cannot be loaded", async () => {
  page.options = { anonymous: "send" };
  page.head = inline(`shoptrail.beforeSend = ${REDACT};`);
  page.missing = /message-hooks/;
  page.expectErrors(/message-hooks/, /shoptrail waits/);
  await browser.open(page.origin);
  await browser.waitFor(() => window.shoptrail.live === true);
  await track();
  await new Promise((resolve) => setTimeout(resolve, 500));
  assert.deepEqual(names(page.collector), []);
  page.missing = null;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(names(page.collector).sort(), ["page", "page", "product_viewed"]);
  assert.equal(properties("product_viewed").name, "-");
});

test("a page without the hook drops the calls that pages with it left, and never sends them", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await browser.run(
    (view, id) => {
      const call = ["track", ["product_viewed", view], Date.now() - 60_000, location.href, "Dead page", ""];
      localStorage["shoptrail.hook.q." + id] = JSON.stringify([...call, id, 0]);
      localStorage["shoptrail.hook.q"] = JSON.stringify([call, call]);
    },
    VIEW,
    ID,
  );
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page"]);
  assert.deepEqual(await drops(), { no_before_send: 3 });
  assert.deepEqual(await hookNames(), []);
});

test("a page with the hook sends them through it, and those of pages without it", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await browser.run(
    (view, id) => {
      const call = ["track", ["product_viewed", view], Date.now() - 60_000, location.href, "Dead page", ""];
      localStorage["shoptrail.hook.q." + id] = JSON.stringify([...call, id, 0]);
      localStorage["shoptrail.q"] = JSON.stringify([call]);
    },
    VIEW,
    ID,
  );
  page.withSnippet = true;
  page.head = inline(`shoptrail.beforeSend = ${REDACT};`);
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await page.collector.waitFor(() => messages("product_viewed").length === 2, LIMIT_MS);
  assert.deepEqual(
    messages("product_viewed").map(({ properties: { name } }) => name),
    ["-", "-"],
  );
});

for (const [title, head, expected] of [
  ["with the hook sends", inline(`shoptrail.beforeSend = ${REDACT};`), ["-"]],
  ["without it never sends", "", []],
])
  test(`a page ${title} what the stub of a page with it kept`, async () => {
    page.options = { anonymous: "send" };
    page.head = inline(`shoptrail.beforeSend = ${REDACT};`);
    page.script = () => false;
    page.expectErrors(/503/);
    await browser.open(page.origin);
    await track();
    [page.script, page.head] = [null, head];
    await browser.open(`${page.origin}/next`);
    await started(browser);
    await delivered(browser);
    assert.deepEqual(
      messages("product_viewed").map(({ properties: { name } }) => name),
      expected,
    );
    // Its page view, and the event.
    assert.deepEqual(await drops(), head ? {} : { no_before_send: 2 });
  });

test("a wrong beforeSend leaves the tracker off", async () => {
  page.options = { anonymous: "send" };
  page.head = inline("shoptrail.beforeSend = 5;");
  page.expectErrors(/Option `beforeSend` is 5\. Allowed: a function\. The tracker is off\./);
  await browser.open(page.origin);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "options");
  assert.deepEqual(await browser.run(() => shoptrail.diagnostics().options), [
    { option: "beforeSend", allowed: "a function" },
  ]);
});
