// Asks on the terminal. A wrong answer is asked for again.

import { createInterface } from "node:readline/promises";

/**
 * @typedef {object} Ask
 * @property {(question: string, allowed?: RegExp) => Promise<string>} text
 * @property {(question: string, choices: string[]) => Promise<string>} choice  the first is the default
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
    async text(question, allowed = /./) {
      for (;;) {
        const given = await answer(`${question}: `);
        if (given === undefined || allowed.test(given)) return given ?? "";
        output.write("That is not allowed here.\n");
      }
    },
    async choice(question, choices) {
      for (;;) {
        const given = await answer(`${question} (${choices.join(", ")}) [${choices[0]}]: `);
        if (!given) return choices[0];
        if (choices.includes(given)) return given;
        output.write(`"${given}" is not one of them.\n`);
      }
    },
    close: () => terminal.close(),
  };
}
