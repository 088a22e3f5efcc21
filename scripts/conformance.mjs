// npm run conformance: compares shoptrail with lists, libraries and checkers that others wrote. Each file of
// scripts/conformance is one check; `-- NAME` runs one. `-- --write` writes docs/conformance.md.

import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem, ROOT, main, say } from "./run.mjs";
import { build } from "./build.mjs";
import { setUp } from "./setup.mjs";
import { page } from "./conformance/support/page.mjs";

const FOLDER = join(ROOT, "scripts/conformance");

main(async () => {
  const names = readdirSync(FOLDER)
    .filter((file) => file.endsWith(".mjs"))
    .map((file) => file.slice(0, -".mjs".length));
  const given = process.argv.slice(2);
  const only = given.filter((word) => word !== "--write");
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length)
    throw new Problem(`npm run conformance -- ${unknown.join(" ")}: there is ${names.join(", ")}`);
  if (only.length && given.includes("--write")) throw new Problem("--write writes the page of all checks");

  const checks = await Promise.all(
    (only.length ? only : names).map(async (name) => ({
      name,
      ...(await import(`./conformance/${name}.mjs`)),
    })),
  );
  const needs = new Set(checks.flatMap((check) => check.needs));
  await setUp({ browser: needs.has("browser"), php: false });
  if (needs.has("build")) await build();

  const results = [];
  for (const { name, check } of checks) {
    say(`\n── ${name}`);
    const rows = await check();
    rows.forEach(sayRow);
    results.push({ name, rows });
  }
  const problems = results.flatMap(({ rows }) => rows.flatMap((row) => row.problems));
  if (given.includes("--write")) writeFileSync(join(ROOT, "docs/conformance.md"), page(results));
  say(`\n${problems.length} differences without a reason`);
  process.exitCode = problems.length ? 1 : 0;
});

function sayRow({ list, question, checked, agree, differences, problems }) {
  say(`${problems.length ? "✗" : "✓"} ${list}. ${question} ${agree} of ${checked} agree`);
  for (const { reason, count } of differences) say(`    ${count}: ${reason}`);
  for (const fault of problems) say(`    ✗ ${fault}`);
}
