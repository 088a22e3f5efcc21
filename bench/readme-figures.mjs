// The figures in README.md beside Customer.io's SDK: the table and its date, from bench/RESULTS.md.
// bench/run.mjs writes them after a run; `node bench/readme-figures.mjs` writes them by hand.
// tests/package/docs.test.mjs fails when they are stale.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const RESULTS = new URL("RESULTS.md", import.meta.url);
const README = new URL("../README.md", import.meta.url);
const FIGURES =
  /(Measured beside Customer\.io's own SDK) on .*?(?= by `npm run bench`)([^]*?\n\n)(\|[^]*?)\n\n/;

/** README.md with the figures of RESULTS.md. Throws when one of the two has another shape. */
export function withFigures(readme, results) {
  if (!FIGURES.test(readme)) throw new Error("README.md has no table of figures");
  const date = find(results, /^\| start \| (\d{4}-\d\d-\d\d)/m)[1];
  return readme.replace(FIGURES, (_, start, middle) => `${start} on ${date}${middle}${figures(results)}\n\n`);
}

function figures(results) {
  const row = (name) =>
    find(results, new RegExp(`^\\| ${name} \\|(.*)\\|$`, "m"))[1]
      .split("|")
      .map((cell) => cell.replaceAll("*", "").trim());
  const [, , all] = row("shoptrail, all");
  const [, , bundled] = row("Customer.io, npm, bundled");
  const [, , snippet] = row("Customer.io, its snippet's script");
  const theirBytes = `${snippet} by its snippet, ${bundled} by npm`;
  const [cold, , warm] = ["shoptrail", "Customer.io"].reduce(
    (times, name) => startTimes(results, name).map((ms, mode) => [...(times[mode] ?? []), ms]),
    [],
  );
  const both = (contestant) => `${cold[contestant]}, ${warm[contestant]} ms`;
  const [, call, theirCall] = row("median");
  const [, lost, theirs, total] = find(
    results,
    /over all rows: shoptrail (\d+), Customer\.io\s(\d+)\sof\s(\d+)/,
  );
  const ways = results.split("## Delivery\n")[1].match(/^\| (?! )(?!-)[^|]+\| \d/gm).length;
  return [
    "| | shoptrail | Customer.io |",
    "| --- | ---: | ---: |",
    `| bytes that a page loads (brotli 11), with the stub | ${all} | ${theirBytes} |`,
    `| scripting until the first event arrives, on a first and a fourth page | ${both(0)} | ${both(1)} |`,
    `| \`track()\` before it returns, median | ${call} | ${theirCall} |`,
    `| events lost in ${ways} ways to leave, fail and return, of ${total} | ${lost} | ${theirs} |`,
  ].join("\n");
}

/** The medians of scripting until the first event: cold, throttled, warm. */
function startTimes(results, name) {
  const section = results.split("## What a page pays")[1] ?? "";
  return [...section.matchAll(new RegExp(`^\\| ${name} \\| ([\\d.]+) `, "gm"))]
    .slice(0, 3)
    .map(([, ms]) => ms);
}

function find(text, pattern) {
  const found = text.match(pattern);
  if (!found) throw new Error(`bench/RESULTS.md has nothing like ${pattern}`);
  return found;
}

/** Writes the figures into README.md. */
export function writeFigures() {
  writeFileSync(README, withFigures(readFileSync(README, "utf8"), readFileSync(RESULTS, "utf8")));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFigures();
