// Part `consent`: reads the shopper's consent where a consent manager keeps it, and tells the tracker
// whenever it changes. The option `consentFrom` names sources of SOURCES. A source that is not on the page
// gives no answer. When several answer, the strictest counts: denied before pending before granted.

import { DENIED, GRANTED, PENDING, toConsent } from "./consent/answer.js";
import { gpp, tcf } from "./consent/iab.js";
import { toJson } from "./shared/json.js";

/**
 * @import { Consent } from "../../index.js"
 * @import { PageTracker, ReadOptions } from "../types.js"
 * @import { Answer, Source } from "./consent/answer.js"
 */

/** @type {Consent[]} */
const STRICTEST_FIRST = [DENIED, PENDING, GRANTED];
// A consent manager that has not loaded by then will not load.
const MAX_TRIES = 60;
const RETRY_MS = 1000;

/**
 * https://shopify.dev/docs/api/customer-privacy: "" in currentVisitorConsent is no answer; then the law of
 * the place decides.
 *
 * @type {Source}
 */
function shopify(world, tell) {
  const { document } = world;
  const readNow = () => {
    const api = world.Shopify?.customerPrivacy;
    if (!api?.analyticsProcessingAllowed) return;
    const answer = api.currentVisitorConsent?.() || {};
    tell({
      analytics: toConsent(api.analyticsProcessingAllowed(), answer.analytics === "no"),
      marketing: toConsent(api.marketingAllowed?.(), answer.marketing === "no"),
    });
    return true;
  };
  document.addEventListener("visitorConsentCollected", (/** @type {CustomEvent} */ { detail }) => {
    const { analyticsAllowed: analytics, marketingAllowed: marketing } = detail || {};
    if (detail) tell({ analytics: toConsent(analytics, true), marketing: toConsent(marketing, true) });
  });
  // The page's own API, or Hydrogen's.
  document.addEventListener("shopifyCustomerPrivacyApiLoaded", readNow);
  let isRequested = false;
  return () => {
    if (readNow()) return true;
    const { Shopify } = world;
    if (!isRequested && Shopify?.loadFeatures) {
      isRequested = true;
      Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], readNow);
    }
  };
}

/**
 * Consent mode v2: gtag("consent", "default" | "update", {…}) as it lies in dataLayer. A default holds until
 * the shopper answers, so "denied" there is pending. A default for some regions counts when it is the
 * stricter one: the page does not know where the shopper is.
 *
 * @type {Source}
 */
function google(world, tell) {
  /** @type {Answer} */
  const state = {};
  /** @type {any} */
  let layer;
  const readEntry = (/** @type {any} */ entry) => {
    if (entry?.[0] !== "consent" || !/^(default|update)$/.test(entry[1])) return;
    const isDefault = entry[1] === "default";
    for (const [name, purpose] of /** @type {const} */ ([
      ["analytics_storage", "analytics"],
      ["ad_storage", "marketing"],
    ])) {
      const word = entry[2]?.[name];
      if (word !== GRANTED && word !== DENIED) continue;
      const next = isDefault && word === DENIED ? PENDING : word;
      if (!isDefault || next !== GRANTED || !(state[purpose] || entry[2].region)) state[purpose] = next;
    }
    if (state.analytics || state.marketing) tell(state);
  };
  return () => {
    if (layer === (layer = world.dataLayer) || !layer?.push) return !!layer;
    const { push } = layer;
    for (const entry of [...layer]) readEntry(entry);
    layer.push = function (/** @type {unknown[]} */ ...entries) {
      const result = push.apply(this, entries);
      try {
        entries.forEach(readEntry);
      } catch (error) {
        // An entry that cannot be read is no answer, and the page's call is done already.
      }
      return result;
    };
    return true;
  };
}

/**
 * https://github.com/WordPress/wp-consent-level-api: a category without a cookie has no answer.
 *
 * @type {Source}
 */
function wordpress(world, tell) {
  const readCategory = (/** @type {string} */ category) => {
    const cookie = world.consent_api_get_cookie?.(`${world.consent_api?.cookie_prefix}_${category}`);
    return toConsent(world.wp_has_consent(category), cookie === "deny");
  };
  const readNow = () => {
    if (!world.wp_has_consent) return;
    tell({ analytics: readCategory("statistics"), marketing: readCategory("marketing") });
    return true;
  };
  world.document.addEventListener("wp_consent_type_defined", readNow);
  world.document.addEventListener("wp_listen_for_consent_change", (/** @type {CustomEvent} */ { detail }) => {
    const answerTo = (/** @type {string} */ category) =>
      detail?.[category] && toConsent(detail[category] === "allow", true);
    tell({ analytics: answerTo("statistics"), marketing: answerTo("marketing") });
  });
  return readNow;
}

/** @type {Record<string, Source>} */
export const SOURCES = { shopify, google, wordpress, tcf, gpp };

/**
 * Listens to the sources named, and calls `report` with their common answer, as often as it changes.
 *
 * @param {any} world The window.
 * @param {string[]} names
 * @param {(answer: Answer) => void} report
 */
export function listen(world, names, report) {
  /** @type {Record<string, Answer>} */
  const answers = {};
  /** @type {string | undefined} */
  let lastReport;
  let isStarting = true;
  const reportChange = () => {
    const answer = strictest(Object.values(answers));
    if (isStarting || lastReport === (lastReport = toJson(answer))) return;
    if (answer.analytics || answer.marketing) report(answer);
  };
  const unconnected = names
    .filter((name) => SOURCES[name])
    .map((name) =>
      SOURCES[name](world, (answer) => {
        answers[name] = { ...answers[name], ...JSON.parse(toJson(answer)) };
        reportChange();
      }),
    );
  let tries = 0;
  const connectAll = () => {
    for (const connect of unconnected.splice(0)) {
      let isConnected;
      try {
        isConnected = connect();
      } catch (error) {
        // A consent manager that fails has given no answer.
      }
      if (!isConnected) unconnected.push(connect);
    }
    if (unconnected.length && tries++ < MAX_TRIES) world.setTimeout(connectAll, RETRY_MS);
  };
  connectAll();
  // All sources that answer at once are reported together: a grant that the next source takes back would have
  // sent something.
  isStarting = false;
  reportChange();
}

/**
 * The strictest answer to each purpose.
 *
 * @param {Answer[]} answers
 */
function strictest(answers) {
  /** @type {Answer} */
  const answer = {};
  for (const purpose of /** @type {const} */ (["analytics", "marketing"])) {
    const words = answers.map((each) => each[purpose]);
    answer[purpose] = STRICTEST_FIRST.find((word) => words.includes(word));
  }
  return answer;
}

/**
 * A source does not overrule what the browser asks of every site (see the options `gpc` and `dnt`). The
 * shop's own `setConsent` may.
 *
 * @param {PageTracker} shop
 * @param {ReadOptions} options
 */
export default function consent(shop, { consentFrom, gpc, dnt = "false" }) {
  const asksNoSale = navigator.globalPrivacyControl === true && String(gpc) !== "false";
  const asksNoTracking = navigator.doNotTrack === "1" && String(dnt) !== "false";
  listen(window, String(consentFrom).match(/\w+/g) || [], ({ analytics, marketing }) => {
    /** @type {(word: Consent | undefined, isForbidden: boolean) => Consent | undefined} */
    const unless = (word, isForbidden) => (isForbidden && word === GRANTED ? DENIED : word);
    shop.setConsent({
      analytics: unless(analytics, asksNoTracking),
      marketing: unless(marketing, asksNoTracking || asksNoSale),
    });
  });
}
