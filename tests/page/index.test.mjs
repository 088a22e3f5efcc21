// The npm entry: bundlers find a part only where its import is written out.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const SOURCE = new URL("../../pkg-template/src/", import.meta.url);

const parts = readdirSync(new URL("parts/", SOURCE)).filter((name) => name.endsWith(".js"));
const ofConsent = parts.filter((name) => name.startsWith("consent-"));

test("the npm entry imports every part by its own name, and the part consent those of its own", () => {
  const entry = readFileSync(new URL("index.js", SOURCE), "utf8");
  const imported = [...entry.matchAll(/^ {2}"?([a-z-]+)"?: \(\) => import\("\.\/parts\/([a-z-]+)\.js"\)/gm)];
  for (const [, name, file] of imported) assert.equal(name, file);
  const expected = parts.filter((name) => !ofConsent.includes(name));
  assert.deepEqual(imported.map(([, name]) => `${name}.js`).sort(), [...expected, "compat.js"].sort());
  const consent = readFileSync(new URL("parts/consent.js", SOURCE), "utf8");
  const managers = [...consent.matchAll(/^ {2}([a-z]+): \(\) => import\("\.\/consent-([a-z]+)\.js"\)/gm)];
  for (const [, name, file] of managers) assert.equal(name, file);
  assert.deepEqual(managers.map(([, name]) => `consent-${name}.js`).sort(), ofConsent.sort());
});
