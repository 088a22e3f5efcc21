// Whose checkout it is, as the pixel sees it: the id from the cart, another person on the same device over
// several pages, and the ids of the cart and the checkout.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fixture } from "./support/page.mjs";
import { startPixel } from "./support/pixel.mjs";

const PLAN = JSON.parse(readFileSync(new URL("../../pkg-template/plan.json", import.meta.url), "utf8"));
const ATTRIBUTE = "_shoptrail_anonymous_id";
const A = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const B = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb";
const C = "cccccccc-cccc-4ccc-8ccc-cccccccccccc";
const EVENT = Object.fromEntries(
  fixture("shopify-web-pixel-events").map((event) => [
    event.name,
    { ...event, timestamp: new Date().toISOString() },
  ]),
);
const withCheckout = (name, changes) => ({
  ...EVENT[name],
  data: { checkout: { ...EVENT[name].data.checkout, ...changes } },
});
const attributes = (value) => [
  { key: "gift", value: "yes" },
  { key: ATTRIBUTE, value },
];
const started = (changes) => withCheckout("checkout_started", changes);
const completed = (changes) => withCheckout("checkout_completed", { email: "jane@example.com", ...changes });
const SEND = { anonymous: "send" };
const lastId = (pixel) => pixel.messages().at(-1).anonymousId;

test("the cart's id goes before the cookie and the storefront's record; it makes no cookie", async () => {
  const storage = { "shoptrail.identity": JSON.stringify({ anonymousId: C, keys: {} }) };
  const alone = startPixel({ options: SEND });
  await alone.publish(started({ attributes: attributes(A) }));
  assert.deepEqual([lastId(alone), alone.cookies], [A, {}]);
  const other = startPixel({ options: SEND, cookies: { shoptrail_anonymous_id: B }, storage });
  await other.publish(started({ attributes: attributes(A) }));
  assert.deepEqual([lastId(other), other.cookies], [A, { shoptrail_anonymous_id: B }]);
});

test("an attribute that is no id counts for nothing", async () => {
  const none = [undefined, null, 7, "x", {}, [], [null], [{}], [{ key: ATTRIBUTE }]];
  for (const given of [...none, ...["", "guest", 7, null, `${A}<script>`].map(attributes)]) {
    const pixel = startPixel({ options: SEND, cookies: { shoptrail_anonymous_id: B } });
    await pixel.publish(started({ attributes: given }));
    assert.equal(lastId(pixel), B, JSON.stringify(given));
  }
});

test("an id that the cart gets later counts from then on", async () => {
  const pixel = startPixel({ options: SEND, cookies: { shoptrail_anonymous_id: B } });
  await pixel.publish(started({ attributes: [] }));
  assert.equal(lastId(pixel), B);
  await pixel.publish(completed({ attributes: attributes(A) }));
  assert.equal(lastId(pixel), A);
});

test("another person on the same device is noticed over several pages, and keeps their own id", async () => {
  const cookies = { shoptrail_anonymous_id: A };
  const sam = startPixel({ options: SEND, cookies });
  await sam.publish(started({ email: "sam@example.com" }));
  assert.equal(lastId(sam), A);

  const jane = sam.next();
  await jane.publish(started({ email: "jane@example.com", token: "t2" }));
  const janesId = lastId(jane);
  assert.notEqual(janesId, A, "the record of the page before says whose the id is");
  assert.deepEqual(
    jane.messages().map(({ userId }) => userId),
    ["jane@example.com", "jane@example.com"],
  );

  const thanks = jane.next();
  await thanks.publish(completed({ order: null, token: "t2" }));
  assert.equal(lastId(thanks), janesId, "the same person on the next page");

  const samAgain = thanks.next();
  await samAgain.publish(started({ email: "sam@example.com", token: "t3" }));
  assert.ok(![A, janesId].includes(lastId(samAgain)));

  cookies.shoptrail_anonymous_id = B;
  const afterLogOut = samAgain.next();
  await afterLogOut.publish(started({ email: "jane@example.com", token: "t4" }));
  assert.equal(lastId(afterLogOut), B, "the storefront has a new shopper");
});

test("a record of an earlier version, or of another script, is no person", async () => {
  for (const record of [
    { messages: [], orders: [], keys: { email: "sam@example.com" } },
    { messages: [], orders: [], keys: { email: "sam@example.com" }, anonymousId: B },
    { messages: [], orders: [], keys: {}, anonymousId: 7, storefrontId: A },
    { messages: [], orders: [], keys: {}, anonymousId: "<script>", storefrontId: A },
  ]) {
    const storage = { "shoptrail.pixel": JSON.stringify(record) };
    const pixel = startPixel({ options: SEND, storage });
    await pixel.publish(started({ email: "jane@example.com", attributes: attributes(A) }));
    assert.equal(lastId(pixel), A, JSON.stringify(record));
  }
});

test("each event of a cart has the storefront's cart_id, those of a checkout its checkout_id", async () => {
  const inCart = PLAN.events
    .filter(({ properties }) => properties.some(({ name }) => name === "cart_id"))
    .map(({ name }) => name);
  const storage = { "shoptrail.cart": JSON.stringify({ id: "cart-1" }) };
  const pixel = startPixel({ options: { ...SEND, storefront: true }, storage });
  for (const event of Object.values(EVENT)) {
    storage["shoptrail.cart"] = JSON.stringify({ id: "cart-1" });
    await pixel.publish(event);
  }
  const tracked = pixel.messages().filter(({ type }) => type === "track");
  assert.ok(tracked.length >= 7);
  for (const { event, properties } of tracked) {
    assert.equal(properties.cart_id, inCart.includes(event) ? "cart-1" : undefined, event);
    const isCheckout = /checkout|order/.test(event);
    assert.equal(!!properties.checkout_id, isCheckout, event);
    if (isCheckout) assert.equal(properties.checkout_id, EVENT.checkout_started.data.checkout.token);
  }
});

test("without the storefront's record the cart has Shopify's id, without the key to the cart", async () => {
  const data = { cart: { id: "gid://shopify/Cart/Z2NwLXVz?key=secret" } };
  for (const [storage, expected] of [
    [{}, "Z2NwLXVz"],
    [{ "shoptrail.cart": "{" }, "Z2NwLXVz"],
    [{ "shoptrail.cart": '{"id":7}' }, "Z2NwLXVz"],
  ]) {
    const pixel = startPixel({ options: SEND, storage, init: { data } });
    await pixel.publish(started());
    assert.equal(pixel.messages()[0].properties.cart_id, expected);
    assert.ok(!JSON.stringify(pixel.bodies).includes("secret"));
  }
  const nowhere = startPixel({ options: SEND, init: { data: { cart: null } } });
  await nowhere.publish(started());
  assert.ok(!("cart_id" in nowhere.messages()[0].properties));
});

test("an order ends the storefront's cart, once", async () => {
  const storage = { "shoptrail.cart": JSON.stringify({ id: "cart-1" }) };
  const pixel = startPixel({ storage });
  await pixel.publish(completed());
  assert.equal(pixel.messages().at(-1).properties.cart_id, "cart-1");
  assert.ok(!("shoptrail.cart" in storage));
  storage["shoptrail.cart"] = JSON.stringify({ id: "cart-2" });
  await pixel.next().publish(completed());
  assert.ok("shoptrail.cart" in storage, "the confirmation is shown again, and the next cart is another");
});
