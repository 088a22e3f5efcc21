// Who the shopper is and where the visit came from, over pages and tabs, in a real browser. Each story takes
// at least two pages. Subdomains are in hosts.test.mjs, links in links.test.mjs.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { arrived } from "./support/pages.mjs";
import { useShopper } from "./support/shopper.mjs";
import { delivered } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
const LINE = { product_id: "p1", price: 5, quantity: 1 };
const order = (id) => ({ order_id: id, total: 5, currency: "EUR", line_items: [LINE] });
const AD = "/?utm_source=news&utm_medium=email&utm_campaign=spring";

let browser;
let page;
const shopper = useShopper();
const { urlOn, open, followLink, call, identity, anonymousId, messagesNamed, allAccepted } = shopper;
beforeEach(() => void ({ browser, page } = shopper));

test("a guest, an order and an account are one person with one campaign", async () => {
  await open(page.origin + AD);
  await call("track", "product_viewed", VIEW);
  const id = await anonymousId();
  await open(page.origin + "/checkout");
  assert.equal(page.collector.requests.length, 0, "held");
  await call("identify", { email: " Jane@Example.com " }, { first_name: "Jane" });
  await delivered(browser);
  await open(page.origin + "/orders/1001");
  // A theme identifies on every page; this call has nothing new.
  const again = await call("identify", { email: "jane@example.com" }, { first_name: "Jane" });
  assert.deepEqual(again, { ok: true });
  await call("track", "order_completed", order("1001"));
  await delivered(browser);
  await open(page.origin + "/account");
  await call("identify", { customer_id: 42, email: "jane@example.com" });
  await call("track", "product_viewed", VIEW);
  await allAccepted();
  const messages = arrived(page.collector);
  assert.deepEqual([...new Set(messages.map((message) => message.anonymousId))], [id]);
  // A profile update of a known person, here the date of the order, is a separate identify.
  assert.deepEqual(
    messagesNamed("identify")
      .filter(({ traits }) => !traits.last_order_date)
      .map(({ userId, traits }) => [userId, traits.email, traits.customer_id, traits.first_utm_campaign]),
    [
      ["jane@example.com", "jane@example.com", undefined, "spring"],
      ["42", "jane@example.com", "42", "spring"],
    ],
  );
  assert.deepEqual(
    messagesNamed("order_completed").map(({ userId, properties }) => [userId, properties.utm_campaign]),
    [["jane@example.com", "spring"]],
  );
  assert.equal(messagesNamed("product_viewed").at(-1).userId, "42");
});

test("a second person on the device gets a new anonymous id and nothing of the first person", async () => {
  await open(page.origin + AD);
  await call("identify", { customer_id: "jane", email: "jane@example.com" }, { first_name: "Jane" });
  const janesId = await anonymousId();
  page.collector.answer = async () => "refuse";
  page.expectErrors(/ERR_|Failed to load/);
  await call("track", "product_viewed", VIEW);
  await open(page.origin + "/account");
  await call("identify", { customer_id: "joe" });
  await call("track", "order_completed", order("1001"));
  page.collector.answer = null;
  await open(page.origin + "/orders/1001");
  await page.collector.waitFor(
    () => messagesNamed("order_completed").length === 1 && messagesNamed("product_viewed").length === 1,
    LIMIT_MS,
  );
  await allAccepted();
  assert.notEqual(await anonymousId(), janesId);
  for (const message of arrived(page.collector))
    assert.equal(message.userId, message.anonymousId === janesId ? "jane" : "joe");
  assert.equal(
    messagesNamed("product_viewed")[0].userId,
    "jane",
    "a waiting event stays the event of the first person",
  );
  const { traits } = messagesNamed("identify").find(({ userId }) => userId === "joe");
  assert.deepEqual(
    [traits.first_name, traits.email, traits.first_utm_campaign],
    [undefined, undefined, undefined],
  );
});

test("a log-out applies to all tabs at once; a tab that slept restores nobody", async () => {
  // A sleeping tab gets no events, and then goes on where it was.
  page.first = `<script>(${() => {
    for (const type of ["storage", "visibilitychange"])
      addEventListener(type, (event) => window.asleep && event.stopImmediatePropagation(), true);
  }})();</script>`;
  await open(page.origin);
  await call("identify", "jane");
  await delivered(browser);
  const janesId = await anonymousId();
  const first = await browser.newTab();
  await open(page.origin + "/second");
  const second = await browser.driver.getWindowHandle();
  assert.equal((await identity()).state, "known", "the other tab knows the shopper");

  // The first tab makes no call; the storage event tells it of the reset.
  await call("reset");
  await browser.enter(first);
  await browser.waitFor(() => shoptrail.diagnostics().identity.state === "anonymous");
  assert.notEqual(await anonymousId(), janesId);

  // The first tab sleeps, and only its own call wakes it.
  await call("identify", "jane");
  const secondId = await anonymousId();
  await delivered(browser);
  await browser.run(() => void (window.asleep = true));
  await browser.enter(second);
  await browser.waitFor(() => shoptrail.diagnostics().identity.state === "known");
  await call("reset");
  const newId = await anonymousId();
  await browser.enter(first);
  assert.equal((await identity()).state, "known", "the tab still sleeps");
  await call("track", "product_viewed", VIEW);
  await call("identify", null, { first_name: "Jim" });
  assert.deepEqual([await anonymousId(), (await identity()).state], [newId, "anonymous"]);
  await browser.enter(second);
  assert.deepEqual([await anonymousId(), (await identity()).state], [newId, "anonymous"]);
  assert.notEqual(newId, secondId);
  await call("identify", "joe");
  await allAccepted();
  assert.deepEqual(
    messagesNamed("product_viewed").map((message) => [message.userId, message.anonymousId]),
    [["joe", newId]],
  );
});

test("a page back from the back/forward cache does not restore a shopper who logged out", async () => {
  await open(page.origin + "/account");
  await call("identify", "jane");
  await delivered(browser);
  await browser.run(() => {
    window.kept = true;
    addEventListener("pageshow", ({ persisted }) => (window.persisted = persisted));
  });
  await open(page.origin + "/logout");
  await call("reset");
  const newId = await anonymousId();
  await browser.driver.navigate().back();
  await browser.arrive("/account");
  assert.equal(
    await browser.run(() => window.kept && window.persisted),
    true,
    "the page came from the back/forward cache",
  );
  await call("track", "product_viewed", VIEW);
  assert.deepEqual([await anonymousId(), (await identity()).state], [newId, "anonymous"]);
  await delivered(browser);
  assert.equal(messagesNamed("product_viewed").length, 0, "held, because the shopper is anonymous");
});

test("a return from a payment page does not count as a touch; a link from another site does", async () => {
  await open(urlOn("www.shop.test", AD));
  await browser.open(urlOn("secure.bank.test", "/3ds"));
  await followLink(urlOn("www.shop.test", "/thanks"));
  await call("identify", "jane@example.com");
  await call("track", "order_completed", order("1001"));
  await allAccepted();
  const [{ properties }] = messagesNamed("order_completed");
  assert.deepEqual(
    [properties.utm_source, properties.channel, properties.first_channel],
    ["news", "email", "email"],
  );
  assert.equal(properties.landing_page, urlOn("www.shop.test", AD));
  await browser.open(urlOn("blog.partner.test", "/post"));
  await followLink(urlOn("www.shop.test", "/shoes"));
  await call("track", "product_viewed", VIEW);
  await allAccepted();
  const [viewed] = messagesNamed("product_viewed");
  assert.deepEqual(
    [viewed.properties.channel, viewed.properties.landing_referrer, viewed.properties.first_utm_source],
    ["referral", urlOn("blog.partner.test", "/"), "news"],
  );
});

test("in a single-page shop the landing page is the opened address, not the router's", async () => {
  page.head = `<script>history.replaceState(null, "", "/home"); document.title = "Home";</script>`;
  await open(page.origin + AD);
  await browser.run(() => {
    for (const path of ["/collections/shoes", "/products/p1"]) {
      history.pushState(null, "", path);
      shoptrail.page();
    }
  });
  await call("track", "product_viewed", VIEW);
  await browser.run(() => {
    history.pushState(null, "", "/checkout");
    shoptrail.page();
  });
  await call("identify", "jane@example.com");
  await delivered(browser);
  page.head = "";
  await open(page.origin + "/orders/1001");
  await call("track", "order_completed", order("1001"));
  await allAccepted();
  assert.deepEqual(
    messagesNamed("page").map(({ context }) => context.page.path),
    ["/", "/collections/shoes", "/products/p1", "/checkout", "/orders/1001"],
  );
  for (const { properties } of [...messagesNamed("product_viewed"), ...messagesNamed("order_completed")]) {
    assert.deepEqual([properties.utm_campaign, properties.landing_page], ["spring", page.origin + AD]);
  }
});
