// `npx shoptrail backfill`: sends the orders of an export to Customer.io as `order_completed`. A run that was
// cut short goes on where it stopped, and a second run sends nothing twice.

import { appendFileSync, existsSync } from "node:fs";
import { checkedTimeZone } from "./amounts.js";
import { Misuse, numberOption } from "./arguments.js";
import { DeliveryError, batches, sendBatches } from "./batch-sender.js";
import { readText } from "./files.js";
import { orderMessage } from "./order-message.js";
import { readOrders } from "./orders.js";
import { counted } from "./text-table.js";

/** @import { Given } from "./arguments.js" */
/** @import { Order } from "./orders.js" */
/** @typedef {Record<string, unknown>} Message */

/** @type {Record<string, string>} */
const HOSTS = { us: "https://cdp.customer.io", eu: "https://cdp-eu.customer.io" };
const RATE = { least: 0.1, most: 1000, byDefault: 100 };
const SHOWN = 3;
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
  const found = sortOrders(orders, String(options.shop), progress);
  const { cut, tooLarge } = batches(found.messages);
  for (const { properties } of tooLarge)
    found.skipped.push({ order_id: orderId({ properties }), reason: "it is over 32 KB" });

  const report = {
    orders: orders.length,
    to_send: found.messages.length - tooLarge.length,
    sent: 0,
    sent_before: found.sentBefore,
    skipped: found.skipped,
    error: /** @type {string | undefined} */ (undefined),
    messages: isDryRun ? found.messages : undefined,
  };
  if (!isDryRun) {
    try {
      await sendBatches(cut, { url, writeKey: String(writeKey), rate }, (batch) => {
        report.sent += batch.length;
        progress.add(batch.map(({ messageId }) => String(messageId)));
        if (!switches.json) process.stderr.write(`sent ${report.sent} of ${report.to_send}\n`);
      });
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      report.error = error.message;
    }
  }
  process.stdout.write(`${switches.json ? JSON.stringify(report, null, 2) : text(report, progress.path)}\n`);
  return report.error === undefined && !report.skipped.some(({ reason }) => !isExpected(reason)) ? 0 : 1;
}

/**
 * Which orders are sent, oldest first, and why the others are not.
 * @param {Order[]} orders
 * @param {string} shop
 * @param {Progress} progress
 */
function sortOrders(orders, shop, progress) {
  const found = {
    messages: /** @type {Message[]} */ ([]),
    skipped: /** @type {{ order_id: string, reason: string }[]} */ ([]),
    sentBefore: 0,
  };
  for (const order of [...orders].sort((a, b) => (a.time ?? 0) - (b.time ?? 0))) {
    const made = orderMessage(order, shop);
    if (order.excluded) found.skipped.push({ order_id: order.id, reason: `it is ${order.excluded}` });
    else if ("problem" in made) found.skipped.push({ order_id: order.id, reason: made.problem });
    else if (progress.has(String(made.message.messageId))) found.sentBefore += 1;
    else found.messages.push(made.message);
  }
  return found;
}

/** Cancelled and test orders are left out on purpose. @param {string} reason */
function isExpected(reason) {
  return /^it is (test|cancelled|not completed)$/.test(reason);
}

/** @param {Message} message */
function orderId({ properties }) {
  return String(/** @type {Message} */ (properties).order_id);
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
    messageIds.forEach((id) => this.#ids.add(id));
    const head = existsSync(this.path) ? "" : `${SENT_TO}${this.url}\n`;
    appendFileSync(this.path, `${head}${messageIds.join("\n")}\n`);
  }
}
