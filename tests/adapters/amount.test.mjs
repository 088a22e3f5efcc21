import assert from "node:assert/strict";
import { test } from "node:test";
import { amount } from "../../pkg-template/src/adapters/shared/amount.js";

test("an amount is the number that a shop wrote, whichever way", () => {
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
  ]) {
    assert.equal(amount(written), expected, String(written));
  }
});

test("what holds no number stays as it is, for the plan to refuse", () => {
  for (const written of ["free", "", "--", "1-2-3", null, undefined, true, Number.NaN]) assert.deepEqual(amount(written), written);
});
