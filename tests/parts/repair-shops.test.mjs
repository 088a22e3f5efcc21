// The part `repair` reads values as shops of many countries and platforms print them: the rows of
// repair-shops.tsv.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { build } from "esbuild";

const PARTS = new URL("../../pkg-template/src/parts/repair/", import.meta.url).pathname;
const ROWS = readFileSync(new URL("repair-shops.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("#"));

async function load(name) {
  const { outputFiles } = await build({
    entryPoints: [PARTS + name],
    bundle: true,
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

test("each value of the table is read as a careful person reads it, or left out", async () => {
  const [{ readAs }, { readCurrency }] = [await load("value.js"), await load("currency.js")];
  const value = (cell) => (cell === "-" ? undefined : JSON.parse(cell));
  const failures = [];
  for (const row of ROWS) {
    const [kind, currency, given, expected] = row.split("\t");
    const read =
      kind === "currency"
        ? readCurrency(value(given))
        : readAs(kind, value(given), currency === "-" ? undefined : currency);
    if (JSON.stringify(read) !== JSON.stringify(value(expected)))
      failures.push(`${row}: ${JSON.stringify(read)}`);
  }
  assert.ok(ROWS.length > 300);
  assert.deepEqual(failures, []);
});
