// Reads the products of a page from its microdata, in the shape of JSON-LD.

/** @typedef {import("./json-ld.js").Thing} Thing */

const PRODUCT = "[itemscope][itemtype*='schema.org/Product' i]";

/**
 * A product within a product is its variant, or one like it.
 * @param {Document} page
 */
export const microdataProducts = (page) =>
  [...page.querySelectorAll(PRODUCT)]
    .filter((scope) => !scope.parentElement?.closest(PRODUCT))
    .map(readScope);

/** @param {Element} scope */
function readScope(scope) {
  /** @type {Record<string, unknown[]>} */
  const thing = {};
  for (const element of scope.querySelectorAll("[itemprop]")) {
    if (element.parentElement?.closest("[itemscope]") !== scope) continue;
    const text =
      ["content", "href", "src", "value"].map((name) => element.getAttribute(name)).find(Boolean) ??
      element.textContent ??
      "";
    // The page's parser has decoded the entities.
    const value = element.matches("[itemscope]") ? readScope(element) : text.replace(/&/g, "&amp;");
    for (const name of (element.getAttribute("itemprop") ?? "").split(/\s+/))
      thing[name] = (Array.isArray(thing[name]) ? thing[name] : []).concat(value);
  }
  // Magento's Luma has the product's id outside its microdata.
  /** @type {HTMLElement | null} */
  const numbered = scope.querySelector("[data-product-id]");
  thing.productID ??= [numbered?.dataset.productId];
  return thing;
}
