// The sentences about wrong options: which option, what it is, what is allowed.

/**
 * @import { OptionError, ReadOptions } from "../../types.js"
 */

const MAX_SHOWN = 80;
// Options that only the page's scripts and parts know, besides those of the core's patterns.
const OTHERS = (
  "region anonymous naming debug quality autoPage allowUnknownEvents resendUnconfirmed consent gpc dnt " +
  "bots strict customEvents adapters destination cookieDomain linkDomains identifyFromLinks linkCheckout " +
  "dataLayer emailForms emailConsent spaHash spaIgnore beforeSend defaultProperties sessions"
).split(" ");

/**
 * The errors with words in the place of the core's patterns: `us|eu` reads `us, eu`. What a part says is in
 * words already, and stays.
 *
 * @param {OptionError[]} errors
 * @param {Record<string, string>} words
 * @returns {OptionError[]}
 */
export function optionErrors(errors, words) {
  return errors.map(({ option, allowed }) => ({ option, allowed: inWords(allowed, words[option]) }));
}

/**
 * @param {string} allowed A pattern of the core, or words of a part.
 * @param {string | undefined} words For the core's pattern.
 */
function inWords(allowed, words) {
  // Every pattern of the core that does not read well has a class or a number of characters.
  if (words && /\[|\{/.test(allowed)) return words;
  return /^[\w|]+$/.test(allowed) ? allowed.split("|").filter(Boolean).join(", ") : allowed;
}

/**
 * One sentence for each wrong option.
 *
 * @param {OptionError[]} errors With words.
 * @param {ReadOptions} options
 * @param {Record<string, string>} words
 * @returns {string[]}
 */
export function sentences(errors, options, words) {
  const json = options["data-shoptrail"];
  if (json !== undefined)
    return [
      `shoptrail: The JSON element \`data-shoptrail\` cannot be read: ` +
        `${jsonError(String(json))}. The tracker is off.`,
    ];
  const known = [...OTHERS, ...Object.keys(words)];
  return errors.map(({ option, allowed }) => {
    // What is wrong inside `customEvents` has a path, and says itself what is wrong.
    if (option.includes(".")) return `shoptrail: Option \`${option}\` ${allowed}. The tracker is off.`;
    const value = options[option];
    const is = value === undefined ? "is missing" : `is ${shown(value)}`;
    const other = value === undefined && similarName(option, options, known);
    const hint = other ? ` Is \`${other}\` meant?` : "";
    return `shoptrail: Option \`${option}\` ${is}. Allowed: ${allowed}. The tracker is off.${hint}`;
  });
}

/** @param {unknown} value */
function shown(value) {
  let text;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    // A symbol stands for what could not be read.
  }
  const whole = typeof text === "string" ? text : "not readable";
  return whole.length > MAX_SHOWN ? whole.slice(0, MAX_SHOWN) + "…" : whole;
}

/**
 * The name of an option that the page gave under another spelling: `data-writekey`, `data-write_key`.
 *
 * @param {string} wanted
 * @param {ReadOptions} options
 * @param {string[]} known
 */
function similarName(wanted, options, known) {
  const bare = (/** @type {string} */ name) => name.replace(/[^a-z]/gi, "").toLowerCase();
  return Object.keys(options).find(
    (name) =>
      !known.includes(name) &&
      (bare(name) === bare(wanted) || /^(api|write|source|site)?(key|id)$/.test(bare(name))),
  );
}

/** @param {string} text */
function jsonError(text) {
  try {
    JSON.parse(text);
    return "it has to be an object";
  } catch (error) {
    return /** @type {Error} */ (error).message.slice(0, MAX_SHOWN);
  }
}
