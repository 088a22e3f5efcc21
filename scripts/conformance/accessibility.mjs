// axe-core on every page of the test shop: tests/e2e/accessibility.test.mjs, which `npm test` runs as well.

import { ROOT, run } from "../run.mjs";
import { compare, versionOf } from "./support/compare.mjs";

export const needs = ["build", "browser"];

const LIMIT_S = 600;
const FILE = "tests/e2e/accessibility.test.mjs";

export async function check() {
  const args = ["--test", "--test-reporter=tap", FILE];
  const { output } = await run(process.execPath, args, { cwd: ROOT, limit_s: LIMIT_S, quiet: true });
  const cases = [...output.matchAll(/^(not ok|ok) \d+ - (.*)$/gm)].map(([, found, name]) => ({
    name,
    expected: "ok",
    found,
  }));
  return [compare(versionOf("axe-core"), "Can everyone use the page?", cases)];
}
