// Shopify's Customer Privacy API, a source of the part `consent`.

import { follow, onEvents, toConsent } from "./answer.js";

/**
 * @import { Source } from "./answer.js"
 */

/**
 * https://shopify.dev/docs/api/customer-privacy: "" in currentVisitorConsent is no answer; then the law of
 * the place decides.
 *
 * @type {Source}
 */
export function shopify(world, report) {
  // The page's own API, or Hydrogen's.
  const readNow = follow(world, report, "shopifyCustomerPrivacyApiLoaded", () => {
    const api = world.Shopify?.customerPrivacy;
    if (!api?.analyticsProcessingAllowed) return;
    const answer = api.currentVisitorConsent?.() || {};
    return {
      analytics: toConsent(api.analyticsProcessingAllowed(), answer.analytics === "no"),
      marketing: toConsent(api.marketingAllowed?.(), answer.marketing === "no"),
    };
  });
  onEvents(world, "visitorConsentCollected", ({ detail }) => {
    const { analyticsAllowed: analytics, marketingAllowed: marketing } = detail || {};
    if (detail) report({ analytics: toConsent(analytics, true), marketing: toConsent(marketing, true) });
  });
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
