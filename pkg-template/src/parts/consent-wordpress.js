// WordPress's consent API, to which Complianz, CookieYes, Cookie Notice and others write their answers: a
// source of the part `consent`, which loads this file when it is named.

import { DENIED, PENDING, follow, merge, onEvents, toConsent } from "./consent/answer.js";

/**
 * @import { Answer, Source } from "./consent/answer.js"
 */

/**
 * https://github.com/WordPress/wp-consent-level-api: a category without a cookie has no answer, unless the
 * type is opt-out. Without a type `wp_has_consent` says true to everything. That is no answer while the
 * manager is still to define the type: it says so by `waitfor_consent_hook`, or the page is still loading.
 * A manager that never defines it leaves consent pending.
 *
 * @type {Source}
 */
export default function wordpress(world, report) {
  /** @type {Answer} */
  let changes = {};
  let isTypeDefined = false;
  const api = () => world.consent_api || {};
  const isWaiting = () =>
    !isTypeDefined &&
    !world.wp_consent_type &&
    (/^(true|1)$/.test(world.waitfor_consent_hook ?? api().waitfor_consent_hook) ||
      (!(world.wp_fallback_consent_type || api().consent_type) &&
        /^(loading|interactive)$/.test(world.document.readyState)));
  const readCategory = (/** @type {string} */ category) => {
    const name = `${api().cookie_prefix || "wp_consent"}_${category}`;
    const cookie = world.consent_api_get_cookie
      ? world.consent_api_get_cookie(name)
      : String(world.document.cookie).match(`(?:^|; )${name}=([^;]*)`)?.[1];
    return cookie === "deny" ? DENIED : toConsent(world.wp_has_consent(category), false);
  };
  const readNow = follow(world, report, "load", () => {
    if (!world.wp_has_consent) return;
    if (isWaiting()) return merge({ analytics: PENDING, marketing: PENDING }, changes);
    return { analytics: readCategory("statistics"), marketing: readCategory("marketing") };
  });
  onEvents(world, "wp_consent_type_defined", () => {
    isTypeDefined = true;
    readNow();
  });
  onEvents(world, "wp_listen_for_consent_change", ({ detail }) => {
    const answerTo = (/** @type {string} */ category) =>
      detail?.[category] && toConsent(detail[category] === "allow", true);
    changes = merge(changes, { analytics: answerTo("statistics"), marketing: answerTo("marketing") });
    report(changes);
  });
  return readNow;
}
