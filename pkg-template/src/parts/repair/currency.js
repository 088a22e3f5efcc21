// Currencies: their minor units, and how shops name them.

import { print, withoutMarkup } from "./print.js";

// By ISO 4217: https://www.six-group.com/en/products-services/financial-information/data-standards.html
const WITHOUT_DECIMALS = /^(BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF)$/;
// IQD has three by ISO, but nobody writes them.
const WITH_THREE = /^(BHD|JOD|KWD|LYD|OMR|TND)$/;
const WITH_FOUR = /^(CLF|UYW)$/;

const CODES = new Set(
  (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN " +
    "BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL " +
    "GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW " +
    "KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN " +
    "NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK " +
    "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS " +
    "VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
  ).split(" "),
);
const NOTHING = /^(?:undefined|null|nan|\(not set\)|n\/?a|none|false|-+)$/i;

// Signs and words that mean one currency. "$", "kr" and "¥" mean several.
/** @type {Record<string, string>} */
const SIGNS = {
  "€": "EUR",
  EURO: "EUR",
  EUROS: "EUR",
  "£": "GBP",
  US$: "USD",
  A$: "AUD",
  AU$: "AUD",
  C$: "CAD",
  CA$: "CAD",
  NZ$: "NZD",
  HK$: "HKD",
  R$: "BRL",
  "₹": "INR",
  "₺": "TRY",
  "₴": "UAH",
  "₽": "RUB",
  "₩": "KRW",
  "₫": "VND",
  "₪": "ILS",
  "₱": "PHP",
  "฿": "THB",
  "₦": "NGN",
  ZŁ: "PLN",
  KČ: "CZK",
  TL: "TRY",
  SFR: "CHF",
  РУБ: "RUB",
  ГРН: "UAH",
  ЛВ: "BGN",
  円: "JPY",
  원: "KRW",
  FT: "HUF",
  LEI: "RON",
  RMB: "CNY",
  NTD: "TWD",
  YEN: "JPY",
  RP: "IDR",
};

/**
 * The numbers of ISO 4217, as payment systems print them, and a word that means a currency only by itself.
 *
 * @type {Record<string, string>}
 */
const NAMES_ALONE = Object.fromEntries(
  (
    "036AUD 124CAD 156CNY 203CZK 208DKK 344HKD 348HUF 356INR 392JPY 410KRW 484MXN 554NZD 578NOK 702SGD " +
    "710ZAR 752SEK 756CHF 784AED 826GBP 840USD 946RON 949TRY 975BGN 978EUR 980UAH 985PLN 986BRL"
  )
    .split(" ")
    .map((entry) => [entry.slice(0, 3), entry.slice(3)])
    .concat([["FR", "CHF"]]),
);

/**
 * Signs, and the currencies that are written with each.
 *
 * @type {Record<string, RegExp>}
 */
const OF_SIGNS = {
  "€": /^EUR$/,
  $: /D$|^(MXN|ARS|CLP|COP|UYU|BRL|NIO|CVE|MOP|TOP|WST|CUP|DOP|BOB|PYG|PHP)$/,
  "£": /^(GBP|EGP|FKP|GIP|SHP|SSP|SDG|LBP|SYP)$/,
  "¥": /^(JPY|CNY)$/,
  "￥": /^(JPY|CNY)$/,
};

/**
 * How many minor units make one unit; 100 where the currency is not known.
 *
 * @param {string | undefined} currency
 */
export function minorUnits(currency = "") {
  if (WITHOUT_DECIMALS.test(currency)) return 1;
  if (WITH_THREE.test(currency)) return 1000;
  return WITH_FOUR.test(currency) ? 10_000 : 100;
}

/**
 * An amount in whole minor units.
 *
 * @param {number} amount
 * @param {string | undefined} currency
 */
export function rounded(amount, currency) {
  const units = minorUnits(currency);
  // Above this, a number has no decimals that it could lose.
  return Math.abs(amount) < 2 ** 43 ? Math.round(amount * units) / units : amount;
}

/**
 * The code of a currency as shops write it, or undefined.
 *
 * @param {unknown} value
 */
export function readCurrency(value) {
  const text = currencyText(value);
  const code = text.toUpperCase();
  const bare = code.replace(/\.$/, "");
  const known = NAMES_ALONE[bare] ?? SIGNS[bare];
  return known ?? (/^[A-Z]{3}$/.test(code) ? code : onlyCurrency(text));
}

/**
 * What is given as a currency, as a text; empty where nothing is said.
 *
 * @param {unknown} value
 */
export function currencyText(value) {
  // A list of several says something, but nothing that can be read.
  const list = Array.isArray(value) ? [...new Set(value)] : value;
  const text = withoutMarkup(print("currency", list) ?? (Array.isArray(list) ? "?" : ""))
    .replace(/\p{Cf}/gu, "")
    .trim();
  return NOTHING.test(text) ? "" : text;
}

/**
 * The currency that a price text names, or undefined.
 *
 * @param {unknown} value
 */
export function currencyIn(value) {
  const text = withoutMarkup(print("money", value) ?? "");
  return /\d/.test(text) ? onlyCurrency(text) : undefined;
}

/**
 * Whether an amount is in another currency, by a code or a sign that this currency is never written with.
 *
 * @param {unknown} amount
 * @param {string | undefined} currency
 */
export function isInOther(amount, currency) {
  const { currencyCode, currency: own } = Object(amount);
  const text = `${print("currency", currencyCode ?? own) ?? ""} ${print("money", amount)}`;
  const codes = new Set(text.match(/\p{L}+/gu)?.filter((word) => CODES.has(word)));
  if (!currency || codes.has(currency)) return false;
  const isOther = (/** @type {string} */ sign) =>
    !(OF_SIGNS[sign]?.test(currency) ?? SIGNS[sign] === currency);
  const signs = text.match(/\p{Sc}/gu)?.filter((sign) => OF_SIGNS[sign] || SIGNS[sign]) ?? [];
  return codes.size === 1 || (signs.length > 0 && signs.every(isOther));
}

/**
 * The only currency that a text names. Of words in capitals only codes that exist count: "49,90 € TTC" is in
 * euros, with its taxes.
 *
 * @param {string} text
 */
function onlyCurrency(text) {
  if (text.length > 99) return undefined;
  const named = text
    .match(/\p{L}*\p{Sc}|\p{L}+/gu)
    ?.map((word) => (CODES.has(word) ? word : SIGNS[word.toUpperCase()]));
  const codes = new Set(named?.filter(Boolean));
  return codes.size === 1 ? [...codes][0] : undefined;
}
