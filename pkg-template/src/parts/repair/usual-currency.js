// The currency of the shop: that of the last event that named one. Events of this page are heard; those of
// earlier pages are among the stored messages, until these are delivered.

import { readCurrency } from "./currency.js";

/**
 * @import { PageTracker, RecentCall } from "../../types.js"
 */

const MESSAGES = "shoptrail.m.";

/**
 * @param {PageTracker} shop
 * @param {RecentCall[]} heard The calls before this part was loaded.
 * @returns {{ currency: () => string | undefined }}
 */
export function usualCurrency(shop, heard) {
  /** @type {string | undefined} */
  let last;
  /** @param {unknown[]} args */
  const hear = ([, properties]) => {
    try {
      last = readCurrency(Object(properties).currency) ?? last;
    } catch (error) {
      // A getter of the page's has thrown.
    }
  };
  for (const { args } of heard) hear(args);
  const { track } = shop.methods;
  shop.methods.track = (...args) => {
    const result = track(...args);
    hear(args);
    return result;
  };
  return { currency: () => (last ??= storedCurrency()) };
}

/** The currency of the newest message that names one. */
function storedCurrency() {
  try {
    const texts = Object.keys(localStorage)
      .filter((name) => name.startsWith(MESSAGES))
      .sort()
      .map((name) => /"currency":"([A-Z]{3})"/.exec(localStorage[name])?.[1]);
    return texts.filter(Boolean).pop();
  } catch (error) {
    return undefined;
  }
}
