// Writes what a soak measured: a page in Markdown with a plot for each figure, each an SVG file beside it.
// scripts/soak.mjs calls it.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { wrapMarkdown } from "../wrap.mjs";

const KIB = 1024;
const PLOTS = {
  heap: ["Heap after a collection, KiB", ({ heapBytes }) => heapBytes / KIB],
  storage: ["localStorage, KiB", ({ storageBytes }) => storageBytes / KIB],
  listeners: ["Listeners", ({ listeners }) => listeners],
  cpu: ["Main thread for one event, ms", ({ cpuMs }) => cpuMs],
  requests: ["Requests for 100 events", ({ requests, delivered }) => (100 * requests) / delivered],
  delivered: ["Events delivered, thousands", ({ delivered }) => delivered / 1000],
};
const WIDTH = 640;
const HEIGHT = 220;
const EDGE = 44;
/** Readable on white and on black. */
const COLOURS = { wanderer: "#d9730d", resident: "#2383e2" };

/** Writes SOAK.md and soak-*.svg into the folder, and gives the path of the page. */
export function writeReport(folder, result, problems) {
  for (const [name, [title, read]] of Object.entries(PLOTS))
    writeFileSync(join(folder, `soak-${name}.svg`), plot(title, result.samples, read));
  const file = join(folder, "SOAK.md");
  writeFileSync(file, wrapMarkdown(text(result, problems)));
  return file;
}

function text({ ledgers, counts, version, minutes, seed }, problems) {
  const date = new Date().toISOString().slice(0, 10);
  const rows = Object.entries(ledgers).map(([name, ledger]) => {
    const { expected, delivered, missing, underTwoIds, forbiddenDelivered, requests, again } = ledger;
    const cells = [expected, delivered, missing.length, underTwoIds.size, forbiddenDelivered.length];
    return `| ${[name, ...cells, again, requests].join(" | ")} |`;
  });
  const acts = Object.entries(counts).map(([act, count]) => `| ${act} | ${count} |`);
  const images = Object.entries(PLOTS).map(([name, [title]]) => `![${title}](soak-${name}.svg)`);
  const verdict = problems.length
    ? `## Not as required\n\n${problems.map((fault) => `- ${fault}`).join("\n")}`
    : "Everything is as required.";
  return `# Soak

Written by \`npm run test:soak\` on ${date}; do not edit. ${version}, ${minutes} minutes, seed ${seed}. Two
shoppers take turns, each in a shop with a collector of its own. The wanderer opens pages and tabs. The
resident stays on one page and changes its route.

| shopper | accepted | delivered | lost | two ids | without consent | again | requests |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join("\n")}

*Again*: messages that came again under the same \`messageId\`, which Customer.io counts once.

${verdict}

## Over time

${images.join("\n\n")}

## What the shoppers did

| act | times |
| --- | --- |
${acts.join("\n")}
`;
}

/** A plot of one figure of both shoppers over the minutes. */
export function plot(title, samples, read) {
  const names = Object.keys(COLOURS);
  const values = names.map((name) => samples.map((sample) => read(sample[name])));
  const top = Math.max(...values.flat(), 1e-9) * 1.1;
  const end = samples.at(-1).minutes;
  const x = (minutes) => EDGE + ((WIDTH - 2 * EDGE) * minutes) / end;
  const y = (value) => HEIGHT - EDGE + ((2 * EDGE - HEIGHT) * value) / top;
  const label = (at, down, content, anchor = "start") =>
    `<text x="${at}" y="${down}" text-anchor="${anchor}">${content}</text>`;
  const lines = names.map((name, place) => {
    const points = samples.map(
      ({ minutes }, index) => `${round(x(minutes))},${round(y(values[place][index]))}`,
    );
    return `<polyline points="${points.join(" ")}" fill="none" stroke="${COLOURS[name]}" stroke-width="2"/>`;
  });
  const legend = names.map((name, place) => {
    const where = `x="${WIDTH - EDGE - 90 * place}" y="20" text-anchor="end"`;
    return `<text ${where} fill="${COLOURS[name]}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>${title}</title>
<g font-family="sans-serif" font-size="12" fill="#808080">
<path d="M${EDGE} ${EDGE}V${HEIGHT - EDGE}H${WIDTH - EDGE}" fill="none" stroke="#808080"/>
${label(EDGE, 20, title)}
${label(EDGE - 4, EDGE + 4, round(top), "end")}
${label(EDGE - 4, HEIGHT - EDGE, 0, "end")}
${label(WIDTH - EDGE, HEIGHT - EDGE + 16, `${round(end)} min`, "end")}
${legend.join("\n")}
${lines.join("\n")}
</g>
</svg>
`;
}

function round(value) {
  return Number(value.toFixed(value < 10 ? 2 : 1));
}
