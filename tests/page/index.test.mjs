// The npm entry: bundlers find a part only where its import is written out.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const SOURCE = new URL("../../pkg-template/src/", import.meta.url);

test("the npm entry imports every part by its own name", () => {
  const entry = readFileSync(new URL("index.js", SOURCE), "utf8");
  const imported = [...entry.matchAll(/^ {2}"?([a-z-]+)"?: \(\) => import\("\.\/parts\/([a-z-]+)\.js"\)/gm)];
  for (const [, name, file] of imported) assert.equal(name, file);
  const parts = readdirSync(new URL("parts/", SOURCE)).filter((name) => name.endsWith(".js"));
  assert.deepEqual(imported.map(([, name]) => `${name}.js`).sort(), [...parts, "compat.js"].sort());
});
