// Writes the documents of results.json: bench/RESULTS.md, the plots in docs/figures/, and the figures of
// README.md. bench/run.mjs calls it after a run; `node bench/write.mjs` writes them by hand.
// tests/package/docs.test.mjs fails when they are stale.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { wrapMarkdown } from "../scripts/wrap.mjs";
import { plots } from "./plots.mjs";
import { writeFigures } from "./readme-figures.mjs";
import { report } from "./report.mjs";

const FIGURES = new URL("../docs/figures/", import.meta.url);

/** `{[address]: text}` of RESULTS.md and the plots. */
export function documents() {
  const { results, facts } = JSON.parse(readFileSync(new URL("results.json", import.meta.url), "utf8"));
  const pictures = Object.entries(plots(results)).map(([name, svg]) => [new URL(name, FIGURES).href, svg]);
  const text = wrapMarkdown(report(results, facts));
  return { [new URL("RESULTS.md", import.meta.url).href]: text, ...Object.fromEntries(pictures) };
}

export function writeDocuments() {
  mkdirSync(FIGURES, { recursive: true });
  for (const [address, text] of Object.entries(documents())) writeFileSync(new URL(address), text);
  writeFigures();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeDocuments();
