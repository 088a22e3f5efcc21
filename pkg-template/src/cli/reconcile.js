// `npx shoptrail reconcile`: compares the shop's orders with the order events that arrived.

import { checkedTimeZone } from "./amounts.js";
import { readEvents } from "./events.js";
import { readText, writeText } from "./files.js";
import { escapeHtml, htmlPage, htmlTable, stackedBars } from "./html-page.js";
import { VERDICTS, compareOrders } from "./order-comparison.js";
import { readOrders } from "./orders.js";
import { columns, counted } from "./text-table.js";

/** @import { Given } from "./arguments.js" */
/** @import { Comparison, Counts } from "./order-comparison.js" */
/** @typedef {{ platform: string, time_zone: string, events: number, totals_compared: boolean }} Source */
/** @typedef {Comparison & Source} Found */

const LISTED = 50;
const HEADS = ["orders", "matched", "missing", "double", "wrong total"];
const PARTS = [
  { name: "matched", colour: "--ok" },
  { name: "missing", colour: "--missing" },
  { name: "double", colour: "--double" },
  { name: "wrong total", colour: "--wrong" },
];

/** @param {Given} given */
export function run({ options, switches }) {
  const [ordersPath, eventsPath] = [String(options.orders), String(options.events)];
  const zone = checkedTimeZone(options["time-zone"]);
  const { platform, hasFullTotal, orders } = readOrders(readText(ordersPath), {
    zone,
    columns: options.columns,
    path: ordersPath,
  });
  const { events } = readEvents(readText(eventsPath), { zone, path: eventsPath });
  /** @type {Found} */
  const found = {
    platform,
    time_zone: zone,
    events: events.length,
    totals_compared: hasFullTotal,
    ...compareOrders(orders, events, { zone, hasFullTotal }),
  };
  if (options.html !== undefined) writeText(options.html, html(found));
  process.stdout.write(`${switches.json ? JSON.stringify(found, null, 2) : text(found)}\n`);
  return found.rows.length || found.unknown.length ? 1 : 0;
}

/** @param {Found} found */
function summary({
  platform,
  counts,
  events,
  excluded,
  unknown,
  totals_compared: hasTotals,
  time_zone: zone,
}) {
  const { orders, matched } = counts;
  const share = orders ? ((100 * matched) / orders).toFixed(1) : "0.0";
  const left = Object.entries(excluded).map(([reason, count]) => `${count} ${reason}`);
  const what = `${counted(orders, "order")} of ${platform}, ${counted(events, "order event")}`;
  return [
    `${what}: ${share} % matched (days in ${zone})`,
    ...(left.length ? [`not expected: ${left.join(", ")}`] : []),
    ...(unknown.length ? [`${counted(unknown.length, "event")} of no order in the export`] : []),
    ...(hasTotals ? [] : ["totals are not compared: this export has net sales only"]),
  ];
}

/** @param {Found} found */
function text(found) {
  const listed = found.rows
    .slice(0, LISTED)
    .map((row) => [row.verdict, row.order_id, row.day, row.source, row.detail ?? ""]);
  const more = found.rows.length - listed.length;
  return [
    summary(found).join("\n"),
    columns([["by day", ...HEADS], ...countRows(found.by_day)]),
    columns([["by source of the order", ...HEADS], ...countRows(found.by_source)]),
    columns([["sent by", "orders"], ...Object.entries(found.by_sender)]),
    ...(listed.length ? [columns([["what", "order", "day", "source", ""], ...listed])] : []),
    ...(more > 0 ? [`${more} more: --json lists all`] : []),
    ...(found.unknown.length
      ? [
          columns([
            ["event without order", "day", "sent by"],
            ...found.unknown.slice(0, LISTED).map(unknownRow),
          ]),
        ]
      : []),
  ].join("\n\n");
}

/** @param {Record<string, Counts>} groups @returns {(string | number)[][]} */
function countRows(groups) {
  return Object.entries(groups).map(([name, counts]) => [
    name,
    counts.orders,
    ...VERDICTS.map((verdict) => counts[verdict]),
  ]);
}

/** @param {Comparison["unknown"][0]} event */
function unknownRow({ order_id: id, day, source }) {
  return [id, day, source];
}

/** @param {Found} found */
function html(found) {
  const bars = Object.entries(found.by_day).map(([day, counts]) => ({
    label: day.slice(5),
    values: VERDICTS.map((verdict) => counts[verdict]),
  }));
  const rows = found.rows.map((row) => [
    row.verdict.replace("_", " "),
    row.order_id,
    row.day,
    row.source,
    row.detail ?? "",
  ]);
  return htmlPage(
    "Orders and their events",
    [
      `<p>${summary(found).map(escapeHtml).join("<br>")}</p>`,
      `<h2>By day</h2>\n${stackedBars(bars, PARTS)}`,
      htmlTable(["day", ...HEADS], countRows(found.by_day)),
      `<h2>By source of the order</h2>\n${htmlTable(["source", ...HEADS], countRows(found.by_source))}`,
      `<h2>By what sent the event</h2>\n${htmlTable(["sent by", "orders"], Object.entries(found.by_sender))}`,
      `<h2>Orders to look at</h2>\n${htmlTable(["what", "order", "day", "source", "detail"], rows)}`,
      `<h2>Events of no order</h2>\n${htmlTable(["order", "day", "sent by"], found.unknown.map(unknownRow))}`,
    ].join("\n"),
  );
}
