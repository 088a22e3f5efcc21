// In-app messages of Customer.io beside shoptrail, in a real browser with the vendor's packages from npm: the
// blocks of docs/in-app.md as they are printed, against a server that plays Customer.io's hosts.

import assert from "node:assert/strict";
import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { after, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCustomerIoHosts, userOf } from "./support/customerio-hosts.mjs";
import { arrived, messageProblems, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TEXT = readFileSync(`${ROOT}docs/in-app.md`, "utf8");
const BLOCKS = Object.fromEntries(
  [...TEXT.matchAll(/```js\n(\/\/ ([\w-]+\.js)\n[^]*?)```/g)].map(([, code, name]) => [name, code]),
);
const LIMIT_MS = 10_000;
// Before the browser: it has to know where the hosts are.
const hosts = await startCustomerIoHosts();
let browser;
let page;

after(() => hosts.close());
usePages((...both) => ([browser, page] = both), { flags: hosts.flags });
beforeEach(() => {
  hosts.reset();
  // Chromium looks for this on every host.
  page.expectErrors(/favicon/);
});

/** A message of a campaign, as the queue gives it. */
const message = (number, gist = { campaignId: `delivery-${number}` }) => ({
  messageId: `message-${number}`,
  queueId: `queue-${number}`,
  priority: number,
  properties: { gist },
});

/** A module of the shop: a block of the document, and the call of its function. */
async function shopModule(name, call) {
  const { outputFiles } = await build({
    stdin: { contents: `${BLOCKS[name] ?? ""}\n${call}`, resolveDir: ROOT },
    alias: { shoptrail: `${ROOT}pkg/index.js`, "shoptrail/in-app": `${ROOT}pkg/in-app.js` },
    define: { "process.env.NODE_ENV": '"production"' },
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "error",
  });
  return outputFiles[0].text;
}

const open = async (path) => {
  await browser.open(page.origin + path);
  await started(browser);
};
/** The users for whom the queue was asked, in order. */
const asked = () =>
  hosts.requests.filter(({ path }) => path.startsWith("/api/v4/users")).map(({ headers }) => userOf(headers));
const waitFor = (predicate, why) => browser.driver.wait(predicate, LIMIT_MS, why);
/** Does something in the frame of the message that is shown. */
async function inFrame(work) {
  const { driver } = browser;
  await waitFor(
    () => browser.run(() => !!document.querySelector("#gist-overlay.gist-visible")),
    "message shown",
  );
  await driver.switchTo().frame(await driver.findElement({ css: ".gist-message" }));
  try {
    return await work(driver);
  } finally {
    await driver.switchTo().defaultContent();
  }
}
const click = (id) => inFrame((driver) => driver.findElement({ css: `#${id}` }).click());
const isShown = () => browser.run(() => !!document.querySelector("#gist-embed-message"));
/** `[event, properties, userId]` of the openings and clicks that a receiver got. */
const reportsOf = (messages) =>
  messages
    .filter(({ event }) => /^Report /.test(event))
    .map(({ event, properties, userId, anonymousId }) => [event, properties, userId, anonymousId]);
const anonymousId = () => browser.run(() => shoptrail.diagnostics().identity.anonymousId);
const OPENED = { deliveryId: "delivery-1", metric: "opened" };
const CLICKED = {
  deliveryId: "delivery-1",
  metric: "clicked",
  actionName: "Shop now",
  actionValue: "promo-banner",
};

test("the library alone: it asks for the known person, and openings and clicks count", async () => {
  page.options = { anonymous: "send", allow_unknown_events: "true" };
  page.files["/shop.js"] = await shopModule("in-app.js", "startInApp(shoptrail);");
  page.body = '<script type="module" src="/shop.js"></script>';
  hosts.messages = { u1: [message(1)] };
  await open("/first");
  await browser.run(() => shoptrail.flush());
  assert.deepEqual(hosts.requests, [], "nobody is known");

  await browser.run(() => void shoptrail.identify("u1"));
  const id = await anonymousId();
  await click("own");
  await click("act");
  await page.collector.waitFor(() => reportsOf(arrived(page.collector)).length === 2, LIMIT_MS);
  await delivered(browser);
  assert.deepEqual([...new Set(asked())], ["u1"]);
  assert.deepEqual(reportsOf(arrived(page.collector)), [
    ["Report Delivery Event", OPENED, "u1", id],
    ["Report Delivery Event", CLICKED, "u1", id],
  ]);
  assert.equal(hosts.requests[0].headers["x-cio-site-id"], "YOUR_SITE_ID");
  assert.ok(names(page.collector).includes("survey_answered"), "an event of the message itself");
  assert.deepEqual(
    messageProblems(page.collector).map(({ code, path }) => [code, path]),
    [["unknown_event", "event"]],
    "the reports are as the contract has them; the message's own event is outside the plan",
  );
  assert.ok(
    hosts.requests.every(({ host }) => host !== "cdp.customer.io"),
    "the library sends no events",
  );

  await click("shut");
  await waitFor(async () => !(await isShown()), "closed");
  await open("/second");
  await delivered(browser);
  assert.deepEqual(asked(), ["u1"], "the library keeps its own pace: once in ten minutes");
  assert.equal(await isShown(), false, "what was seen is not shown again");
});

test("the library alone: log-out, another person and another tab", async () => {
  page.files["/shop.js"] = await shopModule("in-app.js", "startInApp(shoptrail);");
  page.body = '<script type="module" src="/shop.js"></script>';
  hosts.messages = { u1: [message(1)], u2: [message(2)] };
  await open("/");
  await browser.run(() => void shoptrail.identify("u1"));
  await inFrame(() => {});
  await browser.run(() => void shoptrail.identify("u2"));
  await waitFor(() => asked().includes("u2"), "asked for the other person at once");
  await waitFor(
    () => browser.run(() => document.querySelectorAll("iframe.gist-message").length === 1),
    "the message of the first person is gone",
  );
  const askedBefore = asked().length;
  await browser.run(() => void shoptrail.reset());
  await waitFor(async () => !(await isShown()), "the message is taken away");
  const stored = () =>
    browser.run(() => Object.keys(localStorage).filter((name) => /userToken|customAttributes/.test(name)));
  assert.deepEqual(await stored(), []);
  await open("/anonymous");
  await browser.run(() => shoptrail.flush());
  assert.equal(asked().length, askedBefore, "nobody is known");
  assert.ok(
    hosts.requests.filter(({ path }) => path.startsWith("/api/v1/logs")).length <= 2,
    "what is taken away is not dismissed",
  );

  await browser.run(() => void shoptrail.identify("u1"));
  await waitFor(() => asked().length > askedBefore, "asked again");
  const first = await browser.driver.getWindowHandle();
  await browser.newTab();
  await open("/tab");
  await browser.run(() => void shoptrail.reset());
  await browser.driver.close();
  await browser.driver.switchTo().window(first);
  await waitFor(async () => (await stored()).length === 0 && !(await isShown()), "the other tab's log-out");
});

test("the library alone: consent", async () => {
  page.options = { consent: "pending" };
  page.files["/shop.js"] = await shopModule("in-app.js", "startInApp(shoptrail);");
  page.body = '<script>shoptrail.identify("u1");</script><script type="module" src="/shop.js"></script>';
  hosts.messages = { u1: [message(1)] };
  await browser.open(page.origin + "/");
  await browser.waitFor(() => window.shoptrail?.diagnostics().consent);
  assert.deepEqual(hosts.requests, []);
  await browser.run(() => void shoptrail.setConsent("granted"));
  await inFrame(() => {});
  const requestsBefore = hosts.requests.length;
  await browser.run(() => void shoptrail.forget());
  await waitFor(async () => !(await isShown()), "the message is taken away");
  await waitFor(
    () => browser.run(() => !Object.keys(localStorage).some((name) => /^(gist|shoptrail)/.test(name))),
    "everything is erased",
  );
  assert.equal(hosts.requests.slice(requestsBefore).filter(({ path }) => /users|sse/.test(path)).length, 0);
});

test("the library alone: live messages, broadcasts, events of the shop", async () => {
  page.withSnippet = false;
  const write = `inApp(shoptrail, () => import("customerio-gist-web"), {`;
  const code = BLOCKS["in-app-events.js"]
    .replace('writeKey: "YOUR_KEY"', () => `writeKey: "k", bots: true, endpoint: ENDPOINT`)
    .replace(write, () => `window.seen = [];\n${write}`)
    .replace("console.log(type, messageId, name)", "window.seen.push([type, messageId, name])");
  assert.ok(
    code.includes("window.seen.push") && code.includes("ENDPOINT"),
    "the block is as this test knows it",
  );
  page.files["/shop.js"] = await shopModule("", `const ENDPOINT = "${page.collector.origin}/v1/b";\n${code}`);
  page.body = '<script type="module" src="/shop.js"></script>';
  hosts.usesStream = true;
  await browser.open(page.origin + "/");
  await started(browser);
  await browser.run(() => void shoptrail.identify("jane@example.com"));
  await waitFor(() => hosts.requests.some(({ path }) => path.startsWith("/api/v3/sse")), "live stream");
  await waitFor(() => asked().length > 1, "asked again once the stream is open");
  hosts.push([
    message(3, { broadcast: { broadcastIdInt: 77, templateId: 9, frequency: { count: 1, delay: 0 } } }),
  ]);
  await click("act");
  await click("shut");
  await page.collector.waitFor(
    () => arrived(page.collector).some(({ event }) => event === "in_app_message_dismissed"),
    LIMIT_MS,
  );
  await page.collector.waitFor(() => reportsOf(arrived(page.collector)).length === 2, LIMIT_MS);
  const content = { contentId: 77, templateId: 9, contentType: "in_app_content" };
  assert.deepEqual(
    reportsOf(arrived(page.collector)).map(([event, properties]) => [event, properties]),
    [
      ["Report Content Event", { actionType: "viewed_content", ...content }],
      [
        "Report Content Event",
        { actionType: "clicked_content", ...content, actionName: "Shop now", actionValue: "promo-banner" },
      ],
    ],
  );
  assert.deepEqual(
    await browser.run(() => window.seen),
    [
      ["shown", "message-3", undefined],
      ["clicked", "message-3", "Shop now"],
      ["dismissed", "message-3", undefined],
    ].map((row) => row.map((cell) => cell ?? null)),
  );
  assert.deepEqual(
    arrived(page.collector)
      .filter(({ event }) => /^in_app/.test(event))
      .map(({ event, properties }) => [event, properties.message_id, properties.action_name]),
    [
      ["in_app_message_shown", "message-3", undefined],
      ["in_app_message_clicked", "message-3", "Shop now"],
      ["in_app_message_dismissed", "message-3", undefined],
    ],
  );
});

test("the library alone, by script tags", async () => {
  const [, markup] = /```html\n([^]*?)```/.exec(TEXT);
  const library = readFileSync(`${ROOT}node_modules/customerio-gist-web/dist/gist.min.js`, "utf8");
  page.files["/gist.min.js"] = library;
  page.body = markup
    .replace("https://cdn.your-shop.example/gist.min.js", "/gist.min.js")
    .replace("https://cdn.your-shop.example/in-app.js", "/pkg/in-app.js");
  assert.ok(!page.body.includes("your-shop"), page.body);
  hosts.messages = { u1: [message(1)] };
  await open("/");
  await browser.run(() => void shoptrail.identify("u1"));
  await click("act");
  await page.collector.waitFor(() => reportsOf(arrived(page.collector)).length === 2, LIMIT_MS);
  assert.deepEqual(asked(), ["u1"]);
});

test("the plugin of Customer.io's SDK: one identity, no event twice", async () => {
  page.options = { anonymous: "send", allow_unknown_events: "true" };
  page.files["/shop.js"] = await shopModule(
    "in-app-plugin.js",
    'startInAppPlugin(shoptrail, { writeKey: "k", siteId: "site" });',
  );
  page.body = '<script type="module" src="/shop.js"></script>';
  hosts.messages = { u1: [message(1)] };
  await open("/first?ajs_uid=mallory");
  await browser.run(() => shoptrail.flush());
  assert.deepEqual(hosts.requests, [], "nobody is known");
  await browser.run(() => void shoptrail.identify("u1"));
  const id = await anonymousId();
  await click("own");
  await click("act");
  const sent = () =>
    hosts.requests.filter(({ host, method }) => host === "cdp.customer.io" && method === "POST");
  await waitFor(() => sent().length >= 2, "openings and clicks");
  await browser.run(() => void shoptrail.page());
  await delivered(browser);
  assert.deepEqual(
    sent().map(({ path }) => path),
    ["/v1/t", "/v1/t"],
  );
  assert.deepEqual(reportsOf(sent().map(({ body }) => JSON.parse(body))), [
    ["Report Delivery Event", OPENED, "u1", id],
    ["Report Delivery Event", CLICKED, "u1", id],
  ]);
  assert.deepEqual([...new Set(asked())], ["u1"]);
  assert.deepEqual(names(page.collector).sort(), ["identify", "page", "page", "survey_answered"]);
  assert.ok(arrived(page.collector).every((one) => one.anonymousId === id));
  assert.deepEqual(
    await browser.run(() =>
      [...Object.keys(localStorage), document.cookie].filter((name) => name.includes("ajs_")),
    ),
    [],
    "the SDK stores no identity",
  );

  const askedBefore = asked().length;
  await browser.run(() => void shoptrail.reset());
  await waitFor(() => browser.run(() => !localStorage["gist.web.userToken"]), "the plugin logs out");
  await open("/next");
  await browser.run(() => shoptrail.flush());
  assert.equal(asked().length, askedBefore);
  assert.equal(sent().length, 2);
});
