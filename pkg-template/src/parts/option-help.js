// Part `option-help`: says in plain sentences on the console which option is wrong, and which calls were
// refused. Only a page that has such a fault loads it. What is allowed the core decides; here are the words.
import allowed from "./option-help/allowed.json";
import { optionErrors, sentences } from "./option-help/sentences.js";

/**
 * @import { Notices, OptionError, PageTracker, ReadOptions } from "../types.js"
 */

// What an empty id means, in plain words: themes call `identify` with a variable that is empty for guests.
const WHO = "it does not say who the shopper is. ";

/** The codes that the console has named: each is named once a page. @type {string[]} */
const namedCodes = [];

/**
 * @param {PageTracker} shop
 * @param {ReadOptions} options
 * @returns {{
 *   explain: (errors: OptionError[]) => OptionError[],
 *   reportRefusal: (notice: Notices["refused"]) => void,
 * }}
 */
export default function optionHelp(shop, options) {
  return {
    explain(errors) {
      const explained = optionErrors(errors, allowed);
      // These two may be on the stub instead.
      const { beforeSend, defaultProperties } = /** @type {any} */ (shop);
      const given = { beforeSend, defaultProperties, ...options };
      for (const sentence of sentences(explained, given, allowed)) console.error(sentence);
      return explained;
    },
    reportRefusal({ name, violations }) {
      // A page may pass anything in the place of a name, also what no text can be made of.
      const what = typeof name === "string" ? name : "a call without a name";
      for (const { code, path, message } of violations) {
        if (namedCodes.includes(code)) continue;
        namedCodes.push(code);
        const where = (name === "identify" ? WHO : "") + (path ? `\`${path}\` ` : "");
        console.warn(
          `shoptrail: ${what} is refused: ${where}${message} (${code}). ` +
            "To see every call, set the option debug or add ?shoptrail_debug=1 to the address.",
        );
      }
    },
  };
}
