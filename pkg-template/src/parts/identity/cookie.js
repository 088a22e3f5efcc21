// The anonymous id in a first-party cookie, for the subdomains of a shop. A server may set it as well: what it says is kept as it is, because a
// cookie that a script writes lives seven days in Safari and one that a server sets as long as it likes.

export const COOKIE = "shoptrail_anonymous_id";
const MAX_AGE_S = 31536000;
export const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The id in the cookie, or undefined. Of two cookies of that name, the one that the browser names first. */
export function read({ document }) {
  const [, value] = document.cookie.match("(?:^|; )" + COOKIE + "=([^;]*)") || [];
  return UUID.test(value) ? value : undefined;
}

/** Keeps the id for the whole of `domain`: "auto" is the widest that the browser lets us have, and so is not shared with strangers. */
export function write(page, id, domain) {
  const widest = widestOf(page, domain);
  set(page, COOKIE, id, widest, MAX_AGE_S);
  // An older one of this host alone hides the wide one.
  if (read(page) !== id) set(page, COOKIE, id, "", MAX_AGE_S);
}

export function erase(page, domain) {
  for (const place of [widestOf(page, domain), ""]) set(page, COOKIE, "", place, 0);
}

/**
 * Where a cookie may be set, from the widest inwards: which names are public (`co.uk`, `com.au`, `myshopify.com`) is a list that every
 * browser has, and asking it by a cookie is the one way to read it. A host of one label and an IP address are their own.
 */
export function domains(hostname) {
  if (/^[\d.]+$|\.$/.test(hostname)) return [];
  const labels = hostname.split(".");
  return labels
    .map((_, index) => labels.slice(index).join("."))
    .slice(0, -1)
    .reverse();
}

function widestOf(page, domain) {
  return (
    (domain === "auto" ? domains(page.location.hostname) : [domain]).find((name) => takes(page, name)) || ""
  );
}

function takes(page, domain) {
  // A name of its own each time: another tab may be asking too.
  const name = "shoptrail_" + Math.random().toString(36).slice(2);
  set(page, name, "1", domain, 9);
  const taken = page.document.cookie.includes(name);
  set(page, name, "", domain, 0);
  return taken;
}

function set({ document, location }, name, value, domain, maxAge) {
  document.cookie =
    name +
    "=" +
    value +
    ";path=/;samesite=lax;max-age=" +
    maxAge +
    (domain && ";domain=" + domain) +
    (location.protocol === "https:" ? ";secure" : "");
}
