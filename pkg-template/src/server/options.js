// The options of a server: what is plain data goes to the module, and the shop's own functions are checked
// here. All that is wrong is said at once.
import wasm from "#tools-module";
import { toExactJson } from "./json.js";

/** @typedef {import("../../server.js").ServerOptions} ServerOptions */
/** @typedef {import("../../server.js").OptionProblem} OptionProblem */

const QUEUE = /** @type {const} */ (["push", "take", "done"]);

/** Options are wrong. `problems` has each of them. */
class OptionsError extends TypeError {
  /** @param {OptionProblem[]} problems */
  constructor(problems) {
    super(problems.map(({ message }) => message).join("\n"));
    this.name = "OptionsError";
    this.problems = problems;
  }
}

/**
 * The plain options as JSON, and the functions. Throws an `OptionsError`.
 * @param {ServerOptions} given
 */
export function readOptions(given) {
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  const { fetch, queue, personOfOrder, ...plain } = isObject ? given : /** @type {ServerOptions} */ ({});
  const json = toExactJson(isObject ? plain : given);
  const problems = [
    ...wasm.ShopServer.optionProblems(json),
    ...functionProblem("fetch", fetch),
    ...functionProblem("personOfOrder", personOfOrder),
    ...queueProblems(queue),
  ];
  if (problems.length) throw new OptionsError(problems);
  return { json, fetch, queue: queue ?? undefined, personOfOrder: personOfOrder ?? undefined };
}

/**
 * @param {string} path
 * @param {unknown} value
 * @returns {OptionProblem[]}
 */
function functionProblem(path, value) {
  if (value === undefined || value === null || typeof value === "function") return [];
  return [
    { path, code: "wrong_type", message: `Option \`${path}\` is ${shown(value)}. Allowed: a function.` },
  ];
}

/**
 * @param {unknown} queue
 * @returns {OptionProblem[]}
 */
function queueProblems(queue) {
  if (queue === undefined || queue === null) return [];
  const allowed = "Allowed: an object with the functions push, take and done.";
  if (typeof queue !== "object" && typeof queue !== "function")
    return [
      { path: "queue", code: "wrong_type", message: `Option \`queue\` is ${shown(queue)}. ${allowed}` },
    ];
  const methods = /** @type {Record<string, unknown>} */ (queue);
  return QUEUE.filter((name) => typeof methods[name] !== "function").map((name) => ({
    path: `queue.${name}`,
    code: methods[name] === undefined ? "missing" : "wrong_type",
    message: `Option \`queue.${name}\` is ${shown(methods[name])}. ${allowed}`,
  }));
}

/** @param {unknown} value */
function shown(value) {
  const text = value === undefined ? "missing" : toExactJson(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
