// What the part `quality` counts: how a call, a lost message and a change of the shopper change the tally.
// The tally holds names, counts and codes alone: no value of a property or trait, no address. Its shape is a
// stored format.
import plan from "shoptrail:plan";
import { contradictions } from "../shared/contradictions.js";
import { ownValue } from "../shared/own-value.js";

/**
 * @import { Diagnostics, Notices } from "../../../index.js"
 *
 * @typedef {[taken: number, refused: number]} Given How often a property was given.
 *
 * @typedef {object} EventRow
 * @property {number} taken
 * @property {number} refused
 * @property {number} repeats
 * @property {number} dropped
 * @property {Record<string, Given>} given
 *
 * @typedef {object} Shopper
 * @property {number} events Events taken.
 * @property {number} anonymous Events of this shopper while nobody was known.
 * @property {number} stitched Anonymous events whose shopper became known.
 * @property {number} checkouts
 * @property {number} ordered Checkouts that ended in an order by the same shopper.
 * @property {0 | 1} [checkout] A checkout has started and not ended.
 * @property {string} [id] The anonymous id.
 * @property {boolean} [known]
 * @property {boolean} [fresh] The shopper was looked up for the first time.
 *
 * @typedef {object} Tally
 * @property {1} format
 * @property {number} since In ms since 1970.
 * @property {Record<string, EventRow>} events
 * @property {{ taken: number, refused: number, given: Record<string, Given> }} lines
 * @property {Record<string, number>} violations
 * @property {Record<string, number>} places
 * @property {Record<string, number>} drops
 * @property {[messageId: string | undefined, name: string, hasLeft?: 1][]} followed
 * @property {Shopper} who
 */

// A theme may invent names without end.
const MAX_NAMES = 60;
// How many messages are followed; older ones have arrived, or are counted as dropped.
const MAX_FOLLOWED = 1000;
const MAX_LINES = 1000;

const knownNames = new Set(plan.names);

/** @returns {Tally} */
export function emptyTally() {
  return {
    format: 1,
    since: Date.now(),
    events: {},
    lines: { taken: 0, refused: 0, given: {} },
    violations: {},
    places: {},
    drops: {},
    followed: [],
    who: { events: 0, anonymous: 0, stitched: 0, checkouts: 0, ordered: 0 },
  };
}

/**
 * Counts a call.
 *
 * @param {Tally} tally
 * @param {Notices["call"]} call
 * @param {() => Diagnostics} diagnostics
 */
export function countCall(tally, call, diagnostics) {
  const { method, args, result } = call;
  const { who: shopper } = tally;
  const { ok, violations = [] } = result;
  const messageId = result.ok ? result.messageId : undefined;
  const name = limitName(tally.events, method === "track" ? publicName(args[0]) : method);
  for (const { code, path } of [...violations, ...contradictions(call)]) {
    count(tally.violations, code);
    count(tally.places, name + " " + publicPath(path) + " " + code);
  }
  if (method === "identify" || method === "reset" || !shopper.id) lookUpShopper(shopper, diagnostics);
  // An identify that changes nothing is no message.
  if (method === "reset" || (method === "identify" && ok && !messageId)) return;
  const fate = !result.ok && result.reason === "repeat" ? "repeats" : ok ? "taken" : "refused";
  const event = rowOf(tally.events, name);
  event[fate]++;
  if (fate === "repeats") return;
  if (method === "track") countProperties(tally, event, name, args[1], fate);
  if (!ok) return;
  tally.followed.push([messageId, name]);
  if (tally.followed.length > MAX_FOLLOWED) tally.followed.shift();
  if (method !== "identify") countShopper(shopper, name);
}

/**
 * @param {Shopper} shopper
 * @param {string} name
 */
function countShopper(shopper, name) {
  shopper.events++;
  if (!shopper.known) shopper.anonymous++;
  if (name === "checkout_started" && !shopper.checkout) {
    shopper.checkout = 1;
    shopper.checkouts++;
  }
  if (name === "order_completed" && shopper.checkout) {
    shopper.checkout = 0;
    shopper.ordered++;
  }
}

/**
 * Looks up the shopper. What was tracked before a person was known is theirs once they are known. Another
 * person's checkout is not.
 *
 * @param {Shopper} shopper
 * @param {() => Diagnostics} diagnostics
 */
export function lookUpShopper(shopper, diagnostics) {
  const now = diagnostics();
  const { anonymousId = undefined, state = undefined } = now.on ? now.identity : {};
  shopper.fresh = !shopper.id;
  if (shopper.id && shopper.id !== anonymousId) shopper.anonymous = shopper.checkout = 0;
  shopper.id = anonymousId;
  shopper.known = state === "known";
  if (!shopper.known) return;
  shopper.stitched += shopper.anonymous;
  shopper.anonymous = 0;
}

/**
 * Counts a lost message.
 *
 * @param {Tally} tally
 * @param {Notices["drop"]} loss
 */
export function countDrop(tally, { messageId, reason }) {
  count(tally.drops, reason);
  const followed = tally.followed.find(([id]) => id === messageId);
  if (!followed) return;
  tally.followed.splice(tally.followed.indexOf(followed), 1);
  rowOf(tally.events, followed[1]).dropped++;
}

/**
 * Counts which properties of the plan the storefront gave.
 *
 * @param {Tally} tally
 * @param {EventRow} event
 * @param {string} name
 * @param {unknown} properties
 * @param {"taken" | "refused"} fate
 */
function countProperties(tally, event, name, properties, fate) {
  const rows = has(plan.events, name) && plan.events[name];
  if (!rows) return;
  const names = rows.required.concat(rows.optional);
  const lines = names.includes("line_items")
    ? ownValue(properties, "line_items") || ownValue(properties, "products")
    : 0;
  const list = Array.isArray(lines) ? lines.slice(0, MAX_LINES) : [];
  for (const property of names) {
    const isPropertyGiven =
      isGiven(ownValue(properties, property)) ||
      (property === "line_items" && isGiven(lines)) ||
      (property === "currency" && list.some((line) => isGiven(ownValue(line, property))));
    if (isPropertyGiven) countGiven(event.given, property, fate);
  }
  for (const line of list) {
    tally.lines[fate]++;
    for (const property of plan.line.required.concat(plan.line.optional))
      if (isGiven(ownValue(line, property))) countGiven(tally.lines.given, property, fate);
  }
}

/**
 * The name, while there is room for a new one.
 *
 * @param {object} counts
 * @param {string} name
 */
function limitName(counts, name) {
  return has(counts, name) || Object.keys(counts).length < MAX_NAMES ? name : "(other)";
}

/**
 * @param {Tally["events"]} events
 * @param {string} name
 */
function rowOf(events, name) {
  if (!has(events, name)) events[name] = { taken: 0, refused: 0, repeats: 0, dropped: 0, given: {} };
  return events[name];
}

/**
 * @param {Record<string, Given>} counts
 * @param {string} name
 * @param {"taken" | "refused"} fate
 */
function countGiven(counts, name, fate) {
  counts[name] = counts[name] || [0, 0];
  counts[name][fate === "taken" ? 0 : 1]++;
}

/**
 * @param {Record<string, number>} counts
 * @param {string} name
 */
function count(counts, name) {
  name = limitName(counts, name);
  counts[name] = (has(counts, name) ? counts[name] : 0) + 1;
}

/**
 * @param {object} object
 * @param {string} name
 */
export function has(object, name) {
  return Object.prototype.hasOwnProperty.call(object, name);
}

/**
 * Whether a property is given, as the core decides it.
 *
 * @param {unknown} value
 */
function isGiven(value) {
  return (
    value !== undefined &&
    value !== null &&
    !(typeof value === "string" && !value.trim()) &&
    !(Array.isArray(value) && !value.length)
  );
}

/**
 * An event's name, but not what looks like data in its place.
 *
 * @param {unknown} name
 */
function publicName(name) {
  const text = typeof name === "string" ? name.trim() : "";
  return has(plan.events, text) || (/^[a-z][\w .:-]{0,59}$/i.test(text) && !/\d{4}/.test(text))
    ? text
    : "(other)";
}

/**
 * `line_items[3].price` becomes `line_items[].price`. A name that is not in the plan may itself be data.
 *
 * @param {string} path
 */
function publicPath(path) {
  return path
    .replace(/\[\d+\]/g, "[]")
    .split(".")
    .map((part) =>
      part.split("/").every((name) => !name || knownNames.has(name.replace("[]", ""))) ? part : "…",
    )
    .join(".");
}
