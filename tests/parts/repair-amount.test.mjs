// The one reader of prices: what people write is read as they mean it, or not at all. Never a wrong amount.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  minorUnits,
  readCurrency,
  currencyIn,
  rounded,
} from "../../pkg-template/src/parts/repair/currency.js";
import { readAmount } from "../../pkg-template/src/parts/repair/amount.js";

const read = (text, currency) => readAmount(text, minorUnits(currency));

for (const [text, currency, expected] of [
  ["11.99", "EUR", 11.99],
  ["49€90", "EUR", 49.9],
  ["$49<sup>95</sup>", "USD", 49.95],
  ["<span>1 299</span><sup>00</sup> Kč", "CZK", 1299],
  ["$49 95", "USD", undefined],
  ["12x de R$ 108,32", "BRL", undefined],
  ["em 3x R$ 10,00", "BRL", undefined],
  ["10 x 4,99 €", "EUR", undefined],
  ["4 × 25,00 €", "EUR", undefined],
  ["1·299,00 €", "EUR", 1299],
  ["49·90 €", "EUR", 49.9],
  ["CHF 1´299.00", "CHF", 1299],
  ["129万円", "JPY", undefined],
  ["₹1.5 lakh", "INR", undefined],
  ["$1.5k", "USD", undefined],
  ["1,5 Mio. €", "EUR", undefined],
  ["1.250 KD", "KWD", 1.25],
  ["99:- kr", "SEK", 99],
  ["1 299,00 Kč", "CZK", 1299],
  ["12.990 kr.", "ISK", 12_990],
  ["15 000 F CFA", "XOF", 15_000],
  ["1.299,00 TL", "TRY", 1299],
  ["KSh 1,299", "KES", 1299],
  ["£29.99-£39.99", "GBP", undefined],
  ["2,49 € (24,90 € / kg)", "EUR", undefined],
  ["statt 59,90 € nur 49,90 €", "EUR", undefined],
  ["49,90 €", "EUR", 49.9],
  ["49,90 € inkl. 19 % MwSt.", "EUR", 49.9],
  ["10,00 € / 100 g", "EUR", 10],
  ["$20 was 25", "USD", 20],
  ["40% off £29.99", "GBP", 29.99],
  ["Rp 150.000", "IDR", 150_000],
  ["₫350.000", "VND", 350_000],
  ["10.000 Ft", "HUF", 10_000],
  ["10 000 Ft", "HUF", 10_000],
  ["€ 1.299", "EUR", 1299],
  ["1.299,- €", "EUR", 1299],
  ["20.-", "CHF", 20],
  ["Fr. 1'299.50", "CHF", 1299.5],
  ["CHF 1’234’567.50", "CHF", 1_234_567.5],
  ["150.000", "IDR", 150_000],
  ["1.299", "EUR", 1299],
  ["1,299", "USD", 1299],
  ["1.250", "KWD", 1.25],
  ["1,250.500 KWD", "KWD", 1250.5],
  ["0.500", "EUR", 0.5],
  ["1234.567", "EUR", 1234.567],
  ["1.234.567,89 €", "EUR", 1_234_567.89],
  ["1 234,50\u00a0€", "EUR", 1234.5],
  ["1\u202f234\u202f567,50 €", "EUR", 1_234_567.5],
  ["₹1,23,456.00", "INR", 123_456],
  ["¥1,235", "JPY", 1235],
  ["￥1,235", "JPY", 1235],
  ["S/. 49.90", "PEN", 49.9],
  ["S/.49.90", "PEN", 49.9],
  ["Rs.1,250.00", "INR", 1250],
  ["$.50", "USD", 0.5],
  [".5", "USD", 0.5],
  ["-5,00 €", "EUR", -5],
  ["-$5", "USD", -5],
  ["−5", "EUR", -5],
  ["\u200e-\u200e5.00", "EUR", -5],
  ["USD 1,234.50", "USD", 1234.5],
  ["1,234.50 US dollars", "USD", 1234.5],
  ["ab 5 €", "EUR", 5],
  ["49.9000", "EUR", 49.9],
  ["49.950000762939453", "EUR", 49.950000762939453],
  ["١٬٢٣٤٫٥٠ ر.س", "SAR", 1234.5],
  ["１２３４円", "JPY", 1234],
  ["0", "EUR", 0],
  ["kr 1 299,-", "NOK", 1299],
  ["1 299:- SEK", "SEK", 1299],
  ["12,90 zł", "PLN", 12.9],
  ["１０．５０", "CNY", 10.5],
  ["1&nbsp;299,00&nbsp;&euro;", "EUR", 1299],
  ["&#36;10.00", "USD", 10],
  ["&#x20AC;10.00", "EUR", 10],
  [
    '<span class="amount"><bdi>10,00&nbsp;<span class="currency-symbol">&euro;</span></bdi></span>',
    "EUR",
    10,
  ],
  ["<del>€20.00</del> <ins>€15.00</ins>", "EUR", 15],
  ["R$ 1.299,90", "BRL", 1299.9],
  ["11,9", "EUR", 11.9],
  [" 15.25 ", "EUR", 15.25],
  ["1.234,50", "EUR", 1234.5],
  ["1.234.567", "EUR", 1_234_567],
  ["1 234,50 zł", "PLN", 1234.5],
  ["1'234.50 CHF", "CHF", 1234.5],
  [",99 €", "EUR", 0.99],
  ["0,125 €", "EUR", 0.125],
  ["1.200,00 kr.", "DKK", 1200],
  ["د.ك. 1.250", "KWD", 1.25],
  ["CHF 5.–", "CHF", 5],
  ["\u200e12.00\u200f", "EUR", 12],
]) {
  test(`${text} in ${currency} is ${expected}`, () => assert.equal(read(text, currency), expected));
}

for (const text of [
  ...["", "free", "€", "€10 €8", "5 - 10 €", "10–20 €", "$5 to $10", "20 %", "-20%", "1e3", "1,234,56"],
  ...[
    "1.23.456",
    "49,90 199 €",
    "10 € 100 g",
    "1$50",
    "2 for 5",
    "UVP 59,90 € jetzt 49,90 €",
    "12:30",
    "1.2.3",
  ],
  ...["49,90 EUR 19 %", "10 EUR 8 EUR", "1".repeat(100), "3 x 9,90", "2026-11-30", "+49 30 123456"],
  ...["--", "1-2-3", "10.00 – 20.00", "12.00 10.00", "1.234.56", "1,234,5", "from 5 to 9.99.99"],
  ...[
    "49,90 EUR 19 %",
    "10 EUR 8 EUR",
    "1".repeat(100),
    "3 x 9,90",
    "1½",
    "&#36;",
    "2026-11-30",
    "+49 30 123456",
  ],
]) {
  test(`${JSON.stringify(text.slice(0, 40))} is no amount`, () => assert.equal(read(text, "EUR"), undefined));
}

test("what Intl prints in any language and currency is read as it was, or not at all", () => {
  const languages = (
    "en de fr it es pt pt-BR nl sv nb da fi pl cs sk hu ro bg el tr ru uk he ar ar-EG ar-AE fa ur hi bn ta " +
    "te mr gu ne th vi id ms fil ja ko zh zh-TW de-CH de-AT fr-CH it-CH en-IN en-ZA en-CA fr-CA es-MX " +
    "es-AR et lv lt sl hr sr is ga mt sq mk ka hy az kk uz mn my km lo si sw am zu af eu ca gl lb"
  ).split(" ");
  let readings = 0;
  let refusals = 0;
  for (const currency of Intl.supportedValuesOf("currency")) {
    for (const language of languages) {
      for (const how of [
        { currencyDisplay: "symbol" },
        { currencyDisplay: "code" },
        { currencyDisplay: "name" },
        undefined,
      ]) {
        const style = how ? "currency" : "decimal";
        const { minimumFractionDigits, maximumFractionDigits } = new Intl.NumberFormat(language, {
          style: "currency",
          currency,
        }).resolvedOptions();
        const format = new Intl.NumberFormat(language, {
          style,
          ...(how && { currency }),
          ...how,
          minimumFractionDigits,
          maximumFractionDigits,
        });
        for (const amount of [0, 0.5, 7, 49.9, 999.99, 1234.5, 1234567.89, -12.34]) {
          const text = format.format(amount);
          const printed = +amount.toFixed(maximumFractionDigits);
          const found = read(text, currency);
          if (found === undefined) refusals++;
          else {
            readings++;
            assert.ok(
              Object.is(found + 0, Math.round(printed * 1e4) / 1e4 + 0) || found === printed,
              `${language} ${currency}: "${text}" is ${found}, not ${printed}`,
            );
          }
        }
      }
    }
  }
  assert.ok(readings > 30 * refusals, `${readings} read, ${refusals} refused`);
});

test("a text of any length is read quickly", () => {
  const start = performance.now();
  for (const part of ["-", "1,", "12.", "x", " "])
    for (const end of ["", "1", "!"]) assert.equal(read(part.repeat(1_000_000) + end, "EUR"), undefined);
  assert.ok(performance.now() - start < 1000);
});

test("currencies are read by code and by the signs that mean one", () => {
  for (const [given, expected] of [
    ["EUR", "EUR"],
    [" eur ", "EUR"],
    ["€", "EUR"],
    ["£", "GBP"],
    ["US$", "USD"],
    ["zł", "PLN"],
    ["Kč", "CZK"],
    ["$", undefined],
    ["kr", undefined],
    ["", undefined],
    [null, undefined],
    ["EURO", "EUR"],
    [978, "EUR"],
    [111, undefined],
    [NaN, undefined],
  ])
    assert.equal(readCurrency(given), expected, String(given));
  for (const [given, expected] of [
    ["49,90 €", "EUR"],
    ["USD 20", "USD"],
    ["Rp 150.000", "IDR"],
    ["$20", undefined],
    ["€ 5 / $ 6", "EUR"],
    ["€", undefined],
    [5, undefined],
    ["EUR 5 USD 6", undefined],
  ])
    assert.equal(currencyIn(given), expected, String(given));
});

test("amounts are rounded to the minor units of their currency", () => {
  for (const [amount, currency, expected] of [
    [0.1 + 0.2, "EUR", 0.3],
    [19.999999999999996, "EUR", 20],
    [1999.6, "JPY", 2000],
    [1.2345, "KWD", 1.235],
    [1e300, "EUR", 1e300],
    [1e21, "EUR", 1e21],
    [1.23456, "CLF", 1.2346],
  ])
    assert.equal(rounded(amount, currency), expected);
});
