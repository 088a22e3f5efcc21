// Who the shopper is beyond one origin: the anonymous id in a cookie for the shop's subdomains, on a link to its other domains, and the person
// in a link of a Customer.io message. Comes before the core starts and says what the core should know: `{anonymousId?, ignored?}`, or `{wrong}` about its options.

import { UUID, erase, read, write } from "./identity/cookie.js";
import { PARAMETER, accept, decorate } from "./identity/handover.js";
import { parameter, removeFromAddress } from "./identity/query.js";

// As the core stores them; both go when consent does.
const RECORD = "shoptrail.identity";
const USED = "shoptrail.link";
const UID = "ajs_uid";

// As `src/config.rs` has the others.
const ALLOWED = [
  ["cookieDomain", /^(auto|off|[a-z\d-]+(\.[a-z\d-]+)+)$/, "auto, off or a domain"],
  ["linkDomains", /^[a-z\d.-]+([ ,]+[a-z\d.-]+)*$/, "hosts with spaces between"],
  ["identifyFromLinks", { test: isPattern }, "a regular expression"],
];

export default function identity(shop, options) {
  const { cookieDomain, linkDomains, identifyFromLinks } = options;
  const wrong = ALLOWED.filter(([option, pattern]) => options[option] && !pattern.test(options[option])).map(
    ([option, , allowed]) => ({ option, allowed }),
  );
  if (wrong.length) return { wrong };
  const facts = {};
  if (cookieDomain && cookieDomain !== "off") mirror(shop, cookieDomain, facts);
  if (linkDomains) handOver(shop, String(linkDomains).split(/[ ,]+/), facts);
  if (identifyFromLinks) identifyFromLink(shop, identifyFromLinks);
  return facts;
}

/** The cookie follows the record: what is not stored (no consent) is not in a cookie either. */
function mirror(shop, domain, facts) {
  let had = stored().anonymousId;
  // What this page last knew the cookie to be. Another subdomain may change it meanwhile, and must not get the person back whom it logged out.
  let known = read(window);
  if (known && isNew(known)) facts.anonymousId = known;
  const follow = () => {
    const { anonymousId } = stored();
    if (anonymousId ? anonymousId !== known : had) {
      if (anonymousId) write(window, anonymousId, domain);
      else erase(window, domain);
      known = anonymousId;
    }
    had = anonymousId;
  };
  shop.ready(follow);
  // Pending, what an earlier page stored may still be there; the cookie is not renewed from it.
  shop.on("consent", ({ analytics }) => analytics === "pending" || follow());
  shop.on("call", ({ method }) => method !== "track" && follow());
}

function handOver(shop, hosts, facts) {
  shop.methods.link = (url) => {
    try {
      // Without consent there is none to tell, whatever an earlier page stored.
      return decorate(url, shop.diagnostics().identity?.anonymousId, hosts, window, Date.now());
    } catch (error) {
      return url;
    }
  };
  // Coming from them is no touch.
  facts.ignored = hosts;
  const token = parameter(location.search, PARAMETER);
  if (!token) return;
  const id = accept(window, hosts, kept(USED), Date.now());
  removeFromAddress(window, PARAMETER);
  // Nothing that comes in an address takes a known person's place.
  if (!id || Object.keys(stored().keys || {}).length || !isNew(id)) return;
  facts.anonymousId = id;
  shop.ready(() => stored().anonymousId && (localStorage[USED] = token));
}

function identifyFromLink(shop, pattern) {
  const id = parameter(location.search, UID);
  if (!id) return;
  removeFromAddress(window, UID);
  // When the page's own calls have said who it is, or not: a forwarded link must not make the one who follows it somebody else.
  if (new RegExp("^(?:" + pattern + ")$").test(id))
    shop.ready(() => shop.diagnostics().identity.keys.length || shop.identify(id));
}

/** Whether an id is not the one this page goes by, nor one that was somebody's here before. */
function isNew(id) {
  const { anonymousId, bindings } = stored();
  return id !== anonymousId && !Object.keys(bindings || {}).includes(id);
}

function isPattern(text) {
  try {
    return typeof text === "string" && !!new RegExp(text);
  } catch (error) {
    return false;
  }
}

function stored() {
  try {
    const record = JSON.parse(kept(RECORD));
    return UUID.test(record.anonymousId) ? record : {};
  } catch (error) {
    return {};
  }
}

function kept(name) {
  try {
    return localStorage[name];
  } catch (error) {
    // Storage is blocked.
  }
}
