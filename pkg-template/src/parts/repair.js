// Part `repair`: puts an event right that the core refuses, as a careful person would read it, so that no odd
// field costs an order. The page loads it with the first such event. The core says by path what is wrong
// (src/plan/validation); this part reads the value anew or leaves it out, and the core reads the event again.
// Each repair becomes a warning of the answer. It reads e-mail addresses of `identify` too
// (repair/address.js).

import { read } from "shoptrail:heap";
import { mendKeys } from "./repair/address.js";
import { currencyOf, hasAmounts, lineCurrency, removeAmounts, roundAmounts } from "./repair/amounts.js";
import planKinds from "./repair/kinds.json";
import { hasOtherShapes } from "./repair/line-shapes.js";
import { fromJson } from "./repair/json.js";
import { readLines } from "./repair/lines.js";
import { currencyText } from "./repair/currency.js";
import { find } from "./repair/path.js";
import { print } from "./repair/print.js";
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
 * @property {Set<string>} readPaths What was read anew. It is left out when the core refuses that too.
 */

/** How often the core may find something new: it names 64 faults at a time, of at most 32,000 bytes. */
const MAX_ROUNDS = 64;
/** As many warnings as the core gives. */
const MAX_REPAIRS = 64;
const MAX_NAMES = 250;
/** So much of a value stands in a message. */
const MAX_SHOWN = 50;
/** @type {Map<string, string>} */
const kinds = new Map(Object.entries(planKinds));
const LINES = ["line_items", "products"];
const LINE_PATH = /^(?:line_items|products)\[\d+\]$/;
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
  return function repair(name, [given, traits], violations, processAnew) {
    /** @type {(properties: unknown, repairs: unknown) => import("../types.js").Result} */
    const process = (properties, repairs) =>
      processAnew([read(properties)], /** @type {any} */ (read(repairs)));
    if (name === "identify")
      return mendKeys(read(given), read(traits), (keys, others) => processAnew([keys, others], []));
    /** @type {Event} */
    const event = {
      properties: readProperties(read(given)),
      repairs: [],
      currency: undefined,
      isRefund: name === "order_refunded",
      readPaths: new Set(),
    };
    mendFirst(event, violations, usual.currency());
    const processAgain = () => process(event.properties, event.repairs.slice(0, MAX_REPAIRS));
    let result = processAgain();
    let last = "";
    for (let round = 0; round < MAX_ROUNDS && result.reason === "invalid"; round++) {
      const found = /** @type {Violation[]} */ (result.violations);
      const findings = JSON.stringify(found);
      if (findings === last) break;
      last = findings;
      moveProducts(event.properties, found);
      for (const violation of found) mend(event, violation);
      result = processAgain();
    }
    explain(result, read(given));
    return result;
  };
}

/**
 * Puts right what the core has found in the event as the page gave it. Its lines and its currency go first,
 * because the amounts depend on them.
 *
 * @param {Event} event
 * @param {Violation[]} violations
 * @param {string | undefined} usualCurrencyCode
 */
function mendFirst(event, violations, usualCurrencyCode) {
  const { properties, repairs } = event;
  moveProducts(properties, violations);
  repairs.push(...violations.filter((violation) => isGone(properties, violation)));
  const present = violations.filter((violation) => !isGone(properties, violation));
  const areLines = (/** @type {Violation} */ { path }) => LINES.includes(path);
  for (const violation of present.filter(areLines)) mend(event, violation);
  for (const path of LINES.filter((name) => hasOtherShapes(properties[name]))) {
    const kept = (properties[path] = readAs("line_items", properties[path]));
    repairs.push({ code: "wrong_type", path, message: "must be a list of products", kept });
  }
  settleCurrency(event, usualCurrencyCode);
  for (const violation of present)
    if (!areLines(violation) && !/^currency$|\[/.test(violation.path)) mend(event, violation);
  readLines(event);
  roundAmounts(event.properties, "", event);
}

/**
 * On events about a cart or an order the core reads `products` as `line_items`, and names them so in paths.
 *
 * @param {any} properties
 * @param {Violation[]} violations
 */
function moveProducts(properties, violations) {
  if (properties.line_items != null || !violations.some(({ path }) => path.startsWith("line_items"))) return;
  properties.line_items = properties.products;
  delete properties.products;
}

/**
 * The properties as an object: also from their JSON, and from a list of one.
 *
 * @param {any} given
 * @returns {any}
 */
function readProperties(given) {
  if (typeof given === "string") return readProperties(fromJson(given) ?? {});
  if (Array.isArray(given)) return given.length === 1 ? readProperties(given[0]) : {};
  return given && typeof given === "object" ? given : {};
}

/**
 * Whether the value that a violation names is gone: a function, a cycle. A call that waits is stored as
 * JSON, which has none of these.
 *
 * @param {any} properties
 * @param {Violation} violation
 */
function isGone(properties, { code, path }) {
  if (!path || code === "missing_property" || /(^|\.)(quantity|currency)$/.test(path)) return false;
  const place = find(properties, path);
  return !place || place.owner[place.key] == null;
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
  const given = currencyText(properties.currency);
  const isRight = typeof properties.currency === "string" && given.toUpperCase() === event.currency;
  if (!hasAmounts(properties) || isRight) return;
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
  const { properties, repairs, readPaths } = event;
  const { code, path } = violation;
  // `roundAmounts` has done it.
  if (code === "rounded") return;
  if (code === "missing_property") return addQuantity(properties, violation, repairs);
  if (!path) {
    if (code === "name_empty") removeEmptyNames(properties);
    else if (code === "too_many_keys") keepKnownNames(properties);
    const isRead = code === "not_an_object" && Object.keys(properties).length;
    repairs.push(isRead ? { ...violation, kept: { ...properties } } : violation);
    return;
  }
  const place = find(properties, path);
  if (!place) return;
  const { owner, key } = place;
  const isReading = !readPaths.has(path) && code !== "too_many_lines";
  readPaths.add(path);
  if (code === "too_many_keys" && LINE_PATH.test(path) && isReading) {
    keepKnownNames(owner[key]);
    repairs.push(violation);
    return;
  }
  const kept = isReading ? readPlace(event, owner, key, path) : undefined;
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
  const currency = owner === event.properties ? event.currency : lineCurrency(owner, event.currency);
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
  const kind = /^(coupon|offer_code)$/.test(name)
    ? "code"
    : /^(query|brand)$|name$/.test(name)
      ? "name"
      : kinds.get(name);
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

/**
 * Says of what a refused event is about, and has a text that says nothing: what it has.
 *
 * @param {import("../types.js").Result} result
 * @param {any} given
 */
function explain({ violations }, given) {
  for (const violation of /** @type {Violation[]} */ (violations ?? [])) {
    if (violation.code !== "missing_property" || /\[/.test(violation.path)) continue;
    const text = violation.path
      .split("/")
      .map((name) => print("id", Object(given)[name]))
      .find(Boolean);
    if (text) violation.message = `is required, and "${text.slice(0, MAX_SHOWN)}" says nothing`;
  }
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
  const unknown = Object.keys(properties).filter((name) => !kinds.has(name));
  for (const name of unknown.slice(MAX_NAMES / 2)) delete properties[name];
  // The names inside objects count too.
  for (const name of unknown) if (typeof properties[name] === "object") delete properties[name];
}
