import assert from "node:assert/strict";
import { mock, test } from "node:test";
import jsonld from "../../pkg-template/src/adapters/jsonld.js";
import { readProduct } from "../../pkg-template/src/adapters/shared/structured-data.js";
import { openDom } from "./support/dom.mjs";
import { fakeShop, fixture } from "./support/shop.mjs";

const SHOPIFY = "https://polinas-potent-potions.myshopify.com";
const HOODIE = {
  "@context": "https://schema.org",
  "@type": "Product",
  name: "Hoodie",
  sku: "H1",
  offers: { "@type": "Offer", price: "45.00", priceCurrency: "EUR" },
};
const SEEN = { product_id: "H1", sku: "H1", name: "Hoodie", price: 45, currency: "EUR" };

/** What a page with these blocks, objects or text, is about; microdata is tried in the browser (tests/e2e). */
function product(blocks, address = "https://shop.example/product/hoodie/") {
  const page = {
    querySelectorAll: (selector) =>
      /ld\+json/.test(selector)
        ? blocks.map((block) => ({ textContent: typeof block === "string" ? block : JSON.stringify(block) }))
        : [],
  };
  const found = readProduct(page, new URL(address));
  return found && JSON.parse(JSON.stringify(found));
}

for (const [what, blocks, expected, address] of [
  [
    "Shopify, a product without variants",
    [fixture("jsonld-shopify-product")],
    {
      product_id: "crocodile-tears",
      variant_id: "39888242344001",
      name: "Crocodile tears",
      brand: "Polina's Potent Potions",
      price: 56,
      currency: "CAD",
      in_stock: false,
      image_url:
        "https://polinas-potent-potions.myshopify.com/cdn/shop/products/amber-beard-oil-bottle.jpg?v=1650642958&width=1920",
      url: `${SHOPIFY}/products/crocodile-tears`,
    },
    `${SHOPIFY}/products/crocodile-tears`,
  ],
  [
    "Shopify, a group, its first variant",
    [fixture("jsonld-shopify-productgroup")],
    {
      product_id: "6786188247105",
      variant_id: "39897499729985",
      sku: "HP-S-L",
      name: "Health potion",
      variant_name: "Health potion - S / Low",
      category: "Health",
      brand: "Polina's Potent Potions",
      price: 10,
      currency: "CAD",
      in_stock: true,
      image_url: "https://cdn.example/h.jpg",
      url: `${SHOPIFY}/products/health-potion`,
    },
    `${SHOPIFY}/collections/all/products/health-potion`,
  ],
  [
    "Shopify, a group, the variant of the address",
    [fixture("jsonld-shopify-productgroup")],
    {
      product_id: "6786188247105",
      variant_id: "39897499762753",
      sku: "",
      name: "Health potion",
      variant_name: "Health potion - S / Medium",
      category: "Health",
      brand: "Polina's Potent Potions",
      price: 20,
      currency: "CAD",
      in_stock: true,
      image_url: "https://cdn.example/h.jpg",
      url: `${SHOPIFY}/products/health-potion`,
    },
    `${SHOPIFY}/fr/products/health-potion?variant=39897499762753`,
  ],
  [
    "WooCommerce",
    [fixture("jsonld-woocommerce-simple")],
    {
      product_id: 42,
      sku: 42,
      name: "Hoodie",
      price: 45,
      currency: "USD",
      in_stock: true,
      image_url: "https://shop.example/wp-content/uploads/hoodie.jpg",
      url: "https://shop.example/product/hoodie/",
    },
  ],
  [
    "a reduced price beside the struck one",
    [
      {
        ...HOODIE,
        offers: [
          {
            priceSpecification: [
              { price: "60.00", priceType: "https://schema.org/ListPrice", priceCurrency: "EUR" },
              { price: "45.00", priceCurrency: "EUR" },
            ],
          },
        ],
      },
    ],
    SEEN,
  ],
  [
    "a range",
    [
      {
        ...HOODIE,
        offers: { "@type": "AggregateOffer", lowPrice: "45,00", highPrice: "60,00", priceCurrency: "EUR" },
      },
    ],
    SEEN,
  ],
  [
    "a range with its offers",
    [
      {
        ...HOODIE,
        offers: {
          "@type": "AggregateOffer",
          priceCurrency: "EUR",
          offers: [
            { price: 50, availability: "SoldOut" },
            { price: 45, availability: "InStock" },
          ],
        },
      },
    ],
    { ...SEEN, in_stock: true },
  ],
  [
    "vercel/commerce, which has no id at all",
    [
      {
        "@context": "https://schema.org",
        "@type": "Product",
        name: "Hoodie",
        description: "",
        image: "https://cdn.example/h.jpg",
        offers: {
          "@type": "AggregateOffer",
          availability: "https://schema.org/InStock",
          priceCurrency: "EUR",
          highPrice: "60.0",
          lowPrice: "45.0",
        },
      },
    ],
    {
      product_id: "hoodie",
      name: "Hoodie",
      price: 45,
      currency: "EUR",
      in_stock: true,
      image_url: "https://cdn.example/h.jpg",
    },
  ],
  [
    "Saleor",
    [
      {
        "@context": "https://schema.org",
        "@type": "Product",
        name: "Hoodie",
        sku: "H1",
        offers: { "@type": "Offer", price: 45, priceCurrency: "EUR" },
      },
    ],
    SEEN,
  ],
  [
    "BigCommerce's range",
    [
      {
        ...HOODIE,
        offers: { priceSpecification: { minPrice: "45.00", maxPrice: "60", priceCurrency: "EUR" } },
      },
    ],
    SEEN,
  ],
  [
    "@graph, with what else is on the page",
    [
      {
        "@context": "https://schema.org",
        "@graph": [{ "@type": "BreadcrumbList" }, { "@type": "WebPage" }, HOODIE],
      },
    ],
    SEEN,
  ],
  ["a list of blocks in one", [[{ "@type": "Organization" }, HOODIE]], SEEN],
  ["a page's main entity", [{ "@type": "ItemPage", mainEntity: HOODIE }], SEEN],
  [
    "several types, one of them in full",
    [{ ...HOODIE, "@type": ["Thing", "http://schema.org/Product"] }],
    SEEN,
  ],
  [
    "a block that is broken, one that is empty, and one that is right",
    ['{"@type":"Product","name":"Ho', "", "null", "[[[[[[[[[[]]]]]]]]]]", '"x"', HOODIE],
    SEEN,
  ],
  [
    "stars beside the product",
    [{ "@type": "Product", name: "Hoodie by stars", aggregateRating: {} }, HOODIE],
    SEEN,
  ],
  [
    "a variant on a page of its own",
    [{ ...HOODIE, inProductGroupWithID: "G1" }],
    { ...SEEN, product_id: "G1" },
  ],
  [
    "things that are objects",
    [
      {
        ...HOODIE,
        brand: [{ name: "B" }],
        category: { name: "C" },
        image: [{ "@type": "ImageObject", url: "/my i.jpg" }],
        url: { "@id": "/product/hoodie/" },
      },
    ],
    {
      ...SEEN,
      brand: "B",
      category: "C",
      image_url: "https://shop.example/my%20i.jpg",
      url: "https://shop.example/product/hoodie/",
    },
  ],
  ["a picture that is inside the page", [{ ...HOODIE, image: "data:image/gif;base64,R0lGOD" }], SEEN],
  ["a comment around it", [`<!-- ${JSON.stringify(HOODIE)} -->`], SEEN],
  ["CDATA around it", [`//<![CDATA[\n${JSON.stringify([HOODIE])}\n//]]>`], SEEN],
  ["CDATA in a comment of its own", [`/*<![CDATA[*/${JSON.stringify(HOODIE)}/*]]>*/`], SEEN],
  ["a byte order mark before and a semicolon behind it", [`\ufeff${JSON.stringify(HOODIE)};`], SEEN],
  [
    "line ends and control characters in a text",
    [JSON.stringify({ description: "D", ...HOODIE }).replace("D", "two\r\nlines\t\u0001\0")],
    SEEN,
  ],
  [
    "nothing where something should be",
    [
      {
        ...HOODIE,
        brand: null,
        offers: [null, { priceSpecification: [null, { price: "45", priceCurrency: "EUR" }] }],
        hasVariant: null,
        image: [null],
      },
    ],
    SEEN,
  ],
  [
    "a type that is no text",
    [{ "@type": { toString: 1 } }, { "@type": [[["Product"]], null], name: "x" }, HOODIE],
    SEEN,
  ],
  [
    "a page of two products, one of them its own",
    [
      { ...HOODIE, name: "Scarf", url: "/product/scarf" },
      { ...HOODIE, url: "https://shop.example/product/hoodie" },
    ],
    { ...SEEN, url: "https://shop.example/product/hoodie" },
  ],
  [
    "a page of two products, neither its own",
    [
      { ...HOODIE, name: "Scarf", url: "/product/scarf" },
      { ...HOODIE, url: "/product/hat" },
    ],
    undefined,
  ],
  [
    "a list of products",
    [{ "@type": "ItemList", itemListElement: [{ "@type": "ListItem", item: HOODIE }] }],
    undefined,
  ],
  ["the home page with a featured product", [HOODIE], undefined, "https://shop.example/"],
  ["a page without products", [{ "@type": "Article" }], undefined],
]) {
  test(`structured data: ${what}`, () => assert.deepEqual(product(blocks, address), expected));
}

test("shapes of nonsense give a violation or nothing, and no exception", () => {
  const { shop, problems } = fakeShop();
  for (const offers of [
    null,
    7,
    "free",
    [],
    [null],
    {},
    { price: {} },
    { price: "on request", priceCurrency: "EUR" },
    { offers: "x" },
    { priceSpecification: [null, 3] },
  ]) {
    for (const node of [
      { ...HOODIE, offers },
      { ...HOODIE, hasVariant: offers, offers },
      { "@type": "Product", offers, url: "http://[", name: {}, brand: 7, image: [], sku: [] },
    ]) {
      shop.track("product_viewed", product([node]));
    }
  }
  assert.ok(problems.length > 0);
});

/** What a page of this microdata is about. */
function marked(html, address = "https://shop.example/product/hoodie/") {
  const found = readProduct(openDom(`<head></head><body>${html}</body>`).document, new URL(address));
  return found && JSON.parse(JSON.stringify(found));
}

const OFFER =
  '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><data itemprop="price" value="45.00">€45</data><meta itemprop="priceCurrency" content="EUR"></div>';
const SCOPE = 'itemscope itemtype="http://schema.org/Product"';
const NAMED = '<b itemprop="name">Hoodie</b><i itemprop="sku">H1</i>';

for (const [what, html, expected] of [
  ["a product", `<div ${SCOPE}>${NAMED}${OFFER}</div>`, SEEN],
  [
    "products like it within it",
    `<div ${SCOPE}>${NAMED}${OFFER}<ul><li itemprop="isRelatedTo" ${SCOPE}><b itemprop="name">Scarf</b>${OFFER}</li><li itemprop="isSimilarTo" ${SCOPE}><b itemprop="name">Hat</b></li></ul></div>`,
    SEEN,
  ],
  [
    "things within things",
    `<div ${SCOPE}><div itemprop="brand" itemscope><b itemprop="name">B</b></div>${NAMED}<div itemprop="review" itemscope><b itemprop="name">Not it</b><div itemprop="itemReviewed" itemscope><b itemprop="name">Nor it</b></div></div>${OFFER}</div>`,
    { ...SEEN, brand: "B" },
  ],
  [
    "a picture that is still to come",
    `<div ${SCOPE}>${NAMED}${OFFER}<img itemprop="image" src="data:image/gif;base64,R0"></div>`,
    SEEN,
  ],
  [
    "a list",
    `<div ${SCOPE}>${NAMED}${OFFER}</div><div ${SCOPE}><b itemprop="name">Scarf</b>${OFFER}</div>`,
    undefined,
  ],
  [
    "names that are none",
    `<div ${SCOPE}>${NAMED}${OFFER}<i itemprop="__proto__ constructor">x</i><i itemprop="">y</i></div>`,
    SEEN,
  ],
]) {
  test(`microdata: ${what}`, () => assert.deepEqual(marked(html), expected));
}

test("five megabytes of JSON-LD, whole or cut off or of brackets alone, do not hold up the page", () => {
  const whole = JSON.stringify({ ...HOODIE, description: "[{".repeat(2_500_000) });
  const began = performance.now();
  assert.deepEqual(product([whole]), SEEN);
  for (const broken of [
    whole.slice(0, -9),
    "[".repeat(5_000_000),
    "{".repeat(5_000_000),
    "[[".repeat(9000) + "]]".repeat(9000),
  ])
    assert.deepEqual(product([broken, HOODIE]), SEEN);
  assert.ok(performance.now() - began < 5000);
});

test("a product that the page has told of is not told again, unless that is refused in the end, and what nobody takes is told once", () => {
  const page = openDom(
    `<head><script type="application/ld+json">${JSON.stringify(HOODIE)}</script></head><body></body>`,
    { url: "https://shop.example/product/hoodie/" },
  );
  const check = (expected, what, past, ...heard) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { shop, listeners } = fakeShop();
    const calls = [];
    shop.track = (name) => {
      calls.push(name);
      for (const listener of [...listeners])
        listener({ method: "track", args: [name, {}], result: { ok: false, reason: "invalid" } });
    };
    jsonld(shop, {}, past);
    // Before and after its patience has ended.
    for (const [ms, result] of heard) {
      mock.timers.tick(ms);
      for (const listener of [...listeners])
        listener({ method: "track", args: ["product_viewed", {}], result });
    }
    mock.timers.tick(1000);
    mock.timers.reset();
    assert.equal(calls.length, expected, what);
  };
  const notice = (result) => [{ method: "track", args: ["product_viewed", {}], result }];
  const [queued, taken, refused] = [
    { ok: true, queued: true },
    { ok: true, messageId: "m" },
    { ok: false, reason: "invalid" },
  ];
  check(1, "nobody told of it", []);
  check(0, "taken", notice(taken));
  check(0, "waiting", notice(queued));
  check(0, "waiting, then taken", notice(queued), [2000, taken]);
  check(1, "waiting, then refused at once", notice(queued), [10, refused]);
  check(1, "waiting, then refused late", notice(queued), [2000, refused]);
  check(0, "taken, and something like it refused", notice(taken), [10, refused], [2000, refused]);
  check(1, "refused", notice(refused), [2000, refused]);
  assert.ok(page.document.querySelector("script"));
});
