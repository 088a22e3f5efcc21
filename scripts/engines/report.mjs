// Writes the results of `npm run test:engines` as tests/ENGINES.md.

import { ENTRIES, MATRIX, POLICIES } from "../../tests/e2e/support/policies.mjs";
import { DIFFERENCES } from "./differences.mjs";

const POLICY_FILE = "policies.test.mjs";

/** `results`: those of scripts/engines.mjs, one for each engine. */
export function report(results, date) {
  const versions = results.map(({ version }) => version);
  // An engine that skips a whole group reports the group; the others report its tests.
  const groups = new Set(
    results
      .flatMap(({ tests }) => tests.map(({ name }) => name))
      .filter((name, _, names) => names.some((other) => other.startsWith(`${name}: `))),
  );
  const matrix = new Set(MATRIX.map(({ name }) => name));
  const behaviours = unique(results.flatMap(({ tests }) => tests)).filter(
    ({ file, name }) => !(file === POLICY_FILE && matrix.has(name)) && !groups.has(name),
  );
  const files = [...new Set(behaviours.map(({ file }) => file))];
  return `# What was seen in which engine

${introduction(date)}

${table(
  ["", ...versions],
  [
    ["wasm-bindgen tests (`tests/wasm_*.rs`)", ...results.map(({ wasm }) => counted(wasm))],
    ["end-to-end tests (`tests/e2e`)", ...results.map(({ tests }) => counted(tests))],
  ],
)}

## Policies

What the tracker runs as, by ${entryNames()} each; everywhere the same messages arrive,
and an order has the same id.

${table(
  ["the page", ...versions],
  POLICIES.map((row) => [row.name, ...results.map((result) => ranAs(row, result))]),
)}

## Behaviours

${table(
  ["behaviour", ...versions],
  files.flatMap((file) => [
    [`**[${file}](e2e/${file})**`, ...versions.map(() => "")],
    ...behaviours.filter((test) => test.file === file).map((test) => behaviourRow(test, results)),
  ]),
)}

## Known differences

${DIFFERENCES.map(({ engines, text }) => `- **${engines}.** ${text}`).join("\n")}
`;
}

function introduction(date) {
  const today = date.toISOString().slice(0, 10);
  return `Written by \`npm run test:engines -- --write\` on ${today}; do not edit.
*Seen*: the test of that name passed there. *Not tried*: the test says that it needs something that the
engine, or its driver, does not have. The policies are in [policies.mjs](e2e/support/policies.mjs), the
differences in [differences.mjs](../scripts/engines/differences.mjs).`;
}

function entryNames() {
  const names = ENTRIES.map(({ name }) => name);
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function behaviourRow({ file, name }, results) {
  const found = ({ tests }) =>
    tests.find((test) => test.file === file && (test.name === name || name.startsWith(`${test.name}: `)));
  return [name, ...results.map((result) => cell(found(result)))];
}

function unique(tests) {
  const seen = new Set();
  return tests.filter(({ file, name }) => !seen.has(`${file} ${name}`) && seen.add(`${file} ${name}`));
}

function counted(tests) {
  const of = (state) => tests.filter((test) => test.state === state).length;
  return [
    `${of("seen")} seen`,
    of("differs") && `**${of("differs")} differ**`,
    of("not tried") && `${of("not tried")} not tried`,
  ]
    .filter(Boolean)
    .join(", ");
}

function ranAs(row, { tests }) {
  const of = MATRIX.filter((combination) => combination.row === row).map(({ name, entry }) => ({
    entry,
    test: tests.find((test) => test.file === POLICY_FILE && test.name === name),
  }));
  const faults = of.filter(({ test }) => test?.state !== "seen");
  const as = row.runsAs === "script" ? "the script" : row.runsAs;
  return [faults.length < of.length && as, ...faults.map(({ entry, test }) => `${entry.name}: ${cell(test)}`)]
    .filter(Boolean)
    .join("; ");
}

function cell(test) {
  if (!test) return "not tried";
  if (test.state === "differs") return `**differs**: ${test.why}`;
  if (test.state === "not tried") return `not tried: ${test.why}`;
  return test.again ? "seen, on the second try" : "seen";
}

function table(head, rows) {
  const line = (cells) =>
    `| ${cells.map((text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;")).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}
