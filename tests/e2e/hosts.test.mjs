// Who the shopper is on the subdomains of a shop: the cookie, in a real browser.

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
const THEIRS = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
const COOKIE = "shoptrail_anonymous_id";

let browser;
let page;
const shopper = useShopper();
const { on, open, follow, shop, identity, anonymousId, of, nothingRefused } = shopper;
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

test('with cookieDomain "auto" the subdomains of a shop have one anonymous id, and one reset', async () => {
  page.options = { cookie_domain: "auto", anonymous: "send" };
  await open(on("www.shop.test", AD));
  const id = await anonymousId();
  assert.equal(await cookie(), id);
  await follow(on("checkout.shop.test", "/checkout"));
  assert.equal(await anonymousId(), id);
  await shop("identify", "jane@example.com");
  await shop("track", "order_completed", ORDER);
  await nothingRefused();
  const messages = arrived(page.collector);
  assert.deepEqual(
    [...new Set(messages.map((message) => message.anonymousId))],
    [id],
    "Customer.io joins them by it",
  );
  assert.deepEqual(
    messages
      .map(({ type, event, userId }) => [event ?? type, userId])
      .filter(([, userId]) => userId)
      .map(([name]) => name)
      .sort(),
    ["identify", "identify", "order_completed"],
    "the second identify has the order's date",
  );

  await open(on("www.shop.test", "/"));
  await shop("identify", "jane@example.com");
  await open(on("checkout.shop.test", "/logout"));
  await shop("reset");
  const next = await anonymousId();
  assert.notEqual(next, id);
  await open(on("www.shop.test", "/"));
  assert.deepEqual(
    await identity(),
    { anonymousId: next, state: "anonymous", keys: [] },
    "logged out here as well",
  );
  assert.equal(await cookie(), next, "one cookie");
  const cookies = await browser.cookies(on("www.shop.test", "/"));
  assert.deepEqual(
    cookies.map(({ name, domain, sameSite }) => [name, domain, sameSite]),
    [[COOKIE, ".shop.test", "Lax"]],
    "and nothing of the probe",
  );
});

test("on another subdomain a page that stayed open does not bring back who logged out", async () => {
  page.options = { cookie_domain: "auto" };
  await open(on("www.shop.test", "/"));
  await shop("identify", "jane");
  await delivered(browser);
  const first = await browser.newTab();
  await open(on("checkout.shop.test", "/"));
  await shop("reset");
  const next = await anonymousId();
  await browser.enter(first);
  await shop("page");
  await shop("identify", "jane");
  assert.equal(await cookie(), next);
  await delivered(browser);
  await open(on("www.shop.test", "/next"));
  assert.deepEqual([await anonymousId(), (await identity()).state], [next, "anonymous"]);
});

test("a cookie that the server sets wins and is left as the server set it", async () => {
  page.options = { cookie_domain: "auto" };
  await open(on("www.shop.test", "/"));
  assert.notEqual(await anonymousId(), THEIRS);
  page.headers = { "set-cookie": `${COOKIE}=${THEIRS}; Domain=shop.test; Path=/; Max-Age=1000000` };
  await open(on("www.shop.test", "/second"));
  assert.equal(await anonymousId(), THEIRS);
  page.headers = {};
  await browser.run(() => localStorage.clear());
  await open(on("www.shop.test", "/third"));
  assert.equal(await anonymousId(), THEIRS, "where the browser has cleared its storage too");
  const cookies = await browser.cookies(on("www.shop.test", "/"));
  assert.equal(cookies.length, 1);
  assert.ok(Math.abs(cookies[0].expires - Date.now() / 1000 - 1_000_000) < 120, "its time is the server's");
});

test("an address of numbers has a cookie of its own, and without the option there is none", async () => {
  page.options = { cookie_domain: "auto" };
  await open(page.origin);
  assert.equal(await cookie(), await anonymousId());
  await browser.clearCookies();
  page.options = {};
  page.requests.length = 0;
  await open(page.origin + "/second");
  assert.equal(await browser.run(() => document.cookie), "");
  assert.ok(!page.requests.some(({ path }) => path.includes("identity.js")), "nor is the part loaded");
});

test("a wrong option of the part is reported like any other, and a part that does not come is missed by nobody", async () => {
  page.expectErrors(/shoptrail/, /identity\.js/, /404/);
  page.options = { cookie_domain: "https://shop.test", identify_from_links: "(" };
  await browser.open(page.origin);
  await browser.waitFor(() => window.shoptrail.diagnostics().off_reason === "options");
  const said = (await browser.console())
    .filter(({ level }) => level === "SEVERE")
    .map(({ message }) => message)
    .join("\n");
  assert.match(said, /cookieDomain.*https:\/\/shop\.test.*auto, off or a domain/);
  assert.match(said, /identifyFromLinks.*regular expression/);

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
