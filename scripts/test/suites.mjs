// The suites that `npm test` runs, in order. Each returns `{passed, failed, note?}`. A suite without tests
// has failed.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Problem, ROOT, ask, run } from "../run.mjs";
import { setUpNginx } from "../setup/nginx.mjs";
import { runWasmTests } from "./wasm.mjs";

const NATIVE_LIMIT_S = 900;
const NODE_LIMIT_S = 1_800;
const NODE_TEST_LIMIT_MS = 120_000;

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

/** Checks the formatting, and that package-lock.json installs from any registry. */
async function format() {
  if (/"resolved":/.test(readFileSync(join(ROOT, "package-lock.json"), "utf8"))) {
    throw new Problem(
      "package-lock.json names a registry: run `npm install --omit-lockfile-registry-resolved`",
    );
  }
  if (!ask("cargo", ["fmt", "--version"]))
    return { passed: 1, failed: 0, note: "rustfmt is not installed: formatting not checked" };
  const { code } = await run("cargo", ["fmt", "--check"], { limit_s: 60 });
  return {
    passed: code === 0 ? 2 : 1,
    failed: code === 0 ? 0 : 1,
    note: code === 0 ? "" : "run `cargo fmt`",
  };
}

async function native() {
  return cargoResult(await run("cargo", ["test", "--no-fail-fast"], { limit_s: NATIVE_LIMIT_S }));
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
