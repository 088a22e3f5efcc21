// Under which ids the Shopify pixel sends orders and people: one shop with `www.` and without, one person in
// any case of letters, and what earlier versions stored.
import assert from "node:assert/strict";
import { test } from "node:test";
import { orderMessageId, shopOfHost } from "../../pkg-template/src/pixel/message-id.js";
import { fixture } from "./support/page.mjs";
import { startPixel } from "./support/pixel.mjs";

// With the present time: the pixel drops messages that are too old.
const EVENT = Object.fromEntries(
  fixture("shopify-web-pixel-events").map((event) => [
    event.name,
    { ...event, timestamp: new Date().toISOString() },
  ]),
);
const checkout = (event, changes) => ({
  ...event,
  data: { checkout: { ...event.data.checkout, ...changes } },
});
const COMPLETED = checkout(EVENT.checkout_completed, { email: "jane@example.com" });
test("a host is the same shop as for the core, by the shared vectors", () => {
  for (const [host, shop] of fixture("order-shops")) assert.equal(shopOfHost(host), shop);
});

const onHost = (event, hostname) => ({
  ...event,
  context: {
    ...event.context,
    document: { ...event.context.document, location: { ...event.context.document.location, hostname } },
  },
});

test("without the option `shop` an order has one id on www and on the bare host", async () => {
  const ids = [];
  for (const hostname of ["www.shop.example", "shop.example"]) {
    const pixel = startPixel({ options: { shop: undefined, anonymous: "send" } });
    await pixel.publish(onHost(COMPLETED, hostname));
    ids.push(pixel.messages().find(({ event }) => event === "order_completed").messageId);
  }
  assert.equal(ids[0], ids[1]);
  assert.equal(ids[0], orderMessageId("order_completed", "shop.example", "5555555555"));
});

test("an order that an earlier version counted under the whole host stays counted", async () => {
  const orders = [orderMessageId("order_completed", "www.shop.example", "5555555555")];
  const storage = { "shoptrail.pixel": JSON.stringify({ orders }) };
  const pixel = startPixel({ options: { shop: undefined, anonymous: "send" }, storage });
  await pixel.publish(onHost(COMPLETED, "www.shop.example"));
  assert.ok(!pixel.messages().some(({ event }) => event === "order_completed"));
});

test("an address in any case of letters is one person, under the id that was sent first", async () => {
  const guest = (email) =>
    checkout(EVENT.checkout_started, {
      email,
      order: { ...EVENT.checkout_started.data.checkout.order, customer: null },
    });
  const identified = async (email, storage = {}) => {
    const pixel = startPixel({ options: { anonymous: "send" }, storage });
    await pixel.publish(guest(email));
    return pixel.messages().find(({ type }) => type === "identify");
  };
  assert.equal((await identified(" Jane@Example.com ")).userId, "jane@example.com");
  const anonymousId = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
  const known = JSON.stringify({ anonymousId, keys: { email: "Jane@Example.com" } });
  const { userId, traits, ...message } = await identified("jane@example.com", {
    "shoptrail.identity": known,
  });
  assert.deepEqual(
    [userId, traits.email, message.anonymousId],
    ["Jane@Example.com", "Jane@Example.com", anonymousId],
  );
});

test("a collection's address is sent without its query", async () => {
  const pixel = startPixel({ options: { storefront: false, anonymous: "send" } });
  const event = EVENT.collection_viewed;
  const document = event.context.document;
  const location = { ...document.location, href: "https://shop.example/collections/a?email=jane%40x.com#b" };
  await pixel.publish({ ...event, context: { ...event.context, document: { ...document, location } } });
  for (const { properties } of pixel.messages())
    assert.equal(properties.url, "https://shop.example/collections/a");
});
