// The option `destination`: the same messages to a pipeline that speaks Segment's HTTP API, over requests that a browser asks a preflight for.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../www/collector.mjs";
import { segment } from "../../www/segment.mjs";
import { TEST_WRITE_KEY, readPlan } from "../../www/snippet.mjs";
import { engine } from "./support/browser.mjs";
import { arrived, consoleErrors, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
const LIMIT_MS = 10_000;
const EVENTS = 50;
// Not by every engine for requests that outlive their page; where it is not, each has its own.
const REMEMBERED = "remembered preflights";
const NO_ANSWER = /CORS|ERR_|Failed to load/;

let browser;
let page;
let contract;
let pipeline;
usePages((...fresh) => void ([browser, page] = fresh));

beforeEach(async () => {
  contract = segment({ writeKey: TEST_WRITE_KEY });
  pipeline = await startCollector({ plan: await readPlan(PKG), contract });
  page.options = { anonymous: "send", destination: "segment", endpoint: `${pipeline.origin}/v1/batch` };
});
afterEach(() => pipeline.close());

/** `OPTIONS` and `POST` as they came, without what came again. */
const methods = () => pipeline.requests.map(({ method }) => method).join(" ");
const problems = () => [
  ...pipeline.requests.flatMap((request) => request.problems),
  ...pipeline.messages.flatMap(({ verdict }) => verdict.problems),
];
const viewed = () =>
  new Set(
    arrived(pipeline)
      .map(({ properties }) => properties?.product_id)
      .filter((id) => /^L/.test(id)),
  );

test("every message as Customer.io gets it but for the key, which is in the header; one preflight, for as long as the pipeline says", async () => {
  page.options.naming = "semantic";
  await browser.open(`${page.origin}/?utm_source=news`);
  await started(browser);
  await delivered(browser);
  assert.equal(methods(), "OPTIONS POST", "the first event takes two requests");
  await browser.run((view) => {
    shoptrail.track("product_viewed", view);
    shoptrail.identify("jane@example.com", { first_name: "Jane" });
  }, VIEW);
  await delivered(browser);
  assert.deepEqual(names(pipeline), ["page", "identify", "Product Viewed"]);
  await browser.run((view) => void shoptrail.track("product_viewed", { ...view, product_id: "p2" }), VIEW);
  await delivered(browser);
  assert.match(
    methods(),
    engine.has.includes(REMEMBERED) ? /^OPTIONS POST( POST)+$/ : /^OPTIONS POST( (OPTIONS )?POST)+$/,
  );
  assert.deepEqual(problems(), []);
  const { authorization, "content-type": type, cookie } = pipeline.requests.at(-1).headers;
  assert.deepEqual(
    [authorization, type, cookie],
    [`Basic ${btoa(`${TEST_WRITE_KEY}:`)}`, "application/json", undefined],
  );
  assert.equal(page.collector.requests.length, 0, "and nothing goes anywhere else");
  const [request] = await browser.run(async (view) => {
    const seen = [];
    shoptrail.on("request", (request) => seen.push(request));
    shoptrail.track("product_viewed", { ...view, product_id: "p3" });
    await shoptrail.flush();
    return seen;
  }, VIEW);
  assert.deepEqual(
    [request.via, request.body],
    ["fetch", pipeline.requests.at(-1).body],
    "the request that is told of is the one that was made",
  );
});

test("without the option nobody loads the part", async () => {
  page.options = {};
  await browser.open(page.origin);
  await started(browser);
  assert.deepEqual(
    page.requests.filter(({ path }) => path.includes("destination")),
    [],
  );
});

test("the script with the module apart and the npm entry go the same way", async () => {
  const options = { writeKey: TEST_WRITE_KEY, bots: true, ...page.options };
  page.withSnippet = false;
  for (const [index, head] of [
    `<script defer src="/cdn/two-files.min.js" data-bots="true" data-write-key="${TEST_WRITE_KEY}" data-anonymous="send" data-destination="segment" data-endpoint="${options.endpoint}"></script>`,
    `<script type="module">import { createTracker } from "/pkg/index.js"; createTracker(${JSON.stringify(options)});</script>`,
  ].entries()) {
    page.head = head;
    await browser.open(page.origin);
    await started(browser);
    await delivered(browser);
    assert.equal(arrived(pipeline).length, index + 1);
  }
  assert.deepEqual(problems(), []);
});

test(`${EVENTS} events in the task that leaves the page are at the pipeline without a next page, with the preflight remembered, made anew, and slow`, async () => {
  for (const [index, settings] of [
    { maxAge: 600 },
    { maxAge: 0 },
    { maxAge: 0, preflightMs: 1000 },
  ].entries()) {
    Object.assign(contract, settings);
    await browser.open(`${page.origin}/${index}`);
    await started(browser);
    await delivered(browser);
    await browser.run(
      (view, index, events) => {
        for (let number = 0; number < events; number += 1)
          shoptrail.track("product_viewed", { ...view, product_id: `L${index}-${number}` });
        location.href = "about:blank";
      },
      VIEW,
      index,
      EVENTS,
    );
    const what = JSON.stringify(settings);
    await pipeline
      .waitFor(() => viewed().size === EVENTS * (index + 1), LIMIT_MS)
      .catch(() => assert.fail(`${what}: ${viewed().size - EVENTS * index} of ${EVENTS}`));
  }
  assert.deepEqual(problems(), []);
});

test("a page left with more than the browser's in-flight budget: what fits leaves, the next page delivers the rest, none under two ids", async () => {
  await browser.open(page.origin);
  await started(browser);
  await delivered(browser);
  await browser.run(() => {
    for (let number = 0; number < 60; number += 1)
      shoptrail.track("product_viewed", {
        product_id: `L${number}`,
        name: "n",
        price: 1,
        currency: "EUR",
        filler: "q".repeat(1800),
      });
    location.href = "about:blank";
  });
  await pipeline.waitFor(() => viewed().size >= 20, LIMIT_MS);
  await browser.open(`${page.origin}/next`);
  await pipeline.waitFor(() => viewed().size === 60, 2 * LIMIT_MS);
  const ids = new Map();
  for (const { messageId, properties } of arrived(pipeline))
    ids.set(properties.product_id, [...(ids.get(properties.product_id) ?? []), messageId]);
  for (const [product, own] of ids) if (product) assert.equal(own.length, 1, product);
  assert.deepEqual(problems(), []);
});

test("a preflight that is refused: nothing is lost, all of it waits, and debug says so once", async () => {
  page.expectErrors(NO_ANSWER);
  page.options.debug = true;
  contract.allows = false;
  await browser.open(`${page.origin}/first`);
  await started(browser);
  const report = await browser.run(async (view) => {
    shoptrail.track("product_viewed", view);
    await shoptrail.flush();
    return shoptrail.flush();
  }, VIEW);
  assert.deepEqual([report.delivered, report.waiting, report.dropped], [0, 2, 0]);
  assert.ok(!methods().includes("POST"));
  const said = (await browser.console()).filter(({ message }) =>
    message.includes("shoptrail: no answer from"),
  );
  assert.equal(said.length, 1, JSON.stringify(said));
  assert.match(said[0].message, /authorization and content-type/);
  contract.allows = true;
  await browser.open(`${page.origin}/second`);
  await pipeline.waitFor(() => arrived(pipeline).length === 3, 2 * LIMIT_MS);
  assert.deepEqual(
    arrived(pipeline).map(({ type, event, context }) => `${event ?? type} ${context.page.path}`),
    ["page /first", "product_viewed /first", "page /second"],
  );
  assert.equal(new Set(pipeline.messages.map(({ message }) => message.messageId)).size, 3);
});

test("a key that the pipeline does not know is final, counted, and said once", async () => {
  page.expectErrors(/401/);
  page.options.debug = true;
  pipeline.answer = async () => ({ status: 401 });
  await browser.open(page.origin);
  await started(browser);
  const [report, drops] = await browser.run(async (view) => {
    shoptrail.track("product_viewed", view);
    await shoptrail.flush();
    shoptrail.track("product_viewed", { ...view, product_id: "p2" });
    return [await shoptrail.flush(), shoptrail.diagnostics().drops];
  }, VIEW);
  assert.deepEqual([report, drops], [{ delivered: 0, waiting: 0, held: 0, dropped: 3 }, { rejected: 3 }]);
  const said = (await browser.console()).filter(({ message }) => message.includes("shoptrail: "));
  assert.deepEqual(
    said.map(({ message }) => /refused by.*401/.test(message)),
    [true],
  );
});

test("without its part the tracker is off, sends nothing in another form, and keeps the calls for the next page", async () => {
  page.expectErrors(NO_ANSWER, /disallowed MIME type/);
  page.missing = /destination/;
  page.body = `<script>shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});</script>`;
  await browser.open(`${page.origin}/first`);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "module");
  await browser.run(() => shoptrail.flush());
  assert.equal(pipeline.requests.length, 0);
  page.missing = null;
  page.body = "";
  await browser.open(`${page.origin}/second`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(
    arrived(pipeline).map(({ type, event, context }) => `${event ?? type} ${context.page.path}`),
    ["page /first", "product_viewed /first", "page /second"],
  );
});

test("a receiver nobody knows, and one without an address, are wrong options", async () => {
  page.expectErrors(/shoptrail is off/);
  page.options.destination = "kafka";
  await browser.open(page.origin);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "options");
  assert.match((await consoleErrors(browser)).join("\n"), /destination.*kafka.*segment/);
  page.withSnippet = false;
  page.head =
    '<script defer src="/cdn/embed.min.js" data-bots="true" data-write-key="k" data-destination="segment"></script>';
  await browser.open(page.origin);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "options");
  assert.match((await consoleErrors(browser)).join("\n"), /endpoint.*\/v1\/batch/);
});
