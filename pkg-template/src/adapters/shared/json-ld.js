// Finds the products in the JSON-LD of a page, as themes and plugins print it, and in its microdata. What
// their members mean is in structured-data.js. The build keeps this module in a file of its own.
import { decodeEntities } from "./schema-org.js";
export { microdataProducts } from "./microdata.js";

/**
 * A schema.org thing. Shops write things, lists and texts under any name, so each member is unknown until it
 * is read. A text in the place of a thing has no members.
 * @typedef {Record<string, unknown>} Thing
 */
/**
 * @typedef {object} Found
 * @property {Thing[]} products
 * @property {unknown[]} mains  what pages name as what they are about
 * @property {Map<unknown, Thing>} nodes  what has an `@id`
 */

const MAX_DEPTH = 5;
// In JSON: "Product", "http://schema.org/Product", ["Product", "Thing"], "schema:ProductGroup".
const PRODUCT = /["/:]((Individual)?Product(Group|Model)?|SomeProducts|Book|Car|Vehicle)[/"]/i;
const MEMBERS = /"(@\w+|availability|offers|name|sku|mpn|price|brand|category|image|url)"(?=\s*:)/gi;
/**
 * @param {Document} page
 * @returns {Found}
 */
export function findProducts(page) {
  /** @type {Found} */
  const found = { products: [], mains: [], nodes: new Map() };
  for (const { textContent } of page.querySelectorAll("script[type*='ld+json' i]"))
    collect(parseBlock(textContent ?? ""), found, 0);
  return found;
}

/**
 * The JSON of a block; undefined where only the shop can mend it. Templates leave comments around a block,
 * line ends in its texts, a semicolon behind it, and spaces that JSON does not allow.
 * @param {string} block
 */
function parseBlock(block) {
  // A framework that encodes all it prints has encoded the quotes too.
  const clean = (block.includes('"') ? block : decodeEntities(block))
    .replace(/\/\*[^"]*?\*\/|(^|[\s,{}[\]])\/\/[^"\n]*$/gm, "$1")
    .replace(/<!\[CDATA\[|\]\]>|[\u00ad\u200b\u2060\ufeff]/g, "")
    .replace(/[\0-\x1f\u00a0\u2028\u2029]/g, " ")
    // Members whose names are written in full, or in capitals.
    .replace(/"(?:https?:\/\/schema\.org\/|schema:)(\w+"\s*:)/g, '"$1')
    .replace(MEMBERS, (name) => name.toLowerCase());
  const end = Math.max(clean.lastIndexOf("}"), clean.lastIndexOf("]")) + 1;
  const cut = clean.slice(clean.search(/[[{]/), end);
  // A template has encoded it twice.
  const text = /^[[{]\s*\\"/.test(cut) ? cut.replace(/\\(["\\])/g, "$1") : cut;
  // The second time mended.
  for (const toJson of [String, mended]) {
    try {
      return JSON.parse(toJson(text));
    } catch (error) {
      // Only the shop can mend it.
    }
  }
}

/**
 * JSON of a block that is none: of commas too many or too few, of values that a template left out or did not
 * quote, of quotes that PHP has escaped, that are single, or that a text has inside, of objects in a row.
 * @param {string} text
 */
const mended = (text) =>
  "[" +
  (text.includes('"') ? text : text.replace(/'(?=\s*[,:}\]])|([{[,:]\s*)'/g, '$1"'))
    .replace(/(["\]}\d])\s+(?="@?\w+"\s*:)/g, "$1,")
    .replace(
      /"(\w+)"\s*:\s*"([^]*?)"(?=\s*(,\s*"[@\w]+"\s*:|,?\s*\}))/g,
      (_, name, inner) => `"${name}":"${inner.replace(/\\?"/g, '\\"')}"`,
    )
    .replace(/,(?=\s*[}\]])/g, "")
    .replace(/:(?=\s*[,}])/g, ":null")
    .replace(/:\s*([^\s"{}[\],][^"{}[\]]{0,40}?)(?=\s*(,\s*"|\}))/g, ':"$1"')
    // A backslash that escapes nothing: "C:\\temp".
    .replace(/(\\(?:u[\da-f]{4}|["\\/bfnrt]))|\\/gi, "$1")
    .replace(/\}\s*(?=\{)/g, "},") +
  "]";

/**
 * @param {any} value  parsed JSON
 * @param {Found} found
 * @param {number} depth
 */
function collect(value, found, depth) {
  if (!value || depth > MAX_DEPTH) return;
  const collectNext = (/** @type {unknown} */ next) => collect(next, found, depth + 1);
  if (Array.isArray(value)) return value.forEach(collectNext);
  const { "@id": id, "@type": type, "@graph": graph, mainEntity, itemOffered } = value;
  if (id && isWhole(value)) found.nodes.set(id, value);
  if (PRODUCT.test(JSON.stringify(type))) found.products.push(value);
  // An offer that names its product, where a product names its offers.
  else if (itemOffered) collectNext({ ...itemOffered, offers: value });
  found.mains.push(mainEntity);
  [graph, mainEntity].forEach(collectNext);
}

/**
 * False of a reference, which has an `@id` and at most a type.
 * @param {object} thing
 */
export const isWhole = (thing) => Object.keys(thing).some((name) => !/^@(id|type)$/.test(name));
