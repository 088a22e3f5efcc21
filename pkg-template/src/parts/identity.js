// Part `identity`: who the shopper is beyond one origin. It keeps the anonymous id in a cookie for the shop's
// subdomains, hands it over on links to the shop's other domains, and identifies the person in a link of a
// Customer.io message. It runs before the core starts, and says what the core has to know, or what is wrong
// with its options.

import { UUID, eraseCookie, readCookie, writeCookie } from "./identity/cookie.js";
import { PARAMETER, acceptToken, addToken } from "./identity/handover.js";
import { readParameter, removeFromAddress } from "./identity/query.js";

/**
 * @import { IdentityFacts, PageTracker, ReadOptions } from "../types.js"
 */

// The core stores the first, this part the second. Both are erased when consent is withdrawn.
const RECORD = "shoptrail.identity";
const USED_TOKEN = "shoptrail.link";
const UID = "ajs_uid";

/**
 * What the options of this part may be. The core checks the others.
 *
 * @type {[option: string, pattern: { test: (value: any) => boolean }, allowed: string][]}
 */
const ALLOWED = [
  ["cookieDomain", /^(auto|off|[a-z\d-]+(\.[a-z\d-]+)+)$/, "auto, off or a domain"],
  ["linkDomains", /^[a-z\d.-]+([ ,]+[a-z\d.-]+)*$/, "hosts with spaces between"],
  ["identifyFromLinks", { test: isPattern }, "a regular expression"],
];

/**
 * @param {PageTracker} shop
 * @param {ReadOptions} options
 * @returns {IdentityFacts}
 */
export default function identity(shop, options) {
  const { cookieDomain, linkDomains, identifyFromLinks } = options;
  const errors = ALLOWED.filter(([option, pattern]) => options[option] && !pattern.test(options[option])).map(
    ([option, , allowed]) => ({ option, allowed }),
  );
  if (errors.length) return { errors };
  /** @type {IdentityFacts} */
  const facts = {};
  if (cookieDomain && cookieDomain !== "off") followCookie(shop, cookieDomain, facts);
  if (linkDomains) handOver(shop, String(linkDomains).split(/[ ,]+/), facts);
  if (identifyFromLinks) identifyFromLink(shop, identifyFromLinks);
  return facts;
}

/**
 * Keeps the cookie equal to the record: what is not stored, for lack of consent, is not in a cookie either.
 *
 * @param {PageTracker} shop
 * @param {string} domain
 * @param {IdentityFacts} facts
 */
function followCookie(shop, domain, facts) {
  let previousId = storedIdentity().anonymousId;
  // What this page last knew the cookie to be. Another subdomain may change the cookie meanwhile, because it
  // logged the person out; this page must not bring them back.
  let knownId = readCookie(window);
  if (knownId && isNew(knownId)) facts.anonymousId = knownId;
  const follow = () => {
    const { anonymousId } = storedIdentity();
    if (anonymousId ? anonymousId !== knownId : previousId) {
      if (anonymousId) writeCookie(window, anonymousId, domain);
      else eraseCookie(window, domain);
      knownId = anonymousId;
    }
    previousId = anonymousId;
  };
  shop.ready(follow);
  // While consent is pending, the record of an earlier page may still be there; the cookie is not renewed
  // from it.
  shop.on("consent", ({ analytics }) => analytics === "pending" || follow());
  shop.on("call", ({ method }) => method !== "track" && follow());
}

/**
 * Hands the id over to the shop's other domains, and accepts it from them.
 *
 * @param {PageTracker} shop
 * @param {string[]} hosts
 * @param {IdentityFacts} facts
 */
function handOver(shop, hosts, facts) {
  shop.methods.link = (url) => {
    try {
      // Without consent `diagnostics()` has no id, whatever an earlier page stored.
      return addToken(url, anonymousIdOf(shop), hosts, window, Date.now());
    } catch (error) {
      return url;
    }
  };
  // A visit from them is no new visit source.
  facts.ignored = hosts;
  const token = readParameter(location.search, PARAMETER);
  if (!token) return;
  const id = acceptToken(window, hosts, readStorage(USED_TOKEN), Date.now());
  removeFromAddress(window, PARAMETER);
  // An id that comes in an address never replaces a known person's.
  if (!id || Object.keys(storedIdentity().keys || {}).length || !isNew(id)) return;
  facts.anonymousId = id;
  shop.ready(() => storedIdentity().anonymousId && (localStorage[USED_TOKEN] = token));
}

/** @param {PageTracker} shop */
function anonymousIdOf(shop) {
  const diagnostics = shop.diagnostics();
  return diagnostics.on ? diagnostics.identity.anonymousId : undefined;
}

/**
 * Identifies the person in the address of this page.
 *
 * @param {PageTracker} shop
 * @param {string} pattern
 */
function identifyFromLink(shop, pattern) {
  const id = readParameter(location.search, UID);
  if (!id) return;
  removeFromAddress(window, UID);
  // After the page's own calls, and only where nobody is known: whoever follows a forwarded link must not
  // become somebody else.
  if (new RegExp("^(?:" + pattern + ")$").test(id))
    shop.ready(() => {
      const diagnostics = shop.diagnostics();
      if (diagnostics.on && !diagnostics.identity.keys.length) shop.identify(id);
    });
}

/**
 * Whether an id is neither the one that this page uses, nor one that was a person's here before.
 *
 * @param {string} id
 */
function isNew(id) {
  const { anonymousId, bindings } = storedIdentity();
  return id !== anonymousId && !Object.keys(bindings || {}).includes(id);
}

/** @param {unknown} text */
function isPattern(text) {
  try {
    return typeof text === "string" && !!new RegExp(text);
  } catch (error) {
    return false;
  }
}

/**
 * The identity that the core has stored.
 *
 * @returns {{ anonymousId?: string, keys?: object, bindings?: object }}
 */
function storedIdentity() {
  try {
    const record = JSON.parse(/** @type {string} */ (readStorage(RECORD)));
    return UUID.test(record.anonymousId) ? record : {};
  } catch (error) {
    return {};
  }
}

/**
 * @param {string} name
 * @returns {string | undefined}
 */
function readStorage(name) {
  try {
    return localStorage[name];
  } catch (error) {
    // Storage is blocked.
  }
}
