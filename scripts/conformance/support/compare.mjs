// Compares what shoptrail answers with what somebody else's list or library says, case by case. Every check
// in scripts/conformance returns rows made here; scripts/conformance.mjs prints them.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../run.mjs";

/**
 * One row of the report: `{list, question, checked, agree, differences, problems}`.
 *
 * @param {string} list What was read, such as `versionOf("psl")`.
 * @param {string} question What each case asks.
 * @param {{ name: string, expected: unknown, found: unknown }[]} cases
 * @param {[reason: string, test: (one: { name: string, expected: unknown, found: unknown }) => boolean,
 * isRare?: boolean][]} reasons The differences that stay. Each difference belongs to the first reason whose
 * test is true. One without a reason is wrong, and so is a reason without a difference that is not rare.
 */
export function compare(list, question, cases, reasons = []) {
  const counts = reasons.map(([reason]) => ({ reason, count: 0, examples: /** @type {string[]} */ ([]) }));
  const problems = cases.length ? [] : ["the list is empty"];
  let agree = 0;
  for (const one of cases) {
    if (one.expected === one.found) {
      agree++;
      continue;
    }
    const place = reasons.findIndex(([, test]) => test(one));
    if (place < 0) {
      problems.push(`${one.name}: ${one.found}, and the list says ${one.expected}`);
      continue;
    }
    counts[place].count++;
    if (counts[place].examples.length < 3) counts[place].examples.push(one.name);
  }
  for (const [place, [reason, , isRare]] of reasons.entries())
    if (!counts[place].count && !isRare) problems.push(`no case has the reason: ${reason}`);
  const differences = counts.filter(({ count }) => count);
  return { list, question, checked: cases.length, agree, differences, problems };
}

/** `name version` of an installed package. */
export function versionOf(name) {
  const { version } = JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8"));
  return `${name} ${version}`;
}
