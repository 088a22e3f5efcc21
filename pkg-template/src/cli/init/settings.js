// What the user has decided: which shop, which Customer.io account, which consent. Flags win; what is missing
// is asked for where somebody can answer.

import { Misuse } from "../arguments.js";

/** @import { Given } from "../arguments.js" */
/** @import { Ask } from "./ask.js" */
/**
 * @typedef {object} Settings
 * @property {string} writeKey
 * @property {"us" | "eu"} region
 * @property {"hold" | "send"} anonymous
 * @property {string} [consentFrom]
 * @property {string} [cdn]  where the files of the package are; without it they are copied
 */

/** Those that the part `consent` of the page can follow. */
export const MANAGERS = [
  "shopify",
  "google",
  "wordpress",
  "tcf",
  "gpp",
  "onetrust",
  "cookiebot",
  "usercentrics",
  "didomi",
  "klaro",
  "cookieconsent",
];

const WRITE_KEY = /^[\w.:-]+$/;
const WRITE_KEY_HELP = "letters, digits, _ . : -";

/**
 * Throws a `Misuse` for what is wrong, and for what is missing when nobody can answer.
 * @param {Given["options"]} options
 * @param {Ask | undefined} ask
 * @param {{ needsPlace: boolean, isShopify: boolean }} platform
 * @returns {Promise<Settings>}
 */
export async function readSettings(options, ask, { needsPlace, isShopify }) {
  const writeKey =
    options["write-key"] ??
    (await ask?.text(
      "Write key of your JavaScript source in Customer.io (YOUR_KEY, if you add it later)",
      WRITE_KEY,
      WRITE_KEY_HELP,
    ));
  if (writeKey === undefined) throw new Misuse("option --write-key KEY is missing");
  if (!WRITE_KEY.test(writeKey))
    throw new Misuse(`the write key "${writeKey}" is wrong; allowed: ${WRITE_KEY_HELP}`);
  const region =
    options.region ?? (await ask?.choice("Where is your Customer.io account", ["us", "eu"])) ?? "us";
  const consentFrom = await readConsent(options, ask, isShopify);
  const anonymous =
    options.anonymous ??
    (await ask?.choice("Events of shoppers who are not known yet: hold them, or send them at once", [
      "hold",
      "send",
    ])) ??
    "hold";
  const cdn = needsPlace ? await readPlace(options, ask) : undefined;
  return {
    writeKey,
    region: /** @type {Settings["region"]} */ (region),
    anonymous: /** @type {Settings["anonymous"]} */ (anonymous),
    consentFrom,
    cdn,
  };
}

/**
 * @param {Given["options"]} options
 * @param {Ask | undefined} ask
 * @param {boolean} isShopify
 */
async function readConsent(options, ask, isShopify) {
  const given =
    options["consent-from"] ??
    (await ask?.choice(
      "Which consent manager asks the shopper",
      isShopify ? ["none", "shopify", ...MANAGERS.slice(1)] : ["none", ...MANAGERS],
    )) ??
    "none";
  if (given === "none") return undefined;
  const unknown = given
    .split(",")
    .find((name) => !MANAGERS.includes(name.trim().split(":")[0]) || !/^[\w\s:.-]+$/.test(name));
  if (unknown !== undefined)
    throw new Misuse(`unknown consent manager "${unknown}"; allowed: none, ${MANAGERS.join(", ")}`);
  return given;
}

/**
 * @param {Given["options"]} options
 * @param {Ask | undefined} ask
 */
async function readPlace(options, ask) {
  const given =
    options.cdn ??
    (await ask?.text(
      "Address of your copy of the package's files (empty: copy them into this project)",
      /^$|^https?:\/\//,
      "an address that begins with https:// or http://, or nothing",
    ));
  if (!given) return undefined;
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol))
    throw new Misuse(`"${given}" is no address; allowed for --cdn: http or https`);
  // A template of Shopify has the address between apostrophes.
  return given.replace(/\/+$/, "").replaceAll("'", "%27");
}
