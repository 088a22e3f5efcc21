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
  ["a backslash that escapes nothing", [TEXT.replace('"name"', '"description":"C:\\temp","name"')], H1],
  [
    "a placeholder word as sku",
    [{ ...PRODUCT, sku: "Does not apply", mpn: "M1" }],
    { ...H1, product_id: "M1" },
  ],
  ["n.a. as brand", [{ ...PRODUCT, brand: "n.a." }], { ...H1, brand: undefined }],
  [
    "a brand named None",
    [{ ...PRODUCT, brand: { "@type": "Brand", name: "None" } }],
    { ...H1, brand: undefined },
  ],
  [
    "no number",
    [{ ...PRODUCT, sku: "", gtin13: "N/A", mpn: "unknown", productID: "P1" }],
    { ...H1, product_id: "P1" },
  ],
  ["the page that a product is about", [CAP, { ...PRODUCT, mainEntityOfPage: PAGE }], H1],
  ["the page as a thing", [CAP, { ...PRODUCT, mainEntityOfPage: { "@id": PAGE } }], H1],
  ["a block that is cut off, and a whole one", [TEXT.slice(0, -40), TEXT], H1],
];

for (const [what, blocks, expected] of ROWS)
  test(`${what}: ${expected.name}`, () => {
    const found = productOf(blocks) ?? {};
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, found[name]])), expected);
  });

test("a block that is cut off says nothing, wherever it ends", () => {
  for (let end = 1; end < TEXT.length; end++) assert.equal(productOf([TEXT.slice(0, end)]), undefined, end);
});

test("microdata with its type in small letters", () => {
  const body =
    "<div itemscope itemtype='http://schema.org/product'><h1 itemprop='name'>Mug</h1>" +
    "<meta itemprop='sku' content='M1'></div>";
  assert.equal(productOf([], PAGE, body).product_id, "M1");
});
