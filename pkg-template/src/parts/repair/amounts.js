// The amounts of an event, and the currency that they are in.

import { currencyIn, readCurrency } from "./currency.js";
import kinds from "./kinds.json";

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
  const named = owners.map(({ currency }) => currency).filter((currency) => String(currency ?? "").trim());
  const printed = owners.flatMap((owner) => amountsOf(owner).map((name) => owner[name]));
  return (
    named.map(readCurrency).find(Boolean) ??
    printed.map(currencyIn).find(Boolean) ??
    printed.map((amount) => readCurrency(Object(amount).currencyCode)).find(Boolean) ??
    (named.length ? undefined : usual)
  );
}

/** @param {any} properties */
export function removeAmounts(properties) {
  for (const owner of [properties, ...linesOf(properties)])
    for (const name of amountsOf(owner)) delete owner[name];
}
