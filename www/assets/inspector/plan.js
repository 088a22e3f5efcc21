// The tracking plan of the build, and the name of the plan that a misspelt event probably means. The form and
// the events view call it.
import { nearestName } from "./nearest-spelling.js";

/** Resolves with plan.json, or with null when there is no build. */
export const plan = fetch("/cdn/plan.json")
  .then((response) => response.json())
  .catch(() => null);

let spellings = [];
plan.then((loaded) => {
  spellings = (loaded?.events ?? []).flatMap(({ name, semantic }) => [
    [name, name],
    [semantic, name],
  ]);
});

/** What to use in the place of an event's name that the plan does not know, or undefined. */
export function suggestion({ name, violations = [] }) {
  return violations.some(({ code }) => code === "unknown_event") ? nearestName(name, spellings) : undefined;
}
