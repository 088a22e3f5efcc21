// `npx shoptrail recipes`: prints segments and journeys to build on the tracking plan.

import { packageFile } from "./files.js";
import { recipesMarkdown } from "./recipes-markdown.js";

/** @param {import("./arguments.js").Given} given */
export function run({ options: { format = "md" } }) {
  const recipes = packageFile("recipes.json");
  const text = format === "json" ? recipes : recipesMarkdown(JSON.parse(recipes));
  process.stdout.write(`${text.trimEnd()}\n`);
  return 0;
}
