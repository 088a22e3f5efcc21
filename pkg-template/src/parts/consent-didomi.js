// Didomi, a source of the part `consent`, which loads this file when it is named.

import { GRANTED, follow, toAnswer } from "./consent/answer.js";

/**
 * @import { Source } from "./consent/answer.js"
 */

// Didomi's own ids of the IAB's purposes 1, 8 and 7.
const STORE = "cookies";
const MEASURE_CONTENT = "measure_content_performance";
const MEASURE_ADS = "measure_ad_performance";

/**
 * https://developers.didomi.io/cmp/web-sdk/reference/api: the purposes of `getCurrentUserStatus()`. Those
 * without an answer are listed as not enabled, so nothing counts while Didomi still has to ask. The shop may
 * name purposes of its own.
 *
 * @type {Source}
 */
export default function didomi(world, report, [analytics, marketing]) {
  let isReady = false;
  const readNow = follow(world, report, "", () => {
    const api = world.Didomi;
    if (!api || !(isReady || api.isReady?.())) return;
    const { purposes, regulation } = api.getCurrentUserStatus?.() || {};
    const has = (/** @type {string} */ id) =>
      purposes ? purposes[id]?.enabled : api.getUserConsentStatusForPurpose(id);
    const hasAnswered = !(api.shouldUserStatusBeCollected || api.shouldConsentBeCollected)?.call(api);
    // Where no law applies, purposes without an answer are listed as not enabled as well.
    if (/^none$/i.test(regulation)) return { analytics: GRANTED, marketing: GRANTED };
    return toAnswer(
      hasAnswered,
      analytics ? has(analytics) : has(STORE) && has(MEASURE_CONTENT),
      marketing ? has(marketing) : has(STORE) && has(MEASURE_ADS),
    );
  });
  const readWhenReady = () => {
    isReady = true;
    readNow();
  };
  // Both lists are read when Didomi starts, and later additions at once.
  (world.didomiOnReady ||= []).push(readWhenReady);
  (world.didomiEventListeners ||= []).push({ event: "consent.changed", listener: readWhenReady });
  return readNow;
}
