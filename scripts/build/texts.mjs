// Part of the bundle step: the long texts of the page's scripts (the module, its decoder, the literals).
// Sources have a placeholder for each. `filled` puts the texts into the script when terser is done.
//
// Terser names variables by how often the script has each letter. So it does not see the module here: another
// order of its functions (layout.json) changes nothing else in the script.

import { Problem } from "../run.mjs";

/** What stands for the text of this name in a source. */
export const placeholder = (name) => JSON.stringify(`@${name}@`);

/** The script with its texts, `{name: text}`. Throws a `Problem` if a text has not exactly one place. */
export function filled(script, texts = {}) {
  return Object.entries(texts).reduce((code, [name, text]) => {
    const [before, after, ...more] = code.split(new RegExp(`["'\`]@${name}@["'\`]`));
    if (after === undefined || more.length) throw new Problem(`the script must have @${name}@ once`);
    return before + quoted(text) + after;
  }, script);
}

/** The text as the shortest source for it, of ASCII characters. */
function quoted(text) {
  const escaped = text.replace(/[^ -[\]-~]/g, (char) => {
    if (char === "\\") return "\\\\";
    const code = char.charCodeAt();
    return code < 256 ? `\\x${code.toString(16).padStart(2, 0)}` : `\\u${code.toString(16).padStart(4, 0)}`;
  });
  const sources = ['"', "'"].map((mark) => mark + escaped.replaceAll(mark, "\\" + mark) + mark);
  if (/^[ -~]*$/.test(text) && !/`|\$\{|\\$/.test(text)) sources.push(`String.raw\`${text}\``);
  return sources.sort((one, other) => one.length - other.length)[0];
}
