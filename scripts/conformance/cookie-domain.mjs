// The widest domain that `cookieDomain: "auto"` chooses, against the public-suffix list. The page asks its
// browser by setting a cookie. Here a browser answers that keeps the list as RFC 6265 says.

import { getDomain } from "tldts";
import psl from "psl";
import rules from "../../node_modules/psl/data/rules.js";
import { writeCookie } from "../../pkg-template/src/parts/identity/cookie.js";
import { compare, versionOf } from "./support/compare.mjs";

export const needs = [];

const ID = "0198f7a2-0000-7000-8000-000000000001";

export async function check() {
  const hosts = [...new Set(rules.flatMap(hostsOf))];
  const cases = (domainOf) =>
    hosts.map((name) => ({ name, expected: domainOf(name) ?? "", found: chosenDomain(name, domainOf) }));
  return [
    compare(versionOf("psl"), "Which domain gets the cookie?", cases(psl.get)),
    compare(versionOf("tldts"), "Which domain gets the cookie?", cases(getPrivateDomain)),
  ];
}

/** Three hosts for a rule of the list: a shop below the suffix, its `www`, and one label deeper. */
function hostsOf(rule) {
  const suffix = rule.replace(/^!/, "").replace(/^\*/, "any");
  return [`shop.${suffix}`, `www.shop.${suffix}`, `de.www.shop.${suffix}`];
}

/** @param {string} host */
function getPrivateDomain(host) {
  return getDomain(host, { allowPrivateDomains: true });
}

/** The domain of the cookie that the page sets on this host, "" for the host alone. */
function chosenDomain(hostname, domainOf) {
  const jar = new Map();
  const document = {
    get cookie() {
      return [...jar.values()].map(({ pair }) => pair).join("; ");
    },
    set cookie(text) {
      const [pair, ...attributes] = text.split(";");
      const read = (name) => attributes.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
      const domain = read("domain") ?? "";
      const isBelow = hostname === domain || hostname.endsWith(`.${domain}`);
      if (domain && (!isBelow || !domainOf(domain))) return;
      const key = `${pair.split("=")[0]} ${domain}`;
      if (Number(read("max-age")) > 0) jar.set(key, { pair, domain });
      else jar.delete(key);
    },
  };
  writeCookie({ document, location: { hostname, protocol: "https:" } }, ID, "auto");
  const kept = [...jar.values()];
  return kept.length === 1 ? kept[0].domain : `${kept.length} cookies`;
}
