// The anonymous id on a link from one of the shop's domains to another. Whoever holds such a link could give
// their own id to somebody else. So it counts for two minutes, once, and only from a host that the shop
// named.

import { readParameter, withParameter } from "./query.js";

// The core removes parameters that contain "token" from every address that it sends.
export const PARAMETER = "shoptrail_token";
const MAX_AGE_MS = 120000;
const TOKEN = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.([\da-z]{8,9})$/i;

/**
 * The link with the id on it when it leads to another one of `hosts`; any other link as it is.
 *
 * @param {string} url
 * @param {string | undefined} id
 * @param {string[]} hosts
 * @param {{ location: { href: string, hostname: string } }} page
 * @param {number} nowMs
 */
export function addToken(url, id, hosts, { location }, nowMs) {
  const target = new URL(url, location.href);
  if (
    !id ||
    !/^https?:/.test(target.protocol) ||
    target.hostname === location.hostname ||
    !isListed(target.hostname, hosts)
  )
    return url;
  target.search = withParameter(target.search, PARAMETER, id + "." + nowMs.toString(36));
  return target.href;
}

/**
 * The id that this page's address hands over, or undefined.
 *
 * @param {{ location: { search: string }, document: { referrer: string } }} page
 * @param {string[]} hosts
 * @param {string | undefined} usedToken The token that was accepted last.
 * @param {number} nowMs
 */
export function acceptToken({ location, document }, hosts, usedToken, nowMs) {
  const token = readParameter(location.search, PARAMETER);
  const [, id, madeAt] = TOKEN.exec(/** @type {string} */ (token)) || [];
  const ageMs = nowMs - parseInt(madeAt, 36);
  return token !== usedToken &&
    ageMs >= 0 &&
    ageMs <= MAX_AGE_MS &&
    isListed(hostOf(document.referrer), hosts)
    ? id
    : undefined;
}

/**
 * @param {string} host
 * @param {string[]} hosts
 */
function isListed(host, hosts) {
  return hosts.some((listed) => host === listed || host.endsWith("." + listed));
}

/** @param {string} url */
function hostOf(url) {
  try {
    return new URL(url).hostname;
  } catch (error) {
    return "";
  }
}
