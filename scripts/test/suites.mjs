// The suites that `npm test` runs, in order. Each returns `{passed, failed, note?}`. A suite without tests
// has failed.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Problem, ROOT, ask, must, run } from "../run.mjs";
import { setUpNginx } from "../setup/nginx.mjs";
import { runWasmTests } from "./wasm.mjs";

const NATIVE_LIMIT_S = 900;
const NODE_LIMIT_S = 1_800;
const NODE_TEST_LIMIT_MS = 300_000;
const CHECK_LIMIT_S = 300;

/** Folders of tests that drive a browser. */
const BROWSERS = ["e2e", "delivery", "proxy"];

export const SUITES = [
  { part: "format", name: "format", run: format },
  { part: "native", name: "native", run: native },
  {
    part: "node",
    name: "node",
    needsBuild: true,
    needsPhp: true,
    run: () =>
      nodeTests(
        "node",
        testFiles((folder) => !BROWSERS.includes(folder)),
      ),
  },
  { part: "wasm", name: "wasm", needsBrowser: true, run: wasm },
  {
    part: "e2e",
    name: "end to end",
    needsBrowser: true,
    needsBuild: true,
    run: () =>
      nodeTests(
        "end-to-end",
        testFiles((folder) => folder === "e2e"),
      ),
  },
  {
    part: "delivery",
    name: "delivery",
    needsBrowser: true,
    needsBuild: true,
    run: () =>
      nodeTests(
        "delivery",
        testFiles((folder) => folder === "delivery"),
      ),
  },
  { part: "proxy", name: "proxy", needsBrowser: true, needsBuild: true, run: proxy },
];

/** What reads code without running it: the lock file, formatting, lint limits and types. */
async function format() {
  if (/"resolved":/.test(readFileSync(join(ROOT, "package-lock.json"), "utf8"))) {
    throw new Problem(
      "package-lock.json names a registry: run `npm install --omit-lockfile-registry-resolved`",
    );
  }
  const results = [{ name: "lock file", ok: true }];
  const check = async (name, command, args) => {
    const { code } = await run(command, args, { limit_s: CHECK_LIMIT_S });
    results.push({ name, ok: code === 0 });
  };
  const hasRustfmt = ask("cargo", ["fmt", "--version"]);
  if (hasRustfmt) await check("cargo fmt", "cargo", ["fmt", "--check"]);
  await check("prettier", process.execPath, [tool("prettier/bin/prettier.cjs"), "--check", "."]);
  await check("eslint", process.execPath, [tool("eslint/bin/eslint.js"), "."]);
  for (const project of readdirSync(ROOT).filter((name) => /^tsconfig\..+\.json$/.test(name)))
    await check(`types of ${project}`, process.execPath, [tool("typescript/bin/tsc"), "-p", project]);
  const failed = results.filter(({ ok }) => !ok).map(({ name }) => name);
  const notes = [
    failed.length > 0 && `failed: ${failed.join(", ")}`,
    !hasRustfmt && "rustfmt is not installed: Rust not checked",
  ];
  return {
    passed: results.length - failed.length,
    failed: failed.length,
    note: notes.filter(Boolean).join("; "),
  };
}

/** The file of a development tool. */
function tool(path) {
  return join(ROOT, "node_modules", path);
}

async function native() {
  // The other modules without the page's engine, as they are built.
  for (const feature of ["tools", "inspector"]) {
    const alone = ["check", "--lib", "--no-default-features", "--features", feature];
    await must("cargo", alone, `${feature} does not compile without the page`, { limit_s: NATIVE_LIMIT_S });
  }
  // All modules, so that tests can compare them.
  const args = ["test", "--no-fail-fast", "--features", "tools,inspector"];
  return cargoResult(await run("cargo", args, { limit_s: NATIVE_LIMIT_S }));
}

/** Sets up nginx itself, so that on a machine without nginx only this suite fails. */
async function proxy() {
  await setUpNginx();
  return nodeTests(
    "proxy",
    testFiles((folder) => folder === "proxy"),
  );
}

/** The wasm-bindgen tests in Chromium. */
async function wasm() {
  return cargoResult(await runWasmTests("chromium"));
}

/**
 * Sums the result lines of libtest. A failure without such a line (not compiled, out of time) counts as
 * one.
 */
function cargoResult({ code, output, timedOut }) {
  let passed = 0;
  let failed = 0;
  for (const [, ok, bad] of output.matchAll(/test result: .*?(\d+) passed; (\d+) failed/g)) {
    passed += Number(ok);
    failed += Number(bad);
  }
  return verdict({ passed, failed, code, timedOut });
}

async function nodeTests(what, files) {
  if (files.length === 0) throw new Problem(`no ${what} tests`);
  // One file at a time: browsers share the machine's cores, and the tests also test their timing.
  const args = [
    "--test",
    "--test-reporter=spec",
    "--test-concurrency=1",
    `--test-timeout=${NODE_TEST_LIMIT_MS}`,
    ...files,
  ];
  const { code, output, timedOut } = await run(process.execPath, args, { limit_s: NODE_LIMIT_S });
  const count = (name) => Number(output.match(new RegExp(`^. ${name} (\\d+)$`, "m"))?.[1] ?? 0);
  return verdict({ passed: count("pass"), failed: count("fail") + count("cancelled"), code, timedOut });
}

/** The files tests/FOLDER/*.test.mjs of the folders for which `wanted` is true. */
function testFiles(wanted) {
  return readdirSync(join(ROOT, "tests"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && wanted(entry.name))
    .flatMap(({ name }) =>
      readdirSync(join(ROOT, "tests", name))
        .filter((file) => file.endsWith(".test.mjs"))
        .sort()
        .map((file) => join("tests", name, file)),
    );
}

function verdict({ passed, failed, code, timedOut }) {
  if (timedOut) return { passed, failed: failed + 1, note: "ran out of time" };
  if (code !== 0 && failed === 0) return { passed, failed: 1, note: `exit ${code}` };
  if (passed + failed === 0) return { passed, failed: 1, note: "no test ran" };
  return { passed, failed };
}
