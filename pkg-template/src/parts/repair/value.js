// What a value of the wrong type was meant to be. Themes and tag managers print numbers as texts, ids as
// numbers, one code as a list, prices with their currency. What cannot be read is undefined, and left out.

import { readAmount } from "./amount.js";
import { minorUnits, readCurrency, rounded } from "./currency.js";

const SCHEMA = "^(?:https?:\\/\\/schema\\.org\\/)?";
const YES = new RegExp(
  SCHEMA + "(?:true|1|yes|y|on|(?:limited|online|instoreonly)?.?(?:in.?stock|available|availability))$",
  "i",
);
const NO = new RegExp(
  SCHEMA + "(?:false|0|no|n|off|out.?of.?stock|sold.?out|discontinued|unavailable)$",
  "i",
);

/**
 * Reads `value` as one of a kind of the plan. A number may be negative: the caller knows what that means.
 *
 * @param {string} kind
 * @param {unknown} value
 * @param {string} [currency]
 * @returns {unknown}
 */
export function readAs(kind, value, currency) {
  if (kind === "boolean") return readBoolean(value);
  if (kind === "list") return readList(value);
  if (kind === "line_items") return readLines(value);
  const text = print(value);
  if (!text) return undefined;
  switch (kind) {
    case "id":
    case "text":
      return text;
    case "currency":
      return readCurrency(text);
    case "url":
      return readUrl(text);
    case "date":
      return readDate(text);
    case "money": {
      const amount = readAmount(text, minorUnits(currency));
      return amount === undefined ? undefined : rounded(amount, currency);
    }
    default:
      return readNumber(text, kind);
  }
}

/**
 * One value as a text; the values of a list with commas between them. Of an object the member that stands for
 * it: an amount of money as Shopify's Storefront API gives it, or a name.
 *
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function print(value) {
  if (Array.isArray(value)) {
    const texts = value.map(print);
    return texts.every((text) => text !== undefined) ? texts.filter(Boolean).join(",") : undefined;
  }
  if (value && typeof value === "object") {
    const { amount, name, code } = /** @type {Record<string, unknown>} */ (value);
    return print(amount ?? name ?? code);
  }
  if (typeof value === "string") return value.trim();
  return typeof value === "number" && isFinite(value) ? String(value) : undefined;
}

/**
 * @param {string} text
 * @param {string} kind `quantity`, `count` or `number`.
 */
function readNumber(text, kind) {
  const number = readAmount(text.replace(/%/g, ""), kind === "count" ? 1 : 1000);
  if (number === undefined) return undefined;
  if (kind === "count") return Math.floor(number);
  return kind === "quantity" && !number ? undefined : number;
}

/** @param {unknown} value */
function readBoolean(value) {
  const text = print(value) ?? "";
  return YES.test(text) || (NO.test(text) ? false : undefined);
}

/** @param {string} text */
function readUrl(text) {
  const url = text.replace(/[\0-\x1f]/g, "").replace(/ /g, "%20");
  return /^(javascript|data|vbscript|blob|about):/i.test(url) ? undefined : url;
}

/**
 * Whole Unix seconds. A date in the order of day and month is read where only one order is possible.
 *
 * @param {string} text
 */
function readDate(text) {
  const number = +text || +(/^\/Date\((\d+)[+\d]*\)\/$/.exec(text)?.[1] ?? NaN);
  const ms = number ? number * (Math.abs(number) < 1e11 ? 1000 : 1) : dateMs(text);
  return isFinite(ms) && Math.abs(ms) < 1e14 ? Math.floor(ms / 1000) : undefined;
}

/** @param {string} text */
function dateMs(text) {
  const parts = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
  if (!parts) return /[a-z]{3}.*\d{4}|^\d{4}[/-]\d\d?[/-]\d\d?/i.test(text) ? Date.parse(text) : NaN;
  const [first, second, year, hours = 0, minutes = 0, seconds = 0] = [1, 3, 4, 5, 6, 7].map(
    (index) => +(parts[index] ?? 0),
  );
  // Points are written between day and month alone; else the one over 12 is the day.
  const isDayFirst = parts[2] === "." || first > 12;
  if (!isDayFirst && second <= 12 && first !== second) return NaN;
  const [day, month] = isDayFirst ? [first, second] : [second, first];
  const start = Date.UTC(year, month - 1, day);
  return new Date(start).getUTCDate() === day ? start + ((hours * 60 + minutes) * 60 + seconds) * 1000 : NaN;
}

/** @param {unknown} value */
function readList(value) {
  const items = typeof value === "string" ? value.split(",") : [value].flat();
  const texts = items.map(idOf).filter(Boolean);
  return texts.length ? texts : undefined;
}

/** @param {unknown} value */
function idOf(value) {
  const { product_id: productId, id } = /** @type {Record<string, unknown>} */ (Object(value));
  return print(productId ?? id ?? value);
}

/**
 * Lines in another shape: their JSON, one line alone, or an object with numbers as names, as PHP prints it.
 *
 * @param {unknown} value
 */
function readLines(value) {
  let lines = value;
  if (typeof value === "string") {
    try {
      lines = JSON.parse(value);
    } catch (error) {
      return undefined;
    }
  }
  if (Array.isArray(lines)) return lines;
  if (!lines || typeof lines !== "object") return undefined;
  const names = Object.keys(lines);
  return names.length && names.every((name) => /^\d+$/.test(name)) ? Object.values(lines) : [lines];
}
