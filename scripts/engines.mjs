// npm run test:engines: runs the wasm-bindgen tests, the end-to-end tests and every policy in every browser
// engine. `-- firefox`, `chromium` or `webkit` plays one engine, `--file=text` the end-to-end files whose
// name contains the text. target/engines.json keeps the results; a file that is played again replaces its
// older results. `--write` writes tests/ENGINES.md from that file, if it has results of all engines.

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run as runTests } from "node:test";
import { Problem, ROOT, main, say } from "./run.mjs";
import { build } from "./build.mjs";
import { report } from "./engines/report.mjs";
import { setUp } from "./setup.mjs";
import { setUpFirefox } from "./setup/firefox.mjs";
import { setUpWebkit } from "./setup/webkit.mjs";
import { runWasmTests } from "./test/wasm.mjs";

const NAMES = ["chromium", "firefox", "webkit"];
const KEPT = join(ROOT, "target/engines.json");
const TEST_LIMIT_MS = 120_000;
const MARKS = { seen: "✓", differs: "✗", "not tried": "–" };
// package.test.mjs uses no browser. npm.test.mjs plays the code of docs/npm.md, with which the tracker
// ignores automated browsers: only Chromium's driver does not show that it is one.
const NOT_PLAYED = ["package.test.mjs", "npm.test.mjs"];

main(async () => {
  const asked = process.argv.slice(2);
  const flags = asked.filter((word) => word.startsWith("--"));
  const only = asked.filter((word) => !flags.includes(word));
  const text = flags.find((flag) => flag.startsWith("--file="))?.slice(7) ?? "";
  const unknown = [
    ...flags.filter((flag) => flag !== "--write" && !flag.startsWith("--file=")),
    ...only.filter((name) => !NAMES.includes(name)),
  ];
  if (unknown.length)
    throw new Problem(
      `npm run test:engines -- ${unknown.join(" ")}: there is ${NAMES.join(", ")}, --file=text, --write`,
    );
  const engines = only.length ? only : NAMES;
  const files = readdirSync(join(ROOT, "tests/e2e"))
    .filter((name) => name.endsWith(".test.mjs") && name.includes(text) && !NOT_PLAYED.includes(name))
    .sort();
  if (!files.length) throw new Problem(`no file of tests/e2e has "${text}" in its name`);

  await setUp({ browser: engines.includes("chromium") });
  if (engines.includes("firefox")) await setUpFirefox();
  if (engines.includes("webkit")) await setUpWebkit();
  await build();

  const results = [];
  for (const engine of engines) results.push(await play(engine, files, text === ""));
  const kept = keep(results);
  if (flags.includes("--write")) {
    const missing = NAMES.filter((name) => !kept[name]?.wasm.length);
    if (missing.length)
      throw new Problem(
        `the table is of all engines: run npm run test:engines -- ${missing.join(" ")} first`,
      );
    writeFileSync(
      join(ROOT, "tests/ENGINES.md"),
      report(
        NAMES.map((name) => kept[name]),
        new Date(),
      ),
    );
  }

  const all = results.flatMap(({ wasm, tests }) => [...wasm, ...tests]);
  const count = (state) => all.filter((test) => test.state === state).length;
  say("");
  for (const { version, wasm, tests, seconds } of results) {
    const of = (list, state) => list.filter((test) => test.state === state).length;
    say(
      `${version}: ${of(wasm, "seen")} of ${wasm.length} wasm-bindgen tests, ` +
        `${of(tests, "seen")} of ${tests.length} end to end, ` +
        `${of(tests, "not tried")} not tried (${Math.round(seconds)} s)`,
    );
    for (const { file, name, why } of [...wasm, ...tests].filter(({ state }) => state === "differs"))
      say(`  ✗ ${file}: ${name}\n      ${why}`);
  }
  say(`${count("seen")} passed, ${count("differs")} failed, ${count("not tried")} skipped`);
  process.exitCode = count("differs") ? 1 : 0;
});

/**
 * `{engine, version, seconds, wasm, tests}`. A test is `{file, name, state, why, again}`; its state is
 * "seen", "differs" or "not tried".
 */
async function play(engine, files, withWasm) {
  const from = Date.now();
  const version = await versionOf(engine);
  say(`\n── ${version}`);
  const wasm = withWasm ? await wasmTests(engine) : [];
  const tests = await endToEnd(engine, files);
  const failing = [...new Set(tests.filter(({ state }) => state === "differs").map(({ file }) => file))];
  if (failing.length) {
    // Once more by itself, in case the machine was busy. The table says so.
    say(`\n── ${version}: ${failing.join(", ")} once more`);
    for (const test of await endToEnd(engine, failing)) {
      const known = tests.find(({ file, name }) => file === test.file && name === test.name);
      if (known?.state === "differs") Object.assign(known, test, { again: test.state === "seen" });
    }
  }
  return { engine, version, seconds: (Date.now() - from) / 1000, wasm, tests };
}

/** Results by engine. Older results stay if they are of the same version and of files not played now. */
function keep(results) {
  let kept = {};
  try {
    kept = JSON.parse(readFileSync(KEPT, "utf8"));
  } catch {
    // There is no file yet.
  }
  for (const { engine, version, seconds, wasm, tests } of results) {
    const before = kept[engine]?.version === version ? kept[engine] : { wasm: [], tests: [] };
    const played = new Set(tests.map(({ file }) => file));
    const all = [...before.tests.filter(({ file }) => !played.has(file)), ...tests].sort((one, other) =>
      one.file < other.file ? -1 : one.file > other.file ? 1 : 0,
    );
    kept[engine] = { engine, version, seconds, wasm: wasm.length ? wasm : before.wasm, tests: all };
  }
  mkdirSync(dirname(KEPT), { recursive: true });
  writeFileSync(KEPT, JSON.stringify(kept, null, 1));
  return kept;
}

async function versionOf(engine) {
  const { ENGINES } = await import("../tests/e2e/support/browser.mjs");
  const browser = await ENGINES[engine].start();
  await browser.quit();
  return browser.version;
}

async function wasmTests(engine) {
  const { openDisplay } = await import("../tests/e2e/support/engines/display.mjs");
  const display = engine === "webkit" ? await openDisplay() : null;
  try {
    const { output, code } = await runWasmTests(engine, display?.environment);
    const tests = [];
    let file = "";
    for (const line of output.split("\n")) {
      file = line.match(/Running (tests\/\w+\.rs)/)?.[1] ?? file;
      const [, name, verdict] = line.match(/^test (\S+) \.\.\. (ok|FAIL\w*)/) ?? [];
      if (name)
        tests.push({
          file,
          name,
          state: verdict === "ok" ? "seen" : "differs",
          why: verdict === "ok" ? "" : "failed",
        });
    }
    if (!tests.length || (code !== 0 && tests.every(({ state }) => state === "seen")))
      tests.push({ file, name: "all", state: "differs", why: `cargo test ended with ${code}` });
    return tests;
  } finally {
    await display?.close();
  }
}

function endToEnd(engine, files) {
  process.env.SHOPTRAIL_ENGINE = engine;
  return new Promise((resolve, reject) => {
    const tests = [];
    const above = [];
    const stream = runTests({
      files: files.map((file) => join(ROOT, "tests/e2e", file)),
      concurrency: 1,
      timeout: TEST_LIMIT_MS,
    });
    stream.on("test:start", ({ name, nesting }) => above.splice(nesting, above.length, name));
    const record =
      (state) =>
      ({ name, nesting, file, skip, details }) => {
        const isGroup = details.type === "suite";
        // A skipped group counts for its tests. In a failed group, the tests that failed count.
        if (isGroup && skip === undefined) return;
        const test = {
          file: (file ?? "").split("/").pop(),
          name: [...above.slice(0, nesting), name].join(": "),
          state: skip === undefined ? state : "not tried",
          why: "",
        };
        if (skip !== undefined) test.why = String(skip).replace(/^not tried in [^:]*: /, "");
        else if (state === "differs") test.why = reasonOf(details.error);
        tests.push(test);
        const reason = test.why ? `\n    ${test.why}` : "";
        say(`${MARKS[test.state]} ${test.file}: ${test.name}${reason}`);
      };
    stream
      .on("test:pass", record("seen"))
      .on("test:fail", record("differs"))
      .on("error", reject)
      .on("end", () => resolve(tests))
      .resume();
  });
}

function reasonOf(error) {
  const { cause = error } = error;
  const lines = String(cause?.message ?? cause)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.slice(0, 6).join(" ").slice(0, 240);
}
