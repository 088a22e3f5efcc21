// Compares a shop's orders with the order events that arrived. It reads no file and prints nothing.

import { dayOf, readAmount } from "./amounts.js";

/** @import { Order } from "./orders.js" */
/** @import { OrderEvent } from "./events.js" */
/** @typedef {"matched" | "missing" | "double" | "wrong_total"} Verdict */
/**
 * @typedef {object} Row
 * @property {string} order_id
 * @property {string} day
 * @property {string} source
 * @property {Verdict} verdict
 * @property {string} [detail]
 */
/** @typedef {Record<"orders" | Verdict, number>} Counts */
/**
 * @typedef {object} Comparison
 * @property {Counts} counts
 * @property {Record<string, number>} excluded  orders of which no event is expected, by reason
 * @property {{ order_id: string, day: string, source: string }[]} unknown  events of no order of the export
 * @property {Record<string, Counts>} by_day
 * @property {Record<string, Counts>} by_source
 * @property {Record<string, number>} by_sender  matched orders, by what sent the event
 * @property {Row[]} rows  orders that are not matched
 */

export const VERDICTS = /** @type {Verdict[]} */ (["matched", "missing", "double", "wrong_total"]);

/**
 * @param {Order[]} orders
 * @param {OrderEvent[]} events
 * @param {{ zone: string, hasFullTotal: boolean }} how
 * @returns {Comparison}
 */
export function compareOrders(orders, events, { zone, hasFullTotal }) {
  const byId = eventsByOrder(events);
  /** @type {Set<string>} */
  const known = new Set();
  /** @type {Comparison} */
  const found = {
    counts: noCounts(),
    excluded: {},
    unknown: [],
    by_day: {},
    by_source: {},
    by_sender: {},
    rows: [],
  };
  for (const order of orders) {
    const names = [order.id, ...order.aliases.map((name) => name.replace(/^#/, ""))];
    names.forEach((name) => known.add(name));
    const own = [...new Set(names)].flatMap((name) => byId.get(name) ?? []);
    // A cancelled order may have been counted when it was made. Where it was not, nothing is missing.
    if (order.excluded && (!own.length || order.excluded !== "cancelled")) {
      found.excluded[order.excluded] = (found.excluded[order.excluded] ?? 0) + 1;
      continue;
    }
    addOrder(found, order, own, { zone, hasFullTotal });
  }
  const days = orders.flatMap(({ time }) => (time === undefined ? [] : [dayOf(time, zone)])).sort();
  const [first, last] = [days[0], days[days.length - 1]];
  for (const [orderId, [event]] of byId) {
    const day = dayOf(event.time, zone);
    // Events from outside the days of the export belong to another export.
    if (!known.has(orderId) && (day === "unknown" || (day >= first && day <= last)))
      found.unknown.push({ order_id: orderId, day, source: event.source });
  }
  found.by_day = Object.fromEntries(Object.entries(found.by_day).sort(([a], [b]) => (a < b ? -1 : 1)));
  return found;
}

/**
 * The events of each order, each message once.
 * @param {OrderEvent[]} events
 */
function eventsByOrder(events) {
  /** @type {Map<string, OrderEvent[]>} */
  const byId = new Map();
  const seen = new Set();
  for (const event of events) {
    if (event.messageId !== undefined && seen.has(event.messageId)) continue;
    seen.add(event.messageId);
    byId.set(event.orderId, [...(byId.get(event.orderId) ?? []), event]);
  }
  return byId;
}

/**
 * @param {Comparison} found
 * @param {Order} order
 * @param {OrderEvent[]} events
 * @param {{ zone: string, hasFullTotal: boolean }} how
 */
function addOrder(found, order, events, { zone, hasFullTotal }) {
  const { verdict, detail } = compareOrder(order, events, hasFullTotal);
  const day = dayOf(order.time, zone);
  for (const counts of [
    found.counts,
    (found.by_day[day] ??= noCounts()),
    (found.by_source[order.source] ??= noCounts()),
  ]) {
    counts.orders += 1;
    counts[verdict] += 1;
  }
  if (events.length) found.by_sender[events[0].source] = (found.by_sender[events[0].source] ?? 0) + 1;
  if (verdict !== "matched")
    found.rows.push({
      order_id: order.id,
      day,
      source: order.source,
      verdict,
      ...(detail ? { detail } : {}),
    });
}

/**
 * @param {Order} order
 * @param {OrderEvent[]} events
 * @param {boolean} hasFullTotal
 * @returns {{ verdict: Verdict, detail?: string }}
 */
function compareOrder(order, events, hasFullTotal) {
  if (!events.length) return { verdict: "missing" };
  if (events.length > 1) return { verdict: "double", detail: `${events.length} messages` };
  const [event] = events;
  if (!hasFullTotal || order.total === undefined) return { verdict: "matched" };
  const total = typeof event.total === "number" ? event.total : readAmount(String(event.total ?? ""));
  const currency = typeof event.currency === "string" ? event.currency.toUpperCase() : undefined;
  const isOtherCurrency = order.currency && currency && order.currency !== currency;
  // Half of the smallest coin: floating point numbers are never equal.
  if (total !== undefined && Math.abs(total - order.total) < 0.005 && !isOtherCurrency)
    return { verdict: "matched" };
  const expected = `${order.total} ${order.currency ?? ""}`.trim();
  const came = total === undefined ? "no total" : `${total} ${currency ?? ""}`.trim();
  return { verdict: "wrong_total", detail: `order ${expected}, event ${came}` };
}

/** @returns {Counts} */
function noCounts() {
  return { orders: 0, matched: 0, missing: 0, double: 0, wrong_total: 0 };
}
