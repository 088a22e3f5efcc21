// Identity from outside a page, in a real browser: from a link of another domain of the shop, from a link in
// a message, or from another SDK's anonymous id.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { arrived, names } from "./support/pages.mjs";
import { useShopper } from "./support/shopper.mjs";
import { delivered } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const AD = "/?utm_source=news&utm_medium=email&utm_campaign=spring";
const OTHER_ID = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";

let browser;
let page;
const shopper = useShopper();
const { urlOn, open, followLink, call, identity, anonymousId, messagesNamed, allAccepted } = shopper;
beforeEach(() => void ({ browser, page } = shopper));

test("a link passes the anonymous id to another domain of the shop, once and without a trace", async () => {
  page.options = { link_domains: "shop.test pay.other.test", anonymous: "send" };
  await open(urlOn("www.shop.test", AD));
  const id = await anonymousId();
  const link = await call("link", urlOn("pay.other.test", "/checkout?cart=c1&note=a+b#top"));
  assert.match(link, /[?&]shoptrail_token=/);
  assert.equal(await call("link", "/cart"), "/cart");
  await followLink(link);
  assert.equal(await anonymousId(), id);
  assert.equal(
    await browser.run(() => location.href),
    urlOn("pay.other.test", "/checkout?cart=c1&note=a+b#top"),
  );

  // After a log-out the same link has no effect any more, but a new link has.
  await call("reset");
  const next = await anonymousId();
  await open(urlOn("www.shop.test", "/"));
  await followLink(link);
  assert.equal(await anonymousId(), next);
  assert.ok(
    !(await browser.run(() => location.href)).includes("shoptrail_token"),
    "the token leaves the address bar all the same",
  );
  await open(urlOn("www.shop.test", "/"));
  await followLink(await call("link", urlOn("pay.other.test", "/checkout")));
  assert.equal(await anonymousId(), id);

  await call("identify", "jane@example.com");
  await allAccepted();
  assert.deepEqual(
    [...new Set(arrived(page.collector).map((message) => message.anonymousId))].sort(),
    [id, next].sort(),
  );
  assert.ok(
    page.collector.requests.every(({ body }) => !body.includes("shoptrail_token")),
    "no sent address contains the token",
  );
  assert.ok(
    arrived(page.collector).every(({ properties }) => properties?.channel !== "referral"),
    "a visit from a domain of the shop is not a touch",
  );
});

test("a forwarded link, a made-up link, and a link for a known person pass no id", async () => {
  page.options = { link_domains: "shop.test other.test" };
  const token = (id, time) => `?shoptrail_token=${id}.${time.toString(36)}&a=b`;
  const check = async (from, to, why) => {
    await browser.open(from);
    if (from === "about:blank") await open(to);
    else await followLink(to);
    assert.notEqual(await anonymousId(), OTHER_ID, why);
    assert.match(await browser.run(() => location.search), /^\?a=b$/);
  };
  const target = (search) => urlOn("pay.other.test", "/" + search);
  await check("about:blank", target(token(OTHER_ID, Date.now())), "no referrer");
  await check(urlOn("evil.test", "/"), target(token(OTHER_ID, Date.now())), "from another site");
  await check(urlOn("www.shop.test", "/"), target(token(OTHER_ID, Date.now() - 130_000)), "too old");
  await check(urlOn("www.shop.test", "/"), target(token(OTHER_ID + "'", Date.now())), "not an id");
  await open(target("?a=b"));
  await call("identify", "jane");
  await check(urlOn("www.shop.test", "/"), target(token(OTHER_ID, Date.now())), "the shopper is known");
  assert.equal((await identity()).state, "known");
});

test("a link in a message identifies, where the shop allows it and the shopper is anonymous", async () => {
  page.options = { identify_from_links: "cio_[0-9a-f]+" };
  await open(page.origin + "/?ajs_uid=cio_03000001&utm_source=customer.io");
  await page.collector.waitFor(() => messagesNamed("identify").length === 1, LIMIT_MS);
  assert.equal(await browser.run(() => location.search), "?utm_source=customer.io");
  await open(page.origin + "/second");
  await allAccepted();
  assert.ok(arrived(page.collector).every(({ userId }) => userId === "cio_03000001"));
  assert.ok(page.collector.requests.every(({ body }) => !body.includes("ajs_uid")));

  // A forwarded link: to a known shopper, to a page that identifies itself, and with an id that the shop does
  // not allow.
  await call("reset");
  await call("identify", "joe");
  await open(page.origin + "/?ajs_uid=cio_03000001");
  await delivered(browser);
  assert.equal(messagesNamed("identify").at(-1).userId, "joe");
  await call("reset");
  page.body = `<script>shoptrail.identify("jim");</script>`;
  await open(page.origin + "/?ajs_uid=cio_03000001");
  await delivered(browser);
  assert.equal(messagesNamed("identify").at(-1).userId, "jim");
  page.body = "";
  await call("reset");
  await open(page.origin + "/?ajs_uid=somebody@example.com");
  assert.equal((await identity()).state, "anonymous");
  page.options = {};
  await open(page.origin + "/?ajs_uid=cio_03000001");
  assert.equal((await identity()).state, "anonymous", "off by default");
  assert.deepEqual(
    messagesNamed("identify").map(({ userId }) => userId),
    ["cio_03000001", "joe", "jim"],
  );
});

test("the anonymous id of Customer.io's SDK is adopted once", async () => {
  for (const store of [
    (id) => (localStorage.ajs_anonymous_id = JSON.stringify(id)),
    (id) => (document.cookie = `ajs_anonymous_id=${id};path=/`),
    (id) => (document.cookie = `ajs_anonymous_id=${encodeURIComponent(JSON.stringify(id))};path=/`),
  ]) {
    page.withSnippet = false;
    await browser.open(page.origin);
    await browser.run(() => localStorage.clear());
    await browser.clearCookies();
    await browser.run(store, OTHER_ID);
    page.withSnippet = true;
    await open(page.origin + "/first");
    assert.equal(await anonymousId(), OTHER_ID, String(store));
    await open(page.origin + "/second");
    assert.equal(await anonymousId(), OTHER_ID);
    await call("reset");
    await open(page.origin + "/third");
    assert.notEqual(await anonymousId(), OTHER_ID, "not again");
  }
  await call("identify", "jane@example.com");
  await allAccepted();
  assert.ok(names(page.collector).includes("identify"));
});
