// Ways to load the tracker into a page, and what must come of any of them: the same messages, and the same id for an order.

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
/** What a browser prints of what a policy, a hash or a missing file keeps away. */
export const REFUSED =
  /Content.Security.Policy|unsafe-eval|trusted|ERR_|Failed to load|404|Loading failed|integrity|digest|MIME/i;

/** The tag of `file` at `page`, with `attributes` besides the options that each test's has. */
export function tag(page, file, attributes = "") {
  return `<script defer src="/cdn/${file}" ${attributes} data-bots="true" data-write-key="k" data-endpoint="${page.collector.origin}/v1/b"></script>`;
}

/**
 * Plays the first visit of a shopper and gives `{files, messages}`: which files of ours were loaded for it, and what arrived, without what differs from visit to visit. Each event is
 * there once, with its campaign, and the order has the id that it has everywhere.
 */
export async function plays(browser, page) {
  const before = page.collector.messages.length;
  // A port may have been another test's before.
  await browser.open(`${page.origin}/blank`);
  await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
  await browser.open(`${page.origin}/landing?utm_source=news`);
  await started(browser);
  const ids = await browser.run(
    (view, order) => {
      shoptrail.track("product_viewed", view);
      const refused = shoptrail.track("product_viewed", { price: "5 euro" });
      shoptrail.identify("jane@example.com", { first_name: "Jane" });
      return [
        refused.violations.length > 0,
        shoptrail.track("order_completed", order).messageId,
        shoptrail.track("order_completed", order).reason,
      ];
    },
    VIEW,
    ORDER,
  );
  assert.deepEqual(ids, [true, derivedUlid("order_completed", "127.0.0.1", ORDER.order_id), "repeat"]);
  await delivered(browser);
  // The order has the same id in every browser: to the collector it is one it has.
  const came = page.collector.messages.slice(before);
  assert.deepEqual(
    came.flatMap(({ verdict }) => verdict.problems),
    [],
    "the collector refuses nothing",
  );
  const messages = came.map(({ message }) => message);
  assert.deepEqual([...new Set(messages.map(({ type, event }) => event ?? type))].sort(), [
    "identify",
    "order_completed",
    "page",
    "product_viewed",
  ]);
  const order = messages.find(({ event }) => event === "order_completed");
  assert.deepEqual(
    [order.messageId, order.userId, order.properties.utm_source],
    [ids[1], "jane@example.com", "news"],
  );
  const files = await browser.run(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name }) => name.split("/").pop())
      .filter((name) => /^(embed|two|compat|url|index|shoptrail_bg)/.test(name)),
  );
  return { files, messages: messages.map(same) };
}

function same(message) {
  const text = JSON.stringify(message, (name, value) =>
    /^(anonymousId|timestamp|sentAt|originalTimestamp|cart_id|.*_at|.*_date)$/.test(name) ||
    (name === "messageId" && message.event !== "order_completed")
      ? "…"
      : value,
  );
  return JSON.parse(text.replace(/127\.0\.0\.1:\d+/g, "shop").replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "…"));
}
