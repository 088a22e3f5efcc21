// What strangers, networks and a shop's own functions can do to a server: nothing makes it reject, wait
// beyond its time, or lose a message.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import http from "node:http";
import { connect } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { createServer } from "../../pkg/server/index.js";
import { readBytes } from "../../pkg/server/body.js";
import wasm from "../../pkg/tools/start.js";
import { SECRET, headersOf, payload, webhook } from "./support/shop.mjs";
import { down, events, memoryQueue, never, start } from "./support/start.mjs";

const ORDER = payload("shopify-order");
const CONSENT = "customers_email_marketing_consent/update";
const hang = () => new Promise(() => {});

/** A server on a port, until the test ends. */
async function listen(shop, context) {
  const server = http.createServer(shop.node);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => (server.closeAllConnections(), server.close()));
  return server.address().port;
}

test("a request that is cut off or lies ends no process, and the next one is answered", async () => {
  const script = fileURLToPath(new URL("support/hostile-requests.mjs", import.meta.url));
  const output = await new Promise((resolve, reject) =>
    execFile(
      process.execPath,
      ["--unhandled-rejections=strict", script],
      { timeout: 60_000 },
      (error, out) => (error ? reject(error) : resolve(out)),
    ),
  );
  assert.match(output, /^alive: 200 delivered; cut_off [1-9]/);
});

test("a body that is too large is answered 413 over its connection", async (context) => {
  const { shop } = start();
  const port = await listen(shop, context);
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write("POST / HTTP/1.1\r\nhost: s\r\ncontent-length: 30000000\r\n\r\n");
  for (let part = 0; part < 11; part++) socket.write(Buffer.alloc(1_000_000));
  const [answer] = await once(socket, "data");
  assert.match(String(answer), /^HTTP\/1\.1 413 /);
  socket.destroy();
});

test("a body that never ends is given up", async () => {
  for (const stream of [new ReadableStream({}), { [Symbol.asyncIterator]: () => ({ next: hang }) }])
    await assert.rejects(readBytes(stream, 30), { status: 408, code: "too_slow" });
});

test("a stream that breaks, has no bytes or was read before is answered and reported", async () => {
  const { shop, notices } = start();
  const headers = headersOf("orders/create", ORDER);
  const request = (body) =>
    new Request("https://s.example/", { method: "POST", headers, body, duplex: "half" });
  const broken = new ReadableStream({ start: (controller) => controller.error(new Error("reset")) });
  assert.equal((await shop.webhook(request(broken))).status, 400);
  const read = request(ORDER);
  await read.text();
  assert.equal((await shop.webhook(read)).status, 500);
  const closed = {
    setHeader() {
      throw new Error("headers are sent");
    },
  };
  await shop.node({ method: "POST", headers, rawBody: ORDER }, closed);
  await shop.node({ method: "POST", headers: null, rawBody: ORDER }, { setHeader() {}, end() {} });
  assert.deepEqual(notices, ["cut_off", "parsed_body", "internal", "internal"]);
});

test("an async listener that rejects is said on the console and hurts nobody", async () => {
  const { shop } = start();
  const shown = [];
  const { error } = console;
  console.error = (...words) => shown.push(words.join(" "));
  const unhandled = [];
  const hear = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", hear);
  try {
    shop.on("problem", async () => {
      throw new Error("mine");
    });
    shop.on("problem", () => ({ then: (resolve, reject) => reject(new Error("thenable")) }));
    assert.equal((await shop.webhook(webhook("orders/create", ORDER, "x"))).status, 401);
    await new Promise((resolve) => setTimeout(resolve, 20));
  } finally {
    console.error = error;
    process.off("unhandledRejection", hear);
  }
  assert.deepEqual([unhandled, shown.length], [[], 2]);
  assert.throws(() => shop.on("problem", "log"), /the listener is no function/);
  assert.throws(() => shop.on("constructor", () => {}), /there is problem, privacy/);
});

test("everything wrong with the options is said at once, each with its path and code", () => {
  const problems = (options) => {
    try {
      createServer(options);
    } catch (error) {
      assert.equal(error.name, "OptionsError");
      for (const { message } of error.problems) assert.ok(error.message.includes(message), message);
      return error.problems.map(({ path, code }) => `${path} ${code}`).sort();
    }
    return [];
  };
  const good = { writeKey: "k", shop: "s" };
  assert.deepEqual(problems({ ...good, queue: memoryQueue(), fetch, personOfOrder: () => null }), []);
  assert.deepEqual(problems({ ...good, queue: undefined, fetch: null, shopify: undefined }), []);
  assert.deepEqual(
    problems({
      shop: "https://www.Shop.example:8443/",
      shopify: { secret: " " },
      queue: { push: 1, take() {} },
      fetch: "fetch",
      personOfOrder: {},
      endpoint: "cdp.example",
      timeoutMs: NaN,
      naming: () => {},
    }),
    [
      "endpoint not_allowed",
      "fetch wrong_type",
      "naming not_allowed",
      "personOfOrder wrong_type",
      "queue.done missing",
      "queue.push wrong_type",
      "shop not_allowed",
      "shopify.secret not_allowed",
      "timeoutMs wrong_type",
      "writeKey missing",
    ],
  );
  assert.deepEqual(problems({ ...good, queue: "redis" }), ["queue wrong_type"]);
  for (const none of [undefined, null, "k", 5, [], () => {}]) assert.deepEqual(problems(none), [" missing"]);
});

test("no answer and no odd answer of Customer.io is a loop without a pause", async () => {
  for (const header of ["0", "-1", "Sun, 06 Nov 1994 08:49:37 GMT"]) {
    let requests = 0;
    const { shop } = start({ timeoutMs: 1_000 }, () => {
      requests++;
      return new Response("", { status: 503, headers: { "retry-after": header } });
    });
    const { outcome, problems } = await shop.track("gift_sent", {}, { email: "a@b.co" });
    assert.deepEqual([outcome, problems], ["unavailable", ["Customer.io answered 503."]]);
    assert.ok(requests < 6, `${requests} requests`);
  }
  for (const odd of [undefined, {}, { status: "200" }, { ok: true, status: 200 }]) {
    const { shop, notices } = start({ fetch: async () => odd });
    assert.equal((await shop.webhook(webhook("orders/create", ORDER))).status, 503);
    assert.deepEqual(notices, ["unavailable"]);
  }
});

test("a wrong key loses nothing: 503, or the queue, until the key is right", async () => {
  for (const status of [301, 401, 403, 404, 405, 410]) {
    let requests = 0;
    let customerIo = () => (requests++, new Response("no", { status }));
    const alone = start({}, (...request) => customerIo(...request));
    assert.equal((await alone.shop.webhook(webhook("orders/create", ORDER))).status, 503, String(status));
    assert.equal(requests, 1, "no retry would change it");
    const queue = memoryQueue();
    const { shop, sent, notices } = start({ queue }, (...request) => customerIo(...request));
    assert.equal((await shop.webhook(webhook("orders/create", ORDER))).status, 200);
    assert.deepEqual(await shop.flush(), { delivered: 0, refused: 0 });
    assert.equal(queue.entries.size, 2);
    const code = status === 401 || status === 403 ? "unauthorized" : "wrong_endpoint";
    assert.deepEqual(notices, [code, code]);
    customerIo = () => new Response("{}");
    assert.deepEqual(await shop.flush(), { delivered: 2, refused: 0 });
    assert.deepEqual(events(sent), ["identify", "order_completed"]);
  }
});

test("a queue that hangs costs a webhook its time and no more", async () => {
  for (const name of ["push", "take", "done"]) {
    const queue = { ...memoryQueue(), [name]: hang };
    const { shop } = start(
      { queue, shopify: { secret: SECRET, timeoutMs: 400 } },
      name === "done" ? undefined : down,
    );
    if (name === "done") queue.entries.set("x", { type: "track" });
    for (const [topic, body] of [
      ["orders/create", ORDER],
      ["customers/redact", payload("shopify-customers-redact")],
      [CONSENT, payload("shopify-email-consent")],
    ]) {
      const from = performance.now();
      const { status } = await shop.webhook(webhook(topic, body));
      const took = performance.now() - from;
      assert.ok(took < 1_200, `${name} ${topic}: ${took} ms`);
      assert.equal(status, name === "push" ? 503 : 200, `${name} ${topic}`);
    }
  }
});

test("a deletion goes behind what waits, into the queue, when that could not be sent in time", async () => {
  const queue = memoryQueue();
  let customerIo = down;
  const { shop, notices } = start({ queue }, (...request) => customerIo(...request));
  await shop.webhook(webhook("orders/create", ORDER));
  customerIo = never;
  const body = payload("shopify-customers-redact");
  const answer = await shop.webhook(webhook("customers/redact", body));
  assert.deepEqual([answer.status, await answer.text()], [200, "queued"]);
  assert.deepEqual(events([...queue.entries.values()]), [
    "identify",
    "order_completed",
    "User Deleted",
    "User Deleted",
  ]);
  assert.ok(notices.includes("customer_redact"));
});

test("an answer to marketing is never undone by an older one that waits", async () => {
  const queue = memoryQueue();
  const consent = (state, at) =>
    payload("shopify-email-consent", { email_marketing_consent: { state, consent_updated_at: at } });
  let customerIo = down;
  const first = start({ queue }, (...request) => customerIo(...request));
  await first.shop.webhook(webhook(CONSENT, consent("subscribed", "2026-11-20T00:00:00Z")));
  customerIo = () => new Response("{}");
  // A server that starts anew remembers nothing.
  const second = start({ queue });
  await second.shop.webhook(webhook(CONSENT, consent("unsubscribed", "2026-11-21T00:00:00Z")));
  await first.shop.flush();
  const all = [...second.sent, ...first.sent];
  const answers = all.flatMap(({ traits }) => traits?.email_consent ?? []);
  assert.deepEqual([answers.at(-1), queue.entries.size], [false, 0]);
  assert.equal(all.filter(({ event }) => event === "consent_changed").length, 2, "both happened");
});

test("personOfOrder that fails, hangs or gives nonsense is reported", async () => {
  for (const personOfOrder of [
    () => Promise.reject(new Error("no database")),
    hang,
    () => "jane",
    () => ({ email: "guest" }),
    () => ({ mail: "a@b.co" }),
  ]) {
    const { shop, notices } = start({ personOfOrder });
    const answer = await shop.webhook(webhook("refunds/create", payload("shopify-refund")));
    assert.deepEqual([answer.status, notices], [200, ["person_of_order"]]);
  }
  const { shop, notices } = start({ personOfOrder: () => null });
  await shop.webhook(webhook("refunds/create", payload("shopify-refund")));
  assert.deepEqual(notices, [], "nobody knows, and says so");
});

test("copies of a webhook that come at once are sent once and answered alike", async () => {
  let requests = 0;
  const { shop, sent } = start({}, async () => {
    requests++;
    await new Promise((resolve) => setTimeout(resolve, 30));
    return new Response("{}");
  });
  const copies = Array.from({ length: 4 }, () => shop.webhook(webhook("orders/create", ORDER)));
  copies.push(shop.webhook(webhook("orders/create", ORDER, "forged")));
  const statuses = (await Promise.all(copies)).map(({ status }) => status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 401]);
  assert.deepEqual([requests, events(sent)], [1, ["identify", "order_completed"]]);
});

test("200 webhooks at once, a third of them forged, arrive once each", async (context) => {
  const { shop, sent } = start({ shopify: { secret: SECRET, timeoutMs: 20_000 } });
  const port = await listen(shop, context);
  const post = async (index) => {
    const body = payload("shopify-order", { id: 5_000_000 + (index % 100), test: false });
    const headers = headersOf("orders/create", body, index % 3 ? SECRET : "forged");
    return (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, headers })).status;
  };
  const statuses = await Promise.all(Array.from({ length: 200 }, (_, index) => post(index)));
  assert.deepEqual(
    statuses,
    statuses.map((_, index) => (index % 3 ? 200 : 401)),
  );
  const orders = sent.filter(({ event }) => event === "order_completed").map(({ messageId }) => messageId);
  const expected = new Set(
    Array.from({ length: 200 }, (_, index) => index)
      .filter((index) => index % 3)
      .map((index) => index % 100),
  );
  assert.deepEqual([new Set(orders).size, orders.length], [expected.size, expected.size]);
});

test("broken entries, other ids and a done() that does nothing end a flush", async () => {
  const queue = memoryQueue();
  const { shop, sent, notices } = start({ queue });
  const message = {
    type: "track",
    event: "gift_sent",
    messageId: "01M84A659W0000000000000000",
    userId: "7",
    properties: {},
  };
  queue.entries.set("own-1", message);
  queue.entries.set("bad", { type: "track" });
  assert.deepEqual(await shop.flush(), { delivered: 1, refused: 1 });
  assert.deepEqual([queue.entries.size, events(sent)], [0, ["gift_sent"]]);
  const nameless = { ...queue, take: async () => [null, { message }, { id: 5, message }] };
  const deaf = { ...memoryQueue(), done: async () => {}, take: async () => [{ id: "x", message }] };
  for (const other of [nameless, deaf, { ...queue, take: () => "list" }, { ...queue, take: () => null }])
    await start({ queue: other }).shop.flush();
  assert.deepEqual(notices, ["queue"]);
});

test("half of a character in a call costs that character and no event", async () => {
  const { shop, sent } = start();
  const properties = { order_id: "1", coupon: "a\ud83d", note: { text: "\udc00" } };
  const { outcome } = await shop.track("order_completed", properties, { email: "a@b.co" });
  assert.equal(outcome, "delivered");
  assert.deepEqual([sent[0].properties.coupon, sent[0].properties.note.text], ["a\ufffd", "\ufffd"]);
  await shop.track("order_completed", { order_id: 12345678901234567890n }, { customerId: 42n });
  assert.deepEqual([sent[1].properties.order_id, sent[1].userId], ["12345678901234567890", "42"]);
});

test("a fault inside the module costs its own request and no later one", async () => {
  const { shop, notices, sent } = start();
  const { prototype } = wasm.ShopServer;
  for (const name of ["receive", "next", "track"]) {
    const original = prototype[name];
    prototype[name] = function trap() {
      // What wasm-bindgen does after a trap: the object counts as used, for ever.
      for (const method of ["receive", "next", "track"])
        Object.defineProperty(this, method, { value: () => assert.fail("recursive use of an object") });
      throw new WebAssembly.RuntimeError("unreachable");
    };
    const call = () =>
      name === "track"
        ? shop.track("gift_sent", {}, { email: "a@b.co" })
        : shop.webhook(webhook("orders/create", ORDER));
    const { status, outcome } = await call();
    prototype[name] = original;
    assert.deepEqual([status, outcome], name === "track" ? [undefined, "unavailable"] : [500, undefined]);
    sent.length = 0;
    await call();
    assert.ok(sent.length > 0, name);
  }
  assert.deepEqual(notices, ["internal", "internal", "internal"]);
});

test("each row of an export is read by itself", async () => {
  const { shop, sent } = start();
  const good = { person: { email: "a@b.co" }, is_placed: true };
  const { outcome, rows, problems } = await shop.sendOrders([
    { ...good, id: 1, placed_at: new Date("2026-11-23T00:00:00Z") },
    { ...good, id: 2, placed_at: new Date(NaN) },
    undefined,
    { ...good, id: "gid://shopify/Order/4", total: NaN },
  ]);
  assert.equal(outcome, "delivered");
  assert.deepEqual(
    sent.filter(({ event }) => event).map(({ properties }) => properties.order_id),
    ["1", "2", "4"],
  );
  assert.deepEqual(
    rows.map(({ row, code, path, isLeftOut }) => [row, code, path, isLeftOut]),
    [
      [2, "date", "placed_at", false],
      [3, "unreadable", "", true],
      [4, "amount", "total", false],
    ],
  );
  assert.match(problems[1], /^Row 3: null is no order\. The order is left out\.$/);
  assert.equal((await shop.sendOrders({ id: 1 })).outcome, "refused");
});
