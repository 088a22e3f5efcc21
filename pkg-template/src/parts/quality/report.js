// Makes the data-quality report out of the tally. Shapes and meanings: `Quality` in diagnostics.d.ts.
import plan from "shoptrail:plan";
import { messageStates } from "../shared/message-state.js";
import { has } from "./tally.js";

/**
 * @import { Diagnostics, Quality } from "../../../index.js"
 * @import { Given, Tally } from "./tally.js"
 */

/**
 * @param {Tally} tally
 * @param {Diagnostics} diagnostics
 * @returns {Quality}
 */
export function qualityReport(tally, diagnostics) {
  const waitingByName = countWaiting(tally, diagnostics);
  /** @type {Quality["events"]} */
  const events = {};
  /** @type {Quality["properties"]} */
  const properties = {};
  for (const name in tally.events) {
    const { taken, refused, repeats, dropped, given } = tally.events[name];
    const waiting = waitingByName[name] || 0;
    events[name] = { taken, refused, repeats, waiting, dropped, delivered: taken - waiting - dropped };
    if (has(plan.events, name) && taken + refused)
      properties[name] = completeness(plan.events[name], given, taken + refused);
  }
  let repeated = 0;
  for (const { repeats } of Object.values(events)) repeated += repeats;
  const { taken, refused, given } = tally.lines;
  if (taken + refused) properties["line_items[]"] = completeness(plan.line, given, taken + refused);
  const { events: all, stitched, checkouts, ordered } = tally.who;
  return {
    plan: plan.version,
    since: new Date(tally.since).toISOString(),
    events,
    properties,
    violations: { ...tally.violations },
    places: { ...tally.places },
    repeats: repeated,
    identity: { events: all, stitched, checkouts, ordered },
    drops: { ...tally.drops },
  };
}

/**
 * How many messages have not left the browser, by event. A message that has left and was not dropped was
 * taken by the collector; it is not looked for again.
 *
 * @param {Tally} tally
 * @param {Diagnostics} diagnostics
 */
function countWaiting(tally, diagnostics) {
  const stateOf = messageStates(diagnostics.on ? diagnostics.messages : []);
  /** @type {Record<string, number>} */
  const waiting = {};
  for (const followed of tally.followed) {
    const [id, name, hasLeft] = followed;
    if (hasLeft) continue;
    if (stateOf(/** @type {string} */ (id))) waiting[name] = (waiting[name] || 0) + 1;
    else followed[2] = 1;
  }
  return waiting;
}

/**
 * @param {{ required: string[], optional: string[] }} rows
 * @param {Record<string, Given>} given
 * @param {number} possible
 */
function completeness({ required, optional }, given, possible) {
  /** @type {Quality["properties"][string]} */
  const properties = {};
  for (const name of required.concat(optional)) {
    const [taken, refused] = given[name] || [0, 0];
    properties[name] = { required: required.includes(name), given: taken + refused, possible, taken };
  }
  return properties;
}
