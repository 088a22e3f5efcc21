// Shopify's customer events, from the sandbox of a pixel.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { messageId, orderMessageId, sha256 } from "../../pkg-template/src/pixel/message-id.js";
import { EVENTS } from "../../pkg-template/src/pixel/events.js";
import { pageContext } from "../../pkg-template/src/pixel/fields.js";
import { applyNaming } from "../../pkg-template/src/pixel/naming.js";
import { checkMessage, checkRequest } from "../../pkg/tools/index.js";
import { fixture } from "./support/page.mjs";
import { idle, startPixel } from "./support/pixel.mjs";

// With the present time: the pixel drops messages that are too old.
const EVENT = Object.fromEntries(
  fixture("shopify-web-pixel-events").map((event) => [
    event.name,
    { ...event, timestamp: new Date().toISOString() },
  ]),
);
const PLAN = JSON.parse(readFileSync(new URL("../../pkg-template/plan.json", import.meta.url), "utf8"));
const STORED = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
const checkout = (event, changes) => ({
  ...event,
  data: { checkout: { ...event.data.checkout, ...changes } },
});
const STARTED = EVENT.checkout_started;
// The steps of a checkout have the same data as its start.
for (const name of [
  "checkout_contact_info_submitted",
  "checkout_shipping_info_submitted",
  "payment_info_submitted",
])
  EVENT[name] ??= { ...STARTED, name };
const COMPLETED = checkout(EVENT.checkout_completed, { email: "jane@example.com" });
const summary = (messages) => messages.map(({ type, event }) => event ?? type);

test("an order's message id equals the core's for the shared vectors", () => {
  for (const [event, shop, orderId, expected] of fixture("order-ids"))
    assert.equal(orderMessageId(event, shop, orderId), expected);
});

test("sha256 equals node's at every block boundary", () => {
  for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 1000]) {
    for (const text of ["a".repeat(length), "é".repeat(length)]) {
      const hash = sha256(text)
        .map((word) => word.toString(16).padStart(8, "0"))
        .join("");
      assert.equal(hash, createHash("sha256").update(text).digest("hex"), `${length}`);
    }
  }
});

test("a message id is a ULID of its time", () => {
  assert.match(messageId(), /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  assert.equal(messageId(1795441235260).slice(0, 10), "01M84A659W");
  assert.notEqual(messageId(1), messageId(1));
});

test("a completed checkout is one order under the core's message id", async () => {
  const pixel = startPixel();
  await pixel.publish(COMPLETED);
  assert.deepEqual(summary(pixel.messages()), ["identify", "order_completed"]);
  const [identify, order] = pixel.messages();
  assert.equal(order.messageId, orderMessageId("order_completed", "s.example", "5555555555"));
  const {
    line_items: [line],
    ...properties
  } = order.properties;
  assert.deepEqual(properties, {
    order_id: "5555555555",
    currency: "CAD",
    cart_value: 20,
    item_count: 2,
    product_ids: ["6786188247105"],
    primary_category: "Health",
    subtotal: 19,
    discount: 1,
    shipping: 5,
    tax: 1.9,
    total: 25.9,
    coupon: "TENOFF",
    payment_method: "creditCard",
    checkout_id: COMPLETED.data.checkout.token,
    shop: "s.example",
  });
  assert.deepEqual(
    [line.product_id, line.variant_id, line.sku, line.price, line.quantity, line.discount, line.variant_name],
    ["6786188247105", "39897499729985", "HP-S-L", 10, 2, 1, "S / Low"],
  );
  assert.deepEqual([identify.userId, identify.traits.email, order.userId], ["1", "jane@example.com", "1"]);

  await pixel.publish(COMPLETED);
  await pixel.next().publish(COMPLETED);
  assert.equal(pixel.messages().length, 2, "however often it is shown");
});

test("requests and messages satisfy the wire contract and the plan", async () => {
  const pixel = startPixel({ options: { storefront: true, anonymous: "send" } });
  for (const event of Object.values(EVENT)) await pixel.publish(event);
  for (const { body, request } of pixel.bodies) {
    assert.deepEqual(
      checkRequest({ body: request.body, headers: { "content-type": "text/plain" } }).problems,
      [],
    );
    assert.deepEqual(
      [request.method, request.keepalive, request.credentials, request.headers],
      ["POST", true, "omit", undefined],
    );
    for (const message of body.batch)
      assert.deepEqual(checkMessage(message, { from: "browser", writeKey: "k" }).problems, [], message.event);
  }
  assert.deepEqual(
    summary(pixel.messages()).sort(),
    [
      "add_to_cart",
      "cart_viewed",
      "checkout_started",
      "checkout_step_completed",
      "checkout_step_completed",
      "checkout_step_completed",
      "collection_viewed",
      "identify",
      "order_completed",
      "page",
      "product_viewed",
      "remove_from_cart",
      "search_performed",
    ].sort(),
  );
});

test("without the option storefront the pixel subscribes to checkout events only", () => {
  assert.deepEqual(startPixel().subscribed, [
    "checkout_started",
    "checkout_contact_info_submitted",
    "checkout_shipping_info_submitted",
    "payment_info_submitted",
    "checkout_completed",
  ]);
});

test("the anonymous id comes from the cookie, else from the storefront's record, else is new", async () => {
  const check = async (expected, cookies, storage) => {
    const pixel = startPixel({ options: { anonymous: "send" }, cookies, storage });
    await pixel.publish(STARTED);
    const [{ anonymousId }] = pixel.messages();
    if (expected) assert.equal(anonymousId, expected);
    if (!expected) assert.equal(pixel.cookies.shoptrail_anonymous_id, anonymousId, "kept for the next page");
    return anonymousId;
  };
  const record = (anonymousId, keys = {}) => ({
    "shoptrail.identity": JSON.stringify({ anonymousId, keys }),
  });
  await check(STORED, { shoptrail_anonymous_id: STORED }, {});
  await check(STORED, {}, record(STORED));
  await check(STORED, { shoptrail_anonymous_id: "<script>" }, record(STORED));
  assert.match(await check(undefined, {}, {}), /^[0-9a-f-]{36}$/);
  assert.match(await check(undefined, {}, { "shoptrail.identity": "{}" }), /^[0-9a-f-]{36}$/);
});

test("an anonymous checkout is held until it has a person, whose identify message goes first", async () => {
  const pixel = startPixel({ cookies: { shoptrail_anonymous_id: STORED } });
  await pixel.publish(STARTED);
  assert.equal(pixel.bodies.length, 0);
  const later = pixel.next();
  await later.publish(
    checkout(
      { ...STARTED, name: "checkout_contact_info_submitted" },
      { email: "jane@example.com", buyerAcceptsEmailMarketing: true },
    ),
  );
  const [identify, started] = later.messages();
  assert.deepEqual(summary(later.messages()), ["identify", "checkout_started", "checkout_step_completed"]);
  assert.deepEqual(
    [identify.userId, identify.anonymousId, identify.traits.email_consent, started.userId],
    ["jane@example.com", STORED, true, "jane@example.com"],
  );
});

test("another person at the checkout of the same device gets a new anonymous id", async () => {
  const pixel = startPixel({
    cookies: { shoptrail_anonymous_id: STORED },
    storage: {
      "shoptrail.identity": JSON.stringify({ anonymousId: STORED, keys: { email: "sam@example.com" } }),
    },
  });
  await pixel.publish(checkout(STARTED, { email: "SAM@example.com" }));
  assert.equal(pixel.messages()[0].anonymousId, STORED, "the same in any case of letters");
  await pixel.publish(COMPLETED);
  const order = pixel.messages().at(-1);
  assert.notEqual(order.anonymousId, STORED);
  assert.equal(order.userId, "1");
});

test("a checkout counts once for its content", async () => {
  const pixel = startPixel({ options: { anonymous: "send" } });
  await pixel.publish(STARTED);
  await pixel.publish(STARTED);
  const next = pixel.next();
  await next.publish(STARTED);
  const [line] = STARTED.data.checkout.lineItems;
  await next.publish(checkout(STARTED, { lineItems: [{ ...line, quantity: 3 }] }));
  assert.deepEqual(
    [summary(pixel.messages()), summary(next.messages())],
    [["checkout_started"], ["checkout_started"]],
  );
});

test("an unanswered message is sent by the next page under its id, and a refused one is not", async () => {
  for (const [status, comesBack] of [
    [0, true],
    [500, true],
    [429, true],
    [408, true],
    [400, false],
    [200, false],
  ]) {
    const pixel = startPixel({ status });
    await pixel.publish(COMPLETED);
    const next = pixel.next({ status: 200 });
    await idle();
    assert.deepEqual(
      next.messages().map((message) => message.messageId),
      comesBack ? pixel.messages().map((message) => message.messageId) : [],
      String(status),
    );
  }
});

test("without consent nothing is stored or sent, and with it this page's events are", async () => {
  const pixel = startPixel({ init: { customerPrivacy: { analyticsProcessingAllowed: false } } });
  await pixel.publish(COMPLETED);
  assert.deepEqual([pixel.bodies.length, pixel.storage, pixel.cookies], [0, {}, {}]);
  await pixel.consent(true);
  assert.deepEqual(summary(pixel.messages()), ["identify", "order_completed"]);
  await pixel.consent(false);
  assert.deepEqual(pixel.storage, {});
});

test("null values and broken events do not stop other events", async () => {
  const pixel = startPixel({ options: { storefront: true, anonymous: "send" } });
  for (const data of [
    {},
    { checkout: null },
    { productVariant: null },
    { cartLine: null },
    { cart: null },
    { checkout: { lineItems: null } },
  ]) {
    for (const name of Object.keys(EVENTS)) await pixel.publish({ ...EVENT[name], data });
  }
  const line = { ...STARTED.data.checkout.lineItems[0], variant: null, title: "Gift wrap" };
  await pixel.publish(
    checkout(COMPLETED, {
      order: null,
      lineItems: [line],
      transactions: null,
      shippingLine: null,
      discountApplications: null,
    }),
  );
  const order = pixel.messages().find(({ event }) => event === "order_completed");
  assert.deepEqual(
    [order.properties.order_id, order.properties.line_items[0].name, order.properties.line_items[0].price],
    [COMPLETED.data.checkout.token, "Gift wrap", 9.5],
  );
});

test("prices are taken as major units of any currency", () => {
  for (const [amount, currencyCode] of [
    [1000, "JPY"],
    [1.234, "KWD"],
    [0, "EUR"],
  ]) {
    const variant = { ...EVENT.product_viewed.data.productVariant, price: { amount, currencyCode } };
    const [, { price, currency }] = EVENTS.product_viewed({ productVariant: variant }, "https://s.example/");
    assert.deepEqual([price, currency], [amount, currencyCode]);
  }
});

test("an address loses its query and the key of its checkout", () => {
  const at = (href) => pageContext({ location: new URL(href), referrer: href, title: "x" });
  assert.deepEqual(
    at("https://s.example/checkouts/cn/Z2NwLXVz/thank_you?key=1&email=jane@example.com#x").url,
    "https://s.example/checkouts/cn/-/thank_you",
  );
  assert.deepEqual(at("https://s.example/1/checkouts/abc").path, "/1/checkouts/-");
  assert.deepEqual(at("https://s.example/products/x?variant=1").referrer, "https://s.example/products/x");
});

test("semantic event names are those of the plan", () => {
  const names = Object.entries(EVENTS).map(([name, read]) => read(EVENT[name].data, "https://s.example/")[0]);
  assert.equal(names.includes(undefined), false);
  for (const name of new Set(names)) {
    const row = PLAN.events.find((event) => event.name === name);
    assert.equal(applyNaming("semantic", name, {}).event, row.semantic);
  }
  assert.deepEqual(
    applyNaming("semantic", "order_completed", { cart_value: 1, line_items: [{ variant_name: "S" }] })
      .properties,
    { value: 1, products: [{ variant: "S" }] },
  );
  assert.deepEqual(applyNaming("semantic", "checkout_step_completed", { step: "contact" }).properties, {
    step_name: "contact",
  });
});

test("missing or failing APIs and foreign records cost no order", async () => {
  const throwing = () => {
    throw new Error("theirs");
  };
  const rejecting = async () => throwing();
  const storage = (of) => ({ getItem: of, setItem: of, removeItem: of });
  const unhandled = [];
  const onRejection = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", onRejection);
  for (const broken of [
    { browser: {} },
    { browser: undefined },
    { init: undefined },
    { init: {} },
    { customerPrivacy: undefined },
    { customerPrivacy: {} },
    ...[throwing, rejecting, () => undefined, () => null, async () => 7].map((of) => ({
      browser: { cookie: { get: of, set: of }, localStorage: storage(of) },
    })),
  ]) {
    const pixel = startPixel({ broken });
    await pixel.publish(COMPLETED);
    assert.deepEqual(summary(pixel.messages()), ["identify", "order_completed"], JSON.stringify(broken));
  }
  for (const record of [
    "{",
    "null",
    "7",
    "[]",
    '{"keys":7,"anonymousId":{}}',
    '{"messages":[],"orders":{},"keys":null}',
  ]) {
    const pixel = startPixel({ storage: { "shoptrail.identity": record, "shoptrail.pixel": record } });
    await pixel.publish(COMPLETED);
    assert.deepEqual(summary(pixel.messages()), ["identify", "order_completed"], record);
  }
  process.off("unhandledRejection", onRejection);
  assert.deepEqual(unhandled, []);
});

test("an order of hundreds of lines fits into one message and keeps its total and its id", async () => {
  const [line] = COMPLETED.data.checkout.lineItems;
  for (const [count, naming] of [
    [120, "snake_case"],
    [400, "semantic"],
  ]) {
    const pixel = startPixel({ options: { naming } });
    await pixel.publish(
      checkout(COMPLETED, {
        lineItems: Array.from({ length: count }, (_, index) => ({
          ...line,
          variant: { ...line.variant, id: String(index), title: "größe ".repeat(9) },
        })),
      }),
    );
    const order = pixel.messages().at(-1);
    assert.ok(Buffer.byteLength(JSON.stringify(order)) <= 32_000, `${count}`);
    const { order_id, total, item_count, line_items, products } = order.properties;
    assert.deepEqual(
      [order_id, total, item_count, (line_items ?? products).length > 100],
      ["5555555555", 25.9, 2 * count, true],
    );
  }
});

test("an invalid time, address or amount costs only itself", async () => {
  const pixel = startPixel();
  const document = { ...COMPLETED.context.document, referrer: "about:blank" };
  await pixel.publish({
    ...checkout(COMPLETED, { totalTax: {}, shippingLine: { price: { amount: "x" } } }),
    timestamp: "then",
    context: { ...COMPLETED.context, document },
  });
  const order = pixel.messages().at(-1);
  assert.ok(Date.now() - Date.parse(order.timestamp) < 60_000);
  assert.deepEqual(
    ["tax" in order.properties, "shipping" in order.properties, "referrer" in order.context.page],
    [false, false, false],
  );
  for (const { body } of pixel.bodies) assert.ok(!JSON.stringify(body).includes("null"));
});

test("an event that waits when consent is withdrawn is not sent", async () => {
  const pixel = startPixel();
  const both = [pixel.publish(COMPLETED), pixel.consent(false)];
  await Promise.all(both);
  assert.deepEqual([pixel.bodies, pixel.storage, pixel.cookies.shoptrail_anonymous_id ?? ""], [[], {}, ""]);
});
