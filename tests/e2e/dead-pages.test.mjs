// Calls that a page stored before it died. The next page sends them unchanged, once, and for the shopper who
// made them. Calls on a living page are in pending.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
const IDS = ["01M877WE2GBTZAGP5N1G07SB9W", "01M877WE2GBTZAGP5N1G07SB9X", "01M877WE2GBTZAGP5N1G07SB9Y"];

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/**
 * Stores `track("product_viewed", …)` calls as a page leaves them that died `ageMs` ago. `odd` has more
 * properties, by the number of the call.
 */
function storeCallsOfDeadPage(ids, ageMs, odd = {}) {
  return browser.run(
    (view, callIds, age, url, more) =>
      callIds.forEach((id, number) => {
        localStorage["shoptrail.q." + id] = JSON.stringify([
          "track",
          ["product_viewed", { ...view, product_id: "p" + number, ...more[number] }],
          Date.now() - age,
          url,
          "Dead page",
          "",
          id,
          number,
        ]);
      }),
    VIEW,
    ids,
    ageMs,
    `${page.origin}/dead?utm_source=x`,
    odd,
  );
}

/** The storage names of calls that wait for validation. */
function storedCallNames() {
  return browser.run(() => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.q.")));
}

test("the next page sends the calls of a dead page unchanged, in order, with their ids", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await storeCallsOfDeadPage(IDS, 60_000);
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await page.collector.waitFor(
    (collector) => names(collector).filter((name) => name === "product_viewed").length === 3,
    LIMIT_MS,
  );
  const viewed = arrived(page.collector).filter(({ event }) => event === "product_viewed");
  assert.deepEqual(
    viewed.map(({ messageId, properties, context }) => [messageId, properties.product_id, context.page.path]),
    IDS.map((id, number) => [id, "p" + number, "/dead"]),
  );
  assert.ok(Date.now() - Date.parse(viewed[0].timestamp) > 50_000, "the time of the call");
  await delivered(browser);
  assert.deepEqual(await storedCallNames(), []);
});

test("calls of a dead page keep their order and lose nothing when one has to be put right", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await storeCallsOfDeadPage(IDS, 60_000, { 1: { compare_at_price: "6,00 €" } });
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  const viewed = (collector) => arrived(collector).filter(({ event }) => event === "product_viewed");
  await page.collector.waitFor((collector) => viewed(collector).length === 3, LIMIT_MS);
  assert.deepEqual(
    viewed(page.collector).map(({ messageId, properties }) => [messageId, properties.compare_at_price]),
    IDS.map((id, number) => [id, number === 1 ? 6 : undefined]),
  );
  await delivered(browser);
  assert.deepEqual(await storedCallNames(), []);
});

test("the next page leaves a recent call to its own page first", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  // The call must not get older while the test starts.
  await storeCallsOfDeadPage(IDS.slice(0, 1), 0);
  await browser.run(() => (window.from = Date.now()));
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await page.collector.waitFor((collector) => names(collector).includes("product_viewed"), LIMIT_MS);
  const [{ timestamp }] = arrived(page.collector).filter(({ event }) => event === "product_viewed");
  const request = page.collector.messages.find(({ message }) => message.event === "product_viewed");
  assert.ok(request, "it arrives when its page must be dead");
  assert.ok(Date.now() - Date.parse(timestamp) >= 1500, "it does not arrive before");
});

test("the age of a stored call counts from the time it was stored, not from the call", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await storeCallsOfDeadPage(IDS.slice(0, 1), 600_000);
  await browser.run(
    (name) => (localStorage[name] = JSON.stringify([...JSON.parse(localStorage[name]), null, Date.now()])),
    "shoptrail.q." + IDS[0],
  );
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page"], "its page may still be alive");
  assert.deepEqual(await storedCallNames(), ["shoptrail.q." + IDS[0]]);
  await page.collector.waitFor((collector) => names(collector).includes("product_viewed"), LIMIT_MS);
});

test("once-per-page events of dead pages do not count as repeats on the page that sends them", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await browser.run(
    (callIds, url, view) =>
      callIds.forEach((id, number) => {
        const args = number === 1 ? [] : ["product_viewed", view];
        localStorage["shoptrail.q." + id] = JSON.stringify([
          args[0] ? "track" : "page",
          args,
          Date.now(),
          url,
          "Dead page",
          "",
          id,
          number,
        ]);
      }),
    IDS,
    `${page.origin}/dead`,
    VIEW,
  );
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  assert.equal(await browser.run((view) => shoptrail.track("product_viewed", view).ok, VIEW), true);
  // The same product was viewed on two dead pages and on this page.
  await page.collector.waitFor(
    (collector) => IDS.every((id) => arrived(collector).some(({ messageId }) => messageId === id)),
    LIMIT_MS,
  );
  assert.equal(
    arrived(page.collector).find(({ messageId }) => messageId === IDS[1]).context.page.path,
    "/dead",
  );
  assert.equal(await browser.run((view) => shoptrail.track("product_viewed", view).reason, VIEW), "repeat");
});

test("invalid stored calls are deleted, and nothing else is lost", async () => {
  page.options = { anonymous: "send" };
  page.withSnippet = false;
  await browser.open(page.origin);
  await storeCallsOfDeadPage(IDS.slice(0, 1), 60_000);
  await browser.run((other) => {
    for (const [name, text] of [
      ["x", "{"],
      ["y", "null"],
      ["z", '["track",["product_viewed"],1,"","","","z",0]'],
      [other, '["reset",[],1,"","","","' + other + '",0]'],
      ["__proto__", "7"],
    ])
      localStorage["shoptrail.q." + name] = text;
  }, IDS[1]);
  page.withSnippet = true;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await page.collector.waitFor((collector) => names(collector).includes("product_viewed"), LIMIT_MS);
  await delivered(browser);
  assert.deepEqual(names(page.collector).sort(), ["page", "product_viewed"]);
  assert.deepEqual(await storedCallNames(), []);
});

test("calls stored before the module came get the same ids in every tab that sends them", async () => {
  page.options = { anonymous: "send" };
  const call = [
    "track",
    ["add_to_cart", { ...VIEW, quantity: 1 }],
    Date.now() - 60_000,
    `${page.origin}/old`,
    "Old",
    "",
  ];
  const stored = JSON.stringify([call, call]);
  const ids = [];
  for (const path of ["/one", "/two"]) {
    page.withSnippet = false;
    await browser.open(page.origin);
    // Each tab finds the same text, as two tabs do that open at the same time.
    await browser.run((text) => (localStorage["shoptrail.q"] = text), stored);
    page.withSnippet = true;
    const before = page.collector.messages.length;
    await browser.open(page.origin + path);
    await started(browser);
    await page.collector.waitFor(
      ({ messages }) =>
        messages.slice(before).filter(({ message }) => message.event === "add_to_cart").length >= 2,
      LIMIT_MS,
    );
    ids.push(
      page.collector.messages
        .slice(before)
        .map(({ message }) => message)
        .filter(({ event }) => event === "add_to_cart")
        .map(({ messageId }) => messageId),
    );
  }
  assert.equal(new Set(ids[0]).size, 2, "two equal calls are two messages");
  assert.deepEqual(ids[0], ids[1]);
});

test("a call of a dead page belongs to its shopper, whoever the next page identifies", async () => {
  await browser.open(page.origin);
  await started(browser);
  await browser.run(() => void shoptrail.identify("jane@example.com"));
  await delivered(browser);
  // Stores a call as `track` stores it in a page that dies at once.
  await browser.run((view) => {
    const storedName = () => Object.keys(localStorage).find((name) => name.startsWith("shoptrail.q."));
    const answer = shoptrail.track("product_viewed", view);
    const call = JSON.parse(localStorage[storedName()]);
    void answer.ok;
    call[2] -= 60_000;
    call[6] = "01M877WE2GBTZAGP5N1G07SB9W";
    call[1][1].product_id = "janes";
    localStorage["shoptrail.q." + call[6]] = JSON.stringify(call);
  }, VIEW);
  page.body = `<script>shoptrail.reset(); shoptrail.identify("bob@example.com")</script>`;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  const isJanes = ({ properties }) => properties?.product_id === "janes";
  await page.collector.waitFor((collector) => arrived(collector).some(isJanes), LIMIT_MS);
  assert.equal(arrived(page.collector).find(isJanes).userId, "jane@example.com");
  assert.deepEqual(
    [await browser.run(() => shoptrail.profile().recommend), await storedCallNames()],
    [null, []],
    "the call adds nothing to the profile of the second person",
  );
});
