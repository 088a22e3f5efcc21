// E-mail addresses in other forms: the part `repair` reads the rows `address` of tests/keys.tsv, and leaves
// what the core takes or refuses as it is. `src/server/keys.rs` is held to the same rows.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { mendKeys, readAddress } from "../../pkg-template/src/parts/repair/address.js";

const ROWS = readFileSync(new URL("../keys.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line && !line.startsWith("# "))
  .map((line) => line.split("\t"));
const text = (cell) => JSON.parse(`"${cell}"`);
const ofKind = (kind) => ROWS.filter(([known]) => known === kind);

test("an address in another form is read as the table says", () => {
  const rows = ofKind("address");
  const failures = rows.filter(([, given, expected]) => readAddress(text(given)) !== text(expected));
  assert.deepEqual(
    failures.map(([, given]) => `${given}: ${readAddress(text(given))}`),
    [],
  );
  assert.ok(rows.length > 30);
});

test("an address that the core takes stays, and what is no address is none", () => {
  for (const [, given] of ofKind("email")) assert.equal(readAddress(text(given)) ?? text(given), text(given));
  const read = ofKind("refused").filter(([, given]) => readAddress(text(given)) !== undefined);
  // The core refuses these all the same.
  assert.ok(read.every(([, given]) => !/[\s,;<>"(){}*]/.test(readAddress(text(given)))));
  for (const other of [null, undefined, 42, {}, [], ["jane@x.com", "joe@x.com"]])
    assert.equal(readAddress(other), undefined);
});

/** What the core is asked with, and the answer that the page gets. */
function identify(given, traits, answer = { ok: true, violations: [] }) {
  let asked;
  const result = mendKeys(given, traits, (...values) => ((asked = values), answer));
  return { asked, result };
}

test("the address is mended where it stands, and the answer says what it was read as", () => {
  const kept = {
    code: "wrong_type",
    path: "email",
    message: "must be an e-mail address",
    kept: "jane@x.com",
  };
  for (const [given, traits, asked] of [
    ["mailto:jane@x.com", { vip: true }, ["jane@x.com", { vip: true }]],
    [
      { email: ["Jane <jane@x.com>"], customer_id: "42" },
      undefined,
      [{ email: "jane@x.com", customer_id: "42" }, undefined],
    ],
    ["42", { email: "jane%40x.com", vip: true }, ["42", { email: "jane@x.com", vip: true }]],
  ]) {
    const found = identify(given, traits);
    assert.deepEqual(found.asked, asked);
    assert.deepEqual(found.result.violations, [kept]);
  }
});

test("what nobody can read goes to the core as it is", () => {
  const answer = { ok: false, reason: "invalid", violations: [{ code: "wrong_type", path: "email" }] };
  for (const given of ["jane@x.com, joe@x.com", { email: "j***@x.com" }, null]) {
    const found = identify(given, undefined, answer);
    assert.deepEqual(found.asked, [given, undefined]);
    assert.equal(found.result.violations.length, 1);
  }
});
