// JSON that a template prints where the value itself belongs, also when it is escaped for HTML.

import { withoutMarkup } from "./print.js";

/**
 * What the JSON says; undefined where it is none.
 *
 * @param {unknown} text
 * @returns {unknown}
 */
export function fromJson(text) {
  if (typeof text !== "string" || !/^\s*["[{&]/.test(text)) return undefined;
  for (const json of [text, withoutMarkup(text)])
    try {
      return JSON.parse(json);
    } catch (error) {
      // The next one may be readable.
    }
  return undefined;
}
