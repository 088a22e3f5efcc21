// Child processes with a time limit, and the one kind of error the scripts show as a line instead of a stack.

import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository, wherever the command was called from. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

/** What the person at the keyboard can do something about: its message is the whole report. */
export class Problem extends Error {}

/** One line of what is happening. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** Runs to the end, output shown as it comes and also returned. Never rejects for an exit code: `{code, output, timedOut}`. */
export function run(command, args, { env = {}, limit_s = 600, cwd = ROOT, quiet = false } = {}) {
  return new Promise((resolve) => {
    // Its own process group, so that a time limit or Ctrl-C also ends what it started (browsers, compilers).
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
        // Already gone.
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

/** As `run`, but anything except success is a `Problem` that says `problem`. */
export async function must(command, args, problem, options = {}) {
  const result = await run(command, args, options);
  if (result.code === 0) return result.output;
  if (options.quiet) process.stderr.write(result.output.split("\n").slice(-40).join("\n"));
  throw new Problem(
    `${problem} (${command} ${result.timedOut ? `took longer than ${options.limit_s ?? 600} s` : `exit ${result.code}`})`,
  );
}

/** A command's answer in one trimmed string, or null when it is missing or fails. For quick questions only. */
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

/** The first of these commands that PATH has, as a full path, or null. */
export function which(...names) {
  for (const name of names) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        if (statSync(path).isFile()) return path;
      } catch {
        // Not here.
      }
    }
  }
  return null;
}

/** Runs a script's main function: a `Problem` ends it with one line, anything else with its stack. Ctrl-C ends what it started. */
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
