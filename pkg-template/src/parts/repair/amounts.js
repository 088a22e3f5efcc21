// The amounts of an event, and the currency that they are in.

import { currencyIn, currencyText, readCurrency, rounded } from "./currency.js";
import kinds from "./kinds.json";

/**
 * @import { Repair } from "../../types.js"
 */

/**
 * @param {any} owner An event or a line.
 * @returns {string[]} The names of its amounts.
 */
const amountsOf = (owner) =>
  Object.keys(owner).filter((name) => /** @type {any} */ (kinds)[name] === "money" && owner[name] != null);

/**
 * @param {any} properties
 * @returns {any[]} Its lines, as far as they are objects.
 */
export const linesOf = (properties) =>
  [properties.line_items, properties.products].flat().filter((line) => line && typeof line === "object");

/** @param {any} properties */
export const hasAmounts = (properties) =>
  [properties, ...linesOf(properties)].some((owner) => amountsOf(owner).length);

/**
 * The currency of the event or line: its own, that of its lines, the one that its prices name, or the usual
 * one. A currency that cannot be read is not replaced by the usual one, because it is another one.
 *
 * @param {any} properties
 * @param {string | undefined} usual
 * @returns {string | undefined}
 */
export function currencyOf(properties, usual) {
  const owners = [properties, ...linesOf(properties)];
  const named = owners.map(({ currency }) => currency).filter(currencyText);
  const printed = owners.flatMap((owner) => amountsOf(owner).map((name) => owner[name]));
  return (
    named.map(readCurrency).find(Boolean) ??
    printed.map(currencyIn).find(Boolean) ??
    printed
      .map(Object)
      .map((amount) => readCurrency(amount.currencyCode ?? amount.currency))
      .find(Boolean) ??
    (named.length ? undefined : usual)
  );
}

/**
 * The currency of the amounts of a line: its own, else the event's.
 *
 * @param {any} line
 * @param {string | undefined} currency
 * @returns {string | undefined}
 */
export const lineCurrency = (line, currency) => readCurrency(Object(line).currency) ?? currency;

/**
 * Rounds the amounts of an event or a line to what the currency has.
 *
 * @param {any} owner
 * @param {string} start The path to it, with a point at its end.
 * @param {{ currency: string | undefined, repairs: Repair[] }} event
 */
export function roundAmounts(owner, start, { currency, repairs }) {
  for (const name of amountsOf(owner)) {
    const amount = owner[name];
    if (typeof amount !== "number" || !isFinite(amount) || rounded(amount, currency) === amount) continue;
    owner[name] = rounded(amount, currency);
    const message = "has more decimals than the currency";
    repairs.push({ code: "rounded", path: start + name, message, kept: owner[name] });
  }
}

/** @param {any} properties */
export function removeAmounts(properties) {
  for (const owner of [properties, ...linesOf(properties)])
    for (const name of amountsOf(owner)) delete owner[name];
}
