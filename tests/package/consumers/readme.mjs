// The README's examples for npm, unchanged: the consumers consist of them.

import { readFileSync } from "node:fs";

const README = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
const BLOCKS = README.split("\n## Licence")[0]
  .match(/```jsx?\n[^]*?```/g)
  .map((block) => block.replace(/```(jsx?\n)?/g, ""));
const NPM = README.split("### npm\n")[1]
  .split("\n### ")[0]
  .match(/```jsx?\n[^]*?```/g)
  .map((block) => block.replace(/```(jsx?\n)?/g, ""));

/** The first example: `createTracker` by npm. */
export const FIRST = BLOCKS.find((block) => block.includes('createTracker } from "shoptrail"'));

/** The calls of the example for the script tag, each a statement on `shoptrail`. */
export const CALLS = README.match(/<script>\n( {2}shoptrail\.track[^]*?)<\/script>/)[1];

/** By the file that the first line of a block of "npm" names. */
export const RECIPES = Object.fromEntries(
  NPM.map((block) => [block.match(/^\/\/.*?([\w./-]+\.jsx?)\b/)[1], block]),
);
