// Finds events and properties of the tracking plan under either of their names: the plan's own, or the one of
// Customer.io (`product_viewed`, `Product Viewed`). It checks nothing.

import { packageFile } from "../cli/files.js";

/** @typedef {{ name: string, semantic: string, type: string, required: boolean }} PlanProperty */
/** @typedef {{ name: string, semantic: string, properties: PlanProperty[] }} PlanEvent */
/** @typedef {{ version: string, events: PlanEvent[], line_item: PlanProperty[] }} Plan */

/** @type {Plan | undefined} */
let plan;

/** The tracking plan of this package. */
export function trackingPlan() {
  plan ??= /** @type {Plan} */ (JSON.parse(packageFile("plan.json")));
  return plan;
}

/**
 * The event of the plan with this name, in either naming.
 * @param {unknown} name
 */
export function planEvent(name) {
  return trackingPlan().events.find((event) => event.name === name || event.semantic === name);
}

/**
 * The name of a message in a report: the event's, or `page` or `identify`.
 * @param {any} message
 * @returns {string}
 */
export function messageName(message) {
  if (message?.type === "track") return planEvent(message.event)?.name ?? String(message.event);
  return String(message?.type);
}

/**
 * The name under which an event has a property, or undefined.
 * @param {any} message
 * @param {string} name  the plan's
 */
export function nameInMessage(message, name) {
  const given = message?.properties;
  if (typeof given !== "object" || given === null) return undefined;
  if (Object.hasOwn(given, name)) return name;
  const row = planEvent(message.event)?.properties.find((property) => property.name === name);
  return row && Object.hasOwn(given, row.semantic) ? row.semantic : undefined;
}
