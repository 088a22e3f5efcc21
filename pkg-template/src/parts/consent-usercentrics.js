// Usercentrics, versions 2 and 3, a source of the part `consent`, which loads this file when it is named.

import { DENIED, GRANTED, PENDING, follow, onEvents } from "./consent/answer.js";

/**
 * @import { Consent } from "../../index.js"
 * @import { Source } from "./consent/answer.js"
 *
 * @typedef {object} Service
 * @property {string[]} names its id, its name and its category
 * @property {boolean} isGiven
 * @property {boolean} isAnswer of the shopper, or valid without one
 */

const EVENTS = "UC_UI_INITIALIZED UC_UI_CMP_EVENT UC_CONSENT ucEvent consent_status";
// The first of them that the settings have: what receives the events, or a category. Usercentrics' own
// templates call analytics functional.
const ANALYTICS = ["Customer.io", "shoptrail", "analytics", "statistics", "functional"];

/**
 * https://docs.usercentrics.com/: all services of a category, or the one service that the shop names, have
 * to be on. Services that are on before the shopper has answered are no answer, unless no consent is
 * required.
 *
 * @type {Source}
 */
export default function usercentrics(world, report, [analytics, marketing = "marketing"]) {
  /** Of version 3, which answers with a promise. @type {Service[] | undefined} */
  let details;
  const readNow = follow(world, report, "", () => {
    const services = details || fromVersion2(world.UC_UI);
    return (
      services && {
        analytics: consentTo(services, analytics ? [analytics] : ANALYTICS),
        marketing: consentTo(services, [marketing]),
      }
    );
  });
  const ask = (/** @type {any} */ api) =>
    Promise.resolve(api.isInitialized?.() ?? true)
      .then((isInitialized) => isInitialized && api.getConsentDetails())
      .then((found) => {
        details = found ? fromVersion3(found) : details;
        readNow();
      })
      .catch(() => {});
  let isAsked = false;
  onEvents(world, EVENTS, () => (world.__ucCmp?.getConsentDetails ? ask(world.__ucCmp) : readNow()));
  return () => {
    const api = world.__ucCmp;
    if (!api?.getConsentDetails) return readNow();
    if (!isAsked) {
      isAsked = true;
      ask(api).then(() => (isAsked = false));
    }
    return !!details;
  };
}

/**
 * @param {any} api
 * @returns {Service[] | undefined}
 */
function fromVersion2(api) {
  if (!api?.isInitialized?.() || !api.getServicesBaseInfo) return;
  const isRequired = api.isConsentRequired?.();
  return api.getServicesBaseInfo().map((/** @type {any} */ { id, name, categorySlug, consent }) => ({
    names: [id, name, categorySlug],
    isGiven: consent?.status === true,
    // Older versions say only how each answer came about.
    isAnswer: !(isRequired ?? /implicit/i.test(consent?.history?.slice(-1)[0]?.type)),
  }));
}

/**
 * @param {any} details
 * @returns {Service[]}
 */
function fromVersion3({ consent: { required, type } = /** @type {any} */ ({}), services = {} }) {
  return Object.entries(services).map(([id, { name, category, consent }]) => ({
    names: [id, name, category],
    isGiven: consent?.given === true,
    isAnswer: required === false || (consent?.type || type) === "EXPLICIT",
  }));
}

/** @type {(services: Service[], names: string[]) => Consent} */
function consentTo(services, names) {
  const name = names.find((each) => services.some((service) => service.names.includes(each)));
  const chosen = services.filter((service) => service.names.includes(/** @type {string} */ (name)));
  if (!chosen[0] || !chosen.every(({ isAnswer }) => isAnswer)) return PENDING;
  return chosen.every(({ isGiven }) => isGiven) ? GRANTED : DENIED;
}
