// The scripts of shoptrail/server: how requests are read, what the shop's own functions may do wrong, and
// what calls resolve with. What a webhook means is tested in src/server.

import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { createServer } from "../../pkg/server/index.js";
import { SECRET, headersOf, payload, webhook } from "./support/shop.mjs";
import { down, events, memoryQueue, never, start } from "./support/start.mjs";

const ORDER = payload("shopify-order");
const REFUND = payload("shopify-refund");

test("a wrong option throws a sentence that says what is allowed", () => {
  assert.throws(() => createServer({ writeKey: "k" }), /Option `shop` is missing/);
  assert.throws(() => start({ region: "moon" }), /Option `region` is "moon"\. Allowed: us, eu\./);
  assert.throws(() => start({ shopify: { secret: undefined } }), /Option `shopify.secret` has no text/);
  assert.throws(() => start({ wrietKey: "k" }), /wrietKey/);
});

test("a receiver that never answers costs the webhook its time and no more", async () => {
  const { shop, notices } = start({}, never);
  const from = performance.now();
  const { status } = await shop.webhook(webhook("orders/create", ORDER));
  const took = performance.now() - from;
  assert.equal(status, 503);
  assert.ok(took < 1_000, `${took} ms`);
  assert.deepEqual(notices, ["unavailable"]);
});

test("Retry-After is kept within the time of the request", async () => {
  const times = [];
  const { shop, sent } = start({ shopify: { secret: SECRET, timeoutMs: 4_000 } }, () => {
    times.push(performance.now());
    if (times.length > 1) return new Response("{}");
    return new Response("", { status: 429, headers: { "retry-after": "1" } });
  });
  assert.equal((await shop.webhook(webhook("orders/create", ORDER))).status, 200);
  assert.ok(times[1] - times[0] >= 990, `${times[1] - times[0]} ms`);
  assert.deepEqual(events(sent), ["identify", "order_completed"]);
});

test("a redirect is not followed: it would give the key away", async () => {
  const { shop, sent, notices } = start({}, (body, { redirect }) => {
    assert.equal(redirect, "manual");
    return new Response("", { status: 307, headers: { location: "https://elsewhere.example/" } });
  });
  assert.equal((await shop.webhook(webhook("orders/create", ORDER))).status, 503);
  assert.equal(sent.length, 0);
  assert.deepEqual([shop.stats().refused, notices], [0, ["wrong_endpoint"]]);
});

test("a refund gets its person from the shop's function, which may fail or never end", async () => {
  const answers = {
    known: async (id) => ({ email: "jane@example.com", anonymousId: null, customerId: id && 42 }),
    unknown: () => null,
    failing: () => Promise.reject(new Error("no database")),
    endless: () => new Promise(() => {}),
    nonsense: () => "jane",
  };
  for (const [name, personOfOrder] of Object.entries(answers)) {
    const { shop, sent } = start({ personOfOrder });
    assert.equal((await shop.webhook(webhook("refunds/create", REFUND))).status, 200, name);
    assert.deepEqual(events(sent), name === "known" ? ["order_refunded"] : [], name);
    if (name === "known") assert.equal(sent[0].userId, "42");
    else assert.equal(shop.stats().refundsWithoutPerson, 1, name);
  }
});

test("an outage is answered 200 with a queue, and flush sends what waited, oldest first", async () => {
  const queue = memoryQueue();
  let customerIo = down;
  const { shop, sent } = start({ queue }, (...request) => customerIo(...request));
  const answer = await shop.webhook(webhook("orders/create", ORDER));
  assert.deepEqual([answer.status, await answer.text()], [200, "queued"]);
  assert.equal(
    (await shop.track("order_cancelled", { order_id: "7" }, { email: "a@b.co" })).outcome,
    "queued",
  );
  assert.equal(queue.entries.size, 3);
  assert.deepEqual(await shop.flush(), { delivered: 0, refused: 0 });
  customerIo = () => new Response("{}");
  assert.deepEqual(await shop.flush(), { delivered: 3, refused: 0 });
  assert.equal(queue.entries.size, 0);
  assert.deepEqual(events(sent), ["identify", "order_completed", "order_cancelled"]);
});

test("a queue that fails is reported, and the webhook is answered 503", async () => {
  const queue = { ...memoryQueue(), push: () => Promise.reject(new Error("disk full")) };
  const { shop, notices } = start({ queue }, down);
  assert.equal((await shop.webhook(webhook("orders/create", ORDER))).status, 503);
  assert.deepEqual([...new Set(notices)].sort(), ["queue", "unavailable"]);
});

test("a queue that cannot be read is reported, and nobody who calls gets its error", async () => {
  const queue = { ...memoryQueue(), take: () => Promise.reject(new Error("no connection")) };
  const { shop, sent, notices } = start({ queue });
  assert.deepEqual(await shop.flush(), { delivered: 0, refused: 0 });
  assert.equal((await shop.forget({ email: "jane@example.com" })).outcome, "delivered");
  assert.deepEqual([events(sent), notices], [["User Deleted"], ["queue", "queue"]]);
});

test("an entry of the queue that is no message leaves it, and is reported", async () => {
  const queue = memoryQueue();
  queue.entries.set("x", { nonsense: true });
  queue.entries.set("y", null);
  const { shop, notices } = start({ queue });
  assert.deepEqual(await shop.flush(), { delivered: 0, refused: 2 });
  assert.equal(queue.entries.size, 0);
  assert.deepEqual(notices, ["queue", "queue"]);
});

test("a person is forgotten after what waits about them, which would bring them back", async () => {
  const queue = memoryQueue();
  let customerIo = down;
  const { shop, sent } = start({ queue }, (...request) => customerIo(...request));
  await shop.identify({ email: "jane@example.com" }, { first_name: "Jane" });
  customerIo = () => new Response("{}");
  const { outcome } = await shop.forget({ email: "jane@example.com", customerId: 42 }, { suppress: true });
  assert.equal(outcome, "delivered");
  assert.deepEqual(
    sent.map(({ type, event, userId }) => [event ?? type, userId]),
    [
      ["identify", "jane@example.com"],
      ["User Deleted", "42"],
      ["User Suppressed", "42"],
      ["User Deleted", "jane@example.com"],
      ["User Suppressed", "jane@example.com"],
    ],
  );
});

test("a platform's deletion of a person goes after what waits about them, too", async () => {
  const queue = memoryQueue();
  let customerIo = down;
  const { shop, sent } = start({ queue }, (...request) => customerIo(...request));
  await shop.webhook(webhook("orders/create", ORDER));
  customerIo = () => new Response("{}");
  const redact = webhook("customers/redact", payload("shopify-customers-redact"));
  assert.equal((await shop.webhook(redact)).status, 200);
  assert.deepEqual(events(sent), ["identify", "order_completed", "User Deleted", "User Deleted"]);
  customerIo = down;
  await shop.webhook(webhook("orders/updated", payload("shopify-order-refunded-part")));
  const other = webhook("customers/redact", payload("shopify-customers-redact", { shop_id: 1 }));
  other.headers.set("x-shopify-event-id", "another");
  assert.equal((await shop.webhook(other)).status, 200);
  const waiting = await queue.take(9);
  assert.equal(waiting.at(-1).message.event, "User Deleted", "it waits behind them");
});

test("a call never throws for its arguments: it is refused with the reason", async () => {
  const circle = {};
  circle.self = circle;
  const { shop, sent } = start();
  for (const [event, properties, about] of [
    ["order_completed", circle, { email: "a@b.co" }],
    ["order_completed", { order_id: "1" }, undefined],
    ["order_completed", { order_id: "1" }, "jane"],
    [undefined, undefined, undefined],
    ["order_completed", { order_id: "1" }, { email: "a@b.co", at: new Date(NaN) }],
    ["order_completed", { order_id: "1" }, { email: "a@b.co", at: NaN }],
  ]) {
    const { outcome, problems } = await shop.track(event, properties, about);
    assert.equal(outcome, "refused", String(event));
    assert.ok(problems[0], String(event));
  }
  assert.equal(sent.length, 0);
  const date = new Date("2026-11-25T10:00:00Z");
  await shop.track(
    "order_refunded",
    { order_id: "1", order_date: date },
    { anonymousId: "b7e39c89-9c58-40b3-a5f3-67fa1297b10a", at: date },
  );
  assert.equal(sent[0].timestamp, date.toISOString());
  assert.equal(sent[0].properties.order_date, date / 1000);
});

test("orders of an export have the ids of the webhooks", async () => {
  const { shop, sent } = start();
  await shop.webhook(webhook("orders/create", ORDER));
  const other = start();
  const order = {
    id: "5514000001",
    person: { email: "jane.roe@example.com" },
    is_placed: true,
    placed_at: Date.parse("2026-11-23T13:40:35Z"),
    currency: "EUR",
    total: 84.9,
    cancellation: { at: Date.parse("2026-11-24T00:00:00Z") },
  };
  const { outcome, messageIds } = await other.shop.sendOrders([order]);
  assert.equal(outcome, "delivered");
  assert.equal(messageIds.length, 3);
  const idOf = (messages) => messages.find(({ event }) => event === "order_completed").messageId;
  assert.equal(idOf(other.sent), idOf(sent));
});

test("node reads the body from the stream, from rawBody and from a parser that kept the bytes", async () => {
  const { shop, notices } = start();
  const play = async (request) => {
    const answer = { headers: {} };
    const response = {
      setHeader: (name, value) => (answer.headers[name] = value),
      end: (text) => (answer.text = text),
    };
    await shop.node({ method: "POST", headers: headersOf("orders/create", ORDER), ...request }, response);
    return [response.statusCode, answer.text];
  };
  const stream = Readable.from([Buffer.from(ORDER.slice(0, 9)), Buffer.from(ORDER.slice(9))]);
  stream.method = "POST";
  stream.headers = { ...headersOf("orders/create", ORDER), cookie: ["a", "b"] };
  const response = {
    setHeader() {},
    end(text) {
      this.text = text;
    },
  };
  await shop.node(stream, response);
  assert.deepEqual([response.statusCode, response.text], [200, "delivered"]);
  assert.deepEqual(await play({ rawBody: Buffer.from(ORDER), body: JSON.parse(ORDER) }), [200, "nothing"]);
  assert.deepEqual(await play({ body: Buffer.from(ORDER) }), [200, "nothing"]);
  assert.deepEqual(await play({ body: ORDER }), [200, "nothing"]);
  // A request that ends the process would be worse than one that is not answered.
  assert.deepEqual(await play({ body: JSON.parse(ORDER), complete: true }), [500, "unreadable"]);
  assert.deepEqual(notices, ["parsed_body"]);
});

test("a body that is too large is not read to its end", async () => {
  const { shop, notices } = start();
  let chunks = 0;
  const body = new ReadableStream({
    pull(controller) {
      chunks++;
      controller.enqueue(new Uint8Array(1_000_000));
    },
  });
  const headers = headersOf("orders/create", ORDER);
  const request = new Request("https://s.example/", { method: "POST", body, headers, duplex: "half" });
  assert.equal((await shop.webhook(request)).status, 413);
  assert.ok(chunks < 20, `${chunks} chunks`);
  assert.deepEqual(notices, ["too_large"]);
});

test("a listener that throws stops nobody, and without one the first problem is on the console", async () => {
  const { shop, notices } = start();
  shop.on("problem", () => {
    throw new Error("mine");
  });
  const shown = [];
  const { error, warn } = console;
  console.error = console.warn = (...words) => shown.push(words.join(" "));
  try {
    assert.equal((await shop.webhook(webhook("orders/create", ORDER, "x"))).status, 401);
    const silent = createServer({ writeKey: "k", shop: "s", shopify: { secret: SECRET } });
    for (let time = 0; time < 3; time++) await silent.webhook(webhook("orders/create", ORDER, "x"));
  } finally {
    Object.assign(console, { error, warn });
  }
  assert.deepEqual(notices, ["wrong_signature"]);
  assert.equal(shown.filter((line) => line.includes("[wrong_signature]")).length, 1);
  assert.throws(() => shop.on("eror", () => {}), /there is problem, privacy/);
});

test("under semantic names the ids stay, so page and server are one in either naming", async () => {
  const plain = start();
  const semantic = start({ naming: "semantic" });
  for (const { shop } of [plain, semantic]) await shop.webhook(webhook("orders/create", ORDER));
  const [order, named] = [plain.sent[1], semantic.sent[1]];
  assert.deepEqual([order.event, named.event], ["order_completed", "Order Completed"]);
  assert.equal(named.messageId, order.messageId);
  assert.equal(named.properties.products.length, order.properties.line_items.length);
});
