// The layout of the module's text: layout.json has the characters that pack.mjs writes, and the order of the
// functions. Compression finds more where functions that are alike are close to each other. Any layout works;
// `npm run layout` looks for a better one. A function that the list does not name comes after those it names.
//
// Worth: about 200 bytes of the page total, compared with the order of wasm-opt.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../run.mjs";

export const LAYOUT = join(ROOT, "scripts", "build", "layout.json");
/** `{alphabet, functions}`: the characters of pack.mjs, and names of functions in their order. */
export const layout = JSON.parse(readFileSync(LAYOUT, "utf8"));

const FUNCTION = "\n (func ";

/** The optimised module as text, with its functions in the order of `names`. */
export function inLayout(text, names = layout.functions) {
  const { head, functions } = functionsOf(text);
  const places = new Map(names.map((name, place) => [name, place]));
  const placeOf = ({ name }) => places.get(name) ?? names.length;
  functions.sort((one, other) => placeOf(one) - placeOf(other));
  return `${head}${functions.map(({ source }) => source).join("")}\n)\n`;
}

/**
 * `{head, functions}` of a module as text: what is before its functions, and the `{name, source}` of each.
 * Names are without the crates' hashes; of functions with one name, each has a number.
 */
export function functionsOf(text) {
  const [head, ...sources] = text.replace(/\s*\)\s*$/, "").split(FUNCTION);
  const counts = new Map();
  const functions = sources.map((source) => {
    const [name] = /^\$("[^"]*"|\S+)/.exec(source.replace(/\[[0-9a-f]{8,}\]/g, ""));
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return { name: count > 1 ? `${name} ${count}` : name, source: FUNCTION + source };
  });
  return { head, functions };
}
