// What the tracker of this page is at the moment: its options, whether it runs, why it does not, what the
// shopper allows, and whether the page is being left. Every module reads it; it changes through the functions
// here alone.

import { Promise } from "shoptrail:heap";
import { isOn } from "./options.js";

/**
 * @import { ConsentDecision, OffReason, OptionError, PageTracker, ReadOptions } from "./types.js"
 */

/** The object that users call. @type {PageTracker} */
export let shop;
/** @type {ReadOptions} */
export let options;
/**
 * The record of the calls that wait. A page with `beforeSend` has one of its own: no page without the hook
 * may read what the hook has not seen. @type {string}
 */
export let callsRecord;
/** The first page view is counted by itself. @type {boolean} */
export let isAutoPage;
/** Refusals and errors go to the console. @type {boolean} */
export let isDebug;
/** The core works and analytics are granted: calls are processed. @type {boolean} */
export let isRunning;
/**
 * Why the tracker is off; undefined while it loads, runs, or waits for consent.
 *
 * @type {OffReason | undefined}
 */
export let offReason;
/** What is wrong with the options; the tracker is off then. @type {OptionError[] | undefined} */
export let optionErrors;
/**
 * Consent as the core last decided it; undefined until the core has started.
 *
 * @type {ConsentDecision | undefined}
 */
export let consent;
/** The page is being left or hidden: requests go by beacon. */
export let isLeaving = false;
/** When a prerendered page was shown, in ms since 1970; 0 for any other page. */
export let activatedAt = 0;

/** Resolves `ready()`. @type {(tracker: PageTracker) => void} */
export let resolveReady;
/** @type {Promise<PageTracker>} */
export const whenReady = new Promise((resolve) => (resolveReady = resolve));
/** Resolves `whenSettled`. @type {(nothing?: undefined) => void} */
export let resolveSettled;
/** Resolves when the tracker has started, or turned off. @type {Promise<void>} */
export const whenSettled = new Promise((resolve) => (resolveSettled = resolve));

/** @param {PageTracker} tracker */
export const setShop = (tracker) => (shop = tracker);

/** @param {ReadOptions} given Plain data, as `read` of the heap gives it. */
export function setOptions(given) {
  options = given;
  callsRecord = options.beforeSend || shop.beforeSend ? "shoptrail.hook.q" : "shoptrail.q";
  isAutoPage = String(options.autoPage) !== "false";
  isDebug = isOn(options.debug);
}

/**
 * Warns on the console, with the option `debug`.
 *
 * @param {string} text
 * @param {...unknown} values
 */
export function warn(text, ...values) {
  if (isDebug) console.warn("shoptrail: " + text, ...values);
}

/** @param {boolean} value */
export const setLeaving = (value) => (isLeaving = value);

/** @param {number} timeMs */
export const setActivatedAt = (timeMs) => (activatedAt = timeMs);

/** @param {ConsentDecision} decision */
export function setConsent(decision) {
  consent = decision;
  isRunning = decision.analytics === "granted";
  offReason = decision.analytics === "denied" ? "consent" : undefined;
}

/**
 * @param {OffReason} reason
 * @param {OptionError[]} [errors]
 */
export function setOff(reason, errors) {
  optionErrors = errors;
  offReason = reason;
  isRunning = false;
}
