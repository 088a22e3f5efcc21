// `npx shoptrail backfill`: sends the orders of an export to Customer.io as `order_completed`. A run that was
// cut short goes on where it stopped, and a second run sends nothing twice.

import { appendFileSync, existsSync } from "node:fs";
import { checkedTimeZone } from "./amounts.js";
import { Misuse, numberOption } from "./arguments.js";
import { orderMessageId } from "../pixel/message-id.js";
import { readText } from "./files.js";
import { orderRow } from "./order-row.js";
import { readOrders } from "./orders.js";
import { counted } from "./text-table.js";

/** @import { Given } from "./arguments.js" */
/** @import { Order } from "./orders.js" */
/** @import { Row } from "./order-row.js" */
/** @typedef {Record<string, unknown>} Message */
/** @typedef {{ order_id: string, reason: string }} Skipped */
/** @typedef {{ id: string, orderId: string, row: Row }} Waiting */
/** @typedef {{ accepted: string[], skipped: Skipped[], error?: string }} Sent */
/** @typedef {(batch: Waiting[]) => Promise<Sent>} Send */

/** @type {Record<string, string>} */
const HOSTS = { us: "https://cdp.customer.io", eu: "https://cdp-eu.customer.io" };
const RATE = { least: 0.1, most: 1000, byDefault: 100 };
const SHOWN = 3;
const BATCH_LIMIT = 100;
// With its retries.
const BATCH_LIMIT_MS = 120_000;
const SENT_TO = "sent to ";
// Customer.io starts no campaign from an older event.
const CAMPAIGN_LIMIT_MS = 72 * 3_600_000;

/** @param {Given} given */
export async function run(given) {
  const { options, switches } = given;
  const isDryRun = switches["dry-run"] === true;
  const writeKey = options["write-key"];
  if (!isDryRun && writeKey === undefined)
    throw new Misuse("option --write-key KEY is missing: give it, or --dry-run");
  const rate = numberOption(given, "rate", RATE);
  const url = options.endpoint ?? `${HOSTS[options.region ?? "us"]}/v1/batch`;
  if (!/^https?:\/\/[^/]/.test(url)) throw new Misuse(`option --endpoint is "${url}"; allowed: a full URL`);
  const ordersPath = String(options.orders);
  const { orders } = readOrders(readText(ordersPath), {
    zone: checkedTimeZone(options["time-zone"]),
    columns: options.columns,
    path: ordersPath,
  });
  const progress = new Progress(options.progress ?? `${ordersPath}.backfill.txt`, url);
  const shop = String(options.shop);
  const found = sortOrders(orders, shop, progress);
  const report = {
    orders: orders.length,
    to_send: found.waiting.length,
    sent: 0,
    sent_before: found.sentBefore,
    skipped: found.skipped,
    error: /** @type {string | undefined} */ (undefined),
    messages: isDryRun ? /** @type {Message[]} */ ([]) : undefined,
  };
  const send = await sender({ url, shop, writeKey: writeKey ?? "none" }, report.messages);
  let nextAt = 0;
  for (let from = 0; from < found.waiting.length && report.error === undefined; from += BATCH_LIMIT) {
    const batch = found.waiting.slice(from, from + BATCH_LIMIT);
    if (!isDryRun) await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextAt - Date.now())));
    nextAt = Date.now() + (1000 * batch.length) / rate;
    const { accepted, skipped, error } = await send(batch);
    report.error = error;
    report.skipped.push(...skipped);
    report.to_send -= skipped.length;
    if (isDryRun) continue;
    report.sent += accepted.length;
    progress.add(accepted);
    if (!switches.json) process.stderr.write(`sent ${report.sent} of ${report.to_send}\n`);
  }
  process.stdout.write(`${switches.json ? JSON.stringify(report, null, 2) : text(report, progress.path)}\n`);
  return report.error === undefined && !report.skipped.some(({ reason }) => !isExpected(reason)) ? 0 : 1;
}

/**
 * Sends by shoptrail/server, as webhooks and a shop's own calls are. With `messages` nothing is sent: they
 * are collected there.
 * @param {{ url: string, shop: string, writeKey: string }} target
 * @param {Message[] | undefined} messages
 * @returns {Promise<Send>}
 */
async function sender({ url, shop, writeKey }, messages) {
  const { createServer } = await import("shoptrail/server");
  /** @type {typeof fetch} */
  const collect = async (address, init) => {
    messages?.push(...JSON.parse(String(init?.body)).batch);
    return new Response("{}");
  };
  /** @type {ReturnType<typeof createServer>} */
  let server;
  try {
    const fetch = messages ? collect : undefined;
    server = createServer({ writeKey, endpoint: url, shop, timeoutMs: BATCH_LIMIT_MS, fetch });
  } catch (error) {
    throw new Misuse(/** @type {Error} */ (error).message.replace(/^Option `(\w+)`/gm, "option --$1"));
  }
  // The report has them.
  server.on("problem", () => {});
  return async (batch) => {
    const rows = batch.map(({ row }) => row);
    const { outcome, messageIds, problems, rows: odd } = await server.sendOrders(rows, { eventsOnly: true });
    const leftOut = odd.filter(({ isLeftOut }) => isLeftOut);
    const skipped = leftOut.map(({ row, message }) => ({
      order_id: batch[row - 1].orderId,
      reason: message,
    }));
    if (outcome === "unavailable")
      return { accepted: messageIds, skipped, error: `${url}: ${problems.at(-1)}` };
    const accepted = new Set(messageIds);
    const refused = batch.filter(
      ({ id, orderId }) => !accepted.has(id) && !skipped.some((one) => one.order_id === orderId),
    );
    const reason = problems.at(-1) ?? "it was refused";
    return {
      accepted: messageIds,
      skipped: [...skipped, ...refused.map(({ orderId }) => ({ order_id: orderId, reason }))],
    };
  };
}

/**
 * Which orders are sent, oldest first, and why the others are not.
 * @param {Order[]} orders
 * @param {string} shop
 * @param {Progress} progress
 */
function sortOrders(orders, shop, progress) {
  const found = {
    waiting: /** @type {Waiting[]} */ ([]),
    skipped: /** @type {Skipped[]} */ ([]),
    sentBefore: 0,
  };
  for (const order of [...orders].sort((a, b) => (a.time ?? 0) - (b.time ?? 0))) {
    const made = orderRow(order);
    const id = orderMessageId("order_completed", shop, order.id);
    if (order.excluded) found.skipped.push({ order_id: order.id, reason: `it is ${order.excluded}` });
    else if ("problem" in made) found.skipped.push({ order_id: order.id, reason: made.problem });
    else if (progress.has(id)) found.sentBefore += 1;
    else found.waiting.push({ id, orderId: order.id, row: made.row });
  }
  return found;
}

/** Cancelled and test orders are left out on purpose. @param {string} reason */
function isExpected(reason) {
  return /^it is (test|cancelled|not completed)$/.test(reason);
}

/**
 * @param {{ orders: number, to_send: number, sent: number, sent_before: number, error?: string,
 *   skipped: { order_id: string, reason: string }[], messages?: Message[] }} report
 * @param {string} progressPath
 */
function text(
  { orders, to_send: toSend, sent, sent_before: before, skipped, error, messages },
  progressPath,
) {
  const lines = [
    `${counted(orders, "order")}: ${toSend} to send, ${before} sent before, ${skipped.length} left out`,
  ];
  for (const { order_id: id, reason } of skipped) lines.push(`left out ${id}: ${reason}`);
  if (messages) {
    const old = messages.filter(
      ({ timestamp }) => Date.now() - Date.parse(String(timestamp)) > CAMPAIGN_LIMIT_MS,
    );
    if (old.length)
      lines.push(`${old.length} are older than 72 hours: Customer.io starts no campaign from them`);
    lines.push("nothing is sent (--dry-run); the first messages:");
    lines.push(...messages.slice(0, SHOWN).map((message) => JSON.stringify(message, null, 2)));
    return lines.join("\n");
  }
  lines.push(`sent ${sent}`);
  if (error) lines.push(`stopped: ${error}`, `run it again to go on; ${progressPath} has what was sent`);
  return lines.join("\n");
}

/**
 * The ids that were accepted, a line each, in a file, so that a second run goes on. The first line is the
 * receiver.
 */
class Progress {
  /** @type {Set<string>} */
  #ids = new Set();

  /**
   * @param {string} path
   * @param {string} url  another receiver has another list
   */
  constructor(path, url) {
    this.path = path;
    this.url = url;
    if (!existsSync(path)) return;
    const [first, ...ids] = readText(path).split("\n");
    if (!first.startsWith(SENT_TO)) throw new Misuse(`the file ${path} is no list of sent orders`);
    if (first !== SENT_TO + url)
      throw new Misuse(`the file ${path} belongs to ${first.slice(SENT_TO.length)}: give another --progress`);
    // A run that was ended while it wrote has left a part of an id, which is sent again.
    this.#ids = new Set(ids);
  }

  /** @param {string} messageId */
  has(messageId) {
    return this.#ids.has(messageId);
  }

  /** @param {string[]} messageIds */
  add(messageIds) {
    if (!messageIds.length) return;
    messageIds.forEach((id) => this.#ids.add(id));
    const head = existsSync(this.path) ? "" : `${SENT_TO}${this.url}\n`;
    appendFileSync(this.path, `${head}${messageIds.join("\n")}\n`);
  }
}
