// The product of a page, read from microdata.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readProduct } from "../../pkg-template/src/adapters/shared/structured-data.js";
import { openDom } from "./support/dom.mjs";
import { VIEWED } from "./support/hoodie.mjs";

/** The product that a page of this microdata is about. */
function marked(html, address = "https://shop.example/product/hoodie/") {
  const found = readProduct(openDom(`<head></head><body>${html}</body>`).document, new URL(address));
  return found && JSON.parse(JSON.stringify(found));
}

const OFFER =
  '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">' +
  '<data itemprop="price" value="45.00">€45</data><meta itemprop="priceCurrency" content="EUR"></div>';

const SCOPE = 'itemscope itemtype="http://schema.org/Product"';

const NAMED = '<b itemprop="name">Hoodie</b><i itemprop="sku">H1</i>';

for (const [what, html, expected] of [
  ["a product", `<div ${SCOPE}>${NAMED}${OFFER}</div>`, VIEWED],
  [
    "products like it within it",
    `<div ${SCOPE}>${NAMED}${OFFER}<ul><li itemprop="isRelatedTo" ${SCOPE}><b itemprop="name">Scarf` +
      `</b>${OFFER}</li><li itemprop="isSimilarTo" ${SCOPE}><b itemprop="name">Hat</b></li></ul></div>`,
    VIEWED,
  ],
  [
    "things within things",
    `<div ${SCOPE}><div itemprop="brand" itemscope><b itemprop="name">B</b></div>${NAMED}` +
      '<div itemprop="review" itemscope><b itemprop="name">Not it</b>' +
      `<div itemprop="itemReviewed" itemscope><b itemprop="name">Nor it</b></div></div>${OFFER}</div>`,
    { ...VIEWED, brand: "B" },
  ],
  [
    "a picture that is still to come",
    `<div ${SCOPE}>${NAMED}${OFFER}<img itemprop="image" src="data:image/gif;base64,R0"></div>`,
    VIEWED,
  ],
  [
    "a list",
    `<div ${SCOPE}>${NAMED}${OFFER}</div><div ${SCOPE}><b itemprop="name">Scarf</b>${OFFER}</div>`,
    undefined,
  ],
  [
    "names that are none",
    `<div ${SCOPE}>${NAMED}${OFFER}<i itemprop="__proto__ constructor">x</i><i itemprop="">y</i></div>`,
    VIEWED,
  ],
]) {
  test(`microdata: ${what}`, () => assert.deepEqual(marked(html), expected));
}
