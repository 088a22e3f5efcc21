// The examples of README.md and docs/npm.md, unchanged: the consumers consist of them.

import { readFileSync } from "node:fs";

const read = (path) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const README = read("README.md");
const blocks = (text) => text.match(/```jsx?\n[^]*?```/g).map((block) => block.replace(/```(jsx?\n)?/g, ""));

/** The first example: `createTracker` by npm. */
export const FIRST = blocks(README).find((block) => block.includes('createTracker } from "shoptrail"'));

/** The calls of the example for the script tag, each a statement on `shoptrail`. */
export const CALLS = README.match(/<script>\n( {2}shoptrail\.track[^]*?)<\/script>/)[1];

/** The blocks of docs/npm.md, by the file that their first line names. */
export const RECIPES = Object.fromEntries(
  blocks(read("docs/npm.md"))
    .map((block) => [block.match(/^\/\/.*?([\w./-]+\.jsx?)\b/)?.[1], block])
    .filter(([file]) => file),
);
