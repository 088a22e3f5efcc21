// Renames the events and properties of a request's body. The names come from the plan: `npm run plan` writes
// names.json.
import names from "./names.json";
import { toJson } from "../shared/json.js";

/** @typedef {Record<string, unknown>} Properties */

/** @type {Map<string, [semantic: string, own: Record<string, string>]>} */
const events = new Map(/** @type {any} */ (Object.entries(names.events)));
/** @type {Map<string, string>} */
const general = new Map(Object.entries(names.properties));

/**
 * The body with Customer.io's names. An event or property without another name keeps its own, and so does a
 * property whose other name is taken. Identify messages and page views have no names to change. Another
 * script may have written to the stored messages: what is no object has no names either.
 *
 * @param {string} body
 */
export function renameMessages(body) {
  const envelope = JSON.parse(body);
  for (const message of envelope.batch) {
    if (message?.type !== "track") continue;
    const [semantic, own] = events.get(message.event) ?? [message.event, {}];
    message.event = semantic;
    rename(message.properties, new Map(Object.entries(own)));
  }
  return toJson(envelope);
}

/**
 * Renames by the event's own names first, then by the general ones. Lines have general names only.
 *
 * @param {Properties} properties
 * @param {Map<string, string>} own
 */
function rename(properties, own) {
  if (!properties || typeof properties !== "object") return;
  for (const [name, value] of Object.entries(properties)) {
    if (/^(line_items|products)$/.test(name) && Array.isArray(value)) {
      for (const line of value) rename(line, new Map());
    }
    const other = own.get(name) ?? general.get(name);
    if (other && properties[other] == null) {
      delete properties[name];
      properties[other] = value;
    }
  }
}
