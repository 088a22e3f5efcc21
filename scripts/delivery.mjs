// npm run test:delivery: every row of tests/delivery in every engine. `-- firefox` or `-- chromium` plays one engine, `--row=text` the rows whose
// name has that text; `--write` writes tests/delivery/RESULTS.md. With `--pipeline` the receiver is one of Segment's kind, and the file PIPELINE.md.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem, ROOT, main, say } from "./run.mjs";
import { build } from "./build.mjs";
import { setUp } from "./setup.mjs";
import { setUpFirefox } from "./setup/firefox.mjs";

const RETURN_MS = 30_000;
const PLAY_LIMIT_S = 1_800;

main(async () => {
  const asked = process.argv.slice(2);
  const flags = asked.filter((word) => word.startsWith("--"));
  const only = asked.filter((word) => !flags.includes(word));
  const text = flags.find((flag) => flag.startsWith("--row="))?.slice(6) ?? "";
  const unknown = [
    ...flags.filter((flag) => !["--write", "--pipeline"].includes(flag) && !flag.startsWith("--row=")),
    ...only.filter((engine) => !["chromium", "firefox"].includes(engine)),
  ];
  if (unknown.length)
    throw new Problem(
      `npm run test:delivery -- ${unknown.join(" ")}: there is chromium, firefox, --row=text, --pipeline, --write`,
    );
  const engines = only.length ? only : ["chromium", "firefox"];

  await setUp({ browser: engines.includes("chromium"), php: false });
  if (engines.includes("firefox")) await setUpFirefox();
  await build();
  const { ENGINES } = await import("../tests/delivery/engines.mjs");
  const { ROWS } = await import("../tests/delivery/rows.mjs");
  const { play } = await import("../tests/delivery/runner.mjs");
  const { report } = await import("../tests/delivery/report.mjs");
  const { startOurPage, startPipelinePage } = await import("../tests/delivery/page.mjs");
  const isPipeline = flags.includes("--pipeline");
  const rows = ROWS.filter(({ name }) => name.includes(text));
  if (!rows.length) throw new Problem(`no row's name has "${text}"`);

  const tables = [];
  let wrong = 0;
  const limit = setTimeout(() => {
    process.stderr.write(`shoptrail: the rows took longer than ${PLAY_LIMIT_S} s\n`);
    process.exit(1);
  }, PLAY_LIMIT_S * 1000);
  for (const engine of engines) {
    const browser = await ENGINES[engine]();
    const played = [];
    try {
      say(`\n── ${browser.version}`);
      for (const row of rows) {
        const from = Date.now();
        const result = await play(browser, row, isPipeline ? (row) => startPipelinePage(row) : startOurPage, {
          returnMs: RETURN_MS,
        });
        played.push({ ...row, result });
        wrong += result.wrong.length ? 1 : 0;
        const figures = `${result.atLeave}, ${result.back} of ${row.events}, ${result.underTwoIds} under two ids, ${result.again} again`;
        say(
          `${result.wrong.length ? "✗" : "✓"} ${row.name}: ${figures} (${((Date.now() - from) / 1000).toFixed(1)} s)${result.wrong.map((line) => `\n    ${line}`).join("")}`,
        );
      }
    } finally {
      await browser.quit();
    }
    tables.push(report(browser.version, played));
  }
  clearTimeout(limit);
  say(`\n${tables.join("\n\n")}`);
  if (flags.includes("--write"))
    writeFileSync(
      join(ROOT, "tests/delivery", isPipeline ? "PIPELINE.md" : "RESULTS.md"),
      written(tables, isPipeline),
    );
  say(`\n${rows.length * engines.length - wrong} rows as required, ${wrong} not`);
  process.exitCode = wrong ? 1 : 0;
});

function written(tables, isPipeline) {
  const [title, flag] = isPipeline ? [", at a pipeline that asks for a preflight", "--pipeline "] : ["", ""];
  return `# What arrives, in real browsers${title}

Written by \`npm run test:delivery -- ${flag}--write\` on ${new Date().toISOString().slice(0, 10)}; do not edit. The rows are in [rows.mjs](rows.mjs). *At leave*: different events at the collector
before any return (where the page stays, before it is left). *After return*: after one ordinary visit more. *Two ids*: events that came under two
\`messageId\`s. *Again*: messages that came again under the same \`messageId\`, which Customer.io counts once.

${tables.join("\n\n")}
`;
}
