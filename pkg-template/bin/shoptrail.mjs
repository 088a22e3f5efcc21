#!/usr/bin/env node
// `npx shoptrail COMMAND`: finds the command and runs it. Each command is a file of ../src/cli/.
// Exit codes: 0 done and nothing found, 1 problems found, 2 the arguments are wrong.

import { Misuse, readArguments } from "../src/cli/arguments.js";
import { COMMANDS, overview, usageOf } from "../src/cli/commands.js";
import { nearest } from "../src/cli/nearest.js";

process.stdout.on("error", (error) => {
  // The reader has closed the pipe: `npx shoptrail plan | head`.
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EPIPE") throw error;
  process.exit(0);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Misuse)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

/**
 * Resolves with the exit code. Throws a `Misuse`.
 * @param {string[]} words
 */
async function main(words) {
  const [name, ...given] = words;
  if (name === undefined) throw new Misuse(`no command\n\n${overview()}`);
  if (/^(help|--help|-h)$/.test(name)) {
    if (given[0] !== undefined && !Object.hasOwn(COMMANDS, given[0])) throw unknownCommand(given[0]);
    process.stdout.write(`${given[0] === undefined ? overview() : usageOf(given[0])}\n`);
    return 0;
  }
  if (!Object.hasOwn(COMMANDS, name)) throw unknownCommand(name);
  const command = COMMANDS[name];
  const values = readArguments(given, command, name);
  if (values.isHelp) {
    process.stdout.write(`${usageOf(name)}\n`);
    return 0;
  }
  const { run } = await command.load();
  return run(values);
}

/** @param {string} name */
function unknownCommand(name) {
  const guess = nearest(name, Object.keys(COMMANDS));
  return new Misuse(`unknown command ${name}${guess ? `; did you mean ${guess}?` : ""}\n\n${overview()}`);
}
