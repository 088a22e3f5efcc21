// Dates as shops write them, as whole Unix seconds. A date without a zone is in UTC, as the core reads it.
// A day that no calendar has, and one that no order has, is left out.

const TIME = "(?:[ ,T]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?(?: ?([ap])\\.?m\\.?)?)?";
const ZONE = "(?: ?(?:Z|UTC|GMT))?$";
const DAY_OR_MONTH_FIRST = new RegExp(`^(\\d{1,2})([./-])(\\d{1,2})\\2(\\d{4})${TIME}${ZONE}`, "i");
const YEAR_FIRST = new RegExp(
  `^(\\d{4})(?:[./-] ?|年)(\\d{1,2})(?:[./-] ?|月)(\\d{1,2})[.日]?${TIME}${ZONE}`,
  "i",
);
const DIGITS = /^((?:19|20)\d\d)(\d\d)(\d\d)T?(?:(\d\d)(\d\d)(\d\d)?)?Z?$/;
const CLOCK = new RegExp(TIME.slice(0, -1) + "\\b", "i");
const HAS_ZONE = /\d ?(?:Z|UTC|GMT|UT|[ECMP][SD]T)\b|:\d\d(?:\.\d+)? ?[+-]\d/i;
const LOCALES = "en de fr es it nl pt pl sv da nb fi cs".split(" ");
/** Orders are of 1998 to 2099, in Unix seconds. A smaller number is a year, or a day of a spreadsheet. */
const FROM_SECONDS = 9e8;
const TO_SECONDS = 4.1e9;
/** Numbers from here on are in milliseconds, then in millionths, then in billionths of a second. */
const MS_FROM = 1e11;

/** @type {Map<string, number> | undefined} */
let months;

/**
 * Whole Unix seconds, or undefined. A date in the order of day and month is read where only one order is
 * possible.
 *
 * @param {string} text
 */
export function readDate(text) {
  const number = +text || +(/^\/Date\((\d+)[+\d]*\)\/$/.exec(text)?.[1] ?? NaN);
  const ms = DIGITS.test(text) || !number ? dateMs(text) : numberMs(number);
  const seconds = Math.floor(ms / 1000);
  return seconds > FROM_SECONDS && seconds < TO_SECONDS ? seconds : undefined;
}

/** @param {number} number */
function numberMs(number) {
  let ms = number < MS_FROM ? number * 1000 : number;
  while (ms > MS_FROM * 1000) ms /= 1000;
  return ms;
}

/** @param {string} text */
function dateMs(text) {
  const [, year, month, day, ...time] = YEAR_FIRST.exec(text) || DIGITS.exec(text) || [];
  if (year) return utcMs(+year, +month, +day, time);
  const parts = DAY_OR_MONTH_FIRST.exec(text);
  if (!parts) return wordsMs(text);
  const [first, second] = [+parts[1], +parts[3]];
  // Points are written between day and month alone; else the one over 12 is the day.
  const isDayFirst = parts[2] === "." || first > 12;
  if (!isDayFirst && second <= 12 && first !== second) return NaN;
  return isDayFirst
    ? utcMs(+parts[4], second, first, parts.slice(5))
    : utcMs(+parts[4], first, second, parts.slice(5));
}

/**
 * "23 Nov 2026", "23. November 2026", or a date with a zone, which the browser reads.
 *
 * @param {string} words
 */
function wordsMs(words) {
  // "November 23rd, 2026"; "23-Nov-26".
  const text = words
    .replace(/\b(\d{1,2})(?:st|nd|rd|th)\b/gi, "$1")
    .replace(/^(\d{1,2})[- ](\p{L}{3,})[- ](\d\d)$/u, "$1 $2 20$3");
  const month = monthIn(text);
  const [, isoYear, isoMonth, isoDay] = /^(\d{4})-(\d\d?)-(\d\d?)[ T]/.exec(text) || [];
  const year = isoYear ?? /\b\d{4}\b/.exec(text)?.[0];
  const day = isoDay ?? /\b\d{1,2}\b(?!:)/.exec(text)?.[0];
  if (!year || !day) return NaN;
  const ms = utcMs(+year, isoMonth ? +isoMonth : (month ?? 0), +day, CLOCK.exec(text)?.slice(1) ?? []);
  return HAS_ZONE.test(text) && ms ? Date.parse(text) : ms;
}

/**
 * The last month that a text names, because a weekday may stand before it: "mar 24 nov" in Spanish.
 *
 * @param {string} text
 */
function monthIn(text) {
  months ??= monthNames();
  const found = text.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  return found
    .map((word) => months?.get(word))
    .filter(Boolean)
    .pop();
}

/** The names of the months, and the short English ones. */
function monthNames() {
  /** @type {Map<string, number>} */
  const names = new Map();
  for (let month = 12; month; month--) {
    const date = new Date(Date.UTC(2026, month - 1, 15));
    for (const locale of LOCALES) {
      // Beside a day, some languages have another form of the name.
      const parts = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone: "UTC" });
      const name =
        parts
          .formatToParts(date)
          .find(({ type }) => type === "month")
          ?.value.toLowerCase() ?? "";
      names.set(name, month);
      if (locale === "en") names.set(name.slice(0, 3), month);
    }
  }
  return names.set("sept", 9);
}

/**
 * @param {number} year
 * @param {number} month
 * @param {number} day
 * @param {(string | undefined)[]} time Hours, minutes, seconds, and "a" or "p" of a clock with twelve hours.
 */
function utcMs(year, month, day, [hours, minutes, seconds, half]) {
  const start = Date.UTC(year, month - 1, day);
  const date = new Date(start);
  // 31 February is no day.
  if (date.getUTCDate() !== day || date.getUTCMonth() !== month - 1) return NaN;
  const hour = half ? (+(hours ?? 0) % 12) + (/p/i.test(half) ? 12 : 0) : +(hours ?? 0);
  if (hour > 23 || +(minutes ?? 0) > 59 || +(seconds ?? 0) > 59) return NaN;
  return start + ((hour * 60 + +(minutes ?? 0)) * 60 + +(seconds ?? 0)) * 1000;
}
