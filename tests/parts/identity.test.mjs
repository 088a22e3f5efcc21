// The modules of the part `identity`: cookies as browsers accept them, links and queries. The part in a real
// browser: tests/e2e/hosts.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  COOKIE,
  candidateDomains,
  eraseCookie,
  readCookie,
  writeCookie,
} from "../../pkg-template/src/parts/identity/cookie.js";
import { PARAMETER, acceptToken, addToken } from "../../pkg-template/src/parts/identity/handover.js";
import { withParameter, withoutParameter } from "../../pkg-template/src/parts/identity/query.js";

const A = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const B = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
const NOW = 1_795_441_235_260;
const PUBLIC = ["test", "co.test", "uk", "co.uk", "com.au", "au", "com", "myshopify.com", "k8s.cloud.test"];

/** Pages of several hosts over one cookie jar, which follows RFC 6265 with a list of public suffixes. */
function cookieJar() {
  const jar = [];
  const asked = [];
  const page = (host, protocol = "https:") => ({
    location: { hostname: host, protocol },
    document: {
      get cookie() {
        return jar
          .filter((cookie) =>
            cookie.host ? host === cookie.host : host === cookie.domain || host.endsWith("." + cookie.domain),
          )
          .map(({ name, value }) => name + "=" + value)
          .join("; ");
      },
      set cookie(text) {
        const [pair, ...rest] = text.split(";");
        const [name, value] = pair.split("=");
        const attributes = Object.fromEntries(rest.map((part) => part.split("=")));
        const { domain } = attributes;
        if (domain !== undefined) asked.push(domain);
        const isIp = /^[\d.]+$|:/.test(host);
        if (domain && domain !== host && (isIp || !host.endsWith("." + domain) || PUBLIC.includes(domain)))
          return;
        const place = domain && !isIp && !PUBLIC.includes(domain) ? { domain } : { host };
        const same = (cookie) =>
          cookie.name === name && cookie.domain === place.domain && cookie.host === place.host;
        const at = jar.findIndex(same);
        if (attributes["max-age"] === "0") return void (at >= 0 && jar.splice(at, 1));
        if (at >= 0) jar[at].value = value;
        else jar.push({ name, value, ...place, attributes });
      },
    },
  });
  return { jar, asked, page };
}

test("the cookie is of the widest domain that is no public suffix", () => {
  const check = (host, option, place) => {
    const { jar, page } = cookieJar();
    writeCookie(page(host), A, option);
    assert.deepEqual(
      jar.map((cookie) => [cookie.name, cookie.value, cookie.domain ?? `only ${cookie.host}`]),
      [[COOKIE, A, place]],
      `${host} ${option}`,
    );
    assert.equal(readCookie(page(host)), A);
    eraseCookie(page(host), option);
    assert.deepEqual(jar, [], "nothing is left after erasing");
  };
  check("www.shop.test", "auto", "shop.test");
  check("shop.test", "auto", "shop.test");
  check("a.b.shop.test", "auto", "shop.test");
  check("www.shop.co.test", "auto", "shop.co.test");
  check("www.shop.co.uk", "auto", "shop.co.uk");
  check("shop.com.au", "auto", "shop.com.au");
  check("jane.myshopify.com", "auto", "jane.myshopify.com");
  check("myshopify.com", "auto", "only myshopify.com");
  // Below a public name whose parent is not public: the parent belongs to the host of all these shops.
  check("jane.k8s.cloud.test", "auto", "jane.k8s.cloud.test");
  check("www.jane.k8s.cloud.test", "auto", "jane.k8s.cloud.test");
  check("localhost", "auto", "only localhost");
  check("127.0.0.1", "auto", "only 127.0.0.1");
  check("[::1]", "auto", "only [::1]");
  check("www.eu.shop.test", "eu.shop.test", "eu.shop.test");
  check("www.shop.test", "another.test", "only www.shop.test");
  check("www.shop.co.uk", "co.uk", "only www.shop.co.uk");
});

test("an IP address and a host of one label are never asked for a wider domain", () => {
  const { asked, page } = cookieJar();
  for (const host of ["192.168.1.20", "[::1]", "localhost", "shop.test."]) writeCookie(page(host), A, "auto");
  assert.deepEqual(asked, []);
  assert.deepEqual(candidateDomains("www.shop.co.uk"), ["www.shop.co.uk", "shop.co.uk", "co.uk"]);
});

test("subdomains read one id, also where an older cookie of one host hides it", () => {
  const { jar, page } = cookieJar();
  page("www.shop.test").document.cookie = `${COOKIE}=${B};path=/`;
  writeCookie(page("www.shop.test"), A, "auto");
  assert.equal(readCookie(page("www.shop.test")), A);
  assert.equal(readCookie(page("checkout.shop.test")), A);
  assert.equal(readCookie(page("shop.test.evil.test")), undefined);
  assert.equal(jar.length, 2);
  for (const { attributes } of jar.slice(1))
    assert.deepEqual(
      [attributes.samesite, attributes["max-age"], "secure" in attributes],
      ["lax", "31536000", true],
    );
});

test("a cookie that says no id is none", () => {
  for (const value of ["", "x", A + "1", "<script>", `"${A}"`]) {
    assert.equal(readCookie({ document: { cookie: `other=1; ${COOKIE}=${value}` } }), undefined, value);
  }
  assert.equal(readCookie({ document: { cookie: `x${COOKIE}=${A}` } }), undefined);
  assert.equal(readCookie({ document: { cookie: `a=b; ${COOKIE}=${A}; c=d` } }), A);
});

test("removing or adding a parameter leaves the rest of the query as it was written", () => {
  const check = (before, bare, decorated) => {
    assert.equal(withoutParameter(before, "t"), bare, before);
    assert.equal(withParameter(before, "t", "1"), decorated, before);
  };
  check("", "", "?t=1");
  check("?t=0", "", "?t=1");
  check("?a=b+c%20d&t=0&e", "?a=b+c%20d&e", "?a=b+c%20d&e&t=1");
  check("?at=0&t&t=2&b=%zz", "?at=0&b=%zz", "?at=0&b=%zz&t=1");
});

const HOSTS = ["shop.test", "checkout.example"];
const from = (href) => ({ location: { href, hostname: new URL(href).hostname } });

test("a link is decorated when it leads to another host of the list, and is else as it was", () => {
  const token = `${PARAMETER}=${A}.${NOW.toString(36)}`;
  const check = (url, expected) =>
    assert.equal(addToken(url, A, HOSTS, from("https://www.shop.test/cart?x=1"), NOW), expected);
  check("https://checkout.example/pay?a=b+c#top", `https://checkout.example/pay?a=b+c&${token}#top`);
  check("//pay.checkout.example/", `https://pay.checkout.example/?${token}`);
  check(`https://checkout.example/?${PARAMETER}=old`, `https://checkout.example/?${token}`);
  for (const url of [
    "/cart",
    "https://www.shop.test/cart",
    "https://evil.example/",
    "https://notcheckout.example/",
    "https://checkout.example.evil.example/",
    "javascript:alert(1)",
    "mailto:a@checkout.example",
    "",
  ])
    check(url, url);
  assert.equal(
    addToken("https://checkout.example/", undefined, HOSTS, from("https://www.shop.test/"), NOW),
    "https://checkout.example/",
    "without an id the link stays as it is",
  );
});

test("an id on a link counts for two minutes, once, and from a host of the list alone", () => {
  const good = `${A}.${(NOW - 5000).toString(36)}`;
  const check = (token, referrer, expected, used) => {
    const page = {
      location: { search: `?a=b&${PARAMETER}=${encodeURIComponent(token)}` },
      document: { referrer },
    };
    assert.equal(acceptToken(page, HOSTS, used, NOW), expected, `${token} from ${referrer}`);
  };
  check(good, "https://www.shop.test/", A);
  check(good, "https://www.shop.test/", undefined, good);
  check(good, "", undefined);
  check(good, "https://evil.example/", undefined);
  check(good, "https://shop.test.evil.example/", undefined);
  check(`${A}.${(NOW - 120_000).toString(36)}`, "https://www.shop.test/", A);
  check(`${A}.${(NOW - 120_001).toString(36)}`, "https://www.shop.test/", undefined);
  check(`${A}.${(NOW + 1).toString(36)}`, "https://www.shop.test/", undefined);
  for (const token of [
    "",
    A,
    `${A}.`,
    `${A}.zzzzzzzzzz`,
    `${A}x.${NOW.toString(36)}`,
    `${good}&x`,
    "x".repeat(100_000),
    "<script>",
    "undefined",
    "null",
  ])
    check(token, "https://www.shop.test/", undefined);
});
