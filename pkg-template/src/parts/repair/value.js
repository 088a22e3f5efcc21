// What a value of the wrong type was meant to be. Themes and tag managers print numbers as texts, ids as
// numbers, one code as a list, prices with their currency. What cannot be read is undefined, and left out.

import { readAmount } from "./amount.js";
import { isInOther, minorUnits, readCurrency, rounded } from "./currency.js";
import { readDate } from "./date.js";
import { readLines } from "./line-shapes.js";
import { fromJson } from "./json.js";
import { isNoId, isNoName, saysNothing } from "../shared/nothing.js";
import { print } from "./print.js";

const SCHEMA = "^(?:https?:\\/\\/schema\\.org\\/)?";
// What can be ordered is in stock, whenever it comes. Consent is as Google's consent mode and Shopify say it.
const YES = new RegExp(
  SCHEMA +
    "(?:true|1|yes|y|on|checked|selected|ja|oui|s[ií]|sim|tak|да|はい" +
    "|(?:limited|online|instoreonly)?.?(?:in.?stock|available|availability)" +
    "|auf lager|lieferbar|verfügbar|en stock|disponible|disponibile|disponível|op voorraad|i lager|på lager" +
    "|в наличии|在庫あり|有货" +
    "|(?:on.?)?(?:back|pre).?order|granted|accepted|subscribed)$",
  "i",
);
const NO = new RegExp(
  SCHEMA +
    "(?:false|0|no|n|off|nein|non|nee|nej|nie|não|нет|いいえ|out.?of.?stock|sold.?out|discontinued|unavailable" +
    "|ausverkauft|nicht (?:auf lager|lieferbar|verfügbar)|épuisé|agotado|esaurito|non disponibile|esgotado" +
    "|no disponible|uitverkocht|slutsåld|нет в наличии|在庫なし|売り切れ|缺货" +
    "|denied|rejected|declined|unsubscribed|not.?subscribed)$",
  "i",
);

const GID = /^gid:\/\/\w+\/\w+\/(\d+)(?:\?.*)?$/;

// A hundredth of the currency: "99p", "99 ct".
const CENTS = /\d ?(?:¢|(?:p|c|ct|cts|cents?|centimes?|centavos?|pence|коп)(?![\p{L}/]))/iu;

/**
 * Reads `value` as one of a kind of the plan. A number may be negative: the caller knows what that means.
 *
 * @param {string} kind Also `code`, for a text that an object has beside its name, and `name`, for texts that
 *   may be any word.
 * @param {unknown} value
 * @param {string} [currency]
 * @returns {unknown}
 */
export function readAs(kind, value, currency) {
  if (kind === "boolean") return readBoolean(value);
  if (kind === "list") return readList(value);
  if (kind === "line_items") return readLines(value);
  if (kind === "name") {
    const name = print("text", value);
    return name && !isNoName(name) ? name : undefined;
  }
  const text = print(kind, kind === "url" ? [value].flat()[0] : value);
  if (!text || (kind !== "currency" && saysNothing(text))) return undefined;
  switch (kind) {
    case "id":
      return readId(text);
    case "text":
      return text;
    case "code":
      // Without a code, systems print 0.
      return withoutList(text);
    case "currency":
      return readCurrency(text);
    case "url":
      return readUrl(text);
    case "date":
      return readDate(text);
    case "money": {
      if (isInOther(value, currency) || CENTS.test(text)) return undefined;
      const amount = readMinor(value) ?? readAmount(text, minorUnits(currency));
      return amount === undefined ? undefined : rounded(amount, currency);
    }
    default:
      return readNumber(text, kind);
  }
}

/**
 * An amount in minor units, as commercetools gives it: `{ centAmount: 1295, fractionDigits: 2 }`.
 *
 * @param {unknown} value
 */
function readMinor(value) {
  const { centAmount, fractionDigits = 2 } = Object(value);
  return typeof centAmount === "number" ? centAmount / 10 ** fractionDigits : undefined;
}

/**
 * @param {string} text
 * @param {string} kind `quantity`, `count` or `number`.
 */
function readNumber(text, kind) {
  // "(12)" are 12 results, not less than none.
  const bare = kind === "count" ? text.replace(/^\((.*)\)$/, "$1") : text;
  const number = readAmount(bare.replace(/%/g, ""), kind === "count" ? 1 : 1000);
  if (number === undefined) return undefined;
  if (kind === "count") return Math.floor(number);
  return kind === "quantity" && !number ? undefined : number;
}

/** @param {unknown} value */
function readBoolean(value) {
  const [first] = [value].flat();
  const given = Object(first).value ?? first;
  const text = typeof given === "boolean" ? String(given) : (print("boolean", value) ?? "");
  return YES.test(text) || (NO.test(text) ? false : undefined);
}

/**
 * An id, without characters that nobody sees. Of Shopify's `gid://shopify/Order/1001?key=…` it is the number,
 * which the core reads by itself; older interfaces gave the same in Base64.
 *
 * @param {string} given
 */
function readId(given) {
  const text = given.replace(/[\p{Cf}\p{Cc}]/gu, "").trim();
  // A number that has lost its last digits.
  if (/^\d\.?\d*e\+\d+$/.test(text)) return undefined;
  return withoutList(fromBase64(text).replace(GID, "$1"));
}

/** @param {string} text */
function fromBase64(text) {
  try {
    return text.startsWith("Z2lkOi8v") ? atob(text) : text;
  } catch (error) {
    return text;
  }
}

/**
 * An id or codes, also from the JSON of their list.
 *
 * @param {string} text
 */
function withoutList(text) {
  const list = text.startsWith("[") ? fromJson(text) : undefined;
  const id = Array.isArray(list) ? (print("id", list) ?? text) : text;
  return !id || isNoId(id) ? undefined : id;
}

/**
 * An address that others than this page can load. The core completes those from the root of the site.
 *
 * @param {string} text
 */
function readUrl(text) {
  const url = decodedUrl(text)
    // The first of several pictures: "a.png 1x, b.png 2x".
    .replace(/\s+[\d.]+[wx]\s*(?:,.*)?$/, "")
    .replace(/[\0-\x1f]|\p{Cf}/gu, "")
    // As JSON escapes it.
    .replace(/\\\//g, "/")
    .trim()
    .replace(/\s/g, "%20");
  if (/^((https?|android-app):\/)?\/./i.test(url)) return /^https?:\/+$/i.test(url) ? undefined : url;
  if (/^(undefined|null)\b/.test(url)) return undefined;
  // An address without its scheme begins with a host; `index.php/product/12` does not.
  if (/^(www\.[\w-]+\.|([\w-]+\.)+(?!(php\d?|aspx?|[sx]?html?|jspx?|cfm|cgi|cache)\/)[a-z]{2,}\/)/i.test(url))
    return "https://" + url;
  try {
    const absolute = new URL(url, document.baseURI).href;
    return /^https?:/.test(absolute) ? absolute : undefined;
  } catch (error) {
    return undefined;
  }
}

/**
 * An address that was encoded as a whole.
 *
 * @param {string} text
 */
function decodedUrl(text) {
  try {
    return /^https?%3a%2f%2f/i.test(text) ? decodeURIComponent(text) : text;
  } catch (error) {
    return text;
  }
}

/**
 * A list of ids, also from its JSON, from a text with commas, and from an object with numbers as names (PHP).
 *
 * @param {unknown} value
 * @returns {unknown[] | undefined}
 */
function readList(value) {
  const parsed = fromJson(value);
  if (parsed && typeof parsed === "object") return readList(parsed);
  const items = typeof value === "string" ? value.split(/[,;|\n]/) : [value].flat();
  const texts = items.map(idOf).filter(Boolean);
  if (texts.length) return texts;
  return value && typeof value === "object" && !Array.isArray(value)
    ? readList(Object.values(value))
    : undefined;
}

/** @param {unknown} value */
function idOf(value) {
  const { product_id: productId, item_id: itemId } = /** @type {Record<string, unknown>} */ (Object(value));
  return readId(print("id", productId ?? itemId ?? value) ?? "");
}
