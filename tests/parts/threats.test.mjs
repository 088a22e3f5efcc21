// The threat model (THREATS.md): the test of each threat exists, and the package never makes code or markup
// from data.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path) => readFileSync(ROOT + path, "utf8");

test("every threat names a test, and every test it names exists", () => {
  const rows = read("pkg-template/THREATS.md")
    .split("\n")
    .filter((line) => /^\| \*\*/.test(line));
  assert.ok(rows.length >= 10);
  for (const row of rows) {
    const named = [
      ...row
        .split("|")
        .at(-2)
        .matchAll(/`(\S+): ([^`]+)`/g),
    ];
    assert.ok(named.length, row);
    for (const [, file, name] of named) assert.ok(read(file).includes(name), `${file} has no test "${name}"`);
  }
});

test("nothing in the package makes code or markup from data", () => {
  const scripts = readdirSync(`${ROOT}pkg`, { recursive: true }).filter(
    (name) => name.endsWith(".js") || name === "snippet.html",
  );
  assert.ok(scripts.length >= 3);
  for (const name of scripts) {
    // A text of wasm-bindgen's messages, which shows a function by its name.
    const text = read(`pkg/${name}`).replace("`Function(${val.name})`", "");
    const found = text.match(
      /\beval\(|\bnew Function\b|\bFunction\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|createContextualFragment/,
    );
    assert.equal(found?.[0], undefined, `pkg/${name}`);
  }
});
