// The Transparency and Consent Framework of the IAB, a source of the part `consent`, which loads this
// file when it is named.

import { GRANTED, PENDING, fromPurposes } from "./consent/answer.js";

/**
 * @import { Source } from "./consent/answer.js"
 */

/**
 * IAB TCF 2.2 and 2.3:
 * https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework. Analytics:
 * purposes 1 (store on the device) and 8 (measure content). Marketing: 1 and 7 (measure advertising). Only
 * consent counts, not legitimate interest.
 *
 * @type {Source}
 */
export default function tcf(world, report) {
  /** The function that has our listener. @type {unknown} */
  let listening;
  let isCalled = false;
  /** @type {(data: any, isSuccess: boolean) => void} */
  const readData = (data, isSuccess) => {
    if (!isSuccess || !data) return;
    isCalled = true;
    const { gdprApplies, eventStatus, tcString, purpose } = data;
    // Some managers give 0.
    if (/^(false|0)$/.test(gdprApplies)) report({ analytics: GRANTED, marketing: GRANTED });
    // While the window for the answer is open, an earlier answer counts.
    else if (tcString && /^(tcloaded|useractioncomplete)$/.test(eventStatus))
      report(fromPurposes((number) => purpose?.consents?.[number]));
    else if (!tcString) report({ analytics: PENDING, marketing: PENDING });
  };
  return () => {
    const api = world.__tcfapi;
    if (!api) return;
    // The stub keeps the call for the manager's own function, which replaces it. Some managers lose it.
    if (api !== listening && !isCalled) {
      listening = api;
      api("addEventListener", 2, readData);
    }
    return true;
  };
}
