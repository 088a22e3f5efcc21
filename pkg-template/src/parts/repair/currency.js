// Currencies: their minor units, and how shops name them.

// By ISO 4217: https://www.six-group.com/en/products-services/financial-information/data-standards.html
const WITHOUT_DECIMALS = /^(BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF)$/;
// IQD has three by ISO, but nobody writes them.
const WITH_THREE = /^(BHD|JOD|KWD|LYD|OMR|TND)$/;
const WITH_FOUR = /^(CLF|UYW)$/;

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
  FT: "HUF",
  LEI: "RON",
  RP: "IDR",
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
  const whole = Math.round(amount * units) / units;
  return isFinite(whole) ? whole : amount;
}

/**
 * The code of a currency as shops write it, or undefined.
 *
 * @param {unknown} value
 */
export function readCurrency(value) {
  const text = String(value ?? "")
    .trim()
    .toUpperCase();
  return /^[A-Z]{3}$/.test(text) && text !== "NAN" ? text : SIGNS[text];
}

/**
 * The currency that a price text names, or undefined.
 *
 * @param {unknown} value
 */
export function currencyIn(value) {
  if (typeof value !== "string" || value.length > 99 || !/\d/.test(value)) return undefined;
  const named = value
    .match(/\p{L}*\p{Sc}|\p{L}+/gu)
    ?.map((word) => (/^[A-Z]{3}$/.test(word) ? word : SIGNS[word.toUpperCase()]));
  const codes = new Set(named?.filter(Boolean));
  return codes.size === 1 ? [...codes][0] : undefined;
}
