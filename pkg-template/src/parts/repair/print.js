// One value as a text: what a shop prints, or the member that stands for an object.

/**
 * The members that stand for an object of a kind, the best first. Amounts are as Shopify's Storefront API
 * and BigCommerce give them, dates as PHP does.
 *
 * @type {Record<string, string[]>}
 */
const MEMBERS = {
  id: ["id", "code", "product_id", "item_id", "order_id", "sku", "value"],
  code: ["code", "name", "title", "id"],
  text: ["name", "title", "label", "code", "value", "text", "displayName", "rendered"],
  money: ["amount", "value", "shopMoney", "shop_money", "raw", "price", "centAmount"],
  currency: ["code", "isoCode", "iso_code"],
  url: ["url", "src", "href", "originalSrc", "secure_url"],
  date: ["date", "seconds", "_seconds", "$date"],
};
const OTHERS = ["value"];
const ENTITIES = /** @type {Record<string, string>} */ ({
  nbsp: " ",
  euro: "€",
  pound: "£",
  yen: "¥",
  quot: '"',
  apos: "'",
  amp: "&",
});

/**
 * One value as a text. The values of a list have commas between them where texts or ids belong; of another
 * kind a list has one value, because "10,20" would be another number than 10 and 20.
 *
 * @param {string} kind
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function print(kind, value) {
  if (Array.isArray(value)) {
    const texts = value.filter((item) => item != null).map((item) => print(kind, item));
    if (texts.includes(undefined)) return undefined;
    const given = texts.filter(Boolean);
    return given.length < 2 || /^(id|text|code)$/.test(kind) ? given.join(",") : undefined;
  }
  if (value && typeof value === "object") {
    const members = /** @type {Record<string, unknown>} */ (value);
    const name = (MEMBERS[kind] || OTHERS).find((member) => members[member] != null);
    return name && print(kind, members[name]);
  }
  if (typeof value === "string") return withoutEdges(value);
  return typeof value === "number" && isFinite(value) ? String(value) : undefined;
}

/**
 * A text without what nobody sees around it. Joiners inside belong to emoji and to some scripts.
 *
 * @param {string} text
 */
const withoutEdges = (text) => text.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, "");

/**
 * A text without the markup that shops print prices with, and without its character references.
 *
 * @param {string} text
 */
export const withoutMarkup = (text) =>
  text
    // The price before a reduction, and what WooCommerce says of it to screen readers.
    .replace(/<(del|s|strike)\b[^<>]*>[^]*?<\/\1>|<span[^<>]*screen-reader[^<>]*>[^<>]*<\/span>/gi, " ")
    // "$49" with small cents behind it.
    .replace(/(\d)\s*(?:<[^<>]*>\s*){0,3}<sup\b[^<>]*>\s*(\d\d)\s*<\/sup>/gi, "$1.$2")
    .replace(/<[^<>]*>/g, " ")
    .replace(/&#(x?)([\da-f]{1,5});/gi, (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
    .replace(/&(\w+);/g, (reference, name) => ENTITIES[name] ?? reference);
