// The report of what each engine does: how it shows results, and that tests/ENGINES.md has the current
// policies.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { report } from "../../scripts/engines/report.mjs";
import { MATRIX, POLICIES } from "../e2e/support/policies.mjs";

const WRITTEN = readFileSync(new URL("../ENGINES.md", import.meta.url), "utf8");

function result(version, state, changes) {
  const row = (file, name) => ({ file, name, state, why: state === "seen" ? "" : "because a|b", ...changes });
  return {
    version,
    seconds: 1,
    wasm: [row("tests/wasm_core.rs", "one")],
    tests: [row("story.test.mjs", "the story"), ...MATRIX.map(({ name }) => row("policies.test.mjs", name))],
  };
}

test("each behaviour has a cell for each engine: seen, after retries, different, or not tried", () => {
  const text = report(
    [
      result("A 1", "seen"),
      result("B 2", "differs"),
      result("C 3", "not tried"),
      result("D 4", "seen", { again: true }),
    ],
    new Date(0),
  );
  assert.match(text, /on 1970-01-01;/);
  assert.match(
    text,
    /\| the story \| seen \| \*\*differs\*\*: because a\\\|b \| not tried: because a\\\|b \| seen, on the second try \|/,
  );
  assert.match(
    text,
    /\| no policy \| WebAssembly \| embed\.min\.js: \*\*differs\*\*: because a\\\|b; two-files.min.js: /,
  );
  assert.match(
    text,
    /\| wasm-bindgen tests .* \| 1 seen \| 0 seen, \*\*1 differ\*\* \| 0 seen, 1 not tried \| 1 seen \|/,
  );
});

test("a test of one engine only counts as not tried in the others", () => {
  const [one, two] = [result("A 1", "seen"), result("B 2", "seen")];
  two.tests.shift();
  assert.match(report([one, two], new Date(0)), /\| the story \| seen \| not tried \|/);
});

test("a group that an engine skips stands for its tests and has no row of its own", () => {
  const [one, two] = [result("A 1", "seen"), result("B 2", "seen")];
  one.tests.push({ file: "spa.test.mjs", name: "by an API: a route", state: "seen", why: "" });
  two.tests.push({ file: "spa.test.mjs", name: "by an API", state: "not tried", why: "needs it" });
  const text = report([one, two], new Date(0));
  assert.match(text, /\| by an API: a route \| seen \| not tried: needs it \|/);
  assert.doesNotMatch(text, /\| by an API \|/);
});

test("tests/ENGINES.md has every policy in three engines, and none differs", () => {
  for (const { name, runsAs } of POLICIES) {
    const as = runsAs === "script" ? "the script" : runsAs;
    assert.ok(
      WRITTEN.includes(`| ${name} | ${as} | ${as} | ${as} |`),
      `${name}: run npm run test:engines -- --write`,
    );
  }
  for (const engine of ["Chromium", "Firefox", "WebKitGTK"])
    assert.match(WRITTEN, new RegExp(`\\| ${engine} \\d`));
});
