// Cookiebot, a source of the part `consent`, which loads this file when it is named.

import { follow, toConsent } from "./consent/answer.js";

/**
 * @import { Source } from "./consent/answer.js"
 */

const EVENTS =
  "CookiebotOnConsentReady CookiebotOnAccept CookiebotOnDecline CookiebotOnLoad CookiebotOnDialogDisplay";

/**
 * https://www.cookiebot.com/en/developer/: `statistics` and `marketing`, once `hasResponse` says that the
 * shopper has answered. Where the law asks for no answer first (`regulations`), what is on counts without
 * one, once Cookiebot says that its state is ready. `CookieConsent` is its older name, which other managers
 * have taken too.
 *
 * @type {Source}
 */
export default function cookiebot(world, report) {
  let isReady = false;
  world.addEventListener?.("CookiebotOnConsentReady", () => (isReady = true));
  return follow(world, report, EVENTS, () => {
    const api = [world.Cookiebot, world.CookieConsent].find((each) => each?.consent);
    if (!api) return;
    const { consent, hasResponse, regulations } = api;
    const isAnswer = hasResponse || (isReady && regulations?.gdprApplies === false);
    return {
      analytics: toConsent(isAnswer && consent.statistics, hasResponse),
      marketing: toConsent(isAnswer && consent.marketing, hasResponse),
    };
  });
}
