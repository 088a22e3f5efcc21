// Part `default-properties`: properties that a shop sets for all later events. It stores those of the
// shopper, has the core check them, and adds them to a call when the call is accepted. Which of them a call
// gets, the policy in default-properties/properties.js decides.

import {
  MAX_CHARACTERS,
  readDefaults,
  setAfter,
  withDefaults,
  withProperties,
} from "./default-properties/properties.js";
import { attempt, isObject, parse, storedOwner } from "./shared/hook-values.js";
import { toJson } from "./shared/json.js";

/**
 * @import { Default } from "./default-properties/properties.js"
 * @import { CallPlace, HookScript, PageTracker, ProcessCall, Refused, Result } from "../types.js"
 *
 * @typedef {"page" | "shopper" | "option"} Scope
 * @typedef {{ scope: Scope, given: any, since: number, answer: (result: Result) => void }} Setting
 *
 * @typedef {object} State
 * @property {Record<Scope, Default[]>} defaults
 * @property {string} stored The record of the shopper's, as it was read last.
 * @property {Setting[]} waiting Those that the core could not check yet.
 */

const RECORD = "shoptrail.hook.properties";

/**
 * Gives what sets properties: a copy of them, as `read` of the heap gives it. The answer comes when the core
 * has checked them.
 *
 * @param {PageTracker} shop
 * @param {Parameters<HookScript>[2]} hooks
 * @param {ProcessCall} processCall
 */
export default function defaultProperties(shop, hooks, processCall) {
  /** @type {State} */
  const state = { defaults: { option: [], shopper: [], page: [] }, stored: "", waiting: [] };
  /** @param {CallPlace} [place] */
  const applyWaiting = (place = [+new Date(), location.href, document.title, document.referrer]) => {
    state.waiting = state.waiting.filter((setting) => {
      const result = apply(state, setting, place, processCall);
      if (result) setting.answer(result);
      return !result;
    });
  };
  hooks.accept = (call) => {
    const [method, args, timeMs, url, title, referrer] = call;
    // The place of the call that comes next: the core takes each new address for a landing.
    applyWaiting([timeMs, url, title, referrer]);
    load(state);
    if (method === "reset") clear(state, timeMs);
    const { shopper, option, page } = state.defaults;
    // A getter of the page may throw: then the call is refused as it is.
    attempt(() => (call[1] = withDefaults(method, args, [...shopper, ...option, ...page], timeMs)));
  };
  shop.ready(() => applyWaiting());
  shop.on("consent", ({ analytics }) => {
    if (analytics === "denied") clear(state, +new Date());
  });
  return (/** @type {Scope} */ scope, /** @type {any} */ given, /** @type {number} */ since) =>
    /** @type {Promise<Result>} */ (
      new Promise((answer) => {
        state.waiting.push({ scope, given, since, answer });
        applyWaiting();
      })
    );
}

/**
 * Has the core check the properties, as those of an event without a name, which it always refuses. Gives
 * nothing while the core does not run.
 *
 * @param {State} state
 * @param {Setting} setting
 * @param {CallPlace} place
 * @param {ProcessCall} processCall
 * @returns {Result | undefined}
 */
function apply(state, { scope, given, since }, place, processCall) {
  if (!isObject(given)) return refused("not_an_object", "", "must be an object");
  if (!/^(page|shopper|option)$/.test(scope))
    return refused("wrong_type", "scope", "must be page or shopper");
  const removed = Object.fromEntries(Object.entries(given).filter(([, value]) => value === null));
  const refusal = /** @type {Refused} */ ({ ok: false, reason: "internal", violations: [] });
  const { violations } = /** @type {Refused} */ (
    processCall(["track", ["", given], ...place, "", 0], refusal, true)
  );
  if (!violations[0]) return;
  load(state);
  // The core has changed them in place: what is left is right. What was wrong does not take out the value
  // from before.
  const changes = { ...given, ...removed };
  const { defaults } = state;
  const next = withProperties(defaults[scope], changes, since);
  if (String(toJson(next)).length > MAX_CHARACTERS)
    return refused("too_large", "", "have over 4000 characters");
  defaults[scope] = next;
  if (scope === "page") defaults.option = defaults.option.filter(([name]) => !(name in removed));
  if (scope === "shopper") save(state);
  const faults = violations.filter(({ path }) => path);
  return faults[0] ? { ok: true, violations: faults } : { ok: true };
}

/** Reads what other tabs and pages have set. @param {State} state */
function load(state) {
  const text = attempt(() => localStorage.getItem(RECORD)) ?? "";
  const isChanged = text !== state.stored;
  state.stored = text;
  // Where storage is blocked there is no text, and this page remembers them.
  if (isChanged || text) state.defaults.shopper = readDefaults(parse(text), storedOwner());
}

/** @param {State} state */
function save(state) {
  const { shopper } = state.defaults;
  const text = String(toJson({ owner: storedOwner(), properties: shopper }));
  attempt(() => {
    if (shopper[0]) localStorage.setItem(RECORD, text);
    else localStorage.removeItem(RECORD);
    state.stored = shopper[0] ? text : "";
  });
}

/**
 * Removes what was set until then: `reset()`, or a denial. Those of the option are the page's own.
 *
 * @param {State} state
 * @param {number} timeMs
 */
function clear(state, timeMs) {
  const { defaults } = state;
  state.waiting = state.waiting.filter(({ scope, since }) => scope === "option" || since > timeMs);
  defaults.page = setAfter(defaults.page, timeMs);
  defaults.shopper = setAfter(defaults.shopper, timeMs);
  attempt(() => localStorage.removeItem(RECORD));
  state.stored = "";
}

/**
 * @param {"not_an_object" | "wrong_type" | "too_large"} code
 * @param {string} path
 * @param {string} message
 * @returns {Refused}
 */
const refused = (code, path, message) => ({
  ok: false,
  reason: "invalid",
  violations: [{ code, path, message }],
});
