// A new npm project outside the repository, with the packed tarball and other packages installed.

import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { ROOT, must, run } from "../../../scripts/run.mjs";

const INSTALL_LIMIT_S = 600;
const BUILD_LIMIT_S = 300;
const SERVE_LIMIT_MS = 180_000;
const KEPT = ["node_modules", "package.json", "package-lock.json"];
// These tools send telemetry by default; none may leave this machine.
const QUIET = {
  NEXT_TELEMETRY_DISABLED: "1",
  NUXT_TELEMETRY_DISABLED: "1",
  DENO_NO_UPDATE_CHECK: "1",
  DO_NOT_TRACK: "1",
  ASTRO_TELEMETRY_DISABLED: "1",
  NG_CLI_ANALYTICS: "false",
  NODE_ENV: undefined,
};

/** Packs pkg/ into `folder` and returns the tarball's path. */
export async function pack(folder) {
  const output = await must(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination", folder],
    "npm could not pack pkg/",
    { cwd: join(ROOT, "pkg"), quiet: true },
  );
  return join(folder, JSON.parse(output.slice(output.indexOf("["), output.lastIndexOf("]") + 1))[0].filename);
}

/**
 * Installs `packages` (name → exact version) beside the tarball. With `linked` they are links to this
 * workspace's packages, which must have these versions, and npm is not asked. Returns `{dir, problem,
 * fill(files), build(command), serve(command), close()}`; `problem` says why the installation failed.
 */
export async function openProject(tarball, packages, { linked = false } = {}) {
  const dir = mkdtempSync(join(tmpdir(), "shoptrail-consumer-"));
  // Also when the process is ended by Ctrl-C.
  const remove = () => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  process.once("exit", remove);
  writeFileSync(join(dir, "package.json"), '{ "private": true, "type": "module" }\n');
  const env = {
    ...QUIET,
    PATH: [
      join(dir, "node_modules", ".bin"),
      ...(linked ? [join(ROOT, "node_modules", ".bin")] : []),
      process.env.PATH,
    ].join(delimiter),
  };
  const specs = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  const flags = [
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--save-exact",
    ...(linked ? ["--offline", "--legacy-peer-deps"] : []),
  ];
  const { code, output } = await run("npm", ["install", ...flags, tarball, ...(linked ? [] : specs)], {
    cwd: dir,
    env,
    limit_s: INSTALL_LIMIT_S,
    quiet: true,
  });
  if (linked) for (const name of Object.keys(packages)) link(dir, name);
  return {
    dir,
    problem: code === 0 ? "" : output.trim().split("\n").slice(0, 3).join(" "),
    /** Replaces the project's own files by `files`. */
    fill(files) {
      for (const name of readdirSync(dir))
        if (!KEPT.includes(name)) rmSync(join(dir, name), { recursive: true });
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(dir, name)), { recursive: true });
        writeFileSync(join(dir, name), text);
      }
    },
    /** The output of a command that failed; empty when it succeeded. */
    async build([name, ...args]) {
      const built = await run(name, args, { cwd: dir, env, limit_s: BUILD_LIMIT_S, quiet: true });
      const lastLines = built.output.trim().split("\n").slice(-12).join("\n");
      return built.code === 0 ? "" : `${name} ${args.join(" ")}: ${lastLines}`;
    },
    serve: (command) => serve(command, { cwd: dir, env: { ...process.env, ...env } }),
    close() {
      process.removeListener("exit", remove);
      remove();
    },
  };
}

function link(dir, name) {
  mkdirSync(dirname(join(dir, "node_modules", name)), { recursive: true });
  symlinkSync(join(ROOT, "node_modules", name), join(dir, "node_modules", name));
}

/**
 * Starts a server and waits for its first answer, which may need a compilation: `{origin, html, output(),
 * close()}`.
 */
async function serve(command, { cwd, env }) {
  const port = await freePort();
  const [name, ...args] = command.map((word) => (word === "PORT" ? String(port) : word));
  const child = spawn(name, args, {
    cwd,
    env: { ...env, PORT: String(port), HOST: "127.0.0.1" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const end = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
  };
  process.once("exit", end);
  let output = "";
  for (const stream of ["stdout", "stderr"])
    child[stream].setEncoding("utf8").on("data", (text) => (output += text));
  const ended = new Promise((resolve) => child.once("close", resolve).once("error", resolve));
  const close = async () => {
    end();
    await ended;
    process.removeListener("exit", end);
  };
  const origin = `http://127.0.0.1:${port}`;
  for (
    const until = Date.now() + SERVE_LIMIT_MS;
    Date.now() < until && child.exitCode === null;
    await wait(200)
  ) {
    const answer = await fetch(origin, { signal: AbortSignal.timeout(SERVE_LIMIT_MS) }).catch(() => null);
    if (answer) return { origin, html: await answer.text(), output: () => output, close };
  }
  await close();
  throw new Error(`${command.join(" ")} did not answer: ${output.slice(-800)}`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
