// The two consent APIs of the IAB, TCF and GPP, as sources of the part `consent`.

import { DENIED, GRANTED, PENDING, toConsent } from "./answer.js";

/**
 * @import { Answer, Source } from "./answer.js"
 */

/**
 * IAB TCF 2.2. Analytics: purposes 1 (store on the device) and 8 (measure content). Marketing: 1 and 7
 * (measure advertising). Only consent counts, not legitimate interest.
 *
 * @type {Source}
 */
export function tcf(world, tell) {
  return () => {
    if (!world.__tcfapi) return;
    world.__tcfapi("addEventListener", 2, (/** @type {any} */ data, /** @type {boolean} */ isSuccess) => {
      if (!isSuccess || !data) return;
      if (data.gdprApplies === false) tell({ analytics: GRANTED, marketing: GRANTED });
      else if (/^(tcloaded|useractioncomplete)$/.test(data.eventStatus))
        tell(fromPurposes((number) => data.purpose?.consents?.[number]));
      else if (!data.tcString) tell({ analytics: PENDING, marketing: PENDING });
    });
    return true;
  };
}

/**
 * IAB GPP 1.1. The European section (2) is read as TCF. A section of the United States lets shoppers opt out
 * of sale, sharing and targeted advertising: whoever did has denied marketing.
 *
 * @type {Source}
 */
export function gpp(world, tell) {
  return () => {
    if (!world.__gpp) return;
    const readPing = (/** @type {any} */ ping) => {
      if (ping?.signalStatus !== "ready") return;
      const answer = fromSections(ping.parsedSections || {});
      const applies = ping.applicableSections || [];
      if (answer.analytics) tell(answer);
      // 0 and -1: ready, and no law that GPP knows applies here.
      else if (applies.length && applies.every((/** @type {number} */ id) => id <= 0))
        tell({ analytics: GRANTED, marketing: GRANTED });
    };
    world.__gpp("addEventListener", (/** @type {any} */ event) => readPing(event?.pingData));
    world.__gpp("ping", readPing);
    return true;
  };
}

/**
 * @param {Record<string, any>} sections
 * @returns {Answer}
 */
function fromSections(sections) {
  /** @type {Answer} */
  const answer = {};
  for (const name of Object.keys(sections)) {
    const parts = /** @type {any[]} */ ([]).concat(sections[name]);
    if (name === "tcfeuv2") {
      const given = parts.map((part) => part?.PurposeConsents || part?.PurposeConsent).find(Boolean) || [];
      Object.assign(
        answer,
        fromPurposes((number) => (Array.isArray(given) ? given[number - 1] : given[number])),
      );
    } else if (/^us/.test(name)) {
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

/**
 * @param {(number: number) => unknown} has
 * @returns {Answer}
 */
function fromPurposes(has) {
  return { analytics: toConsent(has(1) && has(8), true), marketing: toConsent(has(1) && has(7), true) };
}
