// The option `linkCheckout` in a browser, from an anonymous visit to the order: the id in the cart of a store
// like Shopify's, the checkout's pixel in its sandbox on another domain, and the webhook of the order.

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { createServer } from "../../pkg/server/index.js";
import { fixture } from "../adapters/support/page.mjs";
import { startSandbox } from "../adapters/support/pixel-sandbox.mjs";
import { payload, SECRET, webhook } from "../server/support/shop.mjs";
import { arrived } from "./support/pages.mjs";
import { add, events, open, PRODUCT, ready, shop } from "./support/shopify-shop.mjs";

const ATTRIBUTE = "_shoptrail_anonymous_id";
const SHOP = "s.example";
const LINKED = "shoptrail_link_checkout=true";
const ORDER_ID = 5555555555;

let browser;
let harness;
beforeEach(() => void ({ browser, harness } = shop));

const readCart = () => browser.run(() => fetch("/shopify/cart.js").then((answer) => answer.json()));
const anonymousId = () => browser.run(() => shoptrail.diagnostics().identity.anonymousId);
const updates = () =>
  browser.run(
    () =>
      performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/cart/update.js")).length,
  );
const linkState = (wanted) =>
  browser.waitFor((state) => shoptrail.diagnostics().checkout_link === state, wanted);

/** Opens the product with the option, and puts it into the cart. */
async function addLinked(query = "") {
  await open(`${PRODUCT}?${LINKED}${query}`);
  await add("1");
  await linkState("linked");
}

/** What the pixel sends on a checkout with a domain of its own, for this cart. */
async function checkOut(cart) {
  const init = { data: { cart: { id: `gid://shopify/Cart/${cart.token}` } } };
  const sandbox = await startSandbox({ settings: { writeKey: "k", shop: SHOP, anonymous: "send" }, init });
  const attributes = Object.entries(cart.attributes).map(([key, value]) => ({ key, value }));
  for (const name of ["checkout_started", "checkout_completed"]) {
    const event = fixture("shopify-web-pixel-events").find((sample) => sample.name === name);
    const checkout = { ...event.data.checkout, email: "jane@example.com", attributes };
    await sandbox.publish({ ...event, timestamp: new Date().toISOString(), data: { checkout } });
  }
  await sandbox.close();
  return sandbox.messages();
}

/** What the webhook of this cart's order sends. */
async function receiveOrder(cart) {
  const sent = [];
  const server = createServer({
    writeKey: "k",
    shop: SHOP,
    shopify: { secret: SECRET },
    fetch: async (address, { body }) => (sent.push(...JSON.parse(body).batch), new Response("{}")),
  });
  const note_attributes = Object.entries(cart.attributes).map(([name, value]) => ({ name, value }));
  const order = payload("shopify-order", { id: ORDER_ID, note_attributes });
  assert.equal((await server.webhook(webhook("orders/create", order))).status, 200);
  return sent;
}

const find = (messages, name) => messages.find(({ event }) => event === name);

for (const theme of ["", "&theme=horizon"])
  test(`visit, checkout and order are one shopper, known by the cart alone${theme}`, async () => {
    await addLinked(theme);
    const id = await anonymousId();
    const cart = await readCart();
    assert.deepEqual([cart.attributes, cart.item_count], [{ [ATTRIBUTE]: id }, 1]);

    await add("2");
    await browser.open(new URL("/shopify/cart", harness.url).href);
    await ready();
    await events(6);
    assert.equal((await readCart()).item_count, 3);
    assert.equal(await updates(), 0, "the same cart, the same id: nothing is written");
    for (const { anonymousId: sentAs } of arrived(harness.collector)) assert.equal(sentAs, id);

    const pixel = await checkOut(await readCart());
    for (const message of pixel) assert.equal(message.anonymousId, id, message.event ?? message.type);
    assert.ok(find(pixel, "checkout_started").properties.checkout_id);

    const webhooks = await receiveOrder(await readCart());
    const [fromPixel, fromServer] = [pixel, webhooks].map((all) => find(all, "order_completed"));
    assert.equal(fromServer.messageId, fromPixel.messageId, "one order");
    assert.equal(fromServer.anonymousId, id, "joins the trail of the browser");
  });

for (const [name, withdraw, isErased] of [
  ["setConsent(false)", () => shoptrail.setConsent(false), true],
  ["forget()", () => shoptrail.forget(), true],
  ["reset()", () => shoptrail.reset(), false],
])
  test(`${name} takes the id out of the cart, on a later page too`, async () => {
    await addLinked();
    const id = await anonymousId();
    await browser.open(new URL(`${PRODUCT}`, harness.url).href);
    await ready();
    await browser.run(withdraw);
    await linkState("removed");
    const cart = await readCart();
    assert.deepEqual([cart.attributes, cart.item_count], [{ [ATTRIBUTE]: "" }, 1]);
    assert.ok(!JSON.stringify(await receiveOrder(cart)).includes(id));
    for (const { anonymousId: sentAs } of await checkOut(cart)) assert.notEqual(sentAs, id);
    const left = await browser.run(() => Object.keys(localStorage).filter((key) => /shoptrail/.test(key)));
    if (isErased) assert.deepEqual(left, []);
  });

test("without the option the cart is the shop's alone", async () => {
  await open(PRODUCT);
  await add("1");
  await events(3);
  await browser.run(() => new Promise((resolve) => setTimeout(resolve, 1500)));
  assert.deepEqual((await readCart()).attributes, {});
  assert.equal(
    await browser.run(
      () => performance.getEntriesByType("resource").filter(({ name }) => /link-checkout/.test(name)).length,
    ),
    0,
  );
});

test("a visit without a cart asks for none, and a shop that writes attributes keeps its own", async () => {
  await open(`${PRODUCT}?${LINKED}`);
  await events(2);
  await browser.run(() => new Promise((resolve) => setTimeout(resolve, 1500)));
  const asked = await browser.run(() =>
    performance.getEntriesByType("resource").filter(({ name }) => /cart/.test(name)),
  );
  // `events` reads the cart once, to wait for a round trip.
  assert.equal(asked.length, 1);
  await browser.run(() =>
    fetch("/shopify/cart/update.js", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ attributes: { gift: "yes" } }),
    }),
  );
  await add("1");
  await linkState("linked");
  assert.deepEqual((await readCart()).attributes, { gift: "yes", [ATTRIBUTE]: await anonymousId() });
});

test("WooCommerce's checkouts take the id along with the order, and lose it at a denial", async () => {
  const openCheckout = async (query) => {
    const path = `/platforms/woocommerce/checkout?${LINKED}&shoptrail_anonymous=send${query}`;
    await browser.open(new URL(path, harness.url).href);
    await linkState("linked");
  };
  /** The fields of the form as they would be sent. */
  const fields = () =>
    browser.run(() => Object.fromEntries(new FormData(document.querySelector("form.checkout"))));
  await openCheckout("");
  const id = await anonymousId();
  assert.deepEqual(await fields(), { [ATTRIBUTE]: id });
  await openCheckout("&blocks=1");
  assert.deepEqual(await browser.run(() => window.extensions), { shoptrail: { anonymous_id: id } });
  await browser.run(() => shoptrail.setConsent(false));
  assert.deepEqual(await browser.run(() => window.extensions), { shoptrail: { anonymous_id: "" } });

  await openCheckout("");
  assert.notEqual(await anonymousId(), id);
  await browser.run(() => shoptrail.forget());
  assert.deepEqual(await fields(), {});
});
