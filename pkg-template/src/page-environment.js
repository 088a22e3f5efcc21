// What the core gets to know of the page it starts on, and when and where a call is made. The core itself
// sees calls and storage only.

import { attempt, Date, storedNames } from "shoptrail:heap";

/**
 * @import { CallPlace, PageEnvironment } from "./types.js"
 */

/** More messages than any shop's tracker keeps but by an option. */
const THOUSANDS = 1100;

/**
 * The names of all records in localStorage as the page began, each behind a comma; empty where it is blocked.
 * One look: there may be thousands.
 *
 * @type {string | undefined}
 */
let names;
const namesAtStart = () => (names ??= attempt(() => "," + storedNames(), ""));

/** @returns {PageEnvironment} */
export function pageEnvironment() {
  return {
    locale: navigator.language,
    // The first `Intl.DateTimeFormat` of a page took Chromium 60 ms and more on a loaded machine, `Temporal`
    // half a millisecond. A page's polyfill may lack the function.
    timezone: window.Temporal?.Now?.timeZoneId?.() ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    userAgent: navigator.userAgent,
    host: location.hostname,
    gpc: navigator.globalPrivacyControl === true,
    dnt: navigator.doNotTrack === "1",
    alone: /^(?!.*,shoptrail\.[lmq]\.),/s.test(namesAtStart()),
  };
}

/**
 * Whether Customer.io's own SDK knew the shopper, while the tracker has stored no identity yet. Then the part
 * `takeover` reads what it left.
 */
export const hasIdsOfCustomerIo = () =>
  !/,shoptrail\.identity/.test(namesAtStart()) && attempt(() => /ajs_[au]/.test(names + document.cookie));

/** Whether earlier pages stored what the part `message-hooks` reads. Other scripts have any other name. */
export const hasStoredHooks = () => /,shoptrail\.hook/.test(namesAtStart());

/** Whether earlier pages left far more messages than may wait. */
export const hasThousands = () => namesAtStart().split(",shoptrail.m.").length > THOUSANDS;

/** Whether somebody asked for the overlay in this tab: in this page's address, or in an earlier one's. */
export function isOverlayWanted() {
  // `sessionStorage` remembers the overlay, but the first access to it waits for another process.
  // `localStorage` is read anyway, and says whether any tab remembers the overlay.
  return attempt(
    () =>
      /[?&]shoptrail_debug=1/.test(location.search) ||
      (localStorage["shoptrail.debug"] && sessionStorage["shoptrail.debug"]),
  );
}

/**
 * When and where a call is made.
 *
 * @returns {CallPlace}
 */
export function callPlace() {
  return [+new Date(), document.URL, document.title, document.referrer];
}
