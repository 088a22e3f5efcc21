// The structured data of a product page, and the properties that are read from it.

import { readProduct } from "../../../pkg-template/src/adapters/shared/structured-data.js";

export const HOODIE = {
  "@context": "https://schema.org",
  "@type": "Product",
  name: "Hoodie",
  sku: "H1",
  offers: { "@type": "Offer", price: "45.00", priceCurrency: "EUR" },
};
export const VIEWED = { product_id: "H1", sku: "H1", name: "Hoodie", price: 45, currency: "EUR" };

/** The product that a page with these JSON-LD blocks is about. A block is an object or a text. */
export function productOf(blocks, address = "https://shop.example/product/hoodie/") {
  const page = {
    querySelectorAll: (selector) =>
      /ld\+json/.test(selector)
        ? blocks.map((block) => ({ textContent: typeof block === "string" ? block : JSON.stringify(block) }))
        : [],
  };
  const found = readProduct(page, new URL(address));
  return found && JSON.parse(JSON.stringify(found));
}
