// The table of features: each row has a page, and a test that is there and says so; each file that it names
// has the size that the build measured.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/features.md`, "utf8");
const SIZES = JSON.parse(readFileSync(`${ROOT}pkg/sizes.json`, "utf8")).files;
const ROWS = [...PAGE.matchAll(/^\| \[.*$/gm)].map(([row]) => row);

test("every feature has a page, a way to ask for it, and a test that exists", () => {
  assert.ok(ROWS.length >= 25);
  for (const row of ROWS) {
    const cells = row.split(" | ");
    assert.match(cells[0], /^\| \[[^\]]+\]\([\w-]+\.md(?:#[\w-]+)?\)$/, row);
    const tests = cells.at(-1).match(/tests\/[\w./-]+\.mjs/g);
    assert.ok(tests?.length, row);
    for (const path of tests) {
      assert.ok(existsSync(ROOT + path), path);
      assert.match(readFileSync(ROOT + path, "utf8"), /\btest\(|\bfor \(/, path);
    }
  }
});

test("the files that a feature loads have the stated sizes, and at most 2,048 bytes", () => {
  const stated = [...PAGE.matchAll(/`([\w./-]+\.js)` \(([\d.]+) KiB\)/g)];
  assert.ok(stated.length >= 15);
  for (const [text, name, kib] of stated) {
    const { brotli } = SIZES[name];
    assert.ok(Math.abs(Number(kib) - brotli / 1024) <= 0.06, `${text}: ${brotli} bytes`);
    assert.ok(brotli <= 2048, `${name}: ${brotli} bytes`);
  }
});
