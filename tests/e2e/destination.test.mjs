// The option `destination`: the same messages go to a pipeline that speaks Segment's HTTP API, with requests
// for which a browser sends a preflight.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../www/collector.mjs";
import { segment } from "../../www/segment.mjs";
import { TEST_WRITE_KEY, readPlan } from "../../www/snippet.mjs";
import { engine } from "./support/browser.mjs";
import { arrived, consoleErrors, names, namesWithPaths, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
const LIMIT_MS = 10_000;
const EVENTS = 50;
// Not every engine remembers a preflight for requests that outlive their page; others send one each time.
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

/** The methods of all requests in order of arrival: "OPTIONS POST". */
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

test("the pipeline gets the same messages, with the key in the header, after one preflight", async () => {
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
  assert.equal(page.collector.requests.length, 0, "nothing goes to Customer.io");
  const [request] = await browser.run(async (view) => {
    const requests = [];
    shoptrail.on("request", (made) => requests.push(made));
    shoptrail.track("product_viewed", { ...view, product_id: "p3" });
    await shoptrail.flush();
    return requests;
  }, VIEW);
  assert.deepEqual(
    [request.via, request.body],
    ["fetch", pipeline.requests.at(-1).body],
    "the announced request is the one that was made",
  );
});

test("without the option the part is not loaded", async () => {
  page.options = {};
  await browser.open(page.origin);
  await started(browser);
  assert.deepEqual(
    page.requests.filter(({ path }) => path.includes("destination")),
    [],
  );
});

test("the script with a separate module and the npm entry send to the pipeline as well", async () => {
  const options = { writeKey: TEST_WRITE_KEY, bots: true, ...page.options };
  page.withSnippet = false;
  const attributes = [
    `data-bots="true" data-write-key="${TEST_WRITE_KEY}" data-anonymous="send"`,
    `data-destination="segment" data-endpoint="${options.endpoint}"`,
  ].join(" ");
  for (const [index, head] of [
    `<script defer src="/cdn/two-files.min.js" ${attributes}></script>`,
    `<script type="module">
      import { createTracker } from "/pkg/index.js";
      createTracker(${JSON.stringify(options)});
    </script>`,
  ].entries()) {
    page.head = head;
    await browser.open(page.origin);
    await started(browser);
    await delivered(browser);
    assert.equal(arrived(pipeline).length, index + 1);
  }
  assert.deepEqual(problems(), []);
});

test(`${EVENTS} events tracked while leaving arrive without a next page, for any preflight`, async () => {
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
      (view, prefix, events) => {
        for (let number = 0; number < events; number += 1)
          shoptrail.track("product_viewed", { ...view, product_id: prefix + number });
        location.href = "about:blank";
      },
      VIEW,
      `L${index}-`,
      EVENTS,
    );
    const name = JSON.stringify(settings);
    await pipeline
      .waitFor(() => viewed().size === EVENTS * (index + 1), LIMIT_MS)
      .catch(() => assert.fail(`${name}: ${viewed().size - EVENTS * index} of ${EVENTS}`));
  }
  assert.deepEqual(problems(), []);
});

test("a page left with more than 64 KiB: the next page delivers the rest, none under two ids", async () => {
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
  for (const [product, messageIds] of ids) if (product) assert.equal(messageIds.length, 1, product);
  assert.deepEqual(problems(), []);
});

test("a refused preflight loses nothing: all messages wait, and debug reports it once", async () => {
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
  const warnings = (await browser.console()).filter(({ message }) =>
    message.includes("shoptrail: no answer from"),
  );
  assert.equal(warnings.length, 1, JSON.stringify(warnings));
  assert.match(warnings[0].message, /authorization and content-type/);
  contract.allows = true;
  await browser.open(`${page.origin}/second`);
  await pipeline.waitFor(() => arrived(pipeline).length === 3, 2 * LIMIT_MS);
  assert.deepEqual(namesWithPaths(pipeline), ["page /first", "product_viewed /first", "page /second"]);
  assert.equal(new Set(pipeline.messages.map(({ message }) => message.messageId)).size, 3);
});

test("a 401 of the pipeline is final, counted, and reported once in debug", async () => {
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
  const warnings = (await browser.console()).filter(({ message }) => message.includes("shoptrail: "));
  assert.deepEqual(
    warnings.map(({ message }) => /refused by.*401/.test(message)),
    [true],
  );
});

test("without its part the tracker is off and keeps the calls for the next page", async () => {
  page.expectErrors(NO_ANSWER, /disallowed MIME type/, /shoptrail is off:.*module/);
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
  assert.deepEqual(namesWithPaths(pipeline), ["page /first", "product_viewed /first", "page /second"]);
});

test("an unknown destination, and a destination without an endpoint, are wrong options", async () => {
  page.expectErrors(/shoptrail is off/);
  page.options.destination = "kafka";
  await browser.open(page.origin);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "options");
  assert.match((await consoleErrors(browser)).join("\n"), /destination.*kafka.*segment/);
  page.withSnippet = false;
  const attributes = 'data-bots="true" data-write-key="k" data-destination="segment"';
  page.head = `<script defer src="/cdn/embed.min.js" ${attributes}></script>`;
  await browser.open(page.origin);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "options");
  assert.match((await consoleErrors(browser)).join("\n"), /endpoint.*\/v1\/batch/);
});
