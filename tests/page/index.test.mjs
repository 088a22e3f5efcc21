// The npm entry: bundlers find a part only where its import is written out.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const SOURCE = new URL("../../pkg-template/src/", import.meta.url);

const parts = readdirSync(new URL("parts/", SOURCE)).filter((name) => name.endsWith(".js"));
const OF_HOOKS = ["default-properties", "sessions"];
const ofConsent = parts.filter((name) => name.startsWith("consent-"));

test("the npm entry imports every part by its own name, and parts import those of their own", () => {
  const entry = readFileSync(new URL("index.js", SOURCE), "utf8");
  // This one gets the shop's function with it.
  assert.match(entry, /import\("\.\/parts\/message-hooks\.js"\)/);
  const hooks = readFileSync(new URL("parts/message-hooks.js", SOURCE), "utf8");
  for (const name of OF_HOOKS) assert.ok(hooks.includes(`import("./${name}.js")`), name);
  const imported = [...entry.matchAll(/^ {2}"?([a-z-]+)"?: \(\) => import\("\.\/parts\/([a-z-]+)\.js"\)/gm)];
  for (const [, name, file] of imported) assert.equal(name, file);
  const overlay = readFileSync(new URL("parts/overlay.js", SOURCE), "utf8");
  assert.ok(overlay.includes('import("./inspector.js")'));
  const others = [...ofConsent, ...["message-hooks", ...OF_HOOKS, "inspector"].map((name) => `${name}.js`)];
  const expected = parts.filter((name) => !others.includes(name));
  assert.deepEqual(imported.map(([, name]) => `${name}.js`).sort(), [...expected, "compat.js"].sort());
  const consent = readFileSync(new URL("parts/consent.js", SOURCE), "utf8");
  const managers = [...consent.matchAll(/^ {2}([a-z]+): \(\) => import\("\.\/consent-([a-z]+)\.js"\)/gm)];
  for (const [, name, file] of managers) assert.equal(name, file);
  assert.deepEqual(managers.map(([, name]) => `consent-${name}.js`).sort(), ofConsent.sort());
});
