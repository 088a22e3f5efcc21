import assert from "node:assert/strict";
import { test } from "node:test";
import { parseNumber } from "../../pkg-template/src/adapters/shared/price-text.js";

test("a price text becomes the number that the shop wrote", () => {
  for (const [written, expected] of [
    [11.99, 11.99],
    [0, 0],
    ["0", 0],
    ["11.99", 11.99],
    ["11,99", 11.99],
    ["11,9", 11.9],
    [" 15.25 ", 15.25],
    ["1,234", 1234],
    ["1,234.50", 1234.5],
    ["1.234,50", 1234.5],
    ["1.234.567,89", 1234567.89],
    ["1,234,567", 1234567],
    ["1.234.567", 1234567],
    ["1.234", 1.234],
    ["€ 1.234,50", 1234.5],
    ["1 234,50 zł", 1234.5],
    ["1'234.50 CHF", 1234.5],
    ["Rs. 1,200", 1200],
    ["5,-", 5],
    ["¥1200", 1200],
    ["-5.00", -5],
    ["$.99", 0.99],
    [",99 €", 0.99],
    ["0,125 €", 0.125],
    ["S/.12.50", 12.5],
    ["1.200,00 kr.", 1200],
    ["1\u00a0234,50\u00a0€", 1234.5],
    ["1\u202f234,50 €", 1234.5],
    ["₹1,23,456.50", 123456.5],
    ["د.ك. 1.250", 1.25],
    ["CHF 5.–", 5],
    ["\u200e12.00\u200f", 12],
  ]) {
    assert.equal(parseNumber(written), expected, String(written));
  }
});

test("a text without a number, or with two, stays unchanged for the plan to refuse", () => {
  for (const written of [
    "free",
    "",
    "--",
    "1-2-3",
    "10.00 – 20.00",
    "€10,00 – €20,00",
    "12.00 10.00",
    "10,00 20,00",
    "1.234.56",
    "1,234,5",
    "from 5 to 9.99.99",
    "١٢",
    null,
    undefined,
    true,
    Number.NaN,
  ]) {
    assert.deepEqual(parseNumber(written), written);
  }
});

test("a text of any length is read quickly", () => {
  const began = performance.now();
  for (const part of ["-", "1,", "12.", "x", " "])
    for (const end of ["", "1", "!"]) parseNumber(part.repeat(1_000_000) + end);
  assert.equal(parseNumber(`\n${" ".repeat(400)}$10.00${" ".repeat(400)}\n`), 10);
  assert.ok(performance.now() - began < 1000);
});
