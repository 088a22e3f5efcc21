// The Global Privacy Platform of the IAB, a source of the part `consent`, which loads this
// file when it is named.

import { DENIED, GRANTED, fromPurposes } from "./consent/answer.js";

/**
 * @import { Answer, Source } from "./consent/answer.js"
 */

/**
 * IAB GPP 1.1: https://github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform. The European section
 * (2) is read as TCF. A section of the United States (from 6 on) lets shoppers opt out of sale, sharing and
 * targeted advertising: whoever did has denied marketing.
 *
 * @type {Source}
 */
export default function gpp(world, report) {
  /** The function that has our listener. @type {unknown} */
  let listening;
  let isReady = false;
  const readPing = (/** @type {any} */ ping) => {
    if (ping?.signalStatus !== "ready") return;
    isReady = true;
    /** @type {number[]} */
    const ids = ping.applicableSections || [];
    const answer = fromSections(ping.parsedSections || {}, ids);
    if (answer.analytics) report(answer);
    // 0 and -1: ready, and no law that GPP knows applies here.
    else if (ids.length && ids.every((id) => id <= 0)) report({ analytics: GRANTED, marketing: GRANTED });
  };
  return () => {
    const api = world.__gpp;
    if (!api) return;
    // The stub keeps the call for the manager's own function, which replaces it. Some managers lose it.
    if (api !== listening && !isReady) {
      listening = api;
      api("addEventListener", (/** @type {any} */ event) => readPing(event?.pingData));
      api("ping", readPing);
    }
    return true;
  };
}

/**
 * @param {Record<string, any>} sections
 * @param {number[]} ids The sections that apply. Managers also list sections that do not.
 * @returns {Answer}
 */
function fromSections(sections, ids) {
  const known = ids.filter((id) => id > 0);
  /** @type {Answer} */
  let answer = {};
  // The European section first: an opt-out is stricter than its answer.
  for (const name of Object.keys(sections).sort()) {
    const isEuropean = name === "tcfeuv2";
    if (!isEuropean && !/^us/.test(name)) continue;
    if (known[0] && !known.some((id) => (isEuropean ? id === 2 : id > 5))) continue;
    const parts = /** @type {any[]} */ ([]).concat(sections[name]);
    if (isEuropean) {
      const given = parts.map((part) => part?.PurposeConsents || part?.PurposeConsent).find(Boolean) || [];
      answer = fromPurposes((number) => (Array.isArray(given) ? given[number - 1] : given[number]));
    } else {
      const isOut = parts.some(isOptOut);
      answer.analytics ??= GRANTED;
      if (isOut || !answer.marketing) answer.marketing = isOut ? DENIED : GRANTED;
    }
  }
  return answer;
}

/**
 * Whether a part of a section of the United States is an opt-out. The oldest section, uspv1, is a text such
 * as 1YNN, or its letters by name.
 *
 * @param {any} part
 */
function isOptOut(part) {
  return (
    /^..Y/.test(part) ||
    (part &&
      (part.Gpc === true ||
        part.OptOutSale === "Y" ||
        ["SaleOptOut", "SharingOptOut", "TargetedAdvertisingOptOut"].some((key) => part[key] === 1)))
  );
}
