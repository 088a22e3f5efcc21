// Helpers for tests that load the tracker into a page in different ways: script tags, and a first visit of a
// shopper that must give the same messages every time. The full story of a shopper is in story.mjs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { delivered, derivedUlid, started } from "./story.mjs";

export const PKG = fileURLToPath(new URL("../../../pkg/", import.meta.url));
export const STUB = readFileSync(`${PKG}snippet.html`, "utf8").match(/<script>[^]*?<\/script>/)[0];
export const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
export const ORDER = {
  order_id: "1001",
  total: 5,
  currency: "EUR",
  line_items: [{ product_id: "p1", name: "One", price: 5, quantity: 1 }],
};
/** A product as a theme prints it, with its price as a text. The part `repair` reads it. */
const PRINTED = { product_id: "p2", name: "Two", price: "5,00 €", currency: "EUR" };
/** What a browser prints when a policy, a hash or a missing file keeps a script away. */
export const REFUSED =
  /Content.Security.Policy|unsafe-eval|trusted|ERR_|Failed to load|404|Loading failed|integrity|digest|MIME/i;

/** The script tag of `file` for `page`, with `attributes` before the options that every test uses. */
export function tag(page, file, attributes = "") {
  const options = `data-bots="true" data-write-key="k" data-endpoint="${page.collector.origin}/v1/b"`;
  return `<script defer src="/cdn/${file}" ${attributes} ${options}></script>`;
}

/**
 * Plays the first visit of a shopper. Asserts that each event arrives once with its campaign, that the order
 * has its usual id, that an unknown event is refused, and that a product with its price as a text is put
 * right. Resolves with `{files, messages}`: the tracker's files that the page loaded, and
 * the messages without what differs from visit to visit.
 */
export async function playFirstVisit(browser, page) {
  const before = page.collector.messages.length;
  // An earlier test may have used the same port.
  await browser.open(`${page.origin}/blank`);
  await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
  await browser.open(`${page.origin}/landing?utm_source=news`);
  await started(browser);
  const repaired = await finalAnswer(browser, "product_viewed", PRINTED);
  assert.deepEqual(
    [repaired.ok, repaired.violations?.map(({ code, path, kept }) => [code, path, kept])],
    [true, [["wrong_type", "price", 5]]],
    "the price was read",
  );
  const answers = await browser.run(
    (view, order) => {
      shoptrail.track("product_viewed", view);
      const refused = shoptrail.track("prodct_viewed", view);
      shoptrail.identify("jane@example.com", { first_name: "Jane" });
      return [
        refused.violations.map(({ code }) => code).join(),
        shoptrail.track("order_completed", order).messageId,
        shoptrail.track("order_completed", order).reason,
      ];
    },
    VIEW,
    ORDER,
  );
  assert.deepEqual(answers, [
    "unknown_event",
    derivedUlid("order_completed", "127.0.0.1", ORDER.order_id),
    "repeat",
  ]);
  await delivered(browser);
  // The order has the same id in every browser, so the collector counts it as a duplicate after the first
  // visit.
  const entries = page.collector.messages.slice(before);
  assert.deepEqual(
    entries.flatMap(({ verdict }) => verdict.problems),
    [],
    "the collector refuses nothing",
  );
  const messages = entries.map(({ message }) => message);
  assertFirstVisit(messages, answers[1]);
  const files = await browser.run(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => name.split("/").pop())
      .filter((name) => /^(embed|two|compat|url|index|shoptrail_bg)/.test(name)),
  );
  return { files, messages: messages.map(withoutVisitDetails) };
}

/** Each event of the first visit is there, and the order has its id, its person and its campaign. */
function assertFirstVisit(messages, orderId) {
  assert.deepEqual([...new Set(messages.map(({ type, event }) => event ?? type))].sort(), [
    "identify",
    "order_completed",
    "page",
    "product_viewed",
  ]);
  assert.deepEqual(
    messages
      .filter(({ event }) => event === "product_viewed")
      .map(({ properties }) => [properties.product_id, properties.price]),
    [
      ["p2", 5],
      ["p1", 5],
    ],
  );
  const order = messages.find(({ event }) => event === "order_completed");
  assert.deepEqual(
    [order.messageId, order.userId, order.properties.utm_source],
    [orderId, "jane@example.com", "news"],
  );
}

/**
 * Tracks an event in the page. Resolves with the answer that the call has once the event is processed: an
 * event with an odd field waits for the part `repair`.
 */
export function finalAnswer(browser, name, properties) {
  return browser.run(
    async (...call) => {
      const answer = shoptrail.track(...call);
      for (let left = 200; left && answer.queued; left--) await new Promise((go) => setTimeout(go, 50));
      return JSON.parse(JSON.stringify(answer));
    },
    name,
    properties,
  );
}

/** The message without ids, times and ports, which differ from visit to visit. */
function withoutVisitDetails(message) {
  const text = JSON.stringify(message, (name, value) =>
    /^(anonymousId|timestamp|sentAt|originalTimestamp|cart_id|.*_at|.*_date)$/.test(name) ||
    (name === "messageId" && message.event !== "order_completed")
      ? "…"
      : value,
  );
  return JSON.parse(text.replace(/127\.0\.0\.1:\d+/g, "shop").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "…"));
}
