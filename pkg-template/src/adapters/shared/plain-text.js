// Texts as a shopper sees them. Sources such as WordPress and JSON-LD write names with HTML entities, and all
// sources write invisible characters. No text becomes markup here, so Trusted Types have nothing to guard.

// The entities that shops write, each before its character. Letters with an accent are in `ACCENTS`.
const NAMES_AND_CHARACTERS =
  "amp&lt<gt>quot\"apos'nbsp\u00a0ndash\u2013mdash\u2014lsquo\u2018rsquo\u2019sbquo\u201aldquo\u201c" +
  "rdquo\u201dbdquo\u201elsaquo\u2039rsaquo\u203ahellip\u2026bull\u2022prime\u2032Prime\u2033trade\u2122" +
  "euro\u20aczwnj\u200czwj\u200dpound\u00a3yen\u00a5cent\u00a2sect\u00a7copy\u00a9reg\u00ae" +
  "laquo\u00abraquo\u00bbdeg\u00b0shy\u00adplusmn\u00b1sup2\u00b2sup3\u00b3micro\u00b5middot\u00b7" +
  "frac14\u00bcfrac12\u00bdfrac34\u00beiexcl\u00a1iquest\u00bftimes\u00d7szlig\u00df" +
  "oslash\u00f8Oslash\u00d8aelig\u00e6AElig\u00c6oelig\u0153OElig\u0152";
/** @type {Map<string, string>} */
const NAMED = new Map();
for (const [, name, character] of NAMES_AND_CHARACTERS.matchAll(/(\w+)(\W)/g)) NAMED.set(name, character);
/** @type {Record<string, string>} */
const ACCENTS = {
  grave: "\u0300",
  acute: "\u0301",
  circ: "\u0302",
  tilde: "\u0303",
  uml: "\u0308",
  ring: "\u030a",
  cedil: "\u0327",
  caron: "\u030c",
};

/**
 * Decodes HTML's entities once. What is no known entity stays.
 * @param {string} text
 */
export function decodeEntities(text) {
  return text.replace(/&(#x?)?(\w{1,31});/gi, (entity, number, name) => {
    if (number) return characterOf(number[1] ? parseInt(name, 16) : +name) ?? entity;
    const [, letter, accent] = /^([a-z])([a-z]{3,})$/i.exec(name) || [];
    return ACCENTS[accent] ? (letter + ACCENTS[accent]).normalize() : (NAMED.get(name) ?? entity);
  });
}

/**
 * The character of a numeric entity. Browsers read 128 to 159 as Windows does: `&#146;` is an apostrophe.
 * @param {number} code
 */
function characterOf(code) {
  try {
    return (
      { 128: "\u20ac", 133: "\u2026", 153: "\u2122" }[code] ??
      "\u2018\u2019\u201c\u201d\u2022\u2013\u2014"[code - 145] ??
      String.fromCodePoint(code)
    );
  } catch (error) {
    // No character has this number.
  }
}

/**
 * A name from a source that encodes HTML: without markup, with its entities decoded once, and without
 * characters that nobody sees. Joiners stay, because emoji and some scripts need them.
 * @param {unknown} value
 */
export function plainText(value) {
  return decodeEntities(String(value).replace(/<\/?[a-z][^<>]*>/gi, ""))
    .replace(/[\u00ad\u200b\u2060\ufeff]/g, "")
    .replace(/[\s\0-\x1f]+/g, " ")
    .trim();
}

/**
 * An id or an address from such a source: no invisible character belongs to it.
 * @param {unknown} value
 */
export function plainKey(value) {
  return plainText(value).replace(/\p{Cf}|%E2%80%8[B-F]|%EF%BB%BF/giu, "");
}
