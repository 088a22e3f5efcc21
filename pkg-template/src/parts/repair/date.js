// Dates as shops write them, as whole Unix seconds. A date without a zone is in UTC, as the core reads it.

const TIME = "(?:[ ,T]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,]\\d+)?)?(?: ?([ap])\\.?m\\.?)?)?";
const ZONE = "(?: ?(?:Z|UTC|GMT))?$";
const DAY_OR_MONTH_FIRST = new RegExp(`^(\\d{1,2})([./-])(\\d{1,2})\\2(\\d{4})${TIME}${ZONE}`, "i");
const YEAR_FIRST = new RegExp(
  `^(\\d{4})(?:[./-] ?|年)(\\d{1,2})(?:[./-] ?|月)(\\d{1,2})[.日]?${TIME}${ZONE}`,
  "i",
);
const DIGITS = /^((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?$/;
const WITH_MONTH = /(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/i;
const HAS_ZONE = /\d ?(?:Z|UTC|GMT|UT|[ECMP][SD]T)\b|:\d\d ?[+-]\d/i;
/** No shop gives an earlier time in seconds: a smaller number is a year, or a date without marks. */
const MIN_SECONDS = 1e8;

/**
 * Whole Unix seconds, or undefined. A date in the order of day and month is read where only one order is
 * possible.
 *
 * @param {string} text
 */
export function readDate(text) {
  const number = +text || +(/^\/Date\((\d+)[+\d]*\)\/$/.exec(text)?.[1] ?? NaN);
  const ms = DIGITS.test(text) || !number ? dateMs(text) : numberMs(number);
  return Math.abs(ms) < 1e14 ? Math.floor(ms / 1000) : undefined;
}

/** @param {number} number */
function numberMs(number) {
  if (number < MIN_SECONDS) return NaN;
  return number < 1e11 ? number * 1000 : number;
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
 * "23 Nov 2026", or ISO 8601 with a zone. The browser reads it.
 *
 * @param {string} text
 */
function wordsMs(text) {
  const isDate = WITH_MONTH.test(text) && /\b\d{1,2}\b/.test(text) && /\b\d{4}\b/.test(text);
  if (!isDate && !/^\d{4}-\d\d?-\d\d?[ T]/.test(text)) return NaN;
  return Date.parse(HAS_ZONE.test(text) ? text : text + " UTC");
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
  return start + ((hour * 60 + +(minutes ?? 0)) * 60 + +(seconds ?? 0)) * 1000;
}
