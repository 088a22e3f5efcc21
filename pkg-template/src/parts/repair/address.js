// E-mail addresses as shops, links and mail programs write them: `mailto:jane@x.com`, `Jane <jane@x.com>`,
// `jane%40x.com`. What is surely one address becomes that address. The core decides what it can mail to
// (src/shopper/identity/keys.rs); `src/server/keys/address.rs` reads the same forms.

/**
 * @import { Repair, Result } from "../../types.js"
 */

/** What may be an address. The core's pattern is stricter. */
const ADDRESS = /^[^\s@<>()[\]{}",;:*\\]+@([a-z0-9-]+\.)+[a-z][a-z0-9-]+$/;
/** Marks that HTML writes as references. @type {Record<string, string>} */
const REFERENCES = { commat: "@", period: ".", lt: "<", gt: ">", quot: '"', apos: "'", amp: "&", nbsp: " " };
const PAIRS = /^(?:"(.*)"|'(.*)'|“(.*)”|‘(.*)’|«(.*)»|`(.*)`|\((.*)\)|\[(.*)\])$/;

/**
 * Has `identify` read anew, with its address as it is meant. An address that nobody can read is left as it
 * is: the core leaves it out, and says so.
 *
 * @param {unknown} given The keys, or the one key.
 * @param {unknown} traits
 * @param {(keys: unknown, traits: unknown) => Result} process
 * @returns {Result}
 */
export function mendKeys(given, traits, process) {
  /** @type {Repair[]} */
  const repairs = [];
  const mend = (/** @type {unknown} */ value) => {
    const kept = readAddress(value);
    if (kept === undefined || kept === value) return value;
    repairs.push({ code: "wrong_type", path: "email", message: "must be an e-mail address", kept });
    return kept;
  };
  /** @type {(members: any) => unknown} */
  const mendMember = (members) =>
    Object(members) === members && members.email != null
      ? { ...members, email: mend(members.email) }
      : members;
  const keys = typeof given === "string" ? mend(given) : mendMember(given);
  const result = process(keys, mendMember(traits));
  if (repairs.length) result.violations = [...repairs, ...(result.violations ?? [])];
  return result;
}

/**
 * The one address that a value is surely meant as, in lower case.
 *
 * @param {unknown} value Also a list of one.
 * @returns {string | undefined}
 */
export function readAddress(value) {
  const [only, second] = [value].flat();
  if (typeof only !== "string" || second !== undefined) return undefined;
  let text = withoutReferences(only.normalize("NFKC"));
  if (!text.includes("@")) text = decoded(text);
  text = bare(text.replace(/\p{Cf}/gu, "").replace(/\u3002/g, "."));
  const [name, domain = ""] = text.toLowerCase().split(/@(?=[^@]*$)/);
  const address = name + "@" + asciiDomain(domain);
  return ADDRESS.test(address) ? address : undefined;
}

/**
 * Without what stands around an address: a name, a scheme, quotes, the end of a sentence.
 *
 * @param {string} text
 */
function bare(text) {
  let [before, rest] = ["", text];
  while (rest !== before) {
    before = rest;
    rest = rest
      .trim()
      .replace(/^[^<>]*<([^<>]*)>[.,;\s]*$/, "$1")
      .replace(/^(mailto|e-?mail):([^?]*)(\?.*)?$/i, "$2")
      .replace(PAIRS, (...found) => found.slice(1, 9).find((inner) => inner !== undefined))
      .replace(/[.,;:!\s]+$/, "");
  }
  return rest;
}

/** @param {string} text */
const withoutReferences = (text) =>
  text
    .replace(/&#(x?)([\da-f]{1,6});?/gi, (reference, hex, code) => {
      const point = parseInt(code, hex ? 16 : 10);
      return point && point < 0x110000 ? String.fromCodePoint(point) : reference;
    })
    .replace(/&([a-z]+);/gi, (reference, name) => REFERENCES[name.toLowerCase()] ?? reference);

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return text;
  }
}

/**
 * A domain as mail servers know it: `bücher.example` is `xn--bcher-kva.example`.
 *
 * @param {string} domain
 */
function asciiDomain(domain) {
  if (!/[^\0-\x7f]/.test(domain)) return domain;
  try {
    return new URL("http://" + domain).hostname;
  } catch (error) {
    return domain;
  }
}
