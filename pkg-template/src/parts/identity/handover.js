// The anonymous id on a link from one of the shop's domains to another. Whoever holds such a link could give their own id to somebody else, so it
// counts for two minutes, once, and only on the way from a host that the shop named.

import { parameter, withParameter } from "./query.js";

// "token", so that it is removed from every address that is sent.
export const PARAMETER = "shoptrail_token";
const MAX_AGE_MS = 120000;
const TOKEN = /^([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\.([\da-z]{8,9})$/i;

/** The link with the id on it when it leads to another one of `hosts`; any other as it is. */
export function decorate(url, id, hosts, { location }, now) {
  const to = new URL(url, location.href);
  if (
    !id ||
    !/^https?:/.test(to.protocol) ||
    to.hostname === location.hostname ||
    !isListed(to.hostname, hosts)
  )
    return url;
  to.search = withParameter(to.search, PARAMETER, id + "." + now.toString(36));
  return to.href;
}

/** The id that this page's address hands over, or undefined. `used`: the token that was taken last. */
export function accept({ location, document }, hosts, used, now) {
  const token = parameter(location.search, PARAMETER);
  const [, id, at] = TOKEN.exec(token) || [];
  const age = now - parseInt(at, 36);
  return token !== used && age >= 0 && age <= MAX_AGE_MS && isListed(hostOf(document.referrer), hosts)
    ? id
    : undefined;
}

function isListed(host, hosts) {
  return hosts.some((own) => host === own || host.endsWith("." + own));
}

function hostOf(url) {
  try {
    return new URL(url).hostname;
  } catch (error) {
    return "";
  }
}
