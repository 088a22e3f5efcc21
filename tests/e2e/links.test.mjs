// Who the shopper is by a link, of another domain of the shop or in a message, or by the id of another SDK, in a real browser.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { arrived, names } from "./support/pages.mjs";
import { useShopper } from "./support/shopper.mjs";
import { delivered } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const AD = "/?utm_source=news&utm_medium=email&utm_campaign=spring";
const THEIRS = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";

let browser;
let page;
const shopper = useShopper();
const { on, open, follow, shop, identity, anonymousId, of, nothingRefused } = shopper;
beforeEach(() => void ({ browser, page } = shopper));

test("a link hands the anonymous id over to another domain of the shop, once, and leaves no trace of it", async () => {
  page.options = { link_domains: "shop.test pay.other.test", anonymous: "send" };
  await open(on("www.shop.test", AD));
  const id = await anonymousId();
  const link = await shop("link", on("pay.other.test", "/checkout?cart=c1&note=a+b#top"));
  assert.match(link, /[?&]shoptrail_token=/);
  assert.equal(await shop("link", "/cart"), "/cart");
  await follow(link);
  assert.equal(await anonymousId(), id);
  assert.equal(
    await browser.run(() => location.href),
    on("pay.other.test", "/checkout?cart=c1&note=a+b#top"),
  );

  // Once: after a log-out the same link is nothing any more, a new one is.
  await shop("reset");
  const next = await anonymousId();
  await open(on("www.shop.test", "/"));
  await follow(link);
  assert.equal(await anonymousId(), next);
  assert.ok(
    !(await browser.run(() => location.href)).includes("shoptrail_token"),
    "gone from the address bar all the same",
  );
  await open(on("www.shop.test", "/"));
  await follow(await shop("link", on("pay.other.test", "/checkout")));
  assert.equal(await anonymousId(), id);

  await shop("identify", "jane@example.com");
  await nothingRefused();
  assert.deepEqual(
    [...new Set(arrived(page.collector).map((message) => message.anonymousId))].sort(),
    [id, next].sort(),
  );
  assert.ok(
    page.collector.requests.every(({ body }) => !body.includes("shoptrail_token")),
    "it is in no address that was sent",
  );
  assert.ok(
    arrived(page.collector).every(({ properties }) => properties?.channel !== "referral"),
    "coming from a domain of one's own is no touch",
  );
});

test("a link that was forwarded, made up, or comes to a known person hands over nothing", async () => {
  page.options = { link_domains: "shop.test other.test" };
  const token = (id, at) => `?shoptrail_token=${id}.${at.toString(36)}&a=b`;
  const check = async (from, to, why) => {
    await browser.open(from);
    if (from === "about:blank") await open(to);
    else await follow(to);
    assert.notEqual(await anonymousId(), THEIRS, why);
    assert.match(await browser.run(() => location.search), /^\?a=b$/);
  };
  const target = (search) => on("pay.other.test", "/" + search);
  await check("about:blank", target(token(THEIRS, Date.now())), "from nowhere");
  await check(on("evil.test", "/"), target(token(THEIRS, Date.now())), "from a stranger's page");
  await check(on("www.shop.test", "/"), target(token(THEIRS, Date.now() - 130_000)), "too old");
  await check(on("www.shop.test", "/"), target(token(THEIRS + "'", Date.now())), "no id");
  await open(target("?a=b"));
  await shop("identify", "jane");
  await check(on("www.shop.test", "/"), target(token(THEIRS, Date.now())), "she is known");
  assert.equal((await identity()).state, "known");
});

test("a link of a message says who it is where the shop lets it, and only where nobody is known", async () => {
  page.options = { identify_from_links: "cio_[0-9a-f]+" };
  await open(page.origin + "/?ajs_uid=cio_03000001&utm_source=customer.io");
  await page.collector.waitFor(() => of("identify").length === 1, LIMIT_MS);
  assert.equal(await browser.run(() => location.search), "?utm_source=customer.io");
  await open(page.origin + "/second");
  await nothingRefused();
  assert.ok(arrived(page.collector).every(({ userId }) => userId === "cio_03000001"));
  assert.ok(page.collector.requests.every(({ body }) => !body.includes("ajs_uid")));

  // Forwarded: to somebody who is known, on a page that says so, and in a form that the shop did not allow.
  await shop("reset");
  await shop("identify", "joe");
  await open(page.origin + "/?ajs_uid=cio_03000001");
  await delivered(browser);
  assert.equal(of("identify").at(-1).userId, "joe");
  await shop("reset");
  page.body = `<script>shoptrail.identify("jim");</script>`;
  await open(page.origin + "/?ajs_uid=cio_03000001");
  await delivered(browser);
  assert.equal(of("identify").at(-1).userId, "jim");
  page.body = "";
  await shop("reset");
  await open(page.origin + "/?ajs_uid=somebody@example.com");
  assert.equal((await identity()).state, "anonymous");
  page.options = {};
  await open(page.origin + "/?ajs_uid=cio_03000001");
  assert.equal((await identity()).state, "anonymous", "off by default");
  assert.deepEqual(
    of("identify").map(({ userId }) => userId),
    ["cio_03000001", "joe", "jim"],
  );
});

test("the anonymous id of Customer.io's SDK is taken over, once", async () => {
  for (const set of [
    (id) => (localStorage.ajs_anonymous_id = JSON.stringify(id)),
    (id) => (document.cookie = `ajs_anonymous_id=${id};path=/`),
    (id) => (document.cookie = `ajs_anonymous_id=${encodeURIComponent(JSON.stringify(id))};path=/`),
  ]) {
    page.withSnippet = false;
    await browser.open(page.origin);
    await browser.run(() => localStorage.clear());
    await browser.clearCookies();
    await browser.run(set, THEIRS);
    page.withSnippet = true;
    await open(page.origin + "/first");
    assert.equal(await anonymousId(), THEIRS, String(set));
    await open(page.origin + "/second");
    assert.equal(await anonymousId(), THEIRS);
    await shop("reset");
    await open(page.origin + "/third");
    assert.notEqual(await anonymousId(), THEIRS, "not again");
  }
  await shop("identify", "jane@example.com");
  await nothingRefused();
  assert.ok(names(page.collector).includes("identify"));
});
