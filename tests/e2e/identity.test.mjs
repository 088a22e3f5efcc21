// Who the shopper is and whence, over pages and tabs, in a real browser: each story takes at least two pages.

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
const { on, open, follow, shop, identity, anonymousId, of, nothingRefused } = shopper;
beforeEach(() => void ({ browser, page } = shopper));

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
  // What the browser learns of a known person, here the order's date, comes apart.
  assert.deepEqual(
    of("identify")
      .filter(({ traits }) => !traits.last_order_date)
      .map(({ userId, traits }) => [userId, traits.email, traits.customer_id, traits.first_utm_campaign]),
    [
      ["Jane@Example.com", "Jane@Example.com", undefined, "spring"],
      ["42", "Jane@Example.com", "42", "spring"],
    ],
  );
  assert.deepEqual(
    of("order_completed").map(({ userId, properties }) => [userId, properties.utm_campaign]),
    [["Jane@Example.com", "spring"]],
  );
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
  await page.collector.waitFor(
    () => of("order_completed").length === 1 && of("product_viewed").length === 1,
    LIMIT_MS,
  );
  await nothingRefused();
  const his = await anonymousId();
  assert.notEqual(his, hers);
  for (const { anonymousId, userId } of arrived(page.collector))
    assert.equal(userId, anonymousId === hers ? "jane" : "joe");
  assert.equal(of("product_viewed")[0].userId, "jane", "what waited about her stays hers");
  const { traits } = of("identify").find(({ userId }) => userId === "joe");
  assert.deepEqual(
    [traits.first_name, traits.email, traits.first_utm_campaign],
    [undefined, undefined, undefined],
  );
});

test("a log-out in another tab is one in this tab at once, and a tab that slept brings nobody back", async () => {
  // A tab asleep is told nothing, and then goes on where it was.
  page.first = `<script>(${() => {
    for (const type of ["storage", "visibilitychange"])
      addEventListener(type, (event) => window.asleep && event.stopImmediatePropagation(), true);
  }})();</script>`;
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
  assert.deepEqual(
    of("product_viewed").map(({ userId, anonymousId }) => [userId, anonymousId]),
    [["joe", nobodys]],
  );
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
  assert.equal(
    await browser.run(() => window.kept && window.persisted),
    true,
    "the page came from the back/forward cache",
  );
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
  assert.deepEqual(
    [properties.utm_source, properties.channel, properties.first_channel],
    ["news", "email", "email"],
  );
  assert.equal(properties.landing_page, on("www.shop.test", AD));
  await browser.open(on("blog.partner.test", "/post"));
  await follow(on("www.shop.test", "/shoes"));
  await shop("track", "product_viewed", VIEW);
  await nothingRefused();
  const [viewed] = of("product_viewed");
  assert.deepEqual(
    [viewed.properties.channel, viewed.properties.landing_referrer, viewed.properties.first_utm_source],
    ["referral", on("blog.partner.test", "/"), "news"],
  );
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
  assert.deepEqual(
    of("page").map(({ context }) => context.page.path),
    ["/", "/collections/shoes", "/products/p1", "/checkout", "/orders/1001"],
  );
  for (const { properties } of [...of("product_viewed"), ...of("order_completed")]) {
    assert.deepEqual([properties.utm_campaign, properties.landing_page], ["spring", page.origin + AD]);
  }
});
