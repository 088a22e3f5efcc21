// What holds while an odd event waits for the part `repair`: later calls keep their order, `flush()` waits,
// and a page that is left loses nothing that the next page could not process. The loading itself is tried in
// repair-loading.test.mjs.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { arrived, usePages } from "./support/pages.mjs";
import { started } from "./support/story.mjs";

const LIMIT_MS = 20_000;
const PART = /repair\.js/;
const ORDER = {
  order_id: "1001",
  total: "10,00",
  currency: "EUR",
  line_items: [{ product_id: "P1", price: 10, quantity: 1 }],
};

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));
/** Lets the part arrive. */
let release;
beforeEach(() => {
  const released = new Promise((resolve) => (release = resolve));
  page.wait = (path) => PART.test(path) && released;
  page.options = { anonymous: "send", autoPage: "false" };
});

async function open(path = "/") {
  await browser.open(page.origin + path);
  await started(browser);
}

/** Waits until the page has asked for the part. */
async function asked() {
  for (const limit = Date.now() + LIMIT_MS; !page.requests.some(({ path }) => PART.test(path));) {
    assert.ok(Date.now() < limit, "the part is asked for");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const events = () => arrived(page.collector).filter(({ type }) => type === "track");

/** `["order_completed 10"]`: what has arrived, when it is `count`. */
async function tracked(count) {
  await page.collector.waitFor(() => events().length >= count, LIMIT_MS);
  return events().map(({ event, properties }) => `${event} ${properties.total ?? properties.query}`);
}

test("the calls behind an odd event keep their order, and belong to whom they belong to", async () => {
  await open();
  await browser.run((order) => {
    window.heard = [];
    shoptrail.on("call", ({ method, args }) => window.heard.push(method + " " + (args[1]?.query ?? "")));
    shoptrail.track("order_completed", order);
  }, ORDER);
  await asked();
  await browser.run(() => {
    shoptrail.track("search_performed", { query: "one" });
    shoptrail.reset();
    shoptrail.track("search_performed", { query: "two" });
    shoptrail.identify("jane@example.com");
    shoptrail.track("search_performed", { query: "three" });
  });
  release();
  await tracked(4);
  assert.deepEqual(await browser.run(() => window.heard), [
    "track ",
    "track one",
    "reset ",
    "track two",
    "identify ",
    "track three",
  ]);
  const [order, one, two, three] = ["undefined", "one", "two", "three"].map((query) =>
    events().find(({ properties }) => String(properties.query) === query),
  );
  assert.equal(one.anonymousId, order.anonymousId);
  assert.notEqual(two.anonymousId, order.anonymousId);
  assert.deepEqual([three.anonymousId, three.userId], [two.anonymousId, "jane@example.com"]);
  assert.equal(order.userId, undefined);
});

test("flush() waits for events that wait for the part", async () => {
  await open();
  await browser.run((order) => {
    shoptrail.track("order_completed", order);
    window.report = undefined;
    shoptrail.flush().then((report) => (window.report = report));
  }, ORDER);
  await asked();
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(await browser.run(() => window.report), null);
  release();
  await browser.waitFor(() => window.report);
  assert.equal(await browser.run(() => window.report.waiting), 0);
  assert.equal(events()[0]?.properties.total, 10);
});

/** What happens before the odd event, and behind it. */
for (const [what, before, behind] of [
  ["storage is blocked", () => void (Storage.prototype.setItem = () => localStorage.blocked.now), () => {}],
  ["an identify waits behind it", () => {}, () => void shoptrail.identify("jane@example.com")],
])
  test(`a page that is left while the part loads and ${what} sends its events`, async () => {
    page.expectErrors(/repair/);
    await open("/first");
    await browser.run(before);
    await browser.run((order) => {
      shoptrail.track("order_completed", order);
      shoptrail.track("search_performed", { query: "behind" });
    }, ORDER);
    await asked();
    await browser.run(behind);
    await browser.open(`${page.origin}/empty.txt`);
    assert.deepEqual(await tracked(2), ["order_completed undefined", "search_performed behind"]);
    release();
  });
