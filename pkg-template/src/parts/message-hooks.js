// Part `message-hooks`: what a shop changes in its own messages. It gives each message to the shop's
// `beforeSend` before the message is stored, and loads what adds sessions and default properties. The core
// and the page's scripts call all of it by two functions in `hooks`.

import { applyHook } from "./message-hooks/before-send.js";
import { adoptCalls, dropCalls } from "./message-hooks/leftovers.js";
import { attempt, isObject, parse, storedRecord } from "./shared/hook-values.js";
import { toJson } from "./shared/json.js";

/**
 * @import { HookScript, OptionError, PageTracker, ReadOptions } from "../types.js"
 *
 * @typedef {ReturnType<typeof import("./default-properties.js").default>} SetDefaults
 *
 * @typedef {{ sessions: unknown, beforeSend: any, defaultProperties: unknown }} HookOptions
 */

const DROPS = "shoptrail.drops";
const NOT_SENT = "before_send";
const NO_HOOK = "no_before_send";

const isFunction = (/** @type {unknown} */ value) => typeof value === "function";
/** An object, or as the attribute of a tag its JSON; or only `true`. */
const isGiven = (/** @type {any} */ value) => /^(true)?$/.test(value) || isObject(value);
/** @type {[option: keyof HookOptions, pattern: { test: (value: any) => boolean }, allowed: string][]} */
const ALLOWED = [
  ["beforeSend", { test: isFunction }, "a function"],
  ["defaultProperties", { test: isGiven }, "an object of properties, or true"],
  ["sessions", /^(true|false|)$/, "true, false"],
];

/** @type {HookScript} */
export default async function messageHooks(shop, given, hooks, read, processCall) {
  const options = readOptions(shop, given);
  const errors = wrongOptions(options);
  if (errors) return errors;
  const { beforeSend, sessions, defaultProperties } = options;
  takeLeftovers(shop, !!beforeSend);
  /** @type {SetDefaults | undefined} */
  let set;
  const loadDefaults = () =>
    import("./default-properties.js").then((part) => (set ??= part.default(shop, hooks, processCall)));
  // Where the part is there, nothing is awaited: what follows the call in the same task has the properties.
  shop.methods.setProperties = async (properties, where, since = +new Date()) => {
    const copy = read(properties);
    return (set ?? (await loadDefaults()))(where?.scope ?? "shopper", copy, since);
  };
  // The npm entry has one of its own from the start.
  shop.setProperties ??= (...args) => shop.methods.setProperties(...args);
  /** @type {(message: Record<string, any>) => void} */
  let addSession = () => {};
  // Events go on without these two, but not without the hook.
  await Promise.all([
    /^(true)?$/.test(String(sessions ?? "-")) &&
      import("./sessions.js").then((part) => (addSession = part.default()), missing),
    (defaultProperties != null || attempt(() => localStorage["shoptrail.hook.properties"])) &&
      loadDefaults().then((found) => {
        if (isObject(defaultProperties)) setOption(found, read(defaultProperties));
      }, missing),
  ]);
  hooks.finish = (message) => {
    addSession(message);
    return isSent(beforeSend, message) ? undefined : NOT_SENT;
  };
}

/**
 * @param {PageTracker} shop
 * @param {ReadOptions} given
 * @returns {HookOptions}
 */
function readOptions(shop, given) {
  const properties = given.defaultProperties ?? shop.defaultProperties;
  return {
    sessions: given.sessions,
    beforeSend: given.beforeSend ?? shop.beforeSend,
    defaultProperties: parse(properties) ?? properties,
  };
}

/**
 * @param {HookOptions} options
 * @returns {OptionError[] | undefined}
 */
function wrongOptions(options) {
  const errors = ALLOWED.filter(
    ([option, pattern]) => options[option] != null && !pattern.test(options[option]),
  ).map(([option, , allowed]) => ({ option, allowed }));
  return errors[0] && errors;
}

/** @param {unknown} error */
const missing = (error) => console.warn("shoptrail: a part is not there:", error);

/**
 * They hold from the landing on.
 *
 * @param {SetDefaults} set
 * @param {unknown} properties
 */
function setOption(set, properties) {
  set("option", properties, Math.floor(performance.timeOrigin)).then(({ violations }) => {
    if (violations) console.warn("shoptrail: defaultProperties", violations);
  });
}

let isReported = false;

/**
 * Whether a message stays. A fault is reported once a page.
 *
 * @param {((message: any) => unknown) | undefined} hook
 * @param {Record<string, any>} message
 */
function isSent(hook, message) {
  try {
    return !hook || applyHook(hook, message);
  } catch (error) {
    if (!isReported) console.error("shoptrail: beforeSend failed, so the message is dropped:", error);
    isReported = true;
    return false;
  }
}

/**
 * Calls that other pages left.
 *
 * @param {PageTracker} shop
 * @param {boolean} hasHook
 */
function takeLeftovers(shop, hasHook) {
  if (hasHook) attempt(() => adoptCalls(localStorage, +new Date()));
  else
    // Without consent nothing may be counted, and what is stored is erased.
    shop.ready(() =>
      attempt(() => {
        const count = dropCalls(localStorage, +new Date());
        if (!count) return;
        const drops = Object(storedRecord(DROPS));
        localStorage.setItem(DROPS, toJson({ ...drops, [NO_HOOK]: (drops[NO_HOOK] || 0) + count }));
        console.warn(
          "shoptrail: " + count + " calls of pages with beforeSend are dropped: this page has none",
        );
      }),
    );
}
