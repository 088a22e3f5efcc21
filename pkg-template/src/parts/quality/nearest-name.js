// The known event name that a misspelt one probably meant. The part `quality` names it on the console.
import plan from "shoptrail:plan";
import { nearestName } from "./nearest-spelling.js";

/**
 * Says on the console which known event a refused name is near to.
 *
 * @param {import("../../../index.js").Notices["call"]} call
 * @param {unknown} customEvents
 */
export function suggestName({ args: [name], result }, customEvents) {
  if (typeof name !== "string" || !result.violations?.some(({ code }) => code === "unknown_event")) return;
  /** @type {[string, string][]} */
  const custom = Object.keys(Object(customEvents)).map((own) => [own, own]);
  const known = nearestName(name, [...plan.spellings, ...custom]);
  if (!known) return;
  console.warn(`shoptrail: "${name}" is not in the plan or customEvents. Did you mean "${known}"?`);
}
