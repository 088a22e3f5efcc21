// The one place where the collector and the doctor check what was sent: a request, and each message in it.

import { planEvent, trackingPlan } from "./plan-names.js";

/** @typedef {{ code: string, path: string, message: string }} Problem */
/** @typedef {(code: string, path: string, message: string) => void} Report */

// Documented limits of Customer.io. Above them it answers 200 and discards what was sent.
const REQUEST_LIMIT_BYTES = 500_000;
const MESSAGE_LIMIT_BYTES = 32_000;
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;
const TYPES = ["track", "page", "identify"];

/** How a value of each type of the plan looks on the wire. @type {Record<string, (value: any) => boolean>} */
const VALUES = {
  id: (value) => typeof value === "string" && value.trim() !== "",
  text: (value) => typeof value === "string",
  money: (value) => Number.isFinite(value) && value >= 0,
  quantity: (value) => Number.isFinite(value) && value > 0,
  currency: (value) => /^[A-Z]{3}$/.test(value),
  url: (value) => typeof value === "string" && value !== "",
  date: (value) => Number.isSafeInteger(value) || ISO.test(value),
  number: (value) => Number.isFinite(value),
  boolean: (value) => typeof value === "boolean",
  list: (value) => Array.isArray(value),
  object: (value) => typeof value === "object" && !Array.isArray(value),
  line_items: (value) => Array.isArray(value),
};

/**
 * Everything that is wrong with the body of a request.
 * @param {string} body
 * @param {any} envelope  the parsed body, or null
 * @returns {Problem[]}
 */
export function checkBody(body, envelope) {
  /** @type {Problem[]} */
  const problems = [];
  const report = reporter(problems);
  const bytes = Buffer.byteLength(body);
  if (bytes > REQUEST_LIMIT_BYTES)
    report("request_too_large", "", `${bytes} bytes, allowed ${REQUEST_LIMIT_BYTES}`);
  if (envelope === null) report("not_json", "", "the body is not a JSON object");
  return problems;
}

/**
 * Everything that is wrong with a message: against Customer.io's documentation and against the tracking plan.
 * @param {any} message
 * @returns {Problem[]}
 */
export function checkMessage(message) {
  /** @type {Problem[]} */
  const problems = [];
  const report = reporter(problems);
  if (typeof message !== "object" || message === null || Array.isArray(message)) {
    report("not_an_object", "", "a message is an object");
    return problems;
  }
  const bytes = Buffer.byteLength(JSON.stringify(message));
  if (bytes > MESSAGE_LIMIT_BYTES)
    report("item_too_large", "", `${bytes} bytes, allowed ${MESSAGE_LIMIT_BYTES}`);
  if (!TYPES.includes(message.type)) report("type", "type", `allowed: ${TYPES.join(", ")}`);
  if (!message.userId && !message.anonymousId && !message.traits?.email)
    report("nobody", "userId", "neither userId nor anonymousId: Customer.io ignores it");
  for (const name of ["timestamp", "sentAt"])
    if (message[name] !== undefined && !ISO.test(message[name]))
      report("timestamp", name, "not ISO 8601 in UTC");
  reportNulls(message, "", report);
  if (message.type === "track") checkTrack(message, report);
  return problems;
}

/**
 * @param {any} message
 * @param {Report} report
 */
function checkTrack({ event, properties }, report) {
  if (typeof event !== "string" || !event.trim()) return report("event", "event", "missing or not a text");
  if (typeof properties !== "object" || properties === null)
    return report("properties", "properties", "missing or not an object");
  const row = planEvent(event);
  if (!row) return;
  const isSemantic = event !== row.name;
  for (const { name, semantic, type } of row.properties) {
    const sentName = isSemantic && Object.hasOwn(properties, semantic) ? semantic : name;
    checkValue(properties[sentName], `properties.${sentName}`, type, report);
  }
}

/**
 * @param {any} value
 * @param {string} path
 * @param {string} type
 * @param {Report} report
 */
function checkValue(value, path, type, report) {
  if (value === undefined || value === null) return;
  if (VALUES[type] && !VALUES[type](value))
    return report("wrong_type", path, `${JSON.stringify(value)} is no ${type}`);
  if (type !== "line_items") return;
  for (const [index, line] of value.entries())
    for (const row of trackingPlan().line_item)
      checkValue(line?.[row.name], `${path}[${index}].${row.name}`, row.type, report);
}

/**
 * @param {any} value
 * @param {string} path
 * @param {Report} report
 */
function reportNulls(value, path, report) {
  for (const [name, part] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${name}]` : path ? `${path}.${name}` : name;
    if (part === null) report("null", place, "leave out what is unknown");
    else if (typeof part === "object") reportNulls(part, place, report);
  }
}

/**
 * @param {Problem[]} problems
 * @returns {Report}
 */
function reporter(problems) {
  return (code, path, message) => void problems.push({ code, path, message });
}
