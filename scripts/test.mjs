// npm test: sets up, builds, runs every suite of scripts/test/suites.mjs and prints one summary.
// `npm test -- native` runs one part; another name lists the parts.

import { Problem, main, say } from "./run.mjs";
import { build } from "./build.mjs";
import { setUp } from "./setup.mjs";
import { SUITES } from "./test/suites.mjs";

main(async () => {
  const only = process.argv[2];
  const names = [...new Set(SUITES.map((suite) => suite.part))];
  if (only && !names.includes(only)) throw new Problem(`npm test -- ${only}: there is ${names.join(", ")}`);

  const rows = [];
  const suites = SUITES.filter((suite) => !only || suite.part === only);
  const ready = await step(rows, "set-up", () =>
    setUp({
      browser: suites.some((suite) => suite.needsBrowser),
      php: suites.some((suite) => suite.needsPhp),
    }),
  );
  const built = ready && suites.some((suite) => suite.needsBuild) ? await step(rows, "build", build) : ready;
  for (const suite of ready ? suites : []) {
    say(`\n── ${suite.name}`);
    if (suite.needsBuild && !built)
      rows.push({ name: suite.name, passed: 0, failed: 1, seconds: 0, note: "needs the build" });
    else rows.push(await timed(suite.name, suite.run));
  }

  const passed = sum(rows, "passed");
  const failed = sum(rows, "failed");
  say(`\n${"suite".padEnd(14)}${"passed".padStart(8)}${"failed".padStart(8)}${"seconds".padStart(9)}`);
  for (const row of rows) {
    const cells = [
      String(row.passed).padStart(8),
      String(row.failed).padStart(8),
      row.seconds.toFixed(1).padStart(9),
    ];
    say(`${row.name.padEnd(14)}${cells.join("")}${row.note ? `  ${row.note}` : ""}`);
  }
  say(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});

/** Runs set-up or the build, and counts a failure as a failed test. Returns whether it succeeded. */
async function step(rows, name, body) {
  say(`\n── ${name}`);
  const row = await timed(name, async () => {
    await body();
    return { passed: 0, failed: 0 };
  });
  rows.push(row);
  return row.failed === 0;
}

async function timed(name, body) {
  const start = Date.now();
  let result;
  try {
    result = await body();
  } catch (error) {
    const note = error instanceof Problem ? error.message : error.stack;
    say(`shoptrail: ${note}`);
    result = { passed: 0, failed: 1, note: note.split("\n")[0] };
  }
  return { name, ...result, seconds: (Date.now() - start) / 1000 };
}

function sum(rows, key) {
  return rows.reduce((total, row) => total + row[key], 0);
}
