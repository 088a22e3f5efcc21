// Part `repair`: puts an event right that the core refuses, as a careful person would read it, so that no odd
// field costs an order. The page loads it with the first such event. The core says by path what is wrong
// (src/plan/validation); this part reads the value anew or leaves it out, and the core reads the event again.
// Each repair becomes a warning of the answer.

import { read } from "shoptrail:heap";
import { currencyOf, hasAmounts, removeAmounts, roundAmounts } from "./repair/amounts.js";
import kinds from "./repair/kinds.json";
import { readLines } from "./repair/lines.js";
import { find } from "./repair/path.js";
import { usualCurrency } from "./repair/usual-currency.js";
import { readAs } from "./repair/value.js";

/**
 * @import { PageTracker, ReadOptions, RecentCall, Repair, RepairPart, Violation } from "../types.js"
 *
 * @typedef {object} Event
 * @property {any} properties
 * @property {Repair[]} repairs
 * @property {string | undefined} currency
 * @property {boolean} isRefund
 * @property {boolean} isReading What is wrong is read anew, not only left out.
 */

/** How often the core may find something new, before what is wrong is left out unread. */
const MAX_READINGS = 4;
const MAX_ROUNDS = 8;
const MAX_NAMES = 250;
// A property of the event or of a line, or a member of a list.
const KNOWN_PATH = /^(?:(?:line_items|products)\[\d+\]\.)?([^.[\]]+)(\[\d+\])?$/;
// A negative number of these is meant as a positive one.
const OFTEN_NEGATIVE = /^(discount|refund_amount|quantity)$/;

/**
 * @param {PageTracker} shop
 * @param {ReadOptions} options
 * @param {RecentCall[]} heard
 * @returns {RepairPart}
 */
export default function repairPart(shop, options, heard) {
  const usual = usualCurrency(shop, heard);
  return function repair(name, given, violations, processAnew) {
    /** @type {(properties: unknown, repairs: unknown) => import("../types.js").Result} */
    const process = (properties, repairs) =>
      processAnew(read(properties), /** @type {any} */ (read(repairs)));
    /** @type {Event} */
    const event = {
      properties: Object(read(given)),
      repairs: [],
      currency: undefined,
      isRefund: name === "order_refunded",
      isReading: true,
    };
    const areLines = (/** @type {Violation} */ { path }) => /^(line_items|products)$/.test(path);
    for (const violation of violations.filter(areLines)) mend(event, violation);
    settleCurrency(event, usual.currency());
    for (const violation of violations)
      if (!areLines(violation) && !/^currency$|\[/.test(violation.path)) mend(event, violation);
    readLines(event);
    roundAmounts(event.properties, "", event);
    let result = process(event.properties, event.repairs);
    for (let round = 0; round < MAX_ROUNDS && result.reason === "invalid"; round++) {
      event.isReading = round < MAX_READINGS;
      for (const violation of /** @type {Violation[]} */ (result.violations)) mend(event, violation);
      result = process(event.properties, event.repairs);
    }
    return result;
  };
}

/**
 * Gives the event its currency. Without one, its amounts are left out.
 *
 * @param {Event} event
 * @param {string | undefined} usual The currency of an earlier event.
 */
function settleCurrency(event, usual) {
  const { properties, repairs } = event;
  event.currency = currencyOf(properties, usual);
  const given = String(properties.currency ?? "").trim();
  if (!hasAmounts(properties) || (given && given.toUpperCase() === event.currency)) return;
  const code = given ? "bad_currency" : "missing_property";
  const [path, message] = ["currency", "must be a code like EUR"];
  if (event.currency) repairs.push({ code, path, message, kept: event.currency });
  else {
    removeAmounts(properties);
    repairs.push({ code, path, message: message + ": the amounts are left out" });
  }
  properties.currency = event.currency;
}

/**
 * Puts right what one violation names, or leaves it out.
 *
 * @param {Event} event
 * @param {Violation} violation
 */
function mend(event, violation) {
  const { properties, repairs } = event;
  const { code, path } = violation;
  if (code === "missing_property") return addQuantity(properties, violation, repairs);
  if (!path) {
    if (code === "not_an_object") event.properties = {};
    else if (code === "name_empty") removeEmptyNames(properties);
    else if (code === "too_many_keys") keepKnownNames(properties);
    else return;
    repairs.push(violation);
    return;
  }
  const place = find(properties, path);
  if (!place) return;
  const { owner, key } = place;
  const kept = event.isReading ? readPlace(event, owner, key, path) : undefined;
  if (code === "rounded") return;
  if (kept !== undefined) owner[key] = kept;
  // The places behind it must not move while violations name them. The core leaves null out.
  else if (Array.isArray(owner)) owner[+key] = null;
  else delete owner[key];
  repairs.push(kept === undefined ? violation : { ...violation, kept });
}

/**
 * @param {Event} event
 * @param {any} owner
 * @param {string} key
 * @param {string} path
 */
function readPlace(event, owner, key, path) {
  const kind = kindAt(path);
  if (!kind) return undefined;
  const currency = owner === event.properties ? event.currency : currencyOf(owner, event.currency);
  const kept = readAs(kind, owner[key], currency);
  if (typeof kept !== "number" || kept >= 0 || kind === "number" || kind === "date") return kept;
  return event.isRefund || OFTEN_NEGATIVE.test(path) ? -kept : undefined;
}

/**
 * The kind that the plan gives what is at `path`, if any: a property of the event or of a line, or a member
 * of a list of ids.
 *
 * @param {string} path
 * @returns {string | undefined}
 */
function kindAt(path) {
  const [, name, index] = KNOWN_PATH.exec(path) || [];
  const kind = /** @type {Record<string, string>} */ (kinds)[name];
  if (!index) return kind;
  return kind === "list" ? "id" : undefined;
}

/**
 * One piece is what a shop means that does not say how many.
 *
 * @param {any} properties
 * @param {Violation} violation
 * @param {Repair[]} repairs
 */
function addQuantity(properties, violation, repairs) {
  const match = /^(?:(.*\])\.)?quantity$/.exec(violation.path);
  if (!match) return;
  const place = match[1] && find(properties, match[1]);
  const owner = place ? place.owner[place.key] : properties;
  owner.quantity = 1;
  repairs.push({ ...violation, kept: 1 });
}

/** @param {any} owner */
function removeEmptyNames(owner) {
  if (!owner || typeof owner !== "object") return;
  if (!Array.isArray(owner)) delete owner[""];
  Object.values(owner).forEach(removeEmptyNames);
}

/**
 * Leaves out names that the plan does not know, as many as are too many.
 *
 * @param {any} properties
 */
function keepKnownNames(properties) {
  const unknown = Object.keys(properties).filter((name) => !(name in kinds));
  for (const name of unknown.slice(MAX_NAMES / 2)) delete properties[name];
  // The names inside objects count too.
  for (const name of unknown) if (typeof properties[name] === "object") delete properties[name];
}
