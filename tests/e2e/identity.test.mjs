// Who the shopper is, over pages, tabs, subdomains and domains, in a real browser: each story takes at least two pages. Hosts are names of this machine.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
const LINE = { product_id: "p1", price: 5, quantity: 1 };
const order = (id) => ({ order_id: id, total: 5, currency: "EUR", line_items: [LINE] });
const AD = "/?utm_source=news&utm_medium=email&utm_campaign=spring";
const THEIRS = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
const COOKIE = "shoptrail_anonymous_id";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh), { flags: ["--host-resolver-rules=MAP *.test 127.0.0.1"] });

/** An address on one of the shop's hosts. */
const on = (host, path) => page.origin.replace("127.0.0.1", host) + path;

async function open(url) {
  await browser.open(url);
  await started(browser);
}

/** Follows a link, as a shopper does: the next page gets a referrer. */
async function follow(url) {
  await browser.run((to) => {
    window.left = true;
    setTimeout(() => (location.href = to));
  }, url);
  await browser.driver.wait(() => browser.run(() => !window.left && document.readyState === "complete").catch(() => false), LIMIT_MS, `waited for ${url}`);
  await started(browser);
}

/** Calls the tracker: `shop("track", name, properties)`. */
const shop = (method, ...args) => browser.run((method, args) => shoptrail[method](...args), method, args);
const identity = () => browser.run(() => shoptrail.diagnostics().identity);
const anonymousId = async () => (await identity()).anonymousId;
const cookie = () => browser.run((name) => document.cookie.split("; ").filter((pair) => pair.startsWith(name)).map((pair) => pair.split("=")[1]).join(), COOKIE);
const of = (name) => arrived(page.collector).filter(({ type, event }) => (event ?? type) === name);

async function nothingRefused() {
  await delivered(browser);
  assert.deepEqual(page.collector.messages.flatMap(({ verdict }) => verdict.problems), [], "the collector refuses nothing");
}

test("a guest, an order and an account are one person, and the campaign is theirs", async () => {
  await open(page.origin + AD);
  await shop("track", "product_viewed", VIEW);
  const id = await anonymousId();
  await open(page.origin + "/checkout");
  assert.equal(page.collector.requests.length, 0, "held");
  await shop("identify", { email: " Jane@Example.com " }, { first_name: "Jane" });
  await delivered(browser);
  await open(page.origin + "/orders/1001");
  // A theme says it on every page, and means nothing new.
  const again = await shop("identify", { email: "jane@example.com" }, { first_name: "Jane" });
  assert.deepEqual(again, { ok: true });
  await shop("track", "order_completed", order("1001"));
  await delivered(browser);
  await open(page.origin + "/account");
  await shop("identify", { customer_id: 42, email: "jane@example.com" });
  await shop("track", "product_viewed", VIEW);
  await nothingRefused();
  const messages = arrived(page.collector);
  assert.deepEqual([...new Set(messages.map((message) => message.anonymousId))], [id]);
  assert.deepEqual(of("identify").map(({ userId, traits }) => [userId, traits.email, traits.customer_id, traits.first_utm_campaign]), [["Jane@Example.com", "Jane@Example.com", undefined, "spring"], ["42", "Jane@Example.com", "42", "spring"]]);
  assert.deepEqual(of("order_completed").map(({ userId, properties }) => [userId, properties.utm_campaign]), [["Jane@Example.com", "spring"]]);
  assert.equal(of("product_viewed").at(-1).userId, "42");
});

test("two people on one device: another anonymous id, and nothing of the first one's", async () => {
  await open(page.origin + AD);
  await shop("identify", { customer_id: "jane", email: "jane@example.com" }, { first_name: "Jane" });
  const hers = await anonymousId();
  page.collector.answer = async () => "refuse";
  page.expectErrors(/ERR_|Failed to load/);
  await shop("track", "product_viewed", VIEW);
  await open(page.origin + "/account");
  await shop("identify", { customer_id: "joe" });
  await shop("track", "order_completed", order("1001"));
  page.collector.answer = null;
  await open(page.origin + "/orders/1001");
  await page.collector.waitFor(() => of("order_completed").length === 1 && of("product_viewed").length === 1, LIMIT_MS);
  await nothingRefused();
  const his = await anonymousId();
  assert.notEqual(his, hers);
  for (const { anonymousId, userId } of arrived(page.collector)) assert.equal(userId, anonymousId === hers ? "jane" : "joe");
  assert.equal(of("product_viewed")[0].userId, "jane", "what waited about her stays hers");
  const { traits } = of("identify").find(({ userId }) => userId === "joe");
  assert.deepEqual([traits.first_name, traits.email, traits.first_utm_campaign], [undefined, undefined, undefined]);
});

test("a log-out in another tab is one in this tab at once, and a tab that slept brings nobody back", async () => {
  // A tab asleep is told nothing, and then goes on where it was.
  await browser.beforePages(() => {
    for (const type of ["storage", "visibilitychange"]) addEventListener(type, (event) => window.asleep && event.stopImmediatePropagation(), true);
  });
  await open(page.origin);
  await shop("identify", "jane");
  await delivered(browser);
  const hers = await anonymousId();
  const first = await browser.newTab();
  await open(page.origin + "/second");
  const second = await browser.driver.getWindowHandle();
  assert.equal((await identity()).state, "known", "the other tab knows her");

  // Without a call in the first tab: the storage event tells it.
  await shop("reset");
  await browser.enter(first);
  await browser.waitFor(() => shoptrail.diagnostics().identity.state === "anonymous");
  assert.notEqual(await anonymousId(), hers);

  // Asleep, and woken by nothing but its own call.
  await shop("identify", "jane");
  const id = await anonymousId();
  await delivered(browser);
  await browser.run(() => void (window.asleep = true));
  await browser.enter(second);
  await browser.waitFor(() => shoptrail.diagnostics().identity.state === "known");
  await shop("reset");
  const nobodys = await anonymousId();
  await browser.enter(first);
  assert.equal((await identity()).state, "known", "it still sleeps");
  await shop("track", "product_viewed", VIEW);
  await shop("identify", null, { first_name: "Jim" });
  assert.deepEqual([await anonymousId(), (await identity()).state], [nobodys, "anonymous"]);
  await browser.enter(second);
  assert.deepEqual([await anonymousId(), (await identity()).state], [nobodys, "anonymous"]);
  assert.notEqual(nobodys, id);
  await shop("identify", "joe");
  await nothingRefused();
  assert.deepEqual(of("product_viewed").map(({ userId, anonymousId }) => [userId, anonymousId]), [["joe", nobodys]]);
});

test("a page back from the back/forward cache does not bring back who logged out meanwhile", async () => {
  await open(page.origin + "/account");
  await shop("identify", "jane");
  await delivered(browser);
  await browser.run(() => {
    window.kept = true;
    addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted));
  });
  await open(page.origin + "/logout");
  await shop("reset");
  const nobodys = await anonymousId();
  await browser.driver.navigate().back();
  await browser.arrive("/account");
  assert.equal(await browser.run(() => window.kept && window.persisted), true, "the page came from the back/forward cache");
  await shop("track", "product_viewed", VIEW);
  assert.deepEqual([await anonymousId(), (await identity()).state], [nobodys, "anonymous"]);
  await delivered(browser);
  assert.equal(of("product_viewed").length, 0, "held: it is nobody's yet");
});

test("a return from a payment page is nobody's touch, and a link from elsewhere is one", async () => {
  await open(on("www.shop.test", AD));
  await browser.open(on("secure.bank.test", "/3ds"));
  await follow(on("www.shop.test", "/thanks"));
  await shop("identify", "jane@example.com");
  await shop("track", "order_completed", order("1001"));
  await nothingRefused();
  const [{ properties }] = of("order_completed");
  assert.deepEqual([properties.utm_source, properties.channel, properties.first_channel], ["news", "email", "email"]);
  assert.equal(properties.landing_page, on("www.shop.test", AD));
  await browser.open(on("blog.partner.test", "/post"));
  await follow(on("www.shop.test", "/shoes"));
  await shop("track", "product_viewed", VIEW);
  await nothingRefused();
  const [viewed] = of("product_viewed");
  assert.deepEqual([viewed.properties.channel, viewed.properties.landing_referrer, viewed.properties.first_utm_source], ["referral", on("blog.partner.test", "/"), "news"]);
});

test("a single-page shop: the landing is where the page was opened, whatever the router did before the module came", async () => {
  page.head = `<script>history.replaceState(null, "", "/home"); document.title = "Home";</script>`;
  await open(page.origin + AD);
  await browser.run(() => {
    for (const path of ["/collections/shoes", "/products/p1"]) {
      history.pushState(null, "", path);
      shoptrail.page();
    }
  });
  await shop("track", "product_viewed", VIEW);
  await browser.run(() => {
    history.pushState(null, "", "/checkout");
    shoptrail.page();
  });
  await shop("identify", "jane@example.com");
  await delivered(browser);
  page.head = "";
  await open(page.origin + "/orders/1001");
  await shop("track", "order_completed", order("1001"));
  await nothingRefused();
  assert.deepEqual(of("page").map(({ context }) => context.page.path), ["/", "/collections/shoes", "/products/p1", "/checkout", "/orders/1001"]);
  for (const { properties } of [...of("product_viewed"), ...of("order_completed")]) {
    assert.deepEqual([properties.utm_campaign, properties.landing_page], ["spring", page.origin + AD]);
  }
});

test('with cookieDomain "auto" the subdomains of a shop have one anonymous id, and one reset', async () => {
  page.options = { cookie_domain: "auto", anonymous: "send" };
  await open(on("www.shop.test", AD));
  const id = await anonymousId();
  assert.equal(await cookie(), id);
  await follow(on("checkout.shop.test", "/checkout"));
  assert.equal(await anonymousId(), id);
  await shop("identify", "jane@example.com");
  await shop("track", "order_completed", order("1001"));
  await nothingRefused();
  const messages = arrived(page.collector);
  assert.deepEqual([...new Set(messages.map((message) => message.anonymousId))], [id], "Customer.io joins them by it");
  assert.deepEqual(messages.map(({ type, event, userId }) => [event ?? type, userId]).filter(([, userId]) => userId).map(([name]) => name), ["identify", "order_completed"]);

  await open(on("www.shop.test", "/"));
  await shop("identify", "jane@example.com");
  await open(on("checkout.shop.test", "/logout"));
  await shop("reset");
  const next = await anonymousId();
  assert.notEqual(next, id);
  await open(on("www.shop.test", "/"));
  assert.deepEqual(await identity(), { anonymousId: next, state: "anonymous", keys: [] }, "logged out here as well");
  assert.equal(await cookie(), next, "one cookie");
  const cookies = (await browser.devtools("Network.getCookies", { urls: [on("www.shop.test", "/")] })).cookies;
  assert.deepEqual(cookies.map(({ name, domain, sameSite }) => [name, domain, sameSite]), [[COOKIE, ".shop.test", "Lax"]], "and nothing of the probe");
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
  const { cookies } = await browser.devtools("Network.getCookies", { urls: [on("www.shop.test", "/")] });
  assert.equal(cookies.length, 1);
  assert.ok(Math.abs(cookies[0].expires - Date.now() / 1000 - 1_000_000) < 120, "its time is the server's");
});

test("an address of numbers has a cookie of its own, and without the option there is none", async () => {
  page.options = { cookie_domain: "auto" };
  await open(page.origin);
  assert.equal(await cookie(), await anonymousId());
  await browser.devtools("Network.clearBrowserCookies");
  page.options = {};
  page.requests.length = 0;
  await open(page.origin + "/second");
  assert.equal(await browser.run(() => document.cookie), "");
  assert.ok(!page.requests.some(({ path }) => path.includes("identity.js")), "nor is the part loaded");
});

test("a link hands the anonymous id over to another domain of the shop, once, and leaves no trace of it", async () => {
  page.options = { link_domains: "shop.test pay.other.test", anonymous: "send" };
  await open(on("www.shop.test", AD));
  const id = await anonymousId();
  const link = await shop("link", on("pay.other.test", "/checkout?cart=c1&note=a+b#top"));
  assert.match(link, /[?&]shoptrail_token=/);
  assert.equal(await shop("link", "/cart"), "/cart");
  await follow(link);
  assert.equal(await anonymousId(), id);
  assert.equal(await browser.run(() => location.href), on("pay.other.test", "/checkout?cart=c1&note=a+b#top"));

  // Once: after a log-out the same link is nothing any more, a new one is.
  await shop("reset");
  const next = await anonymousId();
  await open(on("www.shop.test", "/"));
  await follow(link);
  assert.equal(await anonymousId(), next);
  assert.ok(!(await browser.run(() => location.href)).includes("shoptrail_token"), "gone from the address bar all the same");
  await open(on("www.shop.test", "/"));
  await follow(await shop("link", on("pay.other.test", "/checkout")));
  assert.equal(await anonymousId(), id);

  await shop("identify", "jane@example.com");
  await nothingRefused();
  assert.deepEqual([...new Set(arrived(page.collector).map((message) => message.anonymousId))].sort(), [id, next].sort());
  assert.ok(page.collector.requests.every(({ body }) => !body.includes("shoptrail_token")), "it is in no address that was sent");
  assert.ok(arrived(page.collector).every(({ properties }) => properties?.channel !== "referral"), "coming from a domain of one's own is no touch");
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
  assert.deepEqual(of("identify").map(({ userId }) => userId), ["cio_03000001", "joe", "jim"]);
});

test("the anonymous id of Customer.io's SDK is taken over, once", async () => {
  for (const set of [(id) => (localStorage.ajs_anonymous_id = JSON.stringify(id)), (id) => (document.cookie = `ajs_anonymous_id=${id};path=/`), (id) => (document.cookie = `ajs_anonymous_id=${encodeURIComponent(JSON.stringify(id))};path=/`)]) {
    page.withSnippet = false;
    await browser.open(page.origin);
    await browser.run(() => localStorage.clear());
    await browser.devtools("Network.clearBrowserCookies");
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

test("a wrong option of the part is reported like any other, and a part that does not come is missed by nobody", async () => {
  page.expectErrors(/shoptrail/, /identity\.js/, /404/);
  page.options = { cookie_domain: "https://shop.test", identify_from_links: "(" };
  await browser.open(page.origin);
  await browser.waitFor(() => window.shoptrail.diagnostics().off_reason === "options");
  const said = (await browser.console()).filter(({ level }) => level === "SEVERE").map(({ message }) => message).join("\n");
  assert.match(said, /cookieDomain.*https:\/\/shop\.test.*auto, off or a domain/);
  assert.match(said, /identifyFromLinks.*regular expression/);

  page.options = { cookie_domain: "auto" };
  page.head = `<base href="/">`;
  await browser.devtools("Network.enable");
  await browser.devtools("Network.setBlockedURLs", { urls: ["*identity.js*"] });
  page.expectErrors(/ERR_BLOCKED/);
  await open(page.origin + "/second");
  assert.equal(await browser.run((view) => shoptrail.track("product_viewed", view).ok && shoptrail.link("https://a.example/"), VIEW), "https://a.example/");
  await browser.devtools("Network.setBlockedURLs", { urls: [] });
});
