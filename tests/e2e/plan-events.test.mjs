// Sign-ups, newsletters, wishes and steps of the checkout, in a browser: from the controls of the harness
// shop, from Google's dataLayer beside them, from forms of Shopify's themes, and from a JSON element.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { serve } from "../../www/server.mjs";
import { TEST_WRITE_KEY } from "../../www/snippet.mjs";
import { startBrowser } from "./support/browser.mjs";
import { arrived, consoleErrors } from "./support/pages.mjs";
import { startSite } from "./support/site.mjs";
import { delivered, started, withoutInspector } from "./support/story.mjs";

const EMAIL = "jane@example.com";
const NEW = ["signed_up", "newsletter_subscribed", "wishlist_added", "checkout_step_completed"];

let browser;
let harness;
before(async () => void (browser = await startBrowser()));
after(() => browser?.quit());
beforeEach(async () => {
  harness = await serve({ shopPort: 0 });
  await withoutInspector(browser, harness);
});
afterEach(async () => {
  const errors = await consoleErrors(browser);
  await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
  await browser.clearCookies();
  await browser.open("about:blank");
  await harness.close();
  assert.deepEqual(errors, [], "errors on the page's console");
});

const open = async (path) => {
  await browser.open(new URL(path, harness.url).href);
  await started(browser);
};

/** The new events that have arrived, `[name, properties]`, when nothing waits any more. */
async function newEvents() {
  await delivered(browser);
  assert.deepEqual(
    harness.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
    "the collector knows them",
  );
  return arrived(harness.collector)
    .filter(({ event }) => NEW.includes(event))
    .map(({ event, properties }) => [event, properties]);
}

const builtFile = (request, response, { pathname }) => ({
  file: fileURLToPath(new URL(`../..${pathname}`, import.meta.url)),
});

const pick = (events, ...names) => events.map(([event, all]) => [event, ...names.map((name) => all[name])]);

test("the shop's heart, newsletter and sign-up form each make one event of one person", async () => {
  await open("/products/fell-runner");
  await browser.click("#wish");
  await browser.click("#wish");
  await browser.type("#newsletter input", EMAIL);
  await browser.click("#newsletter button");
  assert.deepEqual(pick(await newEvents(), "product_id", "form_id", "placement"), [
    ["wishlist_added", "fell-runner", undefined, undefined],
    ["newsletter_subscribed", undefined, "newsletter", "footer"],
  ]);
  await open("/account");
  await browser.type("#sign-up input", EMAIL);
  await browser.click("#sign-up button");
  const events = await newEvents();
  assert.deepEqual(pick(events.slice(2), "method"), [["signed_up", "email"]]);
  for (const [, properties] of events)
    assert.doesNotMatch(JSON.stringify(properties), /jane/, "no event has the address");
  assert.ok(arrived(harness.collector).every(({ userId }) => userId === EMAIL));
});

test("each step of the shop's checkout is one event with the cart and what was chosen", async () => {
  await open("/products/fell-runner");
  await browser.click("#add-to-cart");
  await browser.arrive("/cart");
  await open("/checkout");
  await browser.type("#email", EMAIL);
  await browser.click("#continue");
  for (const choice of ["#delivery-standard", "#delivery-express", "#payment-card"])
    await browser.click(choice);
  const events = await newEvents();
  assert.deepEqual(pick(events, "step", "shipping_method", "payment_method", "item_count", "currency"), [
    ["checkout_step_completed", "contact", undefined, undefined, 1, "GBP"],
    ["checkout_step_completed", "shipping", "Standard", undefined, 1, "GBP"],
    ["checkout_step_completed", "payment", undefined, "Card", 1, "GBP"],
  ]);
  const carts = events.map(([, { cart_id }]) => cart_id);
  assert.ok(carts[0] && carts.every((id) => id === carts[0]), "one cart");
});

test("what Google's dataLayer says beside the shop's own calls is the same event", async () => {
  await browser.beforePages(() => void (window.dataLayer ||= []));
  await open("/products/fell-runner?shoptrail_anonymous=send");
  await browser.waitFor(() => shoptrail.sources?.installed.has("ga4"));
  await browser.run(() => {
    const item = { item_id: "fell-runner", item_name: "Fell Runner", price: 89 };
    for (const [event, ecommerce] of [
      ["add_to_wishlist", { items: [item], currency: "GBP" }],
      ["add_shipping_info", { items: [item], currency: "GBP", shipping_tier: "Ground" }],
      ["add_payment_info", { items: [item], currency: "GBP", payment_type: "Card" }],
    ])
      dataLayer.push({ event, ecommerce });
    dataLayer.push({ event: "sign_up", method: "email" }, { event: "generate_lead", value: 1 });
    for (const [name, properties] of [
      ["wishlist_added", { product_id: "fell-runner", name: "Fell Runner", price: 89, currency: "GBP" }],
      ["checkout_step_completed", { step: "shipping" }],
      ["checkout_step_completed", { step: "payment" }],
      ["signed_up", { method: "email" }],
    ])
      setTimeout(() => shoptrail.track(name, properties), 50);
  });
  await browser.waitFor(() => shoptrail.diagnostics().overlaps === 4);
  assert.deepEqual(
    pick(await newEvents(), "product_id", "step", "shipping_method", "payment_method", "method"),
    [
      ["wishlist_added", "fell-runner", undefined, undefined, undefined, undefined],
      ["checkout_step_completed", undefined, "shipping", "Ground", undefined, undefined],
      ["checkout_step_completed", undefined, "payment", undefined, "Card", undefined],
      ["signed_up", undefined, undefined, undefined, undefined, "email"],
    ],
  );
});

test("forms of a Shopify theme are events when the shop has accepted them, and only then", async () => {
  const shop = await startShopify();
  try {
    const go = async (path) => {
      await browser.open(shop.origin + path);
      await browser.waitFor(() => shoptrail.sources?.installed.has("forms") && shoptrail.diagnostics().on);
    };
    await go("/");
    await browser.type("[name='contact[email]']", EMAIL);
    await browser.click("#Subscribe");
    await browser.arrive("/");
    await browser.waitFor(() => location.search.includes("customer_posted"));
    await started(browser);
    await browser.waitFor(() => !JSON.parse(localStorage["shoptrail.sent"] || "{}")["shopify-page0"]);
    await browser.driver.navigate().refresh();
    await started(browser);

    await go("/account/register");
    await browser.click("#refuse");
    await browser.waitFor(() => document.querySelector(".errors"));
    await started(browser);
    await browser.waitFor(() => shoptrail.sources?.installed.has("forms"));
    await browser.click("#create");
    await browser.waitFor(() => window.__st?.cid);
    await started(browser);
    await browser.waitFor(() => localStorage["shoptrail.sent"] === "{}");
    await browser.driver.navigate().refresh();
    await started(browser);
    assert.deepEqual(pick(await newEvents(), "form_id", "placement", "method"), [
      ["newsletter_subscribed", "ContactFooter", "footer", undefined],
      ["signed_up", undefined, undefined, "email"],
    ]);
    const text = JSON.stringify(arrived(harness.collector));
    assert.doesNotMatch(text, /jane/, "nothing that was typed is sent");
  } finally {
    await browser.open(harness.url);
    await shop.close();
  }
});

/** A shop with the forms of Dawn, which answers as Shopify does. */
async function startShopify() {
  const page = (body, head = "") =>
    `<!doctype html><title>Shop</title><link rel="icon" href="data:,"><script>window.Shopify = {};</script>` +
    `${head}<script defer src="/pkg/embed.min.js" data-write-key="${TEST_WRITE_KEY}" data-bots="true" ` +
    `data-anonymous="send" data-endpoint="${harness.collector.origin}/v1/b"></script>${body}` +
    '<footer><form method="post" action="/contact#ContactFooter" id="ContactFooter">' +
    '<input type="hidden" name="form_type" value="customer">' +
    '<input type="hidden" name="contact[tags]" value="newsletter">' +
    '<input type="email" name="contact[email]"><button id="Subscribe">Subscribe</button></form></footer>';
  const register = (errors) =>
    page(
      `${errors}<form method="post" action="/account" id="create_customer">` +
        '<input type="hidden" name="form_type" value="create_customer"><input name="customer[email]">' +
        '<button id="create">Create</button>' +
        '<button id="refuse" name="refuse" value="1">Refuse</button></form>',
    );
  const to = (location) => ({ status: 302, headers: { location }, body: "" });
  return startSite({
    "/": page("<h1>Home</h1>"),
    "/contact": () => to("/?customer_posted=true#ContactFooter"),
    "/account/register": register(""),
    "/account": ({ method, body }) =>
      method !== "POST" || !body.includes("refuse")
        ? method === "POST"
          ? to("/account")
          : page("<h1>Account</h1>", "<script>window.__st = { cid: 207119551 };</script>")
        : register('<p class="errors">This address has an account.</p>'),
    "/pkg/*": builtFile,
  });
}

test("a shop's own events of a JSON element are checked as those of npm", async () => {
  const customEvents = { gift_wrapped: { required: { paper: "text" }, optional: { price: "money" } } };
  const site = await startSite({
    "/": `<!doctype html><title>Shop</title><link rel="icon" href="data:,">
      <script type="application/json" data-shoptrail>
        ${JSON.stringify({ customEvents, strict: true })}
      </script>
      <script src="/pkg/embed.min.js" data-write-key="${TEST_WRITE_KEY}" data-bots="true"
      data-anonymous="send"
      data-endpoint="${harness.collector.origin}/v1/b"></script>
      <button data-shoptrail-event="gift_wrapped" data-shoptrail-paper="red" data-shoptrail-price="2.50"
      data-shoptrail-currency="GBP">Wrap</button>`,
    "/pkg/*": builtFile,
  });
  try {
    await browser.open(site.origin);
    await started(browser);
    const answers = await browser.run(() =>
      [{ currency: "GBP" }, { paper: "red", price: "two", currency: "GBP" }].map((properties) => {
        const { ok, violations = [] } = shoptrail.track("gift_wrapped", properties);
        return [ok, violations.map(({ code, path }) => `${code} ${path}`)];
      }),
    );
    assert.deepEqual(answers, [
      [false, ["missing_property paper"]],
      [false, ["wrong_type price"]],
    ]);
    await browser.waitFor(() => shoptrail.sources?.installed.has("attributes"));
    await browser.click("button");
    await delivered(browser);
    const sent = arrived(harness.collector).filter(({ event }) => event === "gift_wrapped");
    assert.deepEqual(
      sent.map(({ properties: { paper, price } }) => [paper, price]),
      [["red", 2.5]],
    );
    await consoleErrors(browser);
  } finally {
    await browser.open(harness.url);
    await site.close();
  }
});
