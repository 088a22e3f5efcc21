// The product of a page, out of the page's structured data: schema.org as JSON-LD, else as microdata.
import { amount } from "./amount.js";

const DEEPEST = 5;
const PRODUCT = "[itemscope][itemtype*='schema.org/Product']";

/** The plan's properties of the one product that this page is about, or undefined: a page of many has none, and broken blocks are skipped. */
export function productOf(page, address) {
  const found = [];
  for (const block of page.querySelectorAll("script[type*='ld+json']")) {
    try {
      // Templates leave comments around it, line ends in its texts, a semicolon behind it.
      const text = block.textContent.replace(/<!\[CDATA\[|\]\]>/g, "").replace(/[\0-\x1f]/g, " ");
      collect(
        JSON.parse(
          text.slice(text.search(/[[{]/), Math.max(text.lastIndexOf("}"), text.lastIndexOf("]")) + 1),
        ),
        found,
        0,
      );
    } catch (error) {
      // Not JSON: its author's to mend.
    }
  }
  // A product within a product is its variant, or one like it.
  if (!found[0])
    for (const scope of page.querySelectorAll(PRODUCT))
      if (!scope.parentElement?.closest(PRODUCT)) found.push(microdata(scope));

  // Apps add blocks of their own with nothing but stars in them.
  const offered = found.filter((node) => node.offers || node.hasVariant);
  const nodes = offered[0] ? offered : found;
  const here = ending({ url: address }, address);
  const own =
    nodes.find((node) => here && ending(node, address) === here) ||
    (here && nodes.every(({ name }) => name === nodes[0].name) && nodes[0]);
  return own ? describe(own, address) : undefined;
}

function collect(value, found, depth) {
  if (!value || depth > DEEPEST) return;
  if (Array.isArray(value)) value.forEach((one) => collect(one, found, depth + 1));
  // "Product", "http://schema.org/Product", ["Product", "Thing"], "schema:ProductGroup".
  else if (/(^|[/:,])Product(Group|Model)?(,|$)/.test(value["@type"])) found.push(value);
  else ["@graph", "mainEntity"].forEach((name) => collect(value[name], found, depth + 1));
}

function describe(node, address) {
  const wanted = address.searchParams.get("variant");
  const best = (all) =>
    all.find(
      (one) => wanted && [variantId(one), variantId(one.offers), one.sku].some((id) => id == wanted),
    ) ||
    all.find((one) => inStock(offers(one.offers)[0] || one) !== false) ||
    all[0];

  const variant = best(list(node.hasVariant));
  const offer = best(offers(variant?.offers ?? node.offers)) || {};
  // Not the price that is struck out.
  const spec =
    list(offer.priceSpecification).find(({ priceType }) => !/List|Strike|SRP/i.test(priceType)) || {};
  return {
    product_id:
      node.productGroupID ??
      node.inProductGroupWithID ??
      node.productID ??
      first(node.sku) ??
      ending(node, address) ??
      ending({ url: address }, address),
    variant_id: variantId(offer) ?? variantId(variant) ?? variant?.sku,
    sku: first(variant?.sku ?? node.sku),
    name: named(node.name),
    variant_name: named(variant?.name),
    category: named(node.category),
    brand: named(node.brand),
    price: amount(first(offer.price ?? spec.price ?? offer.lowPrice ?? offer.minPrice ?? spec.minPrice)),
    currency: first(offer.priceCurrency ?? spec.priceCurrency),
    in_stock: inStock(offer),
    image_url: addressOf(named(variant?.image ?? node.image, "url")),
    url: addressOf(node.url),
  };

  // Of a picture that is inside the page, or still to come, there is no address.
  function addressOf(url) {
    const { protocol, href } = parsed({ url }, address) || {};
    return /^http/.test(protocol) ? href : undefined;
  }

  // Shopify has the id of a variant nowhere but in its address.
  function variantId(one) {
    return parsed(first(one), address)?.searchParams.get("variant") ?? undefined;
  }
}

/** Every single offer; of a range without them, the range. */
function offers(given) {
  return list(given).flatMap((offer) =>
    offer.offers ? list(offer.offers).map((one) => ({ ...offer, offers: 0, ...one })) : offer,
  );
}

function inStock({ availability }) {
  return availability && !/OutOfStock|SoldOut|Discontinued|InStoreOnly/i.test(availability);
}

/** The last part of a node's address, which a product keeps under every collection and in every language. */
function ending(node, address) {
  return parsed(node, address)?.pathname.split("/").filter(Boolean).pop();
}

function parsed(node, address) {
  const url = named(node?.url, "@id") ?? node?.["@id"];
  try {
    return url ? new URL(url, address) : undefined;
  } catch (error) {
    // No address.
  }
}

/** Microdata in the shape of JSON-LD. */
function microdata(scope) {
  const node = {};
  for (const element of scope.querySelectorAll("[itemprop]")) {
    if (element.parentElement.closest("[itemscope]") !== scope) continue;
    const get = (name) => element.getAttribute(name);
    const value = element.matches("[itemscope]")
      ? microdata(element)
      : (get("content") ?? get("href") ?? get("src") ?? get("value") ?? element.textContent.trim());
    for (const name of get("itemprop").split(/\s+/)) node[name] = list(node[name]).concat(value);
  }
  // Magento's Luma.
  node.productID ??= scope.querySelector("[data-product-id]")?.dataset.productId;
  return node;
}

/** A text, or the name of a thing. */
function named(value, key = "name") {
  const thing = first(value);
  const text = first(thing?.[key] ?? thing);
  return typeof text === "number" ? String(text) : text || undefined;
}

function first(value) {
  return list(value)[0];
}

/** Without what is nothing. */
function list(value) {
  return [].concat(value).filter((one) => one != null);
}
