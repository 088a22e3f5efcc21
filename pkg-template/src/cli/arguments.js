// Reads the arguments of a command: which options it knows, what is missing, what is not allowed. It knows no
// command; commands.js describes them.

import { parseArgs } from "node:util";
import { nearest } from "./nearest.js";

/**
 * @typedef {object} Option
 * @property {string} [value]  what stands behind it in the usage; without it the option is a switch
 * @property {string} doc
 * @property {boolean} [required]
 * @property {string[]} [allowed]
 */
/**
 * @typedef {object} Command
 * @property {string} summary
 * @property {string[]} [words]  names of the words before the options; one that ends with `?` may be left out
 * @property {string} [rest]  what may stand behind `--`
 * @property {Record<string, Option>} options
 * @property {string} [notes]
 * @property {() => Promise<{ run: (given: Given) => number | Promise<number> }>} load
 */
/**
 * @typedef {object} Given
 * @property {string[]} words
 * @property {Record<string, string | undefined>} options
 * @property {Record<string, boolean | undefined>} switches
 * @property {string[]} rest
 * @property {boolean} isHelp
 */

/** The arguments are wrong. The message says which, and what is allowed. The exit code is 2. */
export class Misuse extends Error {}

/**
 * Throws a `Misuse`.
 * @param {string[]} given
 * @param {Command} command
 * @param {string} name  of the command
 * @returns {Given}
 */
export function readArguments(given, command, name) {
  const known = command.options;
  const hint = `: see npx shoptrail help ${name}`;
  const { tokens } = parseArgs({
    args: given,
    strict: false,
    tokens: true,
    options: {
      help: { type: "boolean", short: "h" },
      ...Object.fromEntries(
        Object.entries(known).map(([option, { value }]) => [
          option,
          { type: /** @type {"string" | "boolean"} */ (value ? "string" : "boolean") },
        ]),
      ),
    },
  });
  /** @type {Given} */
  const read = { words: [], options: {}, switches: {}, rest: [], isHelp: false };
  let isBehindEnd = false;
  for (const token of tokens) {
    if (token.kind === "option-terminator") isBehindEnd = true;
    else if (token.kind === "positional")
      (isBehindEnd && command.rest ? read.rest : read.words).push(token.value);
    else if (token.name === "help" || token.name === "h") read.isHelp = true;
    else readOption(read, token, known, hint);
  }
  if (!read.isHelp) checkComplete(read, command, hint);
  return read;
}

/**
 * @param {Given} read
 * @param {{ name: string, rawName: string, value?: string }} token
 * @param {Record<string, Option>} known
 * @param {string} hint
 */
function readOption(read, { name, rawName, value }, known, hint) {
  if (!Object.hasOwn(known, name) || !rawName.startsWith("--")) {
    const guess = nearest(name, Object.keys(known));
    throw new Misuse(`unknown option ${rawName}${guess ? `, did you mean --${guess}?` : ""}${hint}`);
  }
  const option = known[name];
  if (!option.value) {
    if (value !== undefined) throw new Misuse(`option --${name} takes no value`);
    read.switches[name] = true;
    return;
  }
  if (value === undefined || value === "")
    throw new Misuse(`option --${name} needs a value: ${option.allowed?.join(", ") ?? option.value}`);
  if (option.allowed && !option.allowed.includes(value))
    throw new Misuse(`unknown ${name} "${value}"; allowed: ${option.allowed.join(", ")}`);
  read.options[name] = value;
}

/**
 * @param {Given} read
 * @param {Command} command
 * @param {string} hint
 */
function checkComplete(read, { words = [], options }, hint) {
  const missing = words.slice(read.words.length).find((name) => !name.endsWith("?"));
  if (missing) throw new Misuse(`${missing.toLowerCase()} is missing${hint}`);
  if (read.words.length > words.length)
    throw new Misuse(`too many words: ${read.words.slice(words.length).join(" ")}${hint}`);
  for (const [name, { required, value }] of Object.entries(options)) {
    if (required && read.options[name] === undefined)
      throw new Misuse(`option --${name} ${value} is missing${hint}`);
  }
}

/**
 * The number that an option gives, or the default. Throws a `Misuse`.
 * @param {Given} given
 * @param {string} name
 * @param {{ least: number, most: number, byDefault: number }} limits
 */
export function numberOption({ options }, name, { least, most, byDefault }) {
  const text = options[name];
  if (text === undefined) return byDefault;
  const number = Number(text);
  if (!Number.isFinite(number) || number < least || number > most)
    throw new Misuse(`option --${name} is "${text}"; allowed: a number from ${least} to ${most}`);
  return number;
}
