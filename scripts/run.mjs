// Runs child processes with a time limit, and defines `Problem`, the error that a script shows as one line.
// Every script uses it.

import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const LIMIT_S = 600;

/** The folder of the repository, wherever the command was called from. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** An error that the person who runs the script can mend: its message is all that is shown. */
export class Problem extends Error {}

/** Prints one line. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs a command to its end, shows its output and returns it: `{code, output, timedOut}`. Any exit code
 * resolves.
 */
export function run(command, args, { env = {}, limit_s = LIMIT_S, cwd = ROOT, quiet = false } = {}) {
  return new Promise((resolve) => {
    // A process group of its own, so that a time limit or Ctrl-C also ends what it started (browsers,
    // compilers).
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let output = "";
    let timedOut = false;
    const end = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch {
        // It has ended already.
      }
    };
    const onExit = () => end("SIGKILL");
    const timer = setTimeout(() => {
      timedOut = true;
      end("SIGTERM");
      setTimeout(() => end("SIGKILL"), 5_000).unref();
    }, limit_s * 1_000);
    process.once("exit", onExit);
    for (const stream of ["stdout", "stderr"]) {
      child[stream].setEncoding("utf8").on("data", (text) => {
        output += text;
        if (!quiet) process[stream].write(text);
      });
    }
    const settle = (code) => {
      clearTimeout(timer);
      process.removeListener("exit", onExit);
      resolve({ code, output, timedOut });
    };
    child.once("error", (error) => {
      output += `${command}: ${error.message}\n`;
      settle(127);
    });
    child.once("close", (code) => settle(code ?? 1));
  });
}

/**
 * As `run`, but returns the output, and throws a `Problem` with the text `problem` unless the command
 * succeeds.
 */
export async function must(command, args, problem, options = {}) {
  const result = await run(command, args, options);
  if (result.code === 0) return result.output;
  if (options.quiet) process.stderr.write(result.output.split("\n").slice(-40).join("\n"));
  const reason = result.timedOut ? `took longer than ${options.limit_s ?? LIMIT_S} s` : `exit ${result.code}`;
  throw new Problem(`${problem} (${command} ${reason})`);
}

/** The trimmed output of a quick command, or null when the command is missing or fails. */
export function ask(command, args, env = {}) {
  const options = {
    encoding: "utf8",
    timeout: 20_000,
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  };
  const result = spawnSync(command, args, options);
  return result.status === 0 ? result.stdout.trim() : null;
}

/** The full path of the first of these commands that PATH has, or null. */
export function which(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        if (statSync(path).isFile()) return path;
      } catch {
        // Not in this folder.
      }
    }
  }
  return null;
}

/** Runs a script's main function. A `Problem` ends it with one line, other errors with their stack. */
export function main(body) {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])
    process.once(signal, () => process.exit(code));
  body().catch((error) => {
    process.stderr.write(`\n${error instanceof Problem ? `shoptrail: ${error.message}` : error.stack}\n`);
    process.exit(1);
  });
}
