// What the page has to know of privacy by itself: what may be stored before the core is there, and how
// everything is erased. What a shopper's answer means is decided by the core (consent.js asks it).

import { attempt, ownNames } from "shoptrail:heap";

/**
 * @import { QueuedCall, ReadOptions } from "./types.js"
 */

/**
 * Whether a page that is left before the core has started may store its calls: the shopper's last answer
 * decides, else the stored one, else the option. `queue` may contain answers. stub.js decides in the same
 * way.
 *
 * @param {ReadOptions} options
 * @param {QueuedCall[]} queue
 */
export function mayStoreCalls({ consent, consentFrom, dnt = "false" }, queue) {
  let answer = consent || (consentFrom ? "pending" : "granted");
  // Where storage is blocked there is no stored answer.
  if (
    answer === "pending" &&
    !consentFrom &&
    attempt(() => /"analytics":"granted"/.test(localStorage["shoptrail.consent"]))
  )
    answer = "granted";
  if (navigator.doNotTrack === "1" && String(dnt) !== "false") answer = "denied";
  for (const [method, args] of queue) {
    if (method !== "setConsent") continue;
    const word = args[0]?.analytics ?? args[0];
    if (/^(true|granted)$/.test(word)) answer = "granted";
    if (/^(false|denied|pending)$/.test(word)) answer = "denied";
  }
  return answer === "granted";
}

/**
 * Removes everything that the tracker stored on this device, and what it took over from Customer.io's SDK: it
 * would take it over again. Where the page may not read storage or cookies, the tracker has stored nothing.
 *
 * @param {RegExp} [names]
 */
export function eraseDevice(names = /^(shoptrail|ajs_[au])/) {
  for (const kind of /** @type {const} */ (["localStorage", "sessionStorage"])) {
    attempt(() => {
      for (const name of ownNames(window[kind])) if (names.test(name)) window[kind].removeItem(name);
    });
  }
  // A sandboxed frame has no cookies.
  attempt(() => {
    for (const cookie of document.cookie.split("; ")) {
      if (!names.test(cookie)) continue;
      // The cookie may be this host's own, or of any domain above it.
      const expired = cookie.split("=")[0] + "=; Path=/; Max-Age=0";
      document.cookie = expired;
      for (let domain = location.hostname; domain; domain = domain.replace(/^[^.]*\.?/, ""))
        document.cookie = expired + "; Domain=" + domain;
    }
  });
}

/**
 * Tells the answer to the other tabs: each of them gets an event when the storage changes. The record is
 * removed at once, so that nothing stays behind.
 *
 * @param {string} analytics
 */
export function tellOtherTabs(analytics) {
  // Where storage is blocked no tab has stored anything.
  attempt(() => {
    localStorage["shoptrail.consent"] = '"' + analytics + '"';
    localStorage.removeItem("shoptrail.consent");
  });
}
