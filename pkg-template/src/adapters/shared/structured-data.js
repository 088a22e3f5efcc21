// Reads the product of a page from its structured data: schema.org as JSON-LD, else as microdata. It tracks
// nothing; the adapter `jsonld` does.
import { parseNumber } from "./price-text.js";

/**
 * A schema.org thing. Shops write things, lists and texts under any name, so each member is unknown until one
 * of the readers at the end of this file has read it. A text in the place of a thing has no members.
 * @typedef {Record<string, unknown>} Thing
 */

const MAX_DEPTH = 5;
const PRODUCT = "[itemscope][itemtype*='schema.org/Product']";

/**
 * The plan's properties of the one product that the page is about; undefined for a page of several products.
 * Broken blocks are skipped.
 * @param {Document} page
 * @param {URL} address  of the page
 */
export function readProduct(page, address) {
  /** @type {Thing[]} */
  const found = [];
  for (const block of page.querySelectorAll("script[type*='ld+json']")) {
    try {
      // Templates leave comments around a block, line ends in its texts and a semicolon behind it.
      const text = (block.textContent ?? "").replace(/<!\[CDATA\[|\]\]>/g, "").replace(/[\0-\x1f]/g, " ");
      const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1;
      collectProducts(JSON.parse(text.slice(text.search(/[[{]/), end)), found, 0);
    } catch (error) {
      // Not JSON: only the shop can mend it.
    }
  }
  // A product within a product is its variant, or one like it.
  if (!found[0])
    for (const scope of page.querySelectorAll(PRODUCT))
      if (!scope.parentElement?.closest(PRODUCT)) found.push(readMicrodata(scope));

  // Apps add product blocks that hold only a rating.
  const offered = found.filter((thing) => thing.offers || thing.hasVariant);
  const products = offered[0] ? offered : found;
  const slug = slugOf({ url: address }, address);
  const product =
    products.find((thing) => slug && slugOf(thing, address) === slug) ||
    (slug && products.every(({ name }) => name === products[0].name) && products[0]);
  return product ? toProperties(product, address) : undefined;
}

/**
 * @param {Thing | Thing[] | null} value  parsed JSON
 * @param {Thing[]} found
 * @param {number} depth
 */
function collectProducts(value, found, depth) {
  if (!value || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) value.forEach((one) => collectProducts(one, found, depth + 1));
  // "Product", "http://schema.org/Product", ["Product", "Thing"], "schema:ProductGroup".
  else if (/(^|[/:,])Product(Group|Model)?(,|$)/.test(String(value["@type"]))) found.push(value);
  else
    ["@graph", "mainEntity"].forEach((name) =>
      collectProducts(/** @type {Thing} */ (value[name]), found, depth + 1),
    );
}

/**
 * @param {Thing} product
 * @param {URL} address
 */
function toProperties(product, address) {
  const variant = preferred(list(product.hasVariant), address);
  const offer = preferred(offersIn(variant?.offers ?? product.offers), address) || {};
  // The struck-out price is a list price.
  const specification =
    list(offer.priceSpecification).find(({ priceType }) => !/List|Strike|SRP/i.test(String(priceType))) || {};
  return {
    product_id:
      product.productGroupID ??
      product.inProductGroupWithID ??
      product.productID ??
      first(product.sku) ??
      slugOf(product, address) ??
      slugOf({ url: address }, address),
    variant_id: variantIdOf(offer, address) ?? variantIdOf(variant, address) ?? variant?.sku,
    sku: first(variant?.sku ?? product.sku),
    name: textOf(product.name),
    variant_name: textOf(variant?.name),
    category: textOf(product.category),
    brand: textOf(product.brand),
    price: parseNumber(
      first(offer.price ?? specification.price ?? offer.lowPrice ?? offer.minPrice ?? specification.minPrice),
    ),
    currency: first(offer.priceCurrency ?? specification.priceCurrency),
    in_stock: isInStock(offer),
    image_url: webAddress(textOf(variant?.image ?? product.image, "url"), address),
    url: webAddress(product.url, address),
  };
}

/**
 * Of several variants or offers: the one that the page's `?variant=` names, else the first that can be
 * bought, else the first.
 * @param {Thing[]} all
 * @param {URL} address
 * @returns {Thing | undefined}
 */
function preferred(all, address) {
  const wanted = address.searchParams.get("variant");
  return (
    all.find(
      (one) =>
        wanted &&
        [variantIdOf(one, address), variantIdOf(one.offers, address), one.sku].some((id) => id == wanted),
    ) ||
    all.find((one) => isInStock(offersIn(one.offers)[0] || one) !== false) ||
    all[0]
  );
}

/**
 * Every single offer; a range without single offers counts as one.
 * @param {unknown} value
 * @returns {Thing[]}
 */
function offersIn(value) {
  const offers = list(value).flatMap((offer) =>
    offer.offers ? list(offer.offers).map((one) => ({ ...offer, offers: 0, ...one })) : offer,
  );
  return /** @type {Thing[]} */ (offers);
}

/** @param {Thing} offer */
function isInStock({ availability }) {
  return availability && !/OutOfStock|SoldOut|Discontinued|InStoreOnly/i.test(String(availability));
}

/**
 * Shopify has a variant's id only in its address.
 * @param {unknown} value
 * @param {URL} address
 */
function variantIdOf(value, address) {
  return urlOf(first(value), address)?.searchParams.get("variant") ?? undefined;
}

/**
 * The last part of a thing's address: a product keeps it under every collection and in every language.
 * @param {Thing} thing
 * @param {URL} address
 */
function slugOf(thing, address) {
  return urlOf(thing, address)?.pathname.split("/").filter(Boolean).pop();
}

/**
 * A picture that is inside the page, or still to come, has no address on the web.
 * @param {unknown} url
 * @param {URL} address
 */
function webAddress(url, address) {
  const parsed = urlOf({ url }, address);
  return parsed && /^http/.test(parsed.protocol) ? parsed.href : undefined;
}

/**
 * @param {Thing | undefined} thing
 * @param {URL} address
 */
function urlOf(thing, address) {
  const url = /** @type {string | undefined} */ (textOf(thing?.url, "@id") ?? thing?.["@id"]);
  try {
    return url ? new URL(url, address) : undefined;
  } catch (error) {
    // Not an address.
  }
}

/**
 * Microdata in the shape of JSON-LD.
 * @param {Element} scope
 */
function readMicrodata(scope) {
  /** @type {Thing} */
  const thing = {};
  for (const element of scope.querySelectorAll("[itemprop]")) {
    if (element.parentElement?.closest("[itemscope]") !== scope) continue;
    /** @param {string} name */
    const get = (name) => element.getAttribute(name);
    const value = element.matches("[itemscope]")
      ? readMicrodata(element)
      : (get("content") ?? get("href") ?? get("src") ?? get("value") ?? element.textContent?.trim());
    for (const name of (get("itemprop") ?? "").split(/\s+/))
      thing[name] = /** @type {unknown[]} */ (list(thing[name])).concat(value);
  }
  // Magento's Luma has the product's id outside its microdata.
  /** @type {HTMLElement | null} */
  const numbered = scope.querySelector("[data-product-id]");
  thing.productID ??= numbered?.dataset.productId;
  return thing;
}

/**
 * A text, or the name of a thing.
 * @param {unknown} value
 */
function textOf(value, key = "name") {
  const thing = first(value);
  const text = first(thing?.[key] ?? thing);
  return typeof text === "number" ? String(text) : text || undefined;
}

/** @param {unknown} value */
function first(value) {
  return list(value)[0];
}

/**
 * The value or values under a name, without null and undefined.
 * @param {unknown} value
 */
function list(value) {
  return /** @type {Thing[]} */ (/** @type {unknown[]} */ ([]).concat(value).filter((one) => one != null));
}
