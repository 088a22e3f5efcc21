// npm run test:delivery: plays every row of tests/delivery in Chromium and Firefox. `-- firefox` or `--
// chromium` plays one browser, `--row=text` the rows whose name contains the text. `--write` writes
// tests/delivery/RESULTS.md. With `--pipeline` the receiver is like Segment's, and the file is PIPELINE.md.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem, ROOT, main, say } from "./run.mjs";
import { build } from "./build.mjs";
import { resultLine } from "./result-line.mjs";
import { setUp } from "./setup.mjs";
import { setUpFirefox } from "./setup/firefox.mjs";

const ENGINE_NAMES = ["chromium", "firefox"];
const RETURN_MS = 30_000;
const PLAY_LIMIT_S = 1_800;

main(async () => {
  const { engines, text, isPipeline, writes } = readArguments(process.argv.slice(2));
  await setUp({ browser: engines.includes("chromium"), php: false });
  if (engines.includes("firefox")) await setUpFirefox();
  await build();
  const { ROWS } = await import("../tests/delivery/rows.mjs");
  const { report } = await import("../tests/delivery/report.mjs");
  const rows = ROWS.filter(({ name }) => name.includes(text));
  if (!rows.length) throw new Problem(`no row's name contains "${text}"`);

  const tables = [];
  let faults = 0;
  const limit = setTimeout(() => {
    process.stderr.write(`shoptrail: the rows took longer than ${PLAY_LIMIT_S} s\n`);
    process.exit(1);
  }, PLAY_LIMIT_S * 1000);
  for (const engine of engines) {
    const { version, played } = await playRows(engine, rows, isPipeline);
    faults += played.filter(({ result }) => result.wrong.length).length;
    tables.push(report(version, played));
  }
  clearTimeout(limit);
  say(`\n${tables.join("\n\n")}`);
  if (writes)
    writeFileSync(
      join(ROOT, "tests/delivery", isPipeline ? "PIPELINE.md" : "RESULTS.md"),
      written(tables, isPipeline),
    );
  say(`\n${rows.length * engines.length - faults} rows as required, ${faults} not`);
  process.exitCode = faults ? 1 : 0;
});

function readArguments(given) {
  const flags = given.filter((word) => word.startsWith("--"));
  const only = given.filter((word) => !flags.includes(word));
  const unknown = [
    ...flags.filter((flag) => !["--write", "--pipeline"].includes(flag) && !flag.startsWith("--row=")),
    ...only.filter((engine) => !ENGINE_NAMES.includes(engine)),
  ];
  if (unknown.length)
    throw new Problem(
      `npm run test:delivery -- ${unknown.join(" ")}: ` +
        `there is ${ENGINE_NAMES.join(", ")}, --row=text, --pipeline, --write`,
    );
  return {
    engines: only.length ? only : ENGINE_NAMES,
    text: flags.find((flag) => flag.startsWith("--row="))?.slice(6) ?? "",
    isPipeline: flags.includes("--pipeline"),
    writes: flags.includes("--write"),
  };
}

/** The browser's version, and each row with its result. */
async function playRows(engine, rows, isPipeline) {
  const { ENGINES } = await import("../tests/delivery/engines.mjs");
  const { play } = await import("../tests/delivery/runner.mjs");
  const { startOurPage, startPipelinePage } = await import("../tests/delivery/page.mjs");
  const startPage = isPipeline ? (row) => startPipelinePage(row) : startOurPage;
  const browser = await ENGINES[engine]();
  const played = [];
  try {
    say(`\n── ${browser.version}`);
    for (const row of rows) {
      const from = Date.now();
      const result = await play(browser, row, startPage, { returnMs: RETURN_MS });
      played.push({ ...row, result });
      const { atLeave, back, underTwoIds, again } = result;
      const figures = `${atLeave}, ${back} of ${row.events}, ${underTwoIds} under two ids, ${again} again`;
      say(resultLine(`${row.name}: ${figures}`, result, from));
    }
  } finally {
    await browser.quit();
  }
  return { version: browser.version, played };
}

function written(tables, isPipeline) {
  const [title, flag] = isPipeline ? [", at a pipeline that asks for a preflight", "--pipeline "] : ["", ""];
  const date = new Date().toISOString().slice(0, 10);
  return `# What arrives, in real browsers${title}

Written by \`npm run test:delivery -- ${flag}--write\` on ${date}; do not edit.
The rows are in [rows.mjs](rows.mjs). *At leave*: different events at the collector before any return
(where the page stays, before it is left). *After return*: after one more ordinary visit.
*Two ids*: events that came under two \`messageId\`s. *Again*: messages that came again under the same
\`messageId\`, which Customer.io counts once.

${tables.join("\n\n")}
`;
}
