// What the part `repair` reads a value of the wrong type as, where the path of a violation leads, and in
// which currency an event's amounts are. Whole events are tried in tests/e2e/repair.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";

const PARTS = new URL("../../pkg-template/src/parts/repair/", import.meta.url).pathname;

async function load(name) {
  const { outputFiles } = await build({
    entryPoints: [PARTS + name],
    bundle: true,
    format: "esm",
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}

const { readAs } = await load("value.js");
const { find } = await load("path.js");
const { currencyOf } = await load("amounts.js");

for (const [kind, given, expected] of [
  ["id", 42, "42"],
  ["id", " a ", "a"],
  ["id", ["x"], "x"],
  ["id", true, undefined],
  ["id", {}, undefined],
  ["id", -1, "-1"],
  ["id", { id: 5, name: "#1001" }, "5"],
  ["id", [{ code: "SAVE" }], "SAVE"],
  ["text", 2026, "2026"],
  ["text", ["A", "B"], "A,B"],
  ["text", [], undefined],
  ["text", { name: "Acme" }, "Acme"],
  ["text", [{ name: "A" }, { name: "B" }], "A,B"],
  ["text", false, undefined],
  ["text", [["A"], "B"], "A,B"],
  ["text", { code: "SPRING", amount: "5.00" }, "SPRING"],
  ["text", { title: "Acme" }, "Acme"],
  ["text", ["A", null, ""], "A"],
  ["code", [{ id: 3, code: "SPRING", name: "Spring sale" }], "SPRING"],
  ["code", ["A", "B"], "A,B"],
  ["money", "49,95", 49.95],
  ["money", { amount: "5.00" }, 5],
  ["money", [7], 7],
  ["money", [10, 20], undefined],
  ["money", "10.00 USD", undefined],
  ["money", { amount: 10, currencyCode: "USD" }, undefined],
  ["money", "EUR 10.00 VAT", 10],
  ["money", "$10.00", 10],
  ["money", { formatted: "$5.00", value: 5 }, 5],
  ["money", "free", undefined],
  ["money", "-3", -3],
  ["quantity", "2", 2],
  ["quantity", "1,5", 1.5],
  ["quantity", "0", undefined],
  ["quantity", "2 pcs", 2],
  ["quantity", [1, 2], undefined],
  ["quantity", "1½", undefined],
  ["count", "1.204", 1204],
  ["count", "12 results", 12],
  ["count", "2.7", 2],
  ["number", "10 %", 10],
  ["number", "-1.5", -1.5],
  ["number", "x", undefined],
  ["boolean", "TRUE", true],
  ["boolean", "0", false],
  ["boolean", "out of stock", false],
  ["boolean", "InStock", true],
  ["boolean", "http://schema.org/LimitedAvailability", true],
  ["boolean", "maybe", undefined],
  ["boolean", 2, undefined],
  ["boolean", "granted", true],
  ["boolean", "denied", false],
  ["boolean", "not_subscribed", false],
  ["boolean", "onbackorder", true],
  ["boolean", "https://schema.org/PreOrder", true],
  ["currency", "€", "EUR"],
  ["currency", "usd ", "USD"],
  ["currency", "$", undefined],
  ["currency", { isoCode: "EUR" }, "EUR"],
  ["currency", "EUR (€)", "EUR"],
  ["currency", "&euro;", "EUR"],
  ["currency", "\u200bEUR", "EUR"],
  ["currency", "EUR,USD", undefined],
  ["url", "/a b", "/a%20b"],
  ["url", "java\nscript:x", undefined],
  ["url", "data:image/png,x", undefined],
  ["url", "//cdn.example/a", "//cdn.example/a"],
  ["url", [{ url: "/x y" }], "/x%20y"],
  ["url", { src: "/a.png" }, "/a.png"],
  ["date", "1795441235", 1795441235],
  ["date", 1795441235260, 1795441235],
  ["date", "23.11.2026", 1795392000],
  ["date", "23/11/2026 13:40", 1795441200],
  ["date", "11/23/2026", 1795392000],
  ["date", "11/12/2026", undefined],
  ["date", "12/12/2026", 1797033600],
  ["date", "/Date(1795441235260)/", 1795441235],
  ["date", "Mon, 23 Nov 2026 13:40:35 +0000", 1795441235],
  ["date", "31.02.2026", undefined],
  ["date", "soon", undefined],
  ["date", "20261123", 1795392000],
  ["date", "20261123134035", 1795441235],
  ["date", "2026", undefined],
  ["date", "-1", undefined],
  ["date", "0", undefined],
  ["date", "2026.11.23", 1795392000],
  ["date", "2026年11月23日", 1795392000],
  ["date", "11/23/2026 1:40 PM", 1795441200],
  ["date", "11/23/2026 12:05 am", 1795392300],
  ["date", "Nov 23, 2026", 1795392000],
  ["date", "Nov 2026", undefined],
  ["date", "Order 2026", undefined],
  ["date", "Mon Nov 23 2026 13:40:35 GMT+0100 (CET)", 1795437635],
  ["date", { date: "2026-11-23 13:40:35.000000", timezone: "UTC" }, 1795441235],
  ["date", "0000-00-00 00:00:00", undefined],
  ["list", "a, b", ["a", "b"]],
  ["list", 7, ["7"]],
  ["list", [{ id: 1 }, { product_id: "x" }], ["1", "x"]],
  ["list", {}, undefined],
  ["list", '["a","b"]', ["a", "b"]],
  ["list", { 0: "a", 1: "b" }, ["a", "b"]],
  ["line_items", '[{"sku":"a"}]', [{ sku: "a" }]],
  ["line_items", { sku: "a" }, [{ sku: "a" }]],
  ["line_items", { 1: { sku: "a" }, 2: { sku: "b" } }, [{ sku: "a" }, { sku: "b" }]],
  ["line_items", "none", undefined],
  ["line_items", {}, []],
  ["line_items", { items: [{ sku: "a" }] }, [{ sku: "a" }]],
  ["line_items", { edges: [{ node: { sku: "a" } }] }, [{ sku: "a" }]],
  [
    "line_items",
    [[{ sku: "a" }], '{"sku":"b"}', { node: { sku: "c" } }],
    [{ sku: "a" }, { sku: "b" }, { sku: "c" }],
  ],
  ["line_items", { P1: { sku: "a" }, P2: { sku: "b" } }, [{ sku: "a" }, { sku: "b" }]],
  ["line_items", "[{&quot;sku&quot;:&quot;a&quot;}]", [{ sku: "a" }]],
  ["line_items", '"[{\\"sku\\":\\"a\\"}]"', [{ sku: "a" }]],
])
  test(`${JSON.stringify(given)} as ${kind} is ${JSON.stringify(expected)}`, () =>
    assert.deepEqual(readAs(kind, given, "EUR"), expected));

test("a path leads to its value, whatever its names are", () => {
  const long = "n".repeat(200);
  const properties = { line_items: [{ price: 1 }, { a: { "b.c": 2 } }], "x.y": 3, "z[0]": 4, [long]: 5 };
  for (const [path, expected] of [
    ["line_items[0].price", 1],
    ["line_items[1].a.b.c", 2],
    ["x.y", 3],
    ["z[0]", 4],
    ["n".repeat(150), 5],
    ["line_items[2].price", undefined],
    ["nothing", undefined],
    ["", undefined],
  ]) {
    const place = find(properties, path);
    assert.equal(place && place.owner[place.key], expected, path);
  }
});

test("the currency is the event's, else its lines', else its prices', else the usual one", () => {
  for (const [properties, expected] of [
    [{ currency: "eur" }, "EUR"],
    [{ line_items: [{}, { currency: "USD" }] }, "USD"],
    [{ total: "5,00 €" }, "EUR"],
    [{ total: { amount: 5, currencyCode: "CAD" } }, "CAD"],
    [{ total: 5 }, "GBP"],
    [{ currency: " ", total: 5 }, "GBP"],
    [{ currency: "$$", total: 5 }, undefined],
    [{ currency: "Euro", total: 5 }, "EUR"],
    [{ currency: "undefined", total: 5 }, "GBP"],
    [{ currency: ["EUR", "USD"], total: 5 }, undefined],
    [{ total: "49,90 € TTC" }, "EUR"],
    [{ total: "49.90 VAT" }, "GBP"],
    [{ total: { formatted: "$5.00", value: 5, currency: "AUD" } }, "AUD"],
  ])
    assert.equal(currencyOf(properties, "GBP"), expected, JSON.stringify(properties));
});
