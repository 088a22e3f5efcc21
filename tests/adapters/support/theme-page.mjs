// A product page with blocks of JSON-LD, and the product that is read from it.

import { readProduct } from "../../../pkg-template/src/adapters/shared/structured-data.js";
import { openDom } from "./dom.mjs";

export const PAGE = "https://shop.example/product/hoodie/";

/** The product of a page with these blocks and this body. A block is an object, or the text of one. */
export function productOf(blocks, address = PAGE, body = "") {
  const { document } = openDom(`<head></head><body>${body}</body>`, { url: address });
  for (const block of blocks) {
    const script = document.createElement("script");
    script.type = "application/ld+json";
    script.textContent = typeof block === "string" ? block : JSON.stringify(block);
    document.head.append(script);
  }
  const found = readProduct(document, new URL(address));
  return found && JSON.parse(JSON.stringify(found));
}
