// A page that finds thousands of stored messages, in a real browser. Which go, and in what slices, is in
// tests/parts/excess.test.mjs; what it costs is measured by `npm run bench -- trail`.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, usePages } from "./support/pages.mjs";
import { started } from "./support/story.mjs";

const LIMIT_MS = 20_000;
const STORED = 3000;
const KEPT = 1000;

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/** Stores `count` messages of this shopper as copies of the one that the tracker has stored. */
function leaveMessages(count) {
  return browser.run((number) => {
    const first = Object.keys(localStorage).find((name) => name.startsWith("shoptrail.m."));
    const [, time, rest] = /^shoptrail\.m\.(\d{13})(.{20})/.exec(first);
    for (let index = 0; index < number; index += 1) {
      const id = (index + 1e9).toString(32).toUpperCase().padStart(26, "0");
      const text = localStorage[first].replace(/("messageId":")[^"]*/, (_, start) => start + id);
      localStorage[`shoptrail.m.${time - 3_600_000 - number + index}${rest}${text.length}`] = text;
    }
  }, count);
}

const storedTimes = () =>
  browser.run(() =>
    Object.keys(localStorage)
      .filter((name) => name.startsWith("shoptrail.m."))
      .map((name) => Number(name.slice(12, 25)))
      .sort(),
  );
const storedCount = () =>
  browser.run(() => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.m.")).length);
const drops = () => browser.run(() => shoptrail.diagnostics().drops);
const requested = () => page.requests.some(({ path }) => path.endsWith("excess.js"));

async function openWithMessages(count) {
  page.options = { anonymous: "hold" };
  await browser.open(page.origin);
  await started(browser);
  await browser.waitFor(() => Object.keys(localStorage).some((name) => name.startsWith("shoptrail.m.")));
  await leaveMessages(count);
  await browser.open(`${page.origin}/next`);
  await started(browser);
}

test("of thousands of stored messages the oldest go, are counted, and reach a listener", async () => {
  page.head = `<script>window.lost = [];
    shoptrail.ready(function () { shoptrail.on("drop", function (loss) { lost.push(loss); }); });</script>`;
  await openWithMessages(STORED);
  await browser.waitFor((kept) => shoptrail.diagnostics().counts.held >= kept - 10, KEPT);
  const times = await storedTimes();
  assert.ok(times.length <= KEPT + 2 && times.length >= KEPT * 0.95, String(times.length));
  const { queue_overflow: counted } = await drops();
  assert.ok(Math.abs(counted + times.length - STORED - 2) <= 1, `${counted} and ${times.length}`);
  // The newest are left.
  const now = await browser.run(() => Date.now());
  assert.ok(now - 3_600_000 - times[0] < KEPT + LIMIT_MS, String(now - times[0]));
  assert.ok(requested());
  await browser.waitFor(() => window.lost.length > 0);
  assert.equal(await browser.run(() => window.lost[0].reason), "queue_overflow");
});

test("they are delivered in order once the shopper is known", async () => {
  await openWithMessages(STORED);
  await browser.waitFor((kept) => shoptrail.diagnostics().counts.held >= kept - 10, KEPT);
  const held = await storedCount();
  await browser.run(() => void shoptrail.identify("jane@example.com"));
  await browser.waitFor(() => !Object.keys(localStorage).some((name) => name.startsWith("shoptrail.m.")));
  const ids = arrived(page.collector).map(({ messageId }) => messageId);
  assert.equal(new Set(ids).size, ids.length);
  // The next events had the outbox make a little room.
  assert.ok(ids.length >= held * 0.95, `${ids.length} of ${held}`);
});

test("without the file the tracker deletes them itself", async () => {
  page.missing = /excess/;
  page.expectErrors(/excess/);
  await openWithMessages(1500);
  await browser.waitFor((kept) => shoptrail.diagnostics().counts.held >= kept * 0.9, KEPT);
  assert.ok((await storedCount()) <= KEPT + 2);
  assert.ok((await drops()).queue_overflow >= 500);
});

test("a page that keeps within the bounds does not load it", async () => {
  await openWithMessages(900);
  await browser.waitFor(() => shoptrail.diagnostics().counts.held > 900);
  assert.equal(requested(), false);
});
