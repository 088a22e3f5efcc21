// JSON-LD as real themes and plugins print it: empty members, ids, addresses, prices and availability.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HOODIE, VIEWED } from "./support/hoodie.mjs";
import { PAGE, productOf } from "./support/theme-page.mjs";

/** One test for each row `[what, changes of the hoodie, changes of its view, address]`. */
function rows(kind, list) {
  for (const [what, changes, expected, address] of list)
    test(`${kind}: ${what}`, () =>
      assert.deepEqual(
        productOf([{ ...HOODIE, ...changes }], address),
        JSON.parse(JSON.stringify({ ...VIEWED, ...expected })),
      ));
}

const WITHOUT_SKU = { sku: undefined };
const id = (product_id, sku) => ({ product_id, sku });

rows("empty members", [
  [
    "ids, a brand without a name",
    { sku: "", productID: "", mpn: "M-1", brand: { "@type": "Brand", name: null } },
    id("M-1"),
  ],
  ["an empty sku beside a product id", { sku: "", productID: "P-7" }, id("P-7")],
  ["an empty product id beside a sku", { productID: "" }, {}],
  ["ids of white space", { sku: " ", productID: "\t", gtin13: "4006381333931" }, id("4006381333931")],
  ["ids that a template left empty", { sku: "N/A", productID: "null", mpn: "undefined" }, id("hoodie")],
  ["a template that was not filled in", { sku: "{{ product.sku }}", mpn: "{% sku %}" }, id("hoodie")],
  ["zeros and false", { sku: 0, productID: "0", mpn: false, gtin: "false", isbn: "978" }, id("978")],
  ["an object that was printed", { sku: "[object Object]", mpn: "%SKU%" }, id("hoodie")],
  ["the kind of an id before it", { sku: undefined, productID: "sku:H1" }, { sku: undefined }],
  ["dashes", { sku: "-", mpn: "--", productID: "#" }, id("hoodie")],
  ["lists of nothing", { sku: [], productID: [""], mpn: [null, "M-1"] }, id("M-1")],
  ["objects without members", { brand: {}, category: {}, image: {} }, {}],
  ["a brand of nothing", { brand: "" }, {}],
  ["a brand of lists", { brand: [[], { name: "" }, { name: ["Acme"] }] }, { brand: "Acme" }],
  ["a brand in a brand", { brand: { "@type": "Brand", name: { "@value": "Acme" } } }, { brand: "Acme" }],
  ["a group id that is empty", { productGroupID: "", inProductGroupWithID: null }, {}],
  ["offers with empty members", { offers: { price: "", lowPrice: "45.00", priceCurrency: "EUR" } }, {}],
  [
    "a range whose offer has an empty currency",
    { offers: { priceCurrency: "EUR", offers: [{ price: "45.00", priceCurrency: "" }] } },
    {},
  ],
  ["no currency", { offers: { price: "45.00" } }, { currency: undefined }],
  ["no offers", { offers: "" }, { price: undefined, currency: undefined }],
  ["a price of nothing", { offers: { price: null, priceCurrency: "EUR" } }, { price: undefined }],
  ["an address of nothing", { url: "", "@id": "" }, {}],
  ["an address that is a fragment", { url: "#", "@id": "#product" }, {}],
]);

rows("ids", [
  ["productID before sku", { productID: "P-1" }, { product_id: "P-1" }],
  ["sku before mpn and gtin", { mpn: "M", gtin13: "4006381333931" }, {}],
  ["mpn before gtin", { ...WITHOUT_SKU, mpn: "M", gtin: "4006381333931" }, id("M")],
  ["gtin8", { ...WITHOUT_SKU, gtin8: "96385074" }, id("96385074")],
  ["gtin12 as a number", { ...WITHOUT_SKU, gtin12: 614141000036 }, id("614141000036")],
  ["isbn", { ...WITHOUT_SKU, isbn: "978-3-16-148410-0" }, id("978-3-16-148410-0")],
  [
    "an identifier",
    { ...WITHOUT_SKU, identifier: { "@type": "PropertyValue", propertyID: "sku", value: "X9" } },
    id("X9"),
  ],
  ["a number", { sku: 42 }, id("42", "42")],
  ["zero-width characters and a byte order mark", { sku: "\ufeffH\u200b1\u200d\u00ad" }, {}],
  ["spaces that do not break", { sku: "\u00a0H1\u00a0" }, {}],
  ["marks of direction", { sku: "\u202aH1\u202c" }, {}],
  ["an entity", { sku: "A&amp;B" }, id("A&B", "A&B")],
  [
    "the group of a variant",
    { isVariantOf: { "@type": "ProductGroup", productGroupID: "G1", name: "Hoodies" } },
    { product_id: "G1" },
  ],
]);

/** `[address, id]`: what a page without any id in its data gives. */
for (const [address, expected] of [
  ["/index.php?route=product/product&product_id=42", "42"],
  ["/index.php?route=product/product&path=20_27&product_id=42", "42"],
  ["/product_info.php?products_id=42", "42"],
  ["/product_info.php?cPath=3&products_id=42{3}5", "42"],
  ["/product_info.php?info=p42_Hoodie.html", "p42_Hoodie.html"],
  ["/index.php?main_page=product_info&cPath=1&products_id=42", "42"],
  ["/index.php?id_product=42&controller=product", "42"],
  ["/index.php?controller=product&id_product=42&id_product_attribute=7", "42"],
  ["/index.php?cl=details&anid=d8b4", "d8b4"],
  ["/index.php?a=42", "42"],
  ["/index.php?dispatch=products.view&product_id=42", "42"],
  ["/index.php?option=com_virtuemart&view=productdetails&virtuemart_product_id=42&Itemid=101", "42"],
  ["/index.php?id=12&tx_ttproducts_pi1[product]=42", "42"],
  ["/catalog/product/view/id/42", "42"],
  ["/catalog/product/view/id/42/s/hoodie/category/5/", "42"],
  ["/detail/index/sArticle/42/sCategory/5", "42"],
  ["/detail/3f2a77c1b9e04d6f9e2a5b1c0d8e7f66", "3f2a77c1b9e04d6f9e2a5b1c0d8e7f66"],
  ["/on/demandware.store/Sites-X-Site/en_US/Product-Show?pid=42", "42"],
  ["/ProductDetails.asp?ProductCode=42", "42"],
  ["/showproduct.aspx?ProductID=42", "42"],
  ["/ProductDisplay?catalogId=10051&productId=42&storeId=10151", "42"],
  ["/mm5/merchant.mvc?Screen=PROD&Product_Code=42", "42"],
  ["/catalog/element.php?ELEMENT_ID=42", "42"],
  ["/product.php?id=42", "42"],
  ["/index.php?page=product&id=42", "42"],
  ["/products.php?product=hoodie", "hoodie"],
  ["/?product=hoodie", "hoodie"],
  ["/hoodie/p", "hoodie"],
  ["/hoodie/p/", "hoodie"],
  ["/p/42", "42"],
  ["/Hoodie/dp/B00ABCDEFG/ref=sr_1_1", "B00ABCDEFG"],
  ["/products/hoodie/amp", "hoodie"],
  ["/#!/Hoodie/p/42", "42"],
  ["/shop#/product/hoodie", "hoodie"],
  ["/id/produk/hoodie", "hoodie"],
  ["/de/hoodie.html", "hoodie.html"],
  ["/index.php/hoodie.html", "hoodie.html"],
  ["/product.html", undefined],
  ["/index.php?route=product/product&id=x", undefined],
  ["/page.html?utm_content=item&id=42", undefined],
  ["/product.html?utm_source=x", undefined],
  ["/shop/product", undefined],
  ["/index.php?route=product/product", undefined],
  ["/product/view", undefined],
  ["/hoodie/dp", undefined],
  ["/detail.aspx", undefined],
  ["/produkt.php?cid=3", undefined],
  ["/shop/artikel.html", undefined],
]) {
  test(`ids of addresses: ${address}`, () => {
    const { product_id, name } = productOf([{ ...HOODIE, sku: undefined }], new URL(address, PAGE).href);
    assert.deepEqual([product_id, name], [expected, "Hoodie"]);
  });
}

for (const address of [
  "/",
  "/index.php",
  "/de/",
  "/en-gb",
  "/?utm_source=x&utm_campaign=product-launch",
  "/?p=2",
  "/fr_FR/index.html",
  "/index.php?route=common/home",
]) {
  test(`the start page is about no product: ${address}`, () =>
    assert.equal(productOf([HOODIE], new URL(address, PAGE).href), undefined));
}

for (const [what, url, expected] of [
  ["of the product, before the page's", "/products/runner", "runner"],
  ["of the product, without a name", "/index.php", "hoodie"],
  ["of the product, the shop's", "https://shop.example/", "hoodie"],
  ["with a zero-width space", "/products/run\u200bner", "runner"],
  ["with a zero-width space, encoded", "/products/runner%E2%80%8B", "runner"],
  ["with an encoded ampersand", "/product_info.php?a=b&amp;products_id=42", "42"],
  ["with white space around it", " \n /products/runner ", "runner"],
]) {
  test(`addresses: ${what}`, () =>
    assert.equal(productOf([{ ...HOODIE, sku: "", url }]).product_id, expected));
}

const priced = (offers) => ({ offers });
rows("prices", [
  [
    "a list price beside the price",
    priced({
      price: 16,
      priceCurrency: "EUR",
      priceSpecification: {
        "@type": "UnitPriceSpecification",
        priceType: "https://schema.org/ListPrice",
        price: 18,
      },
    }),
    { price: 16, compare_at_price: 18 },
  ],
  [
    "WooCommerce on sale",
    priced([
      {
        priceSpecification: [
          { price: 16, priceCurrency: "EUR", valueAddedTaxIncluded: false },
          { price: 18, priceCurrency: "EUR", priceType: "https://schema.org/ListPrice" },
        ],
      },
    ]),
    { price: 16, compare_at_price: 18 },
  ],
  [
    "Google's struck-out price",
    priced({
      price: "16",
      priceCurrency: "EUR",
      priceSpecification: [{ priceType: "https://schema.org/StrikethroughPrice", price: "18" }],
    }),
    { price: 16, compare_at_price: 18 },
  ],
  [
    "a recommended price",
    priced({ price: "16", priceCurrency: "EUR", priceSpecification: { priceType: "SRP", price: "18" } }),
    { price: 16, compare_at_price: 18 },
  ],
  [
    "a sale price beside the regular one",
    priced({
      price: "18",
      priceCurrency: "EUR",
      priceSpecification: { priceType: "http://schema.org/SalePrice", price: 16 },
    }),
    { price: 16, compare_at_price: 18 },
  ],
  [
    "a list price that is no higher",
    priced({
      price: "45.00",
      priceCurrency: "EUR",
      priceSpecification: { priceType: "ListPrice", price: 45 },
    }),
    {},
  ],
  [
    "a list price with a comma",
    priced({
      price: "16,50",
      priceCurrency: "EUR",
      priceSpecification: { priceType: "ListPrice", price: "18,00" },
    }),
    { price: "16,50", compare_at_price: "18,00" },
  ],
  [
    "the price of 100 g",
    priced({
      priceSpecification: [
        { price: "4.50", priceCurrency: "EUR", referenceQuantity: { value: 100, unitCode: "GRM" } },
        { price: 45, priceCurrency: "EUR" },
      ],
    }),
    {},
  ],
  [
    "a member's price",
    priced({
      priceSpecification: [
        { price: "40.00", priceCurrency: "EUR", validForMemberTier: { "@id": "#gold" } },
        { price: 45, priceCurrency: "EUR" },
      ],
    }),
    {},
  ],
  [
    "a minimum advertised price",
    priced({
      price: "45.00",
      priceCurrency: "EUR",
      priceSpecification: { priceType: "https://schema.org/MinimumAdvertisedPrice", price: 50 },
    }),
    {},
  ],
  [
    "grouped by points",
    priced({ price: "150.000", priceCurrency: "IDR" }),
    { price: "150.000", currency: "IDR" },
  ],
  ["with a sign", priced({ price: "€ 45,00" }), { price: "€ 45,00", currency: undefined }],
  ["with an entity", priced({ price: "45,00&nbsp;&euro;" }), { price: "45,00 €", currency: undefined }],
  ["an amount of money", priced({ price: { value: "45.00", currency: "EUR" }, priceCurrency: "EUR" }), {}],
  ["a list of one", priced([{ price: ["45.00"], priceCurrency: ["EUR"] }]), {}],
  ["an empty thing before a range", priced({ price: {}, lowPrice: "45.00", priceCurrency: "EUR" }), {}],
  [
    "an offer with the page's address that is sold out",
    priced([
      { url: PAGE, price: "40", priceCurrency: "EUR", availability: "OutOfStock" },
      { price: 45, priceCurrency: "EUR", availability: "InStock" },
    ]),
    { in_stock: true },
  ],
  ["nothing", priced({ price: 0, priceCurrency: "EUR" }), { price: 0 }],
  [
    "a range of one price",
    priced({ "@type": "AggregateOffer", lowPrice: 45, highPrice: 45, offerCount: 3, priceCurrency: "EUR" }),
    { price: 45 },
  ],
  [
    "a list of offers, of which the first is sold out",
    priced([
      { price: 40, priceCurrency: "EUR", availability: "https://schema.org/OutOfStock" },
      { price: 45, priceCurrency: "EUR", availability: "https://schema.org/InStock" },
    ]),
    { in_stock: true },
  ],
  [
    "ranges in a list, with a list",
    priced([
      { "@type": "AggregateOffer", priceCurrency: "EUR", offers: [{ price: "45.00" }, { price: "50" }] },
    ]),
    {},
  ],
  [
    "members without a meaning here",
    priced({
      price: "45.00",
      priceCurrency: "EUR",
      itemCondition: "https://schema.org/NewCondition",
      hasMerchantReturnPolicy: {},
      shippingDetails: [{ shippingRate: { value: 5 } }],
      seller: { name: "Not the brand" },
    }),
    {},
  ],
]);

for (const [word, expected] of [
  ["https://schema.org/InStock", true],
  ["http://schema.org/InStock", true],
  ["InStock", true],
  ["instock", true],
  ["In Stock", true],
  ["in_stock", true],
  ["in-stock", true],
  ["https://schema.org/LimitedAvailability", true],
  ["https://schema.org/OnlineOnly", true],
  ["https://schema.org/PreOrder", true],
  ["https://schema.org/PreSale", true],
  ["https://schema.org/BackOrder", true],
  ["https://schema.org/MadeToOrder", true],
  ["https://schema.org/OutOfStock", false],
  ["http://schema.org/outofstock", false],
  ["out of stock", false],
  ["Out-of-stock", false],
  ["schema:SoldOut", false],
  ["Sold out", false],
  ["https://schema.org/Discontinued", false],
  ["https://schema.org/InStoreOnly", false],
  ["https://schema.org/Reserved", false],
  ["unavailable", false],
  ["Not in stock", false],
  ["No longer available", false],
  [true, true],
  [false, false],
  [{ "@id": "https://schema.org/OutOfStock" }, false],
  [["https://schema.org/InStock"], true],
  ["", undefined],
  [null, undefined],
  ["schema.org/", undefined],
  ["perhaps", undefined],
]) {
  test(`availability ${JSON.stringify(word)}: ${expected}`, () =>
    assert.equal(
      productOf([{ ...HOODIE, offers: { ...HOODIE.offers, availability: word } }]).in_stock,
      expected,
    ));
}
