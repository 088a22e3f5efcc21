// The packed tarball in projects made of the blocks of docs/npm.md, in Chromium: the consumers that need no
// package beyond this workspace. `npm run test:consumers` plays all consumers.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startCustomerIo } from "../package/consumers/customerio.mjs";
import { CONSUMERS } from "../package/consumers/list.mjs";
import { play, watchEngine } from "../package/consumers/play.mjs";
import { openProject, pack } from "../package/consumers/project.mjs";
import { RECIPES } from "../package/consumers/readme.mjs";
import { report } from "../package/consumers/report.mjs";

const QUICK = CONSUMERS.filter(({ quick }) => quick);
const INSTALLED = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
).devDependencies;
const projects = new Map();
let customerIo, folder, tarball;

before(async () => {
  customerIo = await startCustomerIo();
  await watchEngine(customerIo.browser);
  folder = mkdtempSync(join(tmpdir(), "shoptrail-tarball-"));
  tarball = await pack(folder);
});
after(async () => {
  await customerIo?.close();
  for (const project of projects.values()) project.close();
  rmSync(folder, { recursive: true });
});

test("every block of docs/npm.md for a file is in the project of a consumer, unchanged", () => {
  const texts = new Set(CONSUMERS.flatMap(({ files }) => Object.values(files)));
  for (const [file, recipe] of Object.entries(RECIPES)) assert.ok(texts.has(recipe), file);
});

test("CONSUMERS.md states for every consumer that it builds and delivers", () => {
  const table = readFileSync(new URL("../package/CONSUMERS.md", import.meta.url), "utf8");
  assert.deepEqual(
    report(CONSUMERS, [], table)
      .split("\n")
      .filter((row) => /\*\*(not tried|no)\*\*/.test(row)),
    [],
    "npm run test:consumers -- --write",
  );
});

for (const consumer of QUICK) {
  test(`${consumer.name}, ${consumer.entry}: builds, and delivers the story`, async () => {
    const { packages } = consumer;
    for (const [name, version] of Object.entries(packages)) assert.equal(version, INSTALLED[name], name);
    const key = JSON.stringify(packages);
    if (!projects.has(key)) projects.set(key, await openProject(tarball, packages, { linked: true }));
    const project = projects.get(key);
    assert.equal(project.problem, "");
    assert.deepEqual((await play(consumer, project, customerIo)).wrong, []);
  });
}
