// JSON-LD as real themes and plugins print it: encoded and broken texts, types, references, several products.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeEntities, plainText } from "../../pkg-template/src/adapters/shared/plain-text.js";
import { HOODIE, VIEWED } from "./support/hoodie.mjs";
import { PAGE, productOf } from "./support/theme-page.mjs";

for (const [text, expected] of [
  ["Men&#8217;s Salt &amp; Pepper", "Men’s Salt & Pepper"],
  ["Men&#x2019;s Salt &#38; Pepper", "Men’s Salt & Pepper"],
  ["Men&#X2019;s", "Men’s"],
  ["&quot;Runner&quot; &#039;24", '"Runner" \'24'],
  ["Tea &ndash; 100&nbsp;g", "Tea – 100 g"],
  ["Caf&eacute; Cr&egrave;me", "Café Crème"],
  ["T&uuml;rkisgr&uuml;nes Kleid, Gr&ouml;&szlig;e 38", "Türkisgrünes Kleid, Größe 38"],
  ["&Auml;pfel &aring; &Ccedil;a se&ntilde;or &scaron;", "Äpfel å Ça señor š"],
  ["Sm&oslash;rrebr&oslash;d &AElig;bler", "Smørrebrød Æbler"],
  ["50&deg; &frac12; &plusmn;2 &times; 3", "50° ½ ±2 × 3"],
  ["Brand&reg; Name&trade; &copy; &hellip;", "Brand® Name™ © …"],
  ["&laquo;A&raquo; &bdquo;B&ldquo; &lsquo;C&rsquo;", "«A» „B“ ‘C’"],
  ["Mug &#128077;&#x1F3FD;", "Mug 👍🏽"],
  ["It&#146;s &#150; good&#133; &#128;5", "It’s – good… €5"],
  ["5 &lt; 7 &gt; 3", "5 < 7 > 3"],
  ["&lt;b&gt;Bold&lt;/b&gt;", "<b>Bold</b>"],
  ["&amp;lt;b&amp;gt;", "&lt;b&gt;"],
  ["Salt &amp;amp; Pepper", "Salt &amp; Pepper"],
  ["Men&amp;#8217;s", "Men&#8217;s"],
  ["Salt & Pepper, R&D", "Salt & Pepper, R&D"],
  ["&unknown; &; &#; &#x; &constructor; &toString;", "&unknown; &; &#; &#x; &constructor; &toString;"],
  ["&#1114112; &#55555555555;", "&#1114112; &#55555555555;"],
  ["Mug <sup>2</sup><br/> <em>new</em>", "Mug 2 new"],
  ["a <b", "a <b"],
  ["Zero\u200bwidth\ufeff so\u00adft", "Zerowidth soft"],
  ["می\u200cخواهم 👩\u200d🍳", "می\u200cخواهم 👩\u200d🍳"],
  ["  two\n\t lines\u00a0here ", "two lines here"],
]) {
  test(`texts: ${JSON.stringify(text)}`, () => {
    assert.equal(plainText(text), expected);
    assert.equal(productOf([{ ...HOODIE, name: text }]).name, expected);
  });
}

test("an entity that stands for another is decoded once", () =>
  assert.equal(decodeEntities("&amp;amp;amp;"), "&amp;amp;"));

test("a hundred thousand ampersands and brackets do not block the page", () => {
  const began = performance.now();
  for (const part of ["&", "<", "&#", "&a", "<a ", "\u00a0", "&amp;"]) plainText(part.repeat(100_000));
  assert.ok(performance.now() - began < 5000);
});

const LINE = JSON.stringify(HOODIE);
for (const [what, text] of [
  ["trailing commas", LINE.replace("}}", ",} , }")],
  ["spaces that do not break between the members", LINE.replaceAll(",", ",\u00a0\n\u00a0")],
  ["zero-width spaces in the names of members", LINE.replaceAll('"name"', '"\u200bname\ufeff"')],
  ["a name with a line end in it", LINE.replace("Hoodie", "\\nHoo\rdie\n").replace("Hoo\rdie", "Hoodie")],
  ["values that a template left out", LINE.replace('"name"', '"brand":,"mpn": ,"name"')],
  ["quotes that PHP has escaped", LINE.replace('"name"', '"description":"Men\\\'s","name"')],
  ["quotes in a description", LINE.replace('"name"', '"description":"15" screen, "new", {x}","name"')],
  ["two objects in a row", `${JSON.stringify({ "@type": "WebSite" })}\n${LINE}`],
  ["two objects with a comma", `${JSON.stringify({ "@type": "WebSite" })},${LINE}`],
  ["an encoded block", LINE.replaceAll('"', "&quot;")],
  ["an encoded block, by number", LINE.replaceAll('"', "&#34;")],
  ["a comment of HTML around it", `<!--\n${LINE}\n-->`],
  ["CDATA around it", `<![CDATA[\n${LINE}\n]]>`],
  ["CDATA in comments of a script", `// <![CDATA[\n${LINE}\n// ]]>`],
  ["a semicolon and a byte order mark", `\ufeff${LINE};\n`],
  [
    "names in full",
    JSON.stringify({
      "@type": ["http://schema.org/Product"],
      "http://schema.org/name": "Hoodie",
      "https://schema.org/sku": "H1",
      "schema:offers": { "schema:price": "45.00", "schema:priceCurrency": "EUR" },
    }),
  ],
]) {
  test(`blocks: ${what}`, () => assert.deepEqual(productOf([text]), VIEWED));
}

for (const [unquoted, price] of [
  ["129,00", "129,00"],
  ["1.299,00", "1.299,00"],
  ["€ 45", "€ 45"],
  ["45.00 EUR", "45.00 EUR"],
  ["1 299,00", "1 299,00"],
])
  test(`blocks: the price ${unquoted}, not quoted`, () => {
    const found = productOf([LINE.replace('"45.00"', unquoted)]);
    assert.deepEqual(found, { ...VIEWED, price });
  });

for (const type of [
  "Product",
  "product",
  "http://schema.org/Product",
  "https://schema.org/Product/",
  "schema:Product",
  ["Product"],
  ["Thing", "Product"],
  ["https://schema.org/Product", "Car"],
  "IndividualProduct",
  "ProductModel",
  "SomeProducts",
  "ProductGroup",
])
  test(`types: ${JSON.stringify(type)} is a product`, () =>
    assert.deepEqual(productOf([{ ...HOODIE, "@type": type }]), VIEWED));

for (const type of ["ProductCollection", "Review", "", null, 7, {}, "https://schema.org/Offer"])
  test(`types: ${JSON.stringify(type)} is none`, () =>
    assert.equal(productOf([{ ...HOODIE, "@type": type }]), undefined));

const graph = (...nodes) => ({ "@context": "https://schema.org", "@graph": nodes });
const OFFER = { "@id": "#offer", ...HOODIE.offers };

for (const [what, blocks, changes] of [
  ["an offer elsewhere in the graph", [graph({ ...HOODIE, offers: { "@id": "#offer" } }, OFFER)]],
  ["an offer in another block", [{ ...HOODIE, offers: [{ "@id": "#offer" }] }, OFFER]],
  ["an offer of a type", [graph({ ...HOODIE, offers: { "@type": "Offer", "@id": "#offer" } }, OFFER)]],
  [
    "Yoast's picture",
    [
      graph(
        { "@type": "ImageObject", "@id": "#primaryimage", url: "/h.jpg", contentUrl: "/other.jpg" },
        { ...HOODIE, image: { "@id": "#primaryimage" } },
      ),
    ],
    { image_url: "https://shop.example/h.jpg" },
  ],
  [
    "a brand",
    [graph({ ...HOODIE, brand: { "@id": "#brand" } }, { "@type": "Brand", "@id": "#brand", name: "Acme" })],
    { brand: "Acme" },
  ],
  ["a brand that is nowhere", [{ ...HOODIE, brand: { "@id": "#brand" } }]],
  [
    "references in a circle",
    [
      graph(
        { ...HOODIE, brand: { "@id": "#a" } },
        { "@id": "#a", name: { "@id": "#b" } },
        { "@id": "#b", name: { "@id": "#a" } },
      ),
    ],
  ],
  [
    "a group of which the product is a variant",
    [
      graph(
        { ...HOODIE, name: "", isVariantOf: { "@id": "#group" } },
        { "@type": "ProductGroup", "@id": "#group", name: "Hoodie", productGroupID: "G1", brand: "Acme" },
      ),
    ],
    { product_id: "G1", brand: "Acme" },
  ],
  [
    "an offer that names its product",
    [{ "@type": "Offer", ...HOODIE.offers, itemOffered: { ...HOODIE, offers: 0 } }],
  ],
  [
    "variants elsewhere",
    [
      graph(
        { "@type": "ProductGroup", name: "Hoodie", productGroupID: "G1", hasVariant: [{ "@id": "#v1" }] },
        { "@type": "Offer", "@id": "#v1", sku: "V1", name: "Hoodie red", offers: HOODIE.offers },
      ),
    ],
    { product_id: "G1", variant_id: "V1", sku: "V1", variant_name: "Hoodie red" },
  ],
]) {
  test(`references: ${what}`, () => assert.deepEqual(productOf(blocks), { ...VIEWED, ...changes }));
}

for (const [what, members, changes] of [
  ["a list", { image: ["/a.jpg", "/b.jpg"] }, { image_url: "https://shop.example/a.jpg" }],
  [
    "an ImageObject",
    { image: { "@type": "ImageObject", url: "/a.jpg" } },
    { image_url: "https://shop.example/a.jpg" },
  ],
  ["an ImageObject with its content", { image: [{ contentUrl: "a.jpg" }] }, { image_url: `${PAGE}a.jpg` }],
  [
    "without a scheme",
    { image: "//cdn.example/a.jpg?v=1&amp;w=2" },
    { image_url: "https://cdn.example/a.jpg?v=1&w=2" },
  ],
  [
    "the first that is on the web",
    { image: ["", null, "data:image/gif;base64,R0", "https://cdn.example/a.jpg"] },
    { image_url: "https://cdn.example/a.jpg" },
  ],
  [
    "a list of addresses in an ImageObject",
    { image: { url: ["https://cdn.example/a.jpg"] } },
    { image_url: "https://cdn.example/a.jpg" },
  ],
  ["no address", { image: "http://[" }, {}],
  [
    "of invisible characters",
    { image: "\u200bhttps://cdn.example/a.jpg\u200e" },
    { image_url: "https://cdn.example/a.jpg" },
  ],
]) {
  test(`pictures: ${what}`, () =>
    assert.deepEqual(productOf([{ ...HOODIE, ...members }]), { ...VIEWED, ...changes }));
}

const steps = (...names) => ({
  "@type": "BreadcrumbList",
  itemListElement: names.map((name, position) => ({ "@type": "ListItem", position, name })),
});
for (const [what, category, expected] of [
  ["a text", "Clothing", "Clothing"],
  ["a path in a text", "Clothing &gt; Hoodies", "Clothing > Hoodies"],
  ["a list", ["Clothing", "Hoodies"], "Clothing"],
  ["a code", { "@type": "CategoryCode", name: "Hoodies", codeValue: "1594" }, "Hoodies"],
  ["a code without a name", { "@type": "CategoryCode", codeValue: "1594" }, "1594"],
  ["steps that lead to the product", steps("Home", "Clothing", "Hoodie"), "Clothing"],
  ["steps of items", { itemListElement: [{ item: { name: "Clothing" } }] }, "Clothing"],
  ["a thing", { "@type": "Thing", name: "Clothing" }, "Clothing"],
  ["nothing", "", undefined],
]) {
  test(`categories: ${what}`, () => assert.equal(productOf([{ ...HOODIE, category }]).category, expected));
}

const named = (name, members) => ({ ...HOODIE, name, sku: name[0], ...members });
for (const [what, blocks, expected, address, body] of [
  [
    "the one with the page's address",
    [named("Scarf", { url: "/scarf" }), named("Hoodie", { url: PAGE })],
    "Hoodie",
  ],
  [
    "the one with the page's query",
    [named("Scarf", { url: "/product.php?id=1" }), named("Hoodie", { url: "/product.php?id=2" })],
    "Hoodie",
    "/product.php?id=2",
  ],
  [
    "the one with the canonical address",
    [named("Scarf", { url: "/scarf" }), named("Hoodie", { url: "/hoodie" })],
    "Hoodie",
    "/index.php?route=product/product&product_id=9",
    '<link rel="canonical" href="https://shop.example/hoodie">',
  ],
  ["the main entity", [named("Scarf"), { "@type": "ItemPage", mainEntity: named("Hoodie") }], "Hoodie"],
  [
    "the main entity, by reference",
    [
      graph(named("Scarf", { "@id": "#s" }), named("Hoodie", { "@id": "#h" }), {
        "@type": "WebPage",
        mainEntity: { "@id": "#h" },
      }),
    ],
    "Hoodie",
  ],
  ["the one in the heading", [named("Scarf"), named("Hoodie")], "Hoodie", PAGE, "<h1> Hoodie </h1>"],
  [
    "the one in the heading, encoded",
    [named("Scarf"), named("Salt &amp; Pepper")],
    "Salt & Pepper",
    PAGE,
    "<h1>Salt &amp; Pepper</h1>",
  ],
  ["two of one name", [named("Hoodie"), named("Hoodie")], "Hoodie"],
  [
    "two variants of a group",
    [
      named("Red", { inProductGroupWithID: "G", offers: { price: 1, availability: "SoldOut" } }),
      named("Blue", { inProductGroupWithID: "G" }),
    ],
    "Blue",
  ],
  [
    "two variants of a group, by their address",
    [
      named("Red", { inProductGroupWithID: "G", url: "/red" }),
      named("Blue", { inProductGroupWithID: "G", url: "/blue" }),
    ],
    "Blue",
    "/blue",
  ],
  [
    "related products beside it",
    [named("Hoodie", { isRelatedTo: [named("Scarf")], isSimilarTo: named("Hat") })],
    "Hoodie",
  ],
  [
    "a product of an app, with stars alone",
    [{ "@type": "Product", name: "Stars", aggregateRating: {} }, named("Hoodie")],
    "Hoodie",
  ],
  ["none of two", [named("Scarf"), named("Hat")], undefined, PAGE, "<h1>Sale</h1>"],
  ["none of a list", [{ "@type": "ItemList", itemListElement: [{ item: named("Hoodie") }] }], undefined],
]) {
  test(`several products: ${what}`, () =>
    assert.equal(productOf(blocks, address && new URL(address, PAGE).href, body)?.name, expected));
}

test("a variant with an address of its own is the page's variant", () => {
  const variant = (name) => ({ ...HOODIE, name, sku: name, url: `/product/${name}` });
  const group = {
    "@type": "ProductGroup",
    productGroupID: "G",
    name: "Hoodie",
    hasVariant: ["red", "blue"].map(variant),
  };
  const { product_id, variant_id, variant_name } = productOf([group], "https://shop.example/product/blue");
  assert.deepEqual([product_id, variant_id, variant_name], ["G", "blue", "blue"]);
});

test("microdata is decoded by the page alone", () => {
  const found = productOf(
    [],
    PAGE,
    '<div itemscope itemtype="http://schema.org/Product"><b itemprop="name">Salt &amp;amp; Pepper</b>' +
      '<meta itemprop="sku" content="A&amp;B"><div itemprop="offers" itemscope>' +
      '<meta itemprop="price" content=""><b itemprop="price">45,00 €</b>' +
      '<link itemprop="availability" href="http://schema.org/OutOfStock"></div></div>',
  );
  assert.deepEqual(found, {
    product_id: "A&B",
    sku: "A&B",
    name: "Salt &amp; Pepper",
    price: "45,00 €",
    in_stock: false,
  });
});
