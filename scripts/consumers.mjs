// npm run test:consumers: installs the packed tarball in every consumer of tests/package/consumers/list.mjs
// (bundlers, frameworks, runtimes) and plays each in Chromium. `-- text` plays those whose name or entry
// contains the text. `--write` writes tests/package/CONSUMERS.md.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem, ROOT, main, say } from "./run.mjs";
import { build } from "./build.mjs";
import { resultLine } from "./result-line.mjs";
import { setUp } from "./setup.mjs";

const TABLE = join(ROOT, "tests/package/CONSUMERS.md");

main(async () => {
  const given = process.argv.slice(2);
  const text = given.filter((word) => word !== "--write").join(" ");
  await setUp();
  await build();
  const { CONSUMERS } = await import("../tests/package/consumers/list.mjs");
  const { openProject, pack } = await import("../tests/package/consumers/project.mjs");
  const { play, watchEngine } = await import("../tests/package/consumers/play.mjs");
  const { startCustomerIo } = await import("../tests/package/consumers/customerio.mjs");
  const { report } = await import("../tests/package/consumers/report.mjs");
  const consumers = CONSUMERS.filter(({ name, entry }) =>
    `${name} ${entry}`.toLowerCase().includes(text.toLowerCase()),
  );
  if (!consumers.length) throw new Problem(`no consumer's name or entry has "${text}"`);

  const folder = mkdtempSync(join(tmpdir(), "shoptrail-tarball-"));
  const tarball = await pack(folder);
  const customerIo = await startCustomerIo();
  await watchEngine(customerIo.browser);
  const played = [];
  try {
    // Consumers that need the same packages share one installation.
    for (const group of grouped(consumers)) {
      const [{ packages }] = group;
      const project = await openProject(tarball, packages);
      for (const consumer of group) {
        const from = Date.now();
        const result = project.problem
          ? { builds: false, delivered: false, wrong: [`not installed: ${project.problem}`] }
          : await play(consumer, project, customerIo);
        played.push({ ...consumer, result });
        const runsAs = result.runsAs ? `, runs as ${result.runsAs}` : "";
        say(resultLine(`${consumer.name}, ${consumer.entry}${runsAs}`, result, from));
      }
      project.close();
    }
  } finally {
    await customerIo.close();
    rmSync(folder, { recursive: true });
  }
  const faults = played.filter(({ result }) => result.wrong.length).length;
  if (given.includes("--write"))
    writeFileSync(TABLE, report(CONSUMERS, played, existsSync(TABLE) ? readFileSync(TABLE, "utf8") : ""));
  say(`\n${played.length - faults} consumers as required, ${faults} not`);
  process.exitCode = faults ? 1 : 0;
});

function grouped(consumers) {
  const groups = new Map();
  for (const consumer of consumers) {
    const key = JSON.stringify(consumer.packages);
    groups.set(key, [...(groups.get(key) ?? []), consumer]);
  }
  return groups.values();
}
