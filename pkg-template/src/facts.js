// What the core is told of the page it starts on. Its own eyes see messages only.

import { attempt } from "shoptrail:heap";

/** `{locale, timezone, userAgent, host, gpc, dnt, anonymousId?}`: names as in src/gate.rs. */
export function facts() {
  return {
    locale: navigator.language,
    // The first date format of a page took Chromium 60 ms and more on a loaded machine, this half a millisecond. A polyfill may have less of it.
    timezone: window.Temporal?.Now?.timeZoneId?.() ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    userAgent: navigator.userAgent,
    host: location.hostname,
    gpc: navigator.globalPrivacyControl === true,
    dnt: navigator.doNotTrack === "1",
    anonymousId: inherited(),
  };
}

// The shopper's id with Customer.io's SDK, which keeps it as JSON in localStorage or bare in a cookie. Only while there is none of ours.
function inherited() {
  return attempt(() =>
    localStorage["shoptrail.identity"]
      ? ""
      : /(^|; ?ajs_anonymous_id=)("|%22)?([\da-f-]{36})/i.exec(
          localStorage.ajs_anonymous_id + ";" + document.cookie,
        )[3],
  );
}

/** Whether somebody asked for the overlay: in this tab's address, now or before (the overlay remembers). */
export function isWatched() {
  // What is in localStorage, which is read anyway, says that a tab may remember: the first look into sessionStorage waits for another process.
  return attempt(
    () =>
      /[?&]shoptrail_debug=1/.test(location.search) ||
      (localStorage["shoptrail.debug"] && sessionStorage["shoptrail.debug"]),
  );
}

/** When and where a call is made: `[time, url, title, referrer]`. */
export function now() {
  return [Date.now(), document.URL, document.title, document.referrer];
}
