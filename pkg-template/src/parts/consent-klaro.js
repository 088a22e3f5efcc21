// Klaro, a source of the part `consent`, which loads this file when it is named.

import { PENDING, follow, toConsent } from "./consent/answer.js";

/**
 * @import { Consent } from "../../index.js"
 * @import { Source } from "./consent/answer.js"
 *
 * @typedef {{ name: string, purposes?: string[], required?: boolean, optOut?: boolean }} Service
 */

/**
 * https://github.com/klaro-org/klaro-js: the services of the shop's configuration whose purpose is analytics
 * or marketing, all of them; or the services that the shop names. A service counts once the shopper has
 * confirmed a choice, and an opt-out service before that.
 *
 * @type {Source}
 */
export default function klaro(world, report, [analytics, marketing]) {
  /** @type {any} */
  let manager;
  const readNow = follow(world, report, "", () => {
    if (!world.klaro?.getManager) return;
    if (!manager) {
      // Throws until Klaro has its configuration.
      const made = world.klaro.getManager();
      made.watch({ update: () => readNow() });
      manager = made;
    }
    /** @type {{ services: Service[], optOut?: boolean }} */
    const { services, optOut } = manager.config;
    /** @type {(name: string | undefined, purposes: RegExp) => Consent} */
    const consentTo = (name, purposes) => {
      const chosen = services.filter((service) =>
        name ? service.name === name : service.purposes?.some((each) => purposes.test(each)),
      );
      const isAnswer = chosen.every(
        (service) => manager.confirmed || service.required || (service.optOut ?? optOut),
      );
      if (!chosen[0] || !isAnswer) return PENDING;
      // What the shopper has switched but not saved yet is in `consents` alone.
      return toConsent(
        chosen.every((service) => service.required || manager.savedConsents[service.name]),
        true,
      );
    };
    return {
      analytics: consentTo(analytics, /^(analytics|statistics|performance)$/),
      marketing: consentTo(marketing, /^(marketing|advertising)$/),
    };
  });
  return readNow;
}
