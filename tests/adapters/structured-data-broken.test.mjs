// JSON-LD that templates have broken, and shapes that are rare: the product is found all the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE, productOf } from "./support/theme-page.mjs";

const OFFER = { "@type": "Offer", price: "25.00", priceCurrency: "EUR" };
const PRODUCT = {
  "@context": "https://schema.org",
  "@type": "Product",
  name: "Hoodie",
  sku: "H1",
  offers: OFFER,
};
const TEXT = JSON.stringify(PRODUCT);
const H1 = { product_id: "H1", name: "Hoodie", price: 25, currency: "EUR" };
const CAP = { ...PRODUCT, name: "Cap", sku: "C1", offers: { ...OFFER, url: "/product/cap/" } };

/** `[what, blocks, expected properties]` */
const ROWS = [
  ["a comment at the end of a line", [TEXT.replace(",", ", // the schema\n")], H1],
  ["a comment inside", [TEXT.replace(",", ", /* the schema */")], H1],
  ["single quotes", [TEXT.replace(/"/g, "'")], H1],
  ["quotes inside a name", [TEXT.replace("Hoodie", '24" screen')], { ...H1, name: '24" screen' }],
  ["a missing comma", [TEXT.replace('"Hoodie",', '"Hoodie"\n')], H1],
  ["JSON in JSON", [JSON.stringify(TEXT)], H1],
  ["-1 for no sku", [{ ...PRODUCT, sku: "-1", mpn: "M1" }], { ...H1, product_id: "M1" }],
  ["an object for a list of offers", [{ ...PRODUCT, offers: { 0: OFFER, 2: OFFER } }], H1],
  ["a book", [{ ...PRODUCT, "@type": "Book" }], H1],
  ["a car", [{ ...PRODUCT, "@type": "Car" }], H1],
  ["an address of the offer alone", [CAP, { ...PRODUCT, offers: { ...OFFER, url: PAGE } }], H1],
];

for (const [what, blocks, expected] of ROWS)
  test(`${what}: ${expected.name}`, () => {
    const found = productOf(blocks) ?? {};
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, found[name]])), expected);
  });
