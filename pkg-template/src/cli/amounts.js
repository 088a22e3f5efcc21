// Reads amounts and times of an order export, as shops of all countries write them.

import { Misuse } from "./arguments.js";

/**
 * The number, or undefined where the text is none: `1,234.50`, `1.234,50`, `€ 12`, `12,00 kr`.
 * @param {string | undefined} text
 */
export function readAmount(text) {
  const given = (text ?? "").replace(/[\s\u00A0\u202F']/g, "");
  const [digits] = /-?\d[\d.,]*/.exec(given) ?? [];
  if (!digits) return undefined;
  const last = Math.max(digits.lastIndexOf(","), digits.lastIndexOf("."));
  const signs = digits.replace(/[\d-]/g, "");
  const isMixed = new Set(signs).size > 1;
  // One sign with three digits behind it separates thousands, if it is there twice, or is a comma.
  const isThousands = !isMixed && (signs.length > 1 || (digits[last] === "," && digits.length - last === 4));
  const number =
    last < 0 || isThousands
      ? Number(digits.replace(/[.,]/g, ""))
      : Number(`${digits.slice(0, last).replace(/[.,]/g, "")}.${digits.slice(last + 1)}`);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * Throws a `Misuse` for a zone that does not exist.
 * @param {string} [zone]
 */
export function checkedTimeZone(zone = "UTC") {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone;
  } catch (error) {
    throw new Misuse(`unknown time zone ${zone}; allowed: names such as Europe/Berlin`);
  }
}

/**
 * ms since 1970, or undefined. A time without a zone is in `zone`. It reads `2026-11-30 10:22:13 +0100`, ISO
 * 8601, Unix seconds, and WooCommerce's `2026-11-30 10:22:13` and `11/30/2026 10:22:13`.
 * @param {string | number | undefined} given
 * @param {string} zone
 */
export function readTime(given, zone) {
  const text = String(given ?? "")
    .trim()
    .replace(/^(\d\d?)\/(\d\d?)\/(\d{4})/, "$3-$1-$2")
    .replace(/(?<=[- ])(\d)(?=[-: ]|$)/g, "0$1");
  if (/^\d{9,11}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  if (/^\d{12,14}$/.test(text)) return Number(text);
  const parts = /^(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ]+(\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?)?\s*(.*)$/.exec(
    text,
  );
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  const offset = /^([+-])(\d\d):?(\d\d)$/.exec(parts[7]);
  if (offset) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return wall - (offset[1] === "+" ? minutes : -minutes) * 60_000;
  }
  if (/^(Z|UTC|GMT)$/i.test(parts[7])) return wall;
  if (parts[7]) return undefined;
  // Twice, because the offset at the first guess may be that of the other side of a change of the clock.
  const guess = wall - offsetMs(wall, zone);
  return wall - offsetMs(guess, zone);
}

/**
 * How far the zone is ahead of UTC at a moment.
 * @param {number} time
 * @param {string} zone
 */
function offsetMs(time, zone) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat("en", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    })
      .formatToParts(time)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const wall = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second);
  return wall - Math.floor(time / 1000) * 1000;
}

/**
 * The day of a moment: `2026-11-30`.
 * @param {number | undefined} time
 * @param {string} zone
 */
export function dayOf(time, zone) {
  if (time === undefined) return "unknown";
  return new Date(time + offsetMs(time, zone)).toISOString().slice(0, 10);
}
