// Runs `npx shoptrail` of the packed tarball in a fresh project.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { install } from "./consumer.mjs";

const LIMIT_MS = 60_000;

/** `{...project, shoptrail(...words)}`; `shoptrail` resolves with `{code, stdout, stderr}`. */
export function installCommand(...packages) {
  const project = install(...packages);
  const bin = join(project.dir, "node_modules", "shoptrail", "bin", "shoptrail.mjs");
  return {
    ...project,
    shoptrail: (...words) => run(process.execPath, [bin, ...words], { cwd: project.dir }),
    start: (...words) => spawn(process.execPath, [bin, ...words], { cwd: project.dir }),
  };
}

/** Resolves with what a command printed. */
export function run(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), options.limitMs ?? LIMIT_MS);
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}
