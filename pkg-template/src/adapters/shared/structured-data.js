// Says what the structured data of a page means: its product in the plan's names. It tracks nothing. The
// adapters `jsonld` and `woocommerce` call it. The build keeps this module, json-ld.js and schema-org.js in
// files of their own, which both adapters load.
import { findProducts, microdataProducts } from "./json-ld.js";
import { addressId, isHome, plainText } from "./schema-org.js";
import { amountOf, keyOf, list, setPage, textOf, urlFrom, urlOf, webAddress } from "./thing.js";

/** @typedef {import("./json-ld.js").Thing} Thing */

/** The members that say which product a thing is, the shop's own first. */
const IDS = "productID sku identifier mpn gtin13 gtin14 gtin12 gtin8 gtin isbn".split(" ");
/** Prices before a reduction; and prices that no shopper pays. */
const BEFORE = /list|strike|srp|regular/i;
const NOT_PAID = /list|strike|srp|regular|minimum|invoice/i;

/**
 * The plan's properties of the one product that the page is about; undefined for a page of several products.
 * Broken blocks are skipped.
 * @param {Document} page
 * @param {URL} address  of the page
 */
export function readProduct(page, address) {
  const found = findProducts(page);
  const [base] = page.querySelectorAll("base[href]");
  setPage(found.nodes, urlFrom(/** @type {HTMLBaseElement | undefined} */ (base)?.href, address));
  const all = found.products[0] ? found.products : microdataProducts(page);
  // Apps add product blocks that hold only a rating.
  const offered = all.filter(({ offers, hasVariant }) => list(offers)[0] || list(hasVariant)[0]);
  const product = productOfPage(offered[0] ? offered : all, list(found.mains), page, address);
  return product && { ...toProperties(product, address), ...wordPressId(page) };
}

/**
 * WooCommerce knows a product by its post's id, which is not in its structured data.
 * @param {Document} page
 */
function wordPressId({ body }) {
  const classes = body?.className;
  const id = /\bsingle-product\b/.test(classes) && /\bpostid-(\d+)/.exec(classes);
  return id && { product_id: id[1] };
}

/**
 * The product that a page names as what it is about, else the one with the page's address, else the only one,
 * else the one in the page's heading.
 * @param {Thing[]} products
 * @param {Thing[]} mains
 * @param {Document} page
 * @param {URL} address
 */
function productOfPage(products, mains, page, address) {
  const canonical = /** @type {HTMLLinkElement | undefined} */ (page.querySelectorAll("[rel=canonical]")[0]);
  const ofAddress = (/** @type {URL | undefined} */ of) => {
    const id = addressId(of);
    const isAt = (/** @type {Thing} */ thing) =>
      [urlOf(thing, address), urlFrom(textOf(thing.mainEntityOfPage, ["@id", "url"]), address)].some(
        (one) => addressId(one) === id,
      );
    // Some themes give the address of the offer alone.
    return id && (products.find(isAt) || products.find((thing) => list(thing.offers).some(isAt)));
  };
  const isHeading = (/** @type {Thing} */ { name }) =>
    [...page.querySelectorAll("h1,[property='og:title']")].some(
      (element) => plainText(element.getAttribute("content") ?? element.textContent) === textOf(name),
    );
  const isSame = (/** @type {(thing: Thing) => unknown} */ of) =>
    products.every((thing) => of(thing) && of(thing) === of(products[0]));
  return (
    products.find((thing) => mains.some((main) => main === thing || sameId(main, thing))) ||
    ofAddress(address) ||
    ofAddress(urlFrom(canonical?.href, address)) ||
    (isHome(address)
      ? undefined
      : !products[1] || isSame(({ name }) => textOf(name))
        ? products[0]
        : isSame(groupIdOf)
          ? preferred(products, address)
          : products.find(isHeading))
  );
}

/**
 * @param {Thing} product
 * @param {URL} address
 */
function toProperties(product, address) {
  const group = list(product.isVariantOf)[0] || {};
  const variant = preferred(list(product.hasVariant), address);
  /** @type {Thing[]} */
  const things = [variant || {}, product, group];
  const offer =
    preferred(things.map(offersIn).find(([one]) => one) || [], address) || /** @type {Thing} */ ({});
  const name = textOf([product.name, group.name, variant?.name]);
  return {
    product_id:
      keyOf([groupIdOf(product), ...IDS.map((id) => product[id])]) ??
      addressId(urlOf(product, address)) ??
      addressId(address),
    variant_id:
      variantIdOf(offer, address) ??
      variantIdOf(variant, address) ??
      keyOf([variant?.sku, ...IDS.map((id) => variant?.[id])]),
    sku: keyOf([variant?.sku, product.sku, offer.sku]),
    name,
    variant_name: textOf(variant?.name),
    category: categoryOf(product, name),
    brand: textOf(things.map(({ brand }) => brand)),
    ...pricesOf(offer),
    in_stock: isInStock(offer),
    image_url: webAddress(
      things.map(({ image }) => image),
      address,
    ),
    url: webAddress(product.url, address),
  };
}

/**
 * What an offer costs, as it is written: the tracker reads amounts.
 * @param {Thing} offer
 */
function pricesOf(offer) {
  const specifications = list(offer.priceSpecification);
  const typeOf = (/** @type {Thing} */ { priceType }) => /** @type {any} */ (textOf(priceType, ["@id"]));
  const paid = specifications.filter((one) => !NOT_PAID.test(typeOf(one)));
  // Not the price of 100 g, nor a member's.
  const usual =
    paid.find((one) => !one.referenceQuantity && !one.validForMemberTier) ||
    paid[0] ||
    /** @type {Thing} */ ({});
  const sale = /sale/i.test(typeOf(usual)) ? usual.price : undefined;
  const price = amountOf([sale, offer.price, usual.price, offer.lowPrice, offer.minPrice, usual.minPrice]);
  const before = amountOf([
    specifications.find((one) => BEFORE.test(typeOf(one)))?.price,
    sale && offer.price,
  ]);
  return {
    price,
    compare_at_price: Number(before) <= Number(price) ? undefined : before,
    currency: keyOf([offer.priceCurrency, usual.priceCurrency]),
  };
}

/**
 * The name of a category, of its code, or of the last of the categories that lead to the product.
 * @param {Thing} product
 * @param {string | undefined} name  of the product
 */
function categoryOf({ category }, name) {
  return (
    list(list(category)[0]?.itemListElement)
      .map((step) => textOf([step.name, step.item]))
      .filter((step) => step && step !== name)
      .pop() ?? textOf(category, ["name", "codeValue"])
  );
}

/**
 * Of several variants or offers: the one that the page's address names, else the first that can be bought,
 * else the first.
 * @param {Thing[]} all
 * @param {URL} address
 * @returns {Thing | undefined}
 */
function preferred(all, address) {
  const wanted = address.searchParams.get("variant");
  const id = addressId(address);
  const ids = all.map((one) => addressId(urlOf(one, address)));
  // Where each has an address of its own, not all the page's.
  const isOwn = ids.every(Boolean) && ids.indexOf(id) === ids.lastIndexOf(id);
  return (
    all.find(
      (one) =>
        wanted &&
        [variantIdOf(one, address), variantIdOf(list(one.offers)[0], address), keyOf(one.sku)].includes(
          wanted,
        ),
    ) ||
    (isOwn && all[ids.indexOf(id)]) ||
    all.find((one) => isInStock(offersIn(one)[0] || one) !== false) ||
    all[0]
  );
}

/**
 * Every single offer; a range without single offers counts as one.
 * @param {Thing} thing
 * @returns {Thing[]}
 */
function offersIn({ offers }) {
  return list(offers).flatMap((range) => {
    const singles = list(range.offers).map((one) => ({
      ...range,
      offers: 0,
      ...one,
      priceCurrency: [one.priceCurrency, range.priceCurrency],
    }));
    return /** @type {Thing[]} */ (singles[0] ? singles : [range]);
  });
}

/**
 * Whether it can be bought now; undefined for words that say neither.
 * @param {Thing} offer
 */
function isInStock({ availability }) {
  const text = (textOf(availability, ["@id", "name"]) ?? "").replace(/[\W_]/g, "");
  return /outof|sold|discont|storeonly|unavail|notavail|notin|nolonger|reserv|false/i.test(text)
    ? false
    : /instock|online|limited|backorder|pre(order|sale)|made|available|true/i.test(text) || undefined;
}

/** @param {Thing} product */
function groupIdOf(product) {
  return keyOf([
    product.productGroupID,
    product.inProductGroupWithID,
    list(product.isVariantOf)[0]?.productGroupID,
  ]);
}

/**
 * Shopify has a variant's id only in its address.
 * @param {Thing | undefined} thing
 * @param {URL} address
 */
function variantIdOf(thing, address) {
  return (thing && urlOf(thing, address)?.searchParams.get("variant")) || undefined;
}

/**
 * @param {Thing} one
 * @param {Thing} other
 */
const sameId = (one, other) => one["@id"] != null && one["@id"] === other["@id"];
