// The structured data of shop systems and plugins, in the shape that each prints.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PAGE, productOf } from "./support/theme-page.mjs";

const S = "https://schema.org/";
const SHOP = "https://shop.example";

/** `[system, blocks, expected properties, path, body]`. Properties that are not expected may be anything. */
const SHOPS = [
  [
    "PrestaShop",
    [
      {
        "@context": S,
        "@type": "Product",
        name: "Hummingbird printed t-shirt",
        category: "Men",
        image: `${SHOP}/2-home_default/hummingbird.jpg`,
        sku: "demo_1",
        mpn: "demo_1",
        brand: { "@type": "Brand", name: "Studio Design" },
        weight: { "@context": S, "@type": "QuantitativeValue", value: "0.3", unitCode: "kg" },
        offers: {
          "@type": "Offer",
          priceCurrency: "EUR",
          name: "Hummingbird printed t-shirt",
          price: "22.94",
          url: `${SHOP}/men/1-1-hummingbird.html`,
          priceValidUntil: "2027-01-01",
          sku: "demo_1",
          availability: `${S}InStock`,
          seller: { "@type": "Organization", name: "Shop" },
        },
      },
    ],
    { product_id: "demo_1", category: "Men", brand: "Studio Design", price: 22.94, in_stock: true },
    "/men/1-1-hummingbird.html",
  ],
  [
    "Squarespace, whose offer has the sku",
    [
      { "@context": "http://schema.org", "@type": "WebSite", name: "Shop" },
      {
        "@context": "http://schema.org",
        "@type": "Product",
        name: "Mug",
        image: "http://static.example/mug.jpg",
        brand: "Shop",
        offers: { price: 16, priceCurrency: "EUR", availability: "InStock", sku: "SQ0042", "@type": "Offer" },
      },
    ],
    { product_id: "mug", sku: "SQ0042", price: 16, brand: "Shop", in_stock: true },
    "/store/p/mug",
  ],
  [
    "Wix, with members in capitals",
    [
      {
        "@context": "https://schema.org/",
        "@type": "Product",
        name: "Mug",
        image: [{ "@type": "ImageObject", contentUrl: "https://static.example/mug.jpg", width: "500" }],
        Offers: { "@type": "Offer", price: "16", priceCurrency: "EUR", Availability: `${S}OutOfStock` },
      },
    ],
    { product_id: "mug", price: 16, in_stock: false, image_url: "https://static.example/mug.jpg" },
    "/product-page/mug",
  ],
  [
    "Salesforce Commerce Cloud",
    [
      {
        "@context": "http://schema.org/",
        "@type": "Product",
        name: "Mug",
        mpn: "25752986M",
        sku: "25752986M",
        offers: {
          url: {},
          "@type": "Offer",
          priceCurrency: "USD",
          price: "79.00",
          availability: "http://schema.org/InStock",
        },
      },
    ],
    { product_id: "25752986M", price: 79, currency: "USD", url: undefined },
    "/s/Shop/mug/25752986M.html",
  ],
  [
    "Yoast's graph on WooCommerce",
    [
      {
        "@context": S,
        "@graph": [
          {
            "@type": ["WebPage", "ItemPage"],
            "@id": PAGE,
            url: PAGE,
            name: "Mug - Shop",
            primaryImageOfPage: { "@id": `${PAGE}#primaryimage` },
          },
          {
            "@type": "ImageObject",
            "@id": `${PAGE}#primaryimage`,
            url: `${SHOP}/mug.jpg`,
            contentUrl: `${SHOP}/mug.jpg`,
          },
          {
            "@type": "BreadcrumbList",
            "@id": `${PAGE}#breadcrumb`,
            itemListElement: [{ "@type": "ListItem", position: 1, name: "Home" }],
          },
          { "@type": "Organization", "@id": `${SHOP}/#organization`, name: "Shop" },
          {
            "@type": "Product",
            "@id": `${PAGE}#product`,
            name: "Men&#039;s Mug &#8211; red",
            url: PAGE,
            image: { "@id": `${PAGE}#primaryimage` },
            sku: 1234,
            offers: [
              {
                "@type": "Offer",
                priceSpecification: { "@type": "PriceSpecification", price: "16.00", priceCurrency: "EUR" },
                availability: "http://schema.org/InStock",
              },
            ],
            brand: { "@type": "Brand", name: "" },
            manufacturer: { "@id": `${SHOP}/#organization` },
            mainEntityOfPage: { "@id": PAGE },
          },
        ],
      },
    ],
    {
      product_id: "1234",
      name: "Men's Mug – red",
      price: 16,
      image_url: `${SHOP}/mug.jpg`,
      brand: undefined,
    },
  ],
  [
    "Rank Math's graph",
    [
      {
        "@context": S,
        "@graph": [
          { "@type": "WebPage", "@id": `${PAGE}#webpage`, url: PAGE, name: "Mug" },
          {
            "@type": "Product",
            name: "Mug",
            category: "Clothing &gt; Hoodies",
            sku: "M1",
            offers: {
              "@type": "AggregateOffer",
              lowPrice: "16.00",
              highPrice: "18.00",
              offerCount: "2",
              priceCurrency: "EUR",
              availability: "http://schema.org/InStock",
            },
            mainEntityOfPage: { "@id": `${PAGE}#webpage` },
            "@id": `${PAGE}#richSnippet`,
          },
        ],
      },
    ],
    { product_id: "M1", category: "Clothing > Hoodies", price: 16, in_stock: true },
  ],
  [
    "two plugins that describe one product under one id",
    [
      { "@type": "Product", "@id": `${PAGE}#product`, name: "Mug", aggregateRating: { ratingValue: 5 } },
      {
        "@type": "Product",
        "@id": `${PAGE}#product`,
        name: "Mug",
        sku: "M1",
        offers: { price: 16, priceCurrency: "EUR" },
      },
    ],
    { product_id: "M1", price: 16 },
  ],
  [
    "a product group of Google's documentation",
    [
      {
        "@context": S,
        "@type": "ProductGroup",
        "@id": "#coat",
        name: "Wool winter coat",
        brand: { "@type": "Brand", name: "Good brand" },
        productGroupID: "44E01",
        variesBy: [`${S}size`, `${S}color`],
        hasVariant: [{ "@id": "#coat_small_green" }, { "@id": "#coat_small_lightblue" }],
      },
      {
        "@type": "Product",
        "@id": "#coat_small_green",
        isVariantOf: { "@id": "#coat" },
        sku: "44E01-M11000",
        name: "Small green coat",
        offers: { "@type": "Offer", priceCurrency: "USD", price: 39.99, availability: `${S}OutOfStock` },
      },
      {
        "@type": "Product",
        "@id": "#coat_small_lightblue",
        isVariantOf: { "@id": "#coat" },
        sku: "44E01-K11000",
        name: "Small blue coat",
        offers: { "@type": "Offer", priceCurrency: "USD", price: 49.99, availability: `${S}InStock` },
      },
    ],
    { product_id: "44E01", price: 49.99, brand: "Good brand", in_stock: true },
  ],
  [
    "Google's sale with a struck-out price and members",
    [
      {
        "@type": "Product",
        name: "Mug",
        sku: "M1",
        offers: {
          "@type": "Offer",
          price: 10,
          priceCurrency: "GBP",
          priceSpecification: [
            {
              "@type": "UnitPriceSpecification",
              priceType: `${S}StrikethroughPrice`,
              price: 15,
              priceCurrency: "GBP",
            },
            {
              "@type": "UnitPriceSpecification",
              price: 8,
              priceCurrency: "GBP",
              validForMemberTier: { "@id": "#gold" },
            },
          ],
        },
      },
    ],
    { price: 10, compare_at_price: 15, currency: "GBP" },
  ],
  [
    "OpenCart with a base address and relative pictures",
    [
      {
        "@type": "Product",
        name: "Mug",
        image: "image/cache/mug.jpg",
        url: "mug",
        offers: { price: "16.00", priceCurrency: "EUR" },
      },
    ],
    { product_id: "mug", image_url: `${SHOP}/image/cache/mug.jpg`, url: `${SHOP}/mug` },
    "/index.php/en/shop/mug",
    `<base href="${SHOP}/">`,
  ],
  [
    "Shopware's microdata",
    [],
    { product_id: "SW1", name: "Mug", price: 16, currency: "EUR", brand: "Acme", in_stock: true },
    "/Mug/SW1",
    `<div itemscope itemtype="${S}Product"><h1 itemprop="name"> Mug </h1>
     <div itemprop="brand" itemtype="${S}Brand" itemscope><meta itemprop="name" content="Acme"></div>
     <div itemprop="offers" itemscope itemtype="http://schema.org/Offer">
       <meta itemprop="url" content="${SHOP}/Mug/SW1">
       <meta itemprop="priceCurrency" content="EUR"><meta itemprop="price" content="16.00">
       <link itemprop="availability" href="${S}InStock"></div>
     <span itemprop="sku"> SW1 </span></div>`,
  ],
  [
    "Shopware's microdata of several prices",
    [],
    { product_id: "SW2", price: 14, currency: "EUR" },
    "/Mug/SW2",
    `<div itemscope itemtype="${S}Product"><h1 itemprop="name">Mug</h1>
     <meta itemprop="productID" content="SW2">
     <div itemprop="offers" itemscope itemtype="http://schema.org/AggregateOffer">
       <meta itemprop="priceCurrency" content="EUR"><meta itemprop="lowPrice" content="14.00">
       <meta itemprop="highPrice" content="16.00"></div></div>`,
  ],
  [
    "a page in two languages, of two products of one name",
    [
      { "@type": "Product", name: "Mug", sku: "M1", offers: { price: "16.00", priceCurrency: "EUR" } },
      { "@type": "Product", name: "Mug", sku: "M1", offers: { price: "17.50", priceCurrency: "USD" } },
    ],
    { product_id: "M1", price: 16, currency: "EUR" },
  ],
  [
    "names in several languages",
    [
      {
        "@type": "Product",
        name: [
          { "@value": "Mug", "@language": "en" },
          { "@value": "Tasse", "@language": "de" },
        ],
        sku: "M1",
        offers: { price: "16" },
      },
    ],
    { product_id: "M1", name: "Mug", price: 16 },
  ],
  [
    "related products without addresses, beside the one of og:title",
    [
      { "@type": "Product", name: "Jug", sku: "J1", offers: { price: 1 } },
      { "@type": "Product", name: "Mug", sku: "M1", offers: { price: 2 } },
    ],
    { product_id: "M1" },
    "/x/mug-17",
    '<meta property="og:title" content="Mug">',
  ],
  [
    "a block that a framework prints with its slashes escaped",
    [
      '{"@context":"https:\\/\\/schema.org","@type":"Product","name":"Mug",' +
        '"url":"https:\\/\\/shop.example\\/mug","offers":{"price":"16"}}',
    ],
    { product_id: "mug", name: "Mug", url: `${SHOP}/mug` },
  ],
  [
    "Offers of an older theme, one for each variant",
    [
      {
        "@type": "Product",
        name: "Mug",
        sku: "M1",
        offers: [
          {
            "@type": "Offer",
            sku: "M1-R",
            price: "16",
            priceCurrency: "EUR",
            availability: "SoldOut",
            url: "/products/mug?variant=1",
          },
          {
            "@type": "Offer",
            sku: "M1-B",
            price: "17",
            priceCurrency: "EUR",
            availability: "InStock",
            url: "/products/mug?variant=2",
          },
        ],
      },
    ],
    { product_id: "M1", variant_id: "2", price: 17, in_stock: true },
    "/products/mug",
  ],
];

for (const [system, blocks, expected, path = "/product/hoodie/", body] of SHOPS)
  test(`structured data of ${system}`, () => {
    const product = productOf(blocks, SHOP + path, body);
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(product?.[name], value, name);
  });
