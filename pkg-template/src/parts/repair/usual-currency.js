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
  /** @param {{ args: any[], result: { ok: boolean } }} call */
  const hear = ({ args, result }) => {
    const properties = Object(args[1]);
    if (result.ok) last = readCurrency(properties.currency) ?? last;
  };
  heard.forEach(hear);
  shop.on("call", hear);
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
