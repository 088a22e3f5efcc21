// Asks on the terminal. A wrong answer is asked for again.

import { createInterface } from "node:readline/promises";

/**
 * @typedef {object} Ask
 * @property {(question: string, allowed: RegExp, help: string) => Promise<string>} text  `help` says what is
 *   allowed
 * @property {(question: string, choices: string[]) => Promise<string>} choice  the first is the default; the
 *   beginning of one alone is that one
 * @property {() => void} close
 */

/**
 * @param {NodeJS.ReadableStream} input
 * @param {NodeJS.WritableStream} output
 * @returns {Ask}
 */
export function askOn(input, output) {
  const terminal = createInterface({ input, output });
  /** @type {string[]} */
  const lines = [];
  /** @type {((line: string | undefined) => void) | undefined} */
  let waiting;
  let isClosed = false;
  terminal.on("line", (line) => {
    if (waiting) pass(line);
    else lines.push(line);
  });
  terminal.on("close", () => {
    isClosed = true;
    pass(undefined);
  });
  /** @param {string | undefined} line */
  function pass(line) {
    const take = waiting;
    waiting = undefined;
    take?.(line);
  }
  /** @param {string} prompt */
  async function answer(prompt) {
    output.write(prompt);
    /** @type {string | undefined} */
    const line =
      lines.shift() ?? (isClosed ? undefined : await new Promise((resolve) => (waiting = resolve)));
    return line?.trim();
  }
  return {
    async text(question, allowed, help) {
      for (;;) {
        const given = await answer(`${question}: `);
        if (given === undefined || allowed.test(given)) return given ?? "";
        output.write(`Allowed: ${help}.\n`);
      }
    },
    async choice(question, choices) {
      for (;;) {
        const given = await answer(`${question} (${choices.join(", ")}) [${choices[0]}]: `);
        if (!given) return choices[0];
        const chosen = chosenOf(choices, given.toLowerCase());
        if (chosen) return chosen;
        output.write(`"${given}" is not one of: ${choices.join(", ")}.\n`);
      }
    },
    close: () => terminal.close(),
  };
}

/**
 * @param {string[]} choices
 * @param {string} given
 */
function chosenOf(choices, given) {
  if (choices.includes(given)) return given;
  const begun = choices.filter((choice) => choice.startsWith(given));
  return begun.length === 1 ? begun[0] : undefined;
}
