// The product of a page, read from JSON-LD.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeTracker, fixture } from "./support/fake-tracker.mjs";
import { HOODIE, VIEWED, productOf } from "./support/hoodie.mjs";

const SHOPIFY = "https://polinas-potent-potions.myshopify.com";

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
      product_id: "42",
      sku: "42",
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
    { ...VIEWED, compare_at_price: 60 },
  ],
  [
    "a range",
    [
      {
        ...HOODIE,
        offers: { "@type": "AggregateOffer", lowPrice: "45,00", highPrice: "60,00", priceCurrency: "EUR" },
      },
    ],
    { ...VIEWED, price: "45,00" },
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
    { ...VIEWED, in_stock: true },
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
    VIEWED,
  ],
  [
    "BigCommerce's range",
    [
      {
        ...HOODIE,
        offers: { priceSpecification: { minPrice: "45.00", maxPrice: "60", priceCurrency: "EUR" } },
      },
    ],
    VIEWED,
  ],
  [
    "@graph, with what else is on the page",
    [
      {
        "@context": "https://schema.org",
        "@graph": [{ "@type": "BreadcrumbList" }, { "@type": "WebPage" }, HOODIE],
      },
    ],
    VIEWED,
  ],
  ["a list of blocks in one", [[{ "@type": "Organization" }, HOODIE]], VIEWED],
  ["a page's main entity", [{ "@type": "ItemPage", mainEntity: HOODIE }], VIEWED],
  [
    "several types, one of them in full",
    [{ ...HOODIE, "@type": ["Thing", "http://schema.org/Product"] }],
    VIEWED,
  ],
  [
    "a block that is broken, one that is empty, and one that is right",
    ['{"@type":"Product","name":"Ho', "", "null", "[[[[[[[[[[]]]]]]]]]]", '"x"', HOODIE],
    VIEWED,
  ],
  [
    "stars beside the product",
    [{ "@type": "Product", name: "Hoodie by stars", aggregateRating: {} }, HOODIE],
    VIEWED,
  ],
  [
    "a variant on a page of its own",
    [{ ...HOODIE, inProductGroupWithID: "G1" }],
    { ...VIEWED, product_id: "G1" },
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
      ...VIEWED,
      brand: "B",
      category: "C",
      image_url: "https://shop.example/my%20i.jpg",
      url: "https://shop.example/product/hoodie/",
    },
  ],
  ["a picture that is inside the page", [{ ...HOODIE, image: "data:image/gif;base64,R0lGOD" }], VIEWED],
  ["a comment around it", [`<!-- ${JSON.stringify(HOODIE)} -->`], VIEWED],
  ["CDATA around it", [`//<![CDATA[\n${JSON.stringify([HOODIE])}\n//]]>`], VIEWED],
  ["CDATA in a comment of its own", [`/*<![CDATA[*/${JSON.stringify(HOODIE)}/*]]>*/`], VIEWED],
  ["a byte order mark before and a semicolon behind it", [`\ufeff${JSON.stringify(HOODIE)};`], VIEWED],
  [
    "line ends and control characters in a text",
    [JSON.stringify({ description: "D", ...HOODIE }).replace("D", "two\r\nlines\t\u0001\0")],
    VIEWED,
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
    VIEWED,
  ],
  [
    "a type that is no text",
    [{ "@type": { toString: 1 } }, { "@type": [[["Product"]], null], name: "x" }, HOODIE],
    VIEWED,
  ],
  [
    "a page of two products, one of them its own",
    [
      { ...HOODIE, name: "Scarf", url: "/product/scarf" },
      { ...HOODIE, url: "https://shop.example/product/hoodie" },
    ],
    { ...VIEWED, url: "https://shop.example/product/hoodie" },
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
  test(`JSON-LD: ${what}`, () => assert.deepEqual(productOf(blocks, address), expected));
}

test("nonsense in the structured data gives a violation or nothing, and no exception", () => {
  const { tracker, problems } = fakeTracker();
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
      tracker.track("product_viewed", productOf([node]));
    }
  }
  assert.ok(problems.length > 0);
});

test("five megabytes of JSON-LD, whole, cut off or only brackets, do not block the page", () => {
  const whole = JSON.stringify({ ...HOODIE, description: "[{".repeat(2_500_000) });
  const began = performance.now();
  assert.deepEqual(productOf([whole]), VIEWED);
  for (const broken of [
    whole.slice(0, -9),
    "[".repeat(5_000_000),
    "{".repeat(5_000_000),
    "[[".repeat(9000) + "]]".repeat(9000),
  ])
    assert.deepEqual(productOf([broken, HOODIE]), VIEWED);
  assert.ok(performance.now() - began < 5000);
});
