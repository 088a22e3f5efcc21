// The script CookieConsent (npm: vanilla-cookieconsent 3), a source of the part `consent`, which loads this
// file when it is named.

import { onEvents, follow, toAnswer, toConsent } from "./consent/answer.js";

/**
 * @import { Source } from "./consent/answer.js"
 */

/**
 * https://cookieconsent.orestbida.com/reference/api-reference.html: the categories `analytics` and
 * `marketing` (or `ads`), or those that the shop names. A shop that bundles the script has no global
 * `CookieConsent`; then the answer comes with the script's events, which it dispatches on every page.
 *
 * @type {Source}
 */
export default function cookieconsent(world, report, [analytics = "analytics", ...marketing]) {
  const targeting = marketing[0] ? marketing : ["marketing", "ads"];
  onEvents(world, "cc:onFirstConsent cc:onConsent cc:onChange", ({ detail }) => {
    /** @type {string[] | undefined} */
    const accepted = detail?.cookie?.categories;
    if (accepted)
      report(
        toAnswer(
          true,
          accepted.includes(analytics),
          targeting.some((name) => accepted.includes(name)),
        ),
      );
  });
  return follow(world, report, "", () => {
    const api = world.CookieConsent;
    // Cookiebot has the same global. Before `run` the script has no configuration.
    const config = api?.validConsent && api.getConfig();
    if (!config?.categories) return;
    const accepts = (/** @type {string} */ name) => api.acceptedCategory(name);
    if (api.validConsent()) return toAnswer(true, accepts(analytics), targeting.some(accepts));
    // In this mode what is on by default counts until the shopper says no.
    const isOn = (/** @type {string} */ name) =>
      config.mode === "opt-out" && config.categories[name]?.enabled;
    return {
      analytics: toConsent(isOn(analytics), false),
      marketing: toConsent(targeting.some(isOn), false),
    };
  });
}
