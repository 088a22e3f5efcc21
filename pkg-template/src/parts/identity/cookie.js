// The anonymous id in a first-party cookie, for the subdomains of a shop. The shop's server may set the
// cookie as well, and its value is kept: a cookie that a script writes lives seven days in Safari, one that a
// server sets as long as the server likes.

/**
 * @typedef {{ document: { cookie: string }, location: { hostname: string, protocol: string } }} Page
 */

export const COOKIE = "shoptrail_anonymous_id";
const MAX_AGE_S = 31536000;
export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The id in the cookie, or undefined. Of two cookies with this name, the one that the browser names first.
 *
 * @param {Pick<Page, "document">} page
 */
export function readCookie({ document }) {
  const [, value] = document.cookie.match("(?:^|; )" + COOKIE + "=([^;]*)") || [];
  return UUID.test(value) ? value : undefined;
}

/**
 * Keeps the id for the whole of `domain`. "auto" is the widest domain that the browser allows, which
 * therefore is not shared with other shops.
 *
 * @param {Page} page
 * @param {string} id
 * @param {string} domain
 */
export function writeCookie(page, id, domain) {
  setCookie(page, COOKIE, id, widestDomain(page, domain), MAX_AGE_S);
  // An older cookie of this host alone hides the wide one.
  if (readCookie(page) !== id) setCookie(page, COOKIE, id, "", MAX_AGE_S);
}

/**
 * @param {Page} page
 * @param {string} domain
 */
export function eraseCookie(page, domain) {
  for (const place of [widestDomain(page, domain), ""]) setCookie(page, COOKIE, "", place, 0);
}

/**
 * Where a cookie may be set, from the host itself to the widest domain. A host of one label and an IP address
 * have no wider domain.
 *
 * @param {string} hostname
 */
export function candidateDomains(hostname) {
  if (/^[\d.]+$|\.$/.test(hostname)) return [];
  const labels = hostname.split(".");
  return labels.map((_, index) => labels.slice(index).join(".")).slice(0, -1);
}

/**
 * Which names are public (`co.uk`, `com.au`, `myshopify.com`) is a list that every browser has; setting a
 * cookie is the only way to ask it. The search ends at the first public name: outside of one there may be a
 * domain that all its shops share, as `scw.cloud` is outside of `k8s.scw.cloud`.
 *
 * @param {Page} page
 * @param {string} domain
 */
function widestDomain(page, domain) {
  let widest = "";
  for (const name of domain === "auto" ? candidateDomains(page.location.hostname) : [domain]) {
    if (!isAllowed(page, name)) break;
    widest = name;
  }
  return widest;
}

/**
 * Whether the browser lets this page set a cookie for a domain.
 *
 * @param {Page} page
 * @param {string} domain
 */
function isAllowed(page, domain) {
  // A new name each time: another tab may be asking too.
  const name = "shoptrail_" + Math.random().toString(36).slice(2);
  setCookie(page, name, "1", domain, 9);
  const isSet = page.document.cookie.includes(name);
  setCookie(page, name, "", domain, 0);
  return isSet;
}

/**
 * @param {Page} page
 * @param {string} name
 * @param {string} value
 * @param {string} domain Empty for this host alone.
 * @param {number} maxAgeS
 */
function setCookie({ document, location }, name, value, domain, maxAgeS) {
  document.cookie =
    name +
    "=" +
    value +
    ";path=/;samesite=lax;max-age=" +
    maxAgeS +
    (domain && ";domain=" + domain) +
    (location.protocol === "https:" ? ";secure" : "");
}
