// The checks of scripts/conformance that need neither a browser nor cargo: no difference is without a reason,
// and docs/conformance.md has the figures of now. `npm run conformance` runs all of them.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { compare } from "../../scripts/conformance/support/compare.mjs";
import { tableRow } from "../../scripts/conformance/support/page.mjs";
import { verdict } from "../../scripts/conformance/syntax.mjs";

const QUICK = ["consent", "cookie-domain", "liquid", "robots", "syntax"];
const ROOT = new URL("../../", import.meta.url);
const PAGE = readFileSync(new URL("docs/conformance.md", ROOT), "utf8");
/** A row in which all agree, without its counts: they change with each new file of the package. */
const withoutCounts = (text) => text.replace(/\| \d+ \| \d+ \| 0 \|$/gm, "| all |");

for (const name of QUICK) {
  test(`conformance: ${name}`, async () => {
    const { check } = await import(`../../scripts/conformance/${name}.mjs`);
    const rows = await check();
    assert.ok(rows.length);
    for (const row of rows) {
      assert.deepEqual(row.problems, [], row.list);
      assert.ok(
        withoutCounts(PAGE).includes(withoutCounts(tableRow(name, row))),
        `${tableRow(name, row)}: run npm run conformance -- --write`,
      );
    }
  });
}

test("a difference without a reason is wrong, and a reason without a difference", () => {
  const cases = [
    { name: "a", expected: 1, found: 1 },
    { name: "b", expected: 1, found: 2 },
    { name: "c", expected: 1, found: 3 },
  ];
  const reasons = [
    ["two", ({ found }) => found === 2],
    ["four", ({ found }) => found === 4],
    ["rarely five", ({ found }) => found === 5, true],
  ];
  const { checked, agree, differences, problems } = compare("a list", "Is it one?", cases, reasons);
  assert.deepEqual([checked, agree], [3, 1]);
  assert.deepEqual(differences, [{ reason: "two", count: 1, examples: ["b"] }]);
  assert.deepEqual(problems, ["c: 3, and the list says 1", "no case has the reason: four"]);
  assert.deepEqual(compare("a list", "Is it one?", []).problems, ["the list is empty"]);
});

test("es-check finds syntax and built-ins above the floor", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-es-check-"));
  try {
    const tried = async (text, edition) => {
      const file = join(folder, `${edition}-${text.length}.js`);
      writeFileSync(file, text);
      return (await verdict(file, edition, false)) === "ok";
    };
    assert.equal(await tried("var a = b ?? c; a ||= 1;", "es2021"), true);
    assert.equal(await tried("class A { static { this.b = 1; } }", "es2021"), false);
    assert.equal(await tried("var a = Object.hasOwn({}, 'b');", "es2021"), false);
    assert.equal(await tried("var a = function () {};", "es5"), true);
    assert.equal(await tried("var a = () => 1;", "es5"), false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
