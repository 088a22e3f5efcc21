// OneTrust and CookiePro, a source of the part `consent`, which loads this file when it is named.

import { follow, toAnswer } from "./consent/answer.js";

/**
 * @import { Source } from "./consent/answer.js"
 */

// Of OneTrust's templates: performance cookies, and targeting cookies.
const GROUPS = ["C0002", "C0004"];

/**
 * https://developer.onetrust.com/onetrust/docs/javascript-api: `OnetrustActiveGroups` is a text such as
 * `,C0001,C0002,`. Before the shopper has closed the banner it holds the groups that are on by default. These
 * are no answer where the law asks for one first, which is so unless the consent model says otherwise or
 * there is no banner.
 *
 * @type {Source}
 */
export default function onetrust(world, report, names) {
  /** @type {unknown} */
  let hooked;
  const readNow = follow(world, report, "OneTrustGroupsUpdated consent.onetrust", () => {
    const api = world.OneTrust || world.Optanon;
    const groups = world.OnetrustActiveGroups ?? world.OptanonActiveGroups;
    if (!api?.IsAlertBoxClosed || groups == null) return;
    if (hooked !== api) {
      hooked = api;
      // The state is complete only when all callbacks have run.
      api.OnConsentChanged?.(() => world.setTimeout(readNow));
    }
    const [isAnalytics, isMarketing] = GROUPS.map((group, index) =>
      String(groups)
        .split(",")
        .includes(names[index] || group),
    );
    if (api.IsAlertBoxClosed()) return toAnswer(true, isAnalytics, isMarketing);
    const { ConsentModel, ShowAlertNotice } = api.GetDomainData?.() || {};
    const isOptIn = ShowAlertNotice !== false && !/opt-?out|implied|notice only/i.test(ConsentModel?.Name);
    // Without an answer a group that is off has not been refused.
    return {
      analytics: isAnalytics && !isOptIn ? "granted" : "pending",
      marketing: isMarketing && !isOptIn ? "granted" : "pending",
    };
  });
  return readNow;
}
