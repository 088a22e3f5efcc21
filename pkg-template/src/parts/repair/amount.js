// Reads the amount in a price as shops write it: `1.299,- €`, `Rp 150.000`, `$20 was 25`. This is the only
// reader of prices: adapters hand on the text and the currency. A text that two careful people could read
// differently has no amount here, because a wrong amount is worse than none.

import { minorUnits } from "./currency.js";
import { withoutMarkup } from "./print.js";

/** The longest text that is read as a price. */
const MAX_LENGTH = 99;
const MAX_MARKUP = 2000;
// A currency sign, or a code. `${NUMBER}` is a number with its marks; `_` stands between thousands.
const SIGN = "(?:\\p{Sc}|\\b[A-Z]{3}\\b)";
const NUMBER = "-?\\d+(?:[.,_]\\d+)*";
// Thousands by commas (India has groups of two digits), by points, by `_`; or a number without thousands.
const VALID =
  /^-?(?:\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:_\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)$/;
// The only mark is for decimals or for thousands.
const AMBIGUOUS = /^-?[1-9]\d{0,2}[.,]\d{3}$/;
// The last mark is for decimals: it is the only one, or of another kind than the one before.
const DECIMAL = /^-?\d+[.,]\d+$|,.*\.|\..*,|_.*[.,]/;

// Thousands and more as words: "129万円", "1.5k", "1,5 Mio."; "1.29L" and "1.2 Cr" in India, "150rb" in
// Indonesia.
const MULTIPLE =
  /\d ?(?:[千万萬億亿천만억]|(?:k|cr|lakhs?|lacs?|crores?|rb|ribu|jt|juta|tr|triệu|nghìn|mil|mio|mln|mrd|mld|bn|tys|тыс|млн|milh|mill|thousand)(?!\p{L}))|\d[lL]\b/iu;

/**
 * The amount in `text`, or undefined. Of several numbers it is the one at the currency sign. A single mark
 * before three digits is for thousands, unless the currency has thousandths: "1.299" is 1299 in euros and
 * 1.299 in Kuwaiti dinars.
 *
 * @param {string} text
 * @param {number} [units] The minor units of the currency; 1000 for numbers that are no amounts.
 * @returns {number | undefined}
 */
export function readAmount(text, units = minorUnits(undefined)) {
  const bare = text.length > MAX_MARKUP ? text : withoutMarkup(text).trim();
  // "1½" is not 1.
  if (bare.length > MAX_LENGTH || /[¼-¾⅐-⅞]/.test(bare)) return undefined;
  const number = theNumber(plain(bare));
  if (!number || !VALID.test(number)) return undefined;
  const isThousands = AMBIGUOUS.test(number) && units < 1000;
  const [, whole, decimals = ""] = (DECIMAL.test(number) &&
    !isThousands &&
    /^(.*)[.,](\d+)$/.exec(number)) || ["", number];
  return +(whole.replace(/[.,_]/g, "") + "." + decimals);
}

/**
 * One way of writing for each thing: digits, minus, marks between thousands, decimals.
 *
 * @param {string} text
 */
function plain(text) {
  const marked = text
    // The full-width signs of Chinese and Japanese.
    .replace(/[！-～]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/\p{Nd}/gu, digit)
    .replace(/٬/g, "_")
    .replace(/٫/g, ",")
    // Marks of writing direction.
    .replace(/\p{Cf}/gu, "")
    .replace(/[−–—]/g, "-")
    // "1.299,-"
    .replace(/(\d)[.,]-+/g, "$1 ")
    // A dot in the middle of the line.
    .replace(/(\d)[·‧∙](?=\d)/g, "$1.")
    // "49€90"
    .replace(/^(\d+)€(\d\d)$/, "$1,$2€")
    // "-€ 5", "-EUR 5"
    .replace(/^\s*-([^\d-]{1,12})(?=\d)/, "$1-")
    // "$.50", but not "Rs.50"
    .replace(/(^|[^\p{L}\d/.,])[.,](?=\d)/gu, "$10.");
  // Twice, because the groups of "1 234 567" share a digit. Old browsers cannot look behind.
  return group(group(marked));
}

/**
 * Thousands that a space or an apostrophe separates, with `_` instead.
 *
 * @param {string} text
 */
const group = (text) => text.replace(/(\d)[\s'’`´ʼ](?=\d{3}(?!\d))/g, "$1_");

/**
 * The only number, or the only one at a currency sign.
 *
 * @param {string} text
 */
function theNumber(text) {
  // A range has two amounts. "49 95" may be 49.95, "12x 108,32" is paid in parts.
  // So are "2 for $10". What stands behind its minus, or in brackets, is less than nothing. A mark between
  // digits that nobody writes there ("12:50", "12;50") may be for decimals.
  if (/\d ?- ?\d|\d \d|\d ?[x×].*\d|\d.*[x×] ?\d|\d for \D*\d|\d-\s*\D*$|^\(\D*\d\S*\)$/i.test(text))
    return undefined;
  if (/\d[^\d\s\p{L}\p{Sc}.,_-]\d/u.test(text)) return undefined;
  if (MULTIPLE.test(text)) return undefined;
  const atSign = new RegExp(`${SIGN} ?(${NUMBER})|(${NUMBER}) ?${SIGN}(?! ?-?\\d)`, "gu");
  const found = [...text.matchAll(atSign)].map(([, behind, before]) => behind || before);
  if (found.length) return isBetweenNumbers(text) ? undefined : only(found);
  return text.includes("%") ? undefined : only(text.match(new RegExp(NUMBER, "g")) || []);
}

/**
 * "10 € 100 g": nobody knows which number the sign belongs to.
 *
 * @param {string} text
 */
const isBetweenNumbers = (text) => new RegExp(`\\d ?${SIGN} ?-?\\d`, "u").test(text);

/** @param {string[]} numbers */
const only = (numbers) => (numbers.length === 1 ? numbers[0] : undefined);

/**
 * A digit of any script as an ASCII one. The ten digits of a script follow each other.
 *
 * @param {string} char
 */
function digit(char) {
  const code = /** @type {number} */ (char.codePointAt(0));
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
  return String(value);
}
