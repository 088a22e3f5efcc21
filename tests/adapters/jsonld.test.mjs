import assert from "node:assert/strict";
import { test } from "node:test";
import { productOf } from "../../pkg-template/src/adapters/shared/structured.js";
import { fakeShop, fixture } from "./support/shop.mjs";

const SHOPIFY = "https://polinas-potent-potions.myshopify.com";
const HOODIE = { "@context": "https://schema.org", "@type": "Product", name: "Hoodie", sku: "H1", offers: { "@type": "Offer", price: "45.00", priceCurrency: "EUR" } };
const SEEN = { product_id: "H1", sku: "H1", name: "Hoodie", price: 45, currency: "EUR" };

/** What a page with these blocks, objects or text, is about; microdata is tried in the browser (tests/e2e). */
function product(blocks, address = "https://shop.example/product/hoodie/") {
  const page = { querySelectorAll: (selector) => (/ld\+json/.test(selector) ? blocks.map((block) => ({ textContent: typeof block === "string" ? block : JSON.stringify(block) })) : []) };
  const found = productOf(page, new URL(address));
  return found && JSON.parse(JSON.stringify(found));
}

for (const [what, blocks, expected, address] of [
  ["Shopify, a product without variants", [fixture("jsonld-shopify-product")], {
    product_id: "crocodile-tears", variant_id: "39888242344001", name: "Crocodile tears", brand: "Polina's Potent Potions", price: 56, currency: "CAD", in_stock: false,
    image_url: "https://polinas-potent-potions.myshopify.com/cdn/shop/products/amber-beard-oil-bottle.jpg?v=1650642958&width=1920", url: `${SHOPIFY}/products/crocodile-tears`,
  }, `${SHOPIFY}/products/crocodile-tears`],
  ["Shopify, a group, its first variant", [fixture("jsonld-shopify-productgroup")], {
    product_id: "6786188247105", variant_id: "39897499729985", sku: "HP-S-L", name: "Health potion", variant_name: "Health potion - S / Low", category: "Health", brand: "Polina's Potent Potions",
    price: 10, currency: "CAD", in_stock: true, image_url: "https://cdn.example/h.jpg", url: `${SHOPIFY}/products/health-potion`,
  }, `${SHOPIFY}/collections/all/products/health-potion`],
  ["Shopify, a group, the variant of the address", [fixture("jsonld-shopify-productgroup")], {
    product_id: "6786188247105", variant_id: "39897499762753", sku: "", name: "Health potion", variant_name: "Health potion - S / Medium", category: "Health", brand: "Polina's Potent Potions",
    price: 20, currency: "CAD", in_stock: true, image_url: "https://cdn.example/h.jpg", url: `${SHOPIFY}/products/health-potion`,
  }, `${SHOPIFY}/fr/products/health-potion?variant=39897499762753`],
  ["WooCommerce", [fixture("jsonld-woocommerce-simple")], {
    product_id: 42, sku: 42, name: "Hoodie", price: 45, currency: "USD", in_stock: true, image_url: "https://shop.example/wp-content/uploads/hoodie.jpg", url: "https://shop.example/product/hoodie/",
  }],
  ["a reduced price beside the struck one", [{ ...HOODIE, offers: [{ priceSpecification: [{ price: "60.00", priceType: "https://schema.org/ListPrice", priceCurrency: "EUR" }, { price: "45.00", priceCurrency: "EUR" }] }] }], SEEN],
  ["a range", [{ ...HOODIE, offers: { "@type": "AggregateOffer", lowPrice: "45,00", highPrice: "60,00", priceCurrency: "EUR" } }], SEEN],
  ["a range with its offers", [{ ...HOODIE, offers: { "@type": "AggregateOffer", priceCurrency: "EUR", offers: [{ price: 50, availability: "SoldOut" }, { price: 45, availability: "InStock" }] } }], { ...SEEN, in_stock: true }],
  ["BigCommerce's range", [{ ...HOODIE, offers: { priceSpecification: { minPrice: "45.00", maxPrice: "60", priceCurrency: "EUR" } } }], SEEN],
  ["@graph, with what else is on the page", [{ "@context": "https://schema.org", "@graph": [{ "@type": "BreadcrumbList" }, { "@type": "WebPage" }, HOODIE] }], SEEN],
  ["a list of blocks in one", [[{ "@type": "Organization" }, HOODIE]], SEEN],
  ["a page's main entity", [{ "@type": "ItemPage", mainEntity: HOODIE }], SEEN],
  ["several types, one of them in full", [{ ...HOODIE, "@type": ["Thing", "http://schema.org/Product"] }], SEEN],
  ["a block that is broken, one that is empty, and one that is right", ['{"@type":"Product","name":"Ho', "", "null", "[[[[[[[[[[]]]]]]]]]]", '"x"', HOODIE], SEEN],
  ["stars beside the product", [{ "@type": "Product", name: "Hoodie by stars", aggregateRating: {} }, HOODIE], SEEN],
  ["a variant on a page of its own", [{ ...HOODIE, inProductGroupWithID: "G1" }], { ...SEEN, product_id: "G1" }],
  ["things that are objects", [{ ...HOODIE, brand: [{ name: "B" }], category: { name: "C" }, image: [{ "@type": "ImageObject", url: "/i.jpg" }] }], { ...SEEN, brand: "B", category: "C", image_url: "/i.jpg" }],
  ["a page of two products, one of them its own", [{ ...HOODIE, name: "Scarf", url: "/product/scarf" }, { ...HOODIE, url: "https://shop.example/product/hoodie" }], { ...SEEN, url: "https://shop.example/product/hoodie" }],
  ["a page of two products, neither its own", [{ ...HOODIE, name: "Scarf", url: "/product/scarf" }, { ...HOODIE, url: "/product/hat" }], undefined],
  ["a list of products", [{ "@type": "ItemList", itemListElement: [{ "@type": "ListItem", item: HOODIE }] }], undefined],
  ["the home page with a featured product", [HOODIE], undefined, "https://shop.example/"],
  ["a page without products", [{ "@type": "Article" }], undefined],
]) {
  test(`structured data: ${what}`, () => assert.deepEqual(product(blocks, address), expected));
}

test("shapes of nonsense give a violation or nothing, and no exception", () => {
  const { shop, problems } = fakeShop();
  for (const offers of [null, 7, "free", [], [null], {}, { price: {} }, { price: "on request", priceCurrency: "EUR" }, { offers: "x" }, { priceSpecification: [null, 3] }]) {
    for (const node of [{ ...HOODIE, offers }, { ...HOODIE, hasVariant: offers, offers }, { "@type": "Product", offers, url: "http://[", name: {}, brand: 7, image: [], sku: [] }]) {
      let found;
      try {
        found = product([node]);
      } catch (error) {
        assert.ok(error instanceof TypeError, String(error));
        continue;
      }
      shop.track("product_viewed", found);
    }
  }
  assert.ok(problems.length > 0);
});
