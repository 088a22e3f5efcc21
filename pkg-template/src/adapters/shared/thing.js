// Reads the members of schema.org things: texts, ids, amounts and addresses, in each way that shops write
// them. Which member means what is in structured-data.js.
import { plainNumber } from "./plain-number.js";
import { isWhole } from "./json-ld.js";
import { plainKey, plainText } from "./schema-org.js";

/** @typedef {import("./json-ld.js").Thing} Thing */

// What templates print where there is nothing.
const EMPTY =
  /^([\s\p{P}\p{C}]*|n[/.]?a\.?|null|none|nan|undefined|unknown|(does )?not (apply|a\w+able|set)|tb[ad]|[[%].+[%\]])$|[{<$][{?%]/iu;
// Databases number from 1, and -1 stands for none.
const NO_ID = /^(0+|-1|false)$/;
// What an id is, before it: `sku:H1`, `isbn:978…`.
const KIND_OF_ID = /^(sku|mpn|gtin\d*|isbn):/;
/**
 * What has an `@id`, of the page that is read.
 * @type {Map<unknown, Thing>}
 */
let nodes;

/**
 * What the addresses of the page begin at, where the page says it.
 * @type {URL | undefined}
 */
let base;

/**
 * @param {Map<unknown, Thing>} found
 * @param {URL | undefined} baseAddress
 */
export function setPage(found, baseAddress) {
  nodes = found;
  base = baseAddress;
}

/**
 * The address of a thing's page. An `@id` may be a name that is no address.
 * @param {Thing} thing
 * @param {URL} address
 */
export function urlOf(thing, address) {
  const id = textOf(thing["@id"]);
  return urlFrom(textOf(thing.url, ["@id"]) ?? (/^(https?:\/)?\//.test(id ?? "") ? id : undefined), address);
}

/**
 * The first of the pictures or addresses that is on the web: not inside the page, nor still to come.
 * @param {unknown} value
 * @param {URL} address
 */
export function webAddress(value, address) {
  return list(value)
    .map((one) => urlFrom(textOf(one, ["url", "contentUrl", "@id"]), address))
    .find((url) => /^http/.test(/** @type {any} */ (url?.href)))?.href;
}

/**
 * @param {string | undefined} text
 * @param {URL} address
 */
export function urlFrom(text, address) {
  try {
    return text ? new URL(plainKey(text), base ?? address) : undefined;
  } catch (error) {
    // Not an address.
  }
}

/**
 * The first amount: a number, or a text that the tracker reads.
 * @param {unknown} value
 * @returns {unknown}
 */
export function amountOf(value) {
  for (const one of list(value)) {
    const amount = typeof one === "number" ? one : plainNumber(textOf(one, ["value", "@value", "price"]));
    if (amount !== undefined) return amount;
  }
}

/**
 * The first id.
 * @param {unknown} value
 */
export function keyOf(value) {
  return list(value)
    .map((one) => plainKey((textOf(one, ["value", "@value"]) ?? "").replace(KIND_OF_ID, "")))
    .find((key) => key && !NO_ID.test(key));
}

/**
 * The first text of a value: a text, or what a thing has under one of these names.
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function textOf(value, names = ["name", "@value"], depth = 5) {
  // References may go round in a circle.
  for (const one of depth ? list(value) : []) {
    const members = one instanceof Object && names.map((name) => one[name]);
    const text = members ? textOf(members, names, depth - 1) : plainText(one);
    if (text && !EMPTY.test(text)) return text;
  }
}

/**
 * The values under a name, without empty ones; references are followed.
 * @param {unknown} value
 */
export function list(value) {
  const values = /** @type {Thing[]} */ (
    /** @type {unknown[]} */ ([])
      .concat(value)
      .flat(3)
      // PHP prints a list with gaps as an object.
      .flatMap((one) => (one instanceof Object && "0" in one ? Object.values(one) : one))
  );
  return values
    .filter((one) => one != null && !(typeof one === "string" && EMPTY.test(one)))
    .map((one) => (one instanceof Object && !isWhole(one) ? (nodes.get(one["@id"]) ?? one) : one));
}
