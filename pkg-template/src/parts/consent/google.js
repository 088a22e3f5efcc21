// Google's consent mode, a source of the part `consent`: the commands that lie in the page's data layers.

import { DENIED, GRANTED, PENDING } from "./answer.js";

/**
 * @import { Consent } from "../../../index.js"
 * @import { Source } from "./answer.js"
 *
 * @typedef {object} Purpose
 * @property {Consent} [byDefault] of the last default for all regions
 * @property {boolean} [isRegionDenied] by a default for some regions
 * @property {number} waits that tags still make for an update
 * @property {Consent} [update]
 */

/** The key of each purpose in a command. */
const KEYS = /** @type {const} */ ({ analytics: "analytics_storage", marketing: "ad_storage" });

/**
 * https://developers.google.com/tag-platform/security/guides/consent: a default holds until the shopper
 * answers, so "denied" there is pending, and so is "granted" while `wait_for_update` runs. An update wins
 * over every default, whichever came first. A default for some regions counts when it is the stricter one:
 * the page does not know where the shopper is. The state is one for the page, however many lists it has.
 *
 * The list is `dataLayer`, and those that a tag of Google names in its address (`l=`); or the one that the
 * shop names.
 *
 * @type {Source}
 */
export function google(world, report, [listName]) {
  /** @type {Record<keyof typeof KEYS, Purpose>} */
  const purposes = { analytics: { waits: 0 }, marketing: { waits: 0 } };
  const { toString } = Object.prototype;
  const known = new WeakSet();
  /** @type {Record<string, unknown>} */
  const lists = {};
  let isNew = false;

  const reportState = () => {
    isNew = false;
    report({ analytics: consentTo(purposes.analytics), marketing: consentTo(purposes.marketing) });
  };

  const readEntry = (/** @type {any} */ entry) => {
    if (Object(entry) !== entry || known.has(entry)) return;
    known.add(entry);
    // Google reads only the `arguments` of gtag() as a command, no array with the same words.
    if (toString.call(entry) !== "[object Arguments]" || entry[0] !== "consent") return;
    isNew = true;
    const waiting = applyCommand(purposes, entry[1], entry[2] || {});
    if (!waiting[0]) return;
    for (const state of waiting) state.waits++;
    world.setTimeout(() => {
      for (const state of waiting) state.waits--;
      reportState();
    }, entry[2].wait_for_update);
  };

  const readEntries = (/** @type {unknown[]} */ entries) => {
    for (const entry of entries) {
      try {
        readEntry(entry);
      } catch (error) {
        // An entry that cannot be read is no answer, and the page's call is done already.
      }
    }
    // Once, at the end: a grant that the next entry takes back would have sent something.
    if (isNew) reportState();
  };

  /** Reads what is new in a list. `push`, or the whole list, may have been replaced since the last time. */
  const readList = (/** @type {string} */ name) => {
    const list = world[name];
    if (!list?.push) return false;
    const missed = [...list].filter((entry) => Object(entry) === entry && !known.has(entry));
    try {
      if (lists[name] !== list || missed[0]) wrapPush((lists[name] = list), readEntries);
    } catch (error) {
      // The list is frozen. What is pushed later is an error of the page.
    }
    readEntries(missed);
    return true;
  };

  return () => {
    const names = listName ? [listName] : ["dataLayer", ...namesInTags(world)];
    return names.map(readList).includes(true);
  };
}

/**
 * Gives the purposes for which tags now wait for an update.
 *
 * @param {Record<string, Purpose>} purposes
 * @param {unknown} kind
 * @param {any} params
 */
function applyCommand(purposes, kind, params) {
  const waiting = [];
  for (const [purpose, key] of Object.entries(KEYS)) {
    const state = purposes[purpose];
    const word = params[key];
    if (word !== GRANTED && word !== DENIED) continue;
    if (kind === "update") state.update = word;
    if (kind !== "default") continue;
    if (params.region) state.isRegionDenied ||= word === DENIED;
    else state.byDefault = word === DENIED ? PENDING : word;
    if (params.wait_for_update > 0) waiting.push(state);
  }
  return waiting;
}

/** @type {(purpose: Purpose) => Consent | undefined} */
const consentTo = ({ update, byDefault, isRegionDenied, waits }) =>
  update || (isRegionDenied || (byDefault && waits) ? PENDING : byDefault);

/**
 * @param {any[]} list
 * @param {(entries: unknown[]) => void} readEntries
 */
function wrapPush(list, readEntries) {
  const { push } = list;
  // Tag Manager wraps `push` around this one.
  list.push = function (...entries) {
    const length = push.apply(this, entries);
    readEntries(entries);
    return length;
  };
}

/**
 * The lists that the addresses of Google's tags name.
 *
 * @param {any} world
 */
function namesInTags({ document }) {
  const names = [];
  for (const { src } of document.scripts || [])
    if (/[?&]id=(GTM|GT|G|AW|DC)-/.test(src)) names.push(/[?&]l=([\w.$-]+)/.exec(src)?.[1] || "");
  return new Set(names);
}
