// docs/architecture.md names files and tests that exist. Its picture of the rooms is held by
// tests/architecture.rs.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { ROOT } from "../../scripts/run.mjs";

const TEXT = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");

/** Whether the path, in whose last part `*` stands for any text, names a file or a folder. */
function exists(path) {
  if (!path.includes("*")) return existsSync(join(ROOT, path));
  const pattern = new RegExp(`^${path.split("/").pop().replaceAll(".", "\\.").replace("*", ".*")}$`);
  return readdirSync(join(ROOT, dirname(path))).some((name) => pattern.test(name));
}

test("every path in the document exists", () => {
  const paths = [...TEXT.matchAll(/`((?:src|tests|pkg-template|docs|scripts|www|bench)\/[^\s`]+)`/g)];
  assert.ok(paths.length > 40, `${paths.length} paths`);
  assert.deepEqual(
    paths.map(([, path]) => path).filter((path) => !exists(path)),
    [],
  );
});

test("every test that an invariant names exists", () => {
  const named = [...TEXT.matchAll(/`(tests\/[\w/.-]+)`: `([^`]+)`/g)];
  assert.ok(named.length > 3, `${named.length} tests`);
  for (const [, path, name] of named)
    assert.ok(readFileSync(join(ROOT, path), "utf8").includes(name), `${path} has no test ${name}`);
});

test("every invariant names a test, a command or a file", () => {
  const [, table] = TEXT.split("## Invariants");
  const rows = table
    .split("\n## ")[0]
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2);
  assert.ok(rows.length > 10, `${rows.length} invariants`);
  assert.deepEqual(
    rows.filter((row) => !/`[^`]+`/.test(row.split(" | ")[1])),
    [],
  );
});
