// Every link in every document: the file is there, and so is the heading of its anchor. It is the rule of
// scripts/prose, which `npm test` runs as well. Other sites are not asked.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { documents, lintProse } from "../prose/lint.mjs";
import { ROOT } from "../run.mjs";
import { compare, versionOf } from "./support/compare.mjs";

export const needs = ["build"];

export async function check() {
  const files = documents();
  const faults = (await lintProse(files)).filter((fault) => fault.includes("shoptrail-links"));
  const cases = files.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/\]\((?!https?:)([^)\s]+)/g)].map(([, link]) => ({
      name: `${file} ${link}`,
      expected: "there",
      found: faults.find((fault) => fault.startsWith(`${file}:`) && fault.includes(link)) ?? "there",
    })),
  );
  return [compare(versionOf("markdownlint"), "Is the link's place there?", cases)];
}
