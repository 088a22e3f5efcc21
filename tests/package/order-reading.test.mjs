// How the commands read what shops export: CSV, amounts, times and days.

import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, readAmount, readTime } from "../../pkg-template/src/cli/amounts.js";
import { readCsv } from "../../pkg-template/src/cli/csv.js";
import { nearest } from "../../pkg-template/src/cli/nearest.js";

test("amounts are read as shops of all countries write them", () => {
  for (const [text, amount] of [
    ["59.90", 59.9],
    ["59,90", 59.9],
    ["1,234.50", 1234.5],
    ["1.234,50", 1234.5],
    ["1 234,50 kr", 1234.5],
    ["1'234.50", 1234.5],
    ["€ 12", 12],
    ["1,234", 1234],
    ["1.234", 1.234],
    ["1,234,567", 1234567],
    ["1.234.567", 1234567],
    ["-5.00", -5],
    ["0", 0],
    ["", undefined],
    ["free", undefined],
    [undefined, undefined],
  ])
    assert.equal(readAmount(text), amount, text);
});

test("times are read with their zone, or in the shop's, also where the clock changes", () => {
  for (const [text, zone, iso] of [
    ["2026-11-02 10:15:00 +0100", "UTC", "2026-11-02T09:15:00.000Z"],
    ["2026-11-02T10:15:00-05:00", "UTC", "2026-11-02T15:15:00.000Z"],
    ["2026-11-02T10:15:00.250Z", "Asia/Tokyo", "2026-11-02T10:15:00.000Z"],
    ["2026-11-02 10:15:00 UTC", "Asia/Tokyo", "2026-11-02T10:15:00.000Z"],
    ["2026-07-01 12:00:00", "Europe/Berlin", "2026-07-01T10:00:00.000Z"],
    ["2026-03-29 01:59:59", "Europe/Berlin", "2026-03-29T00:59:59.000Z"],
    ["2026-03-29 03:00:00", "Europe/Berlin", "2026-03-29T01:00:00.000Z"],
    ["2026-11-02", "America/New_York", "2026-11-02T05:00:00.000Z"],
    ["9/6/2026  6:29:00", "UTC", "2026-09-06T06:29:00.000Z"],
    ["1796079725", "UTC", "2026-11-30T23:02:05.000Z"],
    ["1796079725574", "UTC", "2026-11-30T23:02:05.574Z"],
  ]) {
    const time = readTime(text, zone);
    assert.equal(time && new Date(time).toISOString(), iso, text);
  }
  for (const text of ["", "yesterday", "02.11.2026", undefined])
    assert.equal(readTime(text, "UTC"), undefined);
});

test("a day is that of the zone", () => {
  const time = Date.parse("2026-11-02T23:30:00Z");
  assert.deepEqual(
    [
      dayOf(time, "UTC"),
      dayOf(time, "Europe/Berlin"),
      dayOf(time, "America/New_York"),
      dayOf(undefined, "UTC"),
    ],
    ["2026-11-02", "2026-11-03", "2026-11-02", "unknown"],
  );
});

test("CSV is read with any of three separators, quotes, line breaks and a byte order mark", () => {
  const rows = [{ a: 'x, "y"\nz', b: "", c: "3" }];
  assert.deepEqual(readCsv('\uFEFFa,b,c\r\n"x, ""y""\nz",,3\r\n').rows, rows);
  assert.deepEqual(readCsv('a;b;c\n"x, ""y""\nz";;3').rows, rows);
  assert.deepEqual(readCsv('a\tb\tc\n"x, ""y""\nz"\t\t3\n\n').rows, rows);
  assert.deepEqual(readCsv('"a;1",b\n1,2').rows, [{ "a;1": "1", b: "2" }], "the quoted sign does not count");
  assert.deepEqual(readCsv("a,b\n1,").rows, [{ a: "1", b: "" }], "an empty last cell at the end");
  assert.deepEqual(readCsv("a,b\n1").rows, [{ a: "1", b: "" }], "a short row");
  assert.deepEqual(
    readCsv('a\n"open').rows,
    [{ a: "open" }],
    "a quote that is not closed ends with the file",
  );
  assert.deepEqual(readCsv("").rows, []);
});

test("a large export is read in reasonable time", () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `${index},"Runner, red",59.90`);
  const start = Date.now();
  assert.equal(readCsv(`id,name,total\n${lines.join("\n")}`).rows.length, 100_000);
  assert.ok(Date.now() - start < 10_000);
});

test("a misspelt name finds the one that is meant, and another finds none", () => {
  const names = ["collect", "check", "reconcile", "plan"];
  assert.deepEqual(
    ["colect", "chekc", "reconcil", "plna", "deploy", ""].map((name) => nearest(name, names)),
    ["collect", "check", "reconcile", "plan", undefined, undefined],
  );
});
