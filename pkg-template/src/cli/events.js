// Reads the order events that arrived: the log of `npx shoptrail collect`, bare messages, and exports of
// Customer.io: activities of its App API, and files that its data warehouse destinations write. The format is
// found by the content: JSON, NDJSON or CSV.

import { planEvent } from "../testing/plan-names.js";
import { readTime } from "./amounts.js";
import { Misuse } from "./arguments.js";
import { readCsv } from "./csv.js";

/**
 * @typedef {object} OrderEvent
 * @property {string} orderId
 * @property {string | undefined} messageId
 * @property {number | undefined} time
 * @property {unknown} total
 * @property {unknown} currency
 * @property {string} source  the library that sent it
 */

/**
 * The `order_completed` events of the file, and how many entries it has.
 * @param {string} text
 * @param {{ zone: string, path: string }} how
 * @returns {{ entries: number, events: OrderEvent[] }}
 */
export function readEvents(text, { zone, path }) {
  const entries = readEntries(text.replace(/^\uFEFF/, ""), path);
  const events = entries.flatMap((entry) => readEvent(entry, zone));
  return { entries: entries.length, events };
}

/**
 * @param {string} text
 * @param {string} path
 * @returns {any[]}
 */
function readEntries(text, path) {
  const start = text.trimStart()[0];
  if (start === undefined) return [];
  if (start === "[") return parsed(text, path, 0);
  if (start !== "{") return readCsv(text).rows.map(unflattened);
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  // One object over several lines is a page of the App API.
  if (lines[0].trim() === "{" || lines.length === 1) {
    const whole = parsed(text, path, 0);
    return Array.isArray(whole.activities)
      ? whole.activities
      : Array.isArray(whole.messages)
        ? whole.messages
        : [whole];
  }
  return lines.map((line, index) => parsed(line, path, index + 1));
}

/**
 * @param {string} text
 * @param {string} path
 * @param {number} line
 */
function parsed(text, path, line) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Misuse(`the file ${path} is not JSON${line ? ` in line ${line}` : ""}`);
  }
}

/**
 * Columns such as `properties.order_id` or `properties_order_id`, and a column of JSON, as one object.
 * @param {Record<string, string>} row
 */
function unflattened(row) {
  /** @type {Record<string, unknown>} */
  const properties = {};
  for (const [column, value] of Object.entries(row)) {
    const [, name] = /^(?:properties|data|attributes)[._](.+)$/i.exec(column) ?? [];
    if (name && value !== "") properties[name] = value;
  }
  const json = row.properties ?? row.data ?? row.attributes;
  return { ...row, properties: json ? { ...properties, ...objectOf(json) } : properties };
}

/** @param {unknown} value */
function objectOf(value) {
  try {
    return Object(typeof value === "string" ? JSON.parse(value) : value);
  } catch (error) {
    return {};
  }
}

/**
 * @param {any} entry
 * @param {string} zone
 * @returns {OrderEvent[]}
 */
function readEvent(entry, zone) {
  // A copy under the same message id is the same message.
  if (typeof entry !== "object" || entry === null || entry.duplicate === true) return [];
  const message = entry.message ?? entry;
  const name = message.event ?? message.event_name ?? message.name;
  if (planEvent(name)?.name !== "order_completed") return [];
  const properties = objectOf(message.properties ?? message.data ?? message.attributes ?? {});
  const id = properties.order_id;
  if (id === undefined || id === null || String(id).trim() === "") return [];
  const library = objectOf(message.context).library?.name;
  return [
    {
      orderId: String(id).trim().replace(/^#/, ""),
      messageId: message.messageId ?? message.message_id ?? message.event_id ?? message.id,
      time: readTime(message.timestamp ?? message.created_at ?? entry.receivedAt, zone),
      total: properties.total,
      currency: properties.currency,
      source: String(properties.source ?? library ?? message.source ?? "unknown"),
    },
  ];
}
