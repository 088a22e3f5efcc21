// The identity of a shopper on the subdomains of a shop: the cookie, in a real browser. Identity over pages
// and tabs is in identity.test.mjs, links between domains are in links.test.mjs.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { arrived } from "./support/pages.mjs";
import { useShopper } from "./support/shopper.mjs";
import { delivered } from "./support/story.mjs";

const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
const ORDER = {
  order_id: "1001",
  total: 5,
  currency: "EUR",
  line_items: [{ product_id: "p1", price: 5, quantity: 1 }],
};
const AD = "/?utm_source=news&utm_medium=email&utm_campaign=spring";
const SERVER_ID = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
const COOKIE = "shoptrail_anonymous_id";

let browser;
let page;
const shopper = useShopper();
const { urlOn, open, followLink, call, identity, anonymousId, allAccepted } = shopper;
beforeEach(() => void ({ browser, page } = shopper));

const cookie = () =>
  browser.run(
    (name) =>
      document.cookie
        .split("; ")
        .filter((pair) => pair.startsWith(name))
        .map((pair) => pair.split("=")[1])
        .join(),
    COOKIE,
  );

test('with cookieDomain "auto" the subdomains of a shop share the anonymous id and a reset', async () => {
  page.options = { cookie_domain: "auto", anonymous: "send" };
  await open(urlOn("www.shop.test", AD));
  const id = await anonymousId();
  assert.equal(await cookie(), id);
  await followLink(urlOn("checkout.shop.test", "/checkout"));
  assert.equal(await anonymousId(), id);
  await call("identify", "jane@example.com");
  await call("track", "order_completed", ORDER);
  await allAccepted();
  const messages = arrived(page.collector);
  assert.deepEqual(
    [...new Set(messages.map((message) => message.anonymousId))],
    [id],
    "Customer.io joins the messages by this id",
  );
  assert.deepEqual(
    messages
      .map(({ type, event, userId }) => [event ?? type, userId])
      .filter(([, userId]) => userId)
      .map(([name]) => name)
      .sort(),
    ["identify", "identify", "order_completed"],
    "the second identify reports the date of the order",
  );

  await open(urlOn("www.shop.test", "/"));
  await call("identify", "jane@example.com");
  await open(urlOn("checkout.shop.test", "/logout"));
  await call("reset");
  const next = await anonymousId();
  assert.notEqual(next, id);
  await open(urlOn("www.shop.test", "/"));
  assert.deepEqual(
    await identity(),
    { anonymousId: next, state: "anonymous", keys: [] },
    "the shopper is logged out here as well",
  );
  assert.equal(await cookie(), next, "one cookie");
  const cookies = await browser.cookies(urlOn("www.shop.test", "/"));
  assert.deepEqual(
    cookies.map(({ name, domain, sameSite }) => [name, domain, sameSite]),
    [[COOKIE, ".shop.test", "Lax"]],
    "the test cookies of the tracker are gone",
  );
});

test("a page left open on another subdomain does not restore a shopper who logged out", async () => {
  page.options = { cookie_domain: "auto" };
  await open(urlOn("www.shop.test", "/"));
  await call("identify", "jane");
  await delivered(browser);
  const first = await browser.newTab();
  await open(urlOn("checkout.shop.test", "/"));
  await call("reset");
  const next = await anonymousId();
  await browser.enter(first);
  await call("page");
  await call("identify", "jane");
  assert.equal(await cookie(), next);
  await delivered(browser);
  await open(urlOn("www.shop.test", "/next"));
  assert.deepEqual([await anonymousId(), (await identity()).state], [next, "anonymous"]);
});

test("a cookie set by the server wins and stays as the server set it", async () => {
  page.options = { cookie_domain: "auto" };
  await open(urlOn("www.shop.test", "/"));
  assert.notEqual(await anonymousId(), SERVER_ID);
  page.headers = { "set-cookie": `${COOKIE}=${SERVER_ID}; Domain=shop.test; Path=/; Max-Age=1000000` };
  await open(urlOn("www.shop.test", "/second"));
  assert.equal(await anonymousId(), SERVER_ID);
  page.headers = {};
  await browser.run(() => localStorage.clear());
  await open(urlOn("www.shop.test", "/third"));
  assert.equal(await anonymousId(), SERVER_ID, "also after the browser has cleared its storage");
  const cookies = await browser.cookies(urlOn("www.shop.test", "/"));
  assert.equal(cookies.length, 1);
  assert.ok(
    Math.abs(cookies[0].expires - Date.now() / 1000 - 1_000_000) < 120,
    "it keeps the lifetime that the server set",
  );
});

test("an IP address gets its own cookie; without the option there is no cookie", async () => {
  page.options = { cookie_domain: "auto" };
  await open(page.origin);
  assert.equal(await cookie(), await anonymousId());
  await browser.clearCookies();
  page.options = {};
  page.requests.length = 0;
  await open(page.origin + "/second");
  assert.equal(await browser.run(() => document.cookie), "");
  assert.ok(!page.requests.some(({ path }) => path.includes("identity.js")), "the part is not loaded either");
});

test("a wrong option of the part is reported; without the part the tracker works", async () => {
  page.expectErrors(/shoptrail/, /identity\.js/, /404/);
  page.options = { cookie_domain: "https://shop.test", identify_from_links: "(" };
  await browser.open(page.origin);
  await browser.waitFor(() => window.shoptrail.diagnostics().off_reason === "options");
  const errors = (await browser.console())
    .filter(({ level }) => level === "SEVERE")
    .map(({ message }) => message)
    .join("\n");
  assert.match(errors, /cookieDomain.*https:\/\/shop\.test.*auto, off or a domain/);
  assert.match(errors, /identifyFromLinks.*regular expression/);

  page.options = { cookie_domain: "auto" };
  page.head = `<base href="/">`;
  page.missing = /identity\.js/;
  await open(page.origin + "/second");
  assert.equal(
    await browser.run(
      (view) => shoptrail.track("product_viewed", view).ok && shoptrail.link("https://a.example/"),
      VIEW,
    ),
    "https://a.example/",
  );
});
