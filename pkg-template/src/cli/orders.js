// Reads the orders of a shop's export. An order may have several rows, one for each line. What the export
// does not say stays absent. `reconcile` and `backfill` call it.

import { readAmount, readTime } from "./amounts.js";
import { Misuse } from "./arguments.js";
import { readCsv } from "./csv.js";
import { EXPORTS, OTHER } from "./order-columns.js";

/** @import { Columns, Export } from "./order-columns.js" */
/** @typedef {Record<string, string>} Row */
/** @typedef {{ name?: string, sku?: string, price?: number, quantity?: number }} OrderLine */
/**
 * @typedef {object} Order
 * @property {string} id  as the events have it in `order_id`
 * @property {string[]} aliases  other names of the order, such as its number
 * @property {number | undefined} time  ms since 1970
 * @property {number | undefined} total
 * @property {string | undefined} currency
 * @property {string | undefined} email
 * @property {string | undefined} customerId
 * @property {string} source
 * @property {string | undefined} excluded  why no event is expected of it
 * @property {{ subtotal?: number, shipping?: number, tax?: number, discount?: number }} amounts
 * @property {string | undefined} coupon
 * @property {OrderLine[]} lines
 */

/** Statuses of orders that were never completed. */
const NOT_COMPLETED = /^(pending|pending payment|failed|checkout-draft|draft|auto-draft|trash|expired)$/;
const CANCELLED = /^(cancelled|canceled|voided)$/;

/**
 * @param {string} text
 * @param {{ zone: string, columns?: string, path: string }} how
 * @returns {{ platform: string, hasFullTotal: boolean, orders: Order[] }}
 */
export function readOrders(text, { zone, columns: named, path }) {
  const { columns, rows } = readCsv(text);
  const source = named === undefined ? knownExport(columns) : namedExport(named, columns, path);
  if (!source)
    throw new Misuse(
      `the file ${path} is no order export of Shopify or WooCommerce; name its columns with --columns`,
    );
  const orders = groups(rows, source).map((group) => readOrder(group, source, zone));
  return { platform: source.platform, hasFullTotal: source.hasFullTotal, orders };
}

/** @param {string[]} columns */
function knownExport(columns) {
  return EXPORTS.find(({ sign }) => sign.every((name) => columns.includes(name)));
}

/**
 * @param {string} named  such as `id=Order,total=Sum`
 * @param {string[]} columns
 * @param {string} path
 * @returns {Export}
 */
function namedExport(named, columns, path) {
  const pairs = named
    .split(",")
    .map((pair) => /** @type {[string, string]} */ (pair.split(/=(.*)/s).slice(0, 2)));
  for (const [name, column] of pairs) {
    if (!OTHER.includes(name))
      throw new Misuse(`option --columns has ${name}; allowed: ${OTHER.map((one) => `${one}=…`).join(",")}`);
    if (!columns.includes(column)) throw new Misuse(`the file ${path} has no column ${column}`);
  }
  if (!pairs.some(([name]) => name === "id")) throw new Misuse("option --columns has no id=…");
  const given = Object.fromEntries(pairs.map(([name, column]) => [name, [column]]));
  const [{ columns: empty }] = EXPORTS.slice(-1);
  const none = Object.fromEntries(Object.keys(empty).map((name) => [name, []]));
  const line = { name: [], price: [], quantity: [], sku: [], total: [] };
  const all = /** @type {any} */ ({ ...none, line, ...given });
  return { platform: "named columns", sign: [], hasFullTotal: true, columns: all };
}

/**
 * The rows of each order. Shopify repeats the order's name on each line and leaves the order's own columns
 * empty; WooCommerce repeats all.
 * @param {Row[]} rows
 * @param {Export} source
 */
function groups(rows, { columns }) {
  /** @type {Map<string, Row[]>} */
  const byOrder = new Map();
  for (const row of rows) {
    const key = cell(row, columns.number) ?? cell(row, columns.id);
    if (key === undefined) continue;
    const group = byOrder.get(key);
    if (group) group.push(row);
    else byOrder.set(key, [row]);
  }
  return [...byOrder.values()];
}

/**
 * @param {Row[]} rows
 * @param {Export} source
 * @param {string} zone
 * @returns {Order}
 */
function readOrder(rows, { columns }, zone) {
  const [row] = rows;
  const number = cell(row, columns.number);
  const id = cell(row, columns.id) ?? String(number);
  const aliases = [number, number?.replace(/^#/, "")].filter((name) => name !== undefined && name !== id);
  const amount = (/** @type {keyof Columns} */ name) =>
    readAmount(cell(row, /** @type {string[]} */ (columns[name])));
  return {
    id: id.replace(/^#/, ""),
    aliases: /** @type {string[]} */ ([...new Set([...aliases, id])]),
    time: readTime(cell(row, columns.date), zone),
    total: amount("total"),
    currency: cell(row, columns.currency)?.toUpperCase(),
    email: cell(row, columns.email)?.toLowerCase(),
    customerId: customerId(cell(row, columns.customer)),
    source: cell(row, columns.source) ?? "unknown",
    excluded: excluded(row, columns),
    amounts: {
      subtotal: amount("subtotal"),
      shipping: amount("shipping"),
      tax: amount("tax"),
      discount: amount("discount"),
    },
    coupon: cell(row, columns.coupon),
    lines: rows.flatMap((one) => readLine(one, columns.line)),
  };
}

/**
 * WooCommerce writes 0 for a guest.
 * @param {string | undefined} text
 */
function customerId(text) {
  return text && /^[1-9]\d*$/.test(text) ? text : undefined;
}

/**
 * Why no event is expected of the order, or undefined.
 * @param {Row} row
 * @param {Columns} columns
 */
function excluded(row, columns) {
  const status = (cell(row, columns.status) ?? "").toLowerCase().replace(/^wc-/, "");
  const isTest =
    /\bbogus\b/i.test(cell(row, columns.payment) ?? "") ||
    /(^|,)\s*test\s*(,|$)/i.test(cell(row, columns.tags) ?? "");
  if (isTest) return "test";
  if (CANCELLED.test(status) || cell(row, columns.cancelled)) return "cancelled";
  return NOT_COMPLETED.test(status) ? "not completed" : undefined;
}

/**
 * @param {Row} row
 * @param {Columns["line"]} columns
 * @returns {OrderLine[]}
 */
function readLine(row, columns) {
  const [name, sku] = [cell(row, columns.name), cell(row, columns.sku)];
  if (name === undefined && sku === undefined) return [];
  const quantity = readAmount(cell(row, columns.quantity)) ?? 1;
  const total = readAmount(cell(row, columns.total));
  const price = readAmount(cell(row, columns.price)) ?? (total === undefined ? undefined : total / quantity);
  return [{ name, sku, price, quantity }];
}

/**
 * @param {Row} row
 * @param {string[]} names
 */
function cell(row, names) {
  const name = names.find((one) => one in row);
  const text = name === undefined ? "" : row[name].trim();
  return text === "" ? undefined : text;
}
