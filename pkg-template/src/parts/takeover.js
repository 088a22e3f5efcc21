// Part `takeover`: goes on with the shopper whom Customer.io's own SDK knew on this device. It is loaded
// while the tracker has no identity of its own. It gives the anonymous id to the core, and identifies the
// person before any call of the page, once analytics are granted. The core decides what counts as a person's
// key.

import { readIds } from "./takeover/stored-ids.js";

/**
 * @import { IdentityFacts, PageTracker, ReadOptions, RecentCall } from "../types.js"
 */

/**
 * @param {PageTracker} shop
 * @param {ReadOptions} _options
 * @param {RecentCall[]} calls The calls of this page so far.
 * @returns {IdentityFacts}
 */
export default function takeover(shop, _options, calls) {
  // Who has logged out on this page stays logged out, also when it is left before the call is processed.
  if (calls.some(({ method }) => method === "reset")) return {};
  const { anonymousId } = readIds(window);
  const stop = shop.on("consent", ({ analytics }) => {
    if (analytics !== "granted") return;
    stop();
    takePersonOver(shop, anonymousId);
  });
  return { anonymousId };
}

/**
 * Identifies the person. What is stored is read again: the shopper may have logged out in another tab while
 * consent was pending.
 *
 * @param {PageTracker} shop
 * @param {string | undefined} anonymousId
 */
function takePersonOver(shop, anonymousId) {
  const diagnostics = shop.diagnostics();
  if (!diagnostics.on || diagnostics.identity.keys.length) return;
  // A cookie of another subdomain, a link of another domain or another tab knows a newer id. Its shopper may
  // be somebody else.
  if (anonymousId && diagnostics.identity.anonymousId !== anonymousId) return;
  const { userId, traits } = readIds(window);
  if (userId) shop.identify(userId, withoutSubscriptions(traits));
  else if (Object.keys(traits).length) shop.identify(null, traits);
}

/**
 * The SDK has sent these traits already. Whoever unsubscribed since by other ways must not be subscribed
 * again.
 *
 * @param {Record<string, unknown>} traits
 */
function withoutSubscriptions(traits) {
  return Object.fromEntries(
    Object.entries(traits).filter(([name]) => !/^(unsubscribed$|cio_subscription_preferences)/.test(name)),
  );
}
