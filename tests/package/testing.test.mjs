// `shoptrail/testing` from the packed tarball: the collector for a shop's own tests.

import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { install } from "./support/consumer.mjs";
import { beacon, freshId, orderMessage, serverBatch, viewMessage } from "./support/messages.mjs";

let project;
let testing;
let collector;

before(async () => {
  project = install();
  const path = project.write("testing.mjs", 'export * from "shoptrail/testing";');
  testing = await import(pathToFileURL(path).href);
  collector = await testing.startCollector();
});
afterEach(() => {
  collector.answer = null;
  collector.reset();
});
after(async () => {
  await collector?.close();
  project?.close();
});

/** What a rejected promise says. */
const reasonOf = (promise) =>
  promise.then(
    () => assert.fail("it must be rejected"),
    (error) => error,
  );

test("a page's beacon and a server's batch are received, without a problem", async () => {
  const answer = await beacon(collector.endpoint, viewMessage(), orderMessage());
  assert.deepEqual([answer.status, await answer.text()], [200, "{}"]);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.equal((await serverBatch(collector.batchEndpoint, orderMessage())).status, 200);
  assert.deepEqual(collector.problems(), []);
  assert.deepEqual(
    collector.requests.map(({ path, writeKey, accepted }) => [path, writeKey, accepted]),
    [
      ["/v1/b", "k", true],
      ["/v1/batch", "k", true],
    ],
  );
  assert.equal(collector.events().length, 3);
  assert.equal(collector.events("Order Completed").length, 2, "by either name");
});

test("a single message to the documented paths is received as one", async () => {
  const { event, messageId, timestamp, properties } = orderMessage();
  await fetch(`${collector.origin}/v1/track`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Basic ${btoa("k:")}` },
    body: JSON.stringify({ userId: "jane@shop.example", event, messageId, timestamp, properties }),
  });
  await collector.expect(
    { event: "order_completed", times: 1, userId: "jane@shop.example" },
    { settleMs: 0, timeoutMs: 0 },
  );
});

test("expect resolves with the messages, also with those that come later", async () => {
  const soon = collector.expect({ event: "order_completed", times: 1, properties: { total: 59.9 } });
  setTimeout(() => void beacon(collector.endpoint, orderMessage()), 50);
  const [{ message, problems }] = await soon;
  assert.deepEqual([message.properties.order_id, problems], ["1001", []]);
});

test("expect knows Customer.io's names, and compares by pattern, function and matcher", async () => {
  const { line_items: products, ...properties } = orderMessage().properties;
  await beacon(
    collector.endpoint,
    orderMessage({}, { event: "Order Completed", properties: { ...properties, products } }),
  );
  const wait = { timeoutMs: 0, settleMs: 0 };
  await collector.expect(
    { event: "order_completed", properties: { line_items: [{ product_id: "P1" }] } },
    wait,
  );
  await collector.expect(
    { event: "order_completed", properties: { order_id: /^1\d+$/, total: (value) => value > 50 } },
    wait,
  );
  const anyText = { asymmetricMatch: (value) => typeof value === "string" };
  await collector.expect({ event: "order_completed", properties: { currency: anyText } }, wait);
  await collector.expect(
    { event: "order_completed", properties: { order_id: { $matches: "^10" }, total: { $type: "number" } } },
    wait,
  );
  const { message } = await reasonOf(
    collector.expect({ event: "order_completed", properties: { order_id: { $matches: "^R" } } }, wait),
  );
  assert.match(message, /properties\.order_id: expected \/\^R\/, came "1001"/);
});

test("a failure says what came instead, the nearest message and each difference by path", async () => {
  await beacon(
    collector.endpoint,
    viewMessage(),
    orderMessage({ total: 49.9 }),
    orderMessage({ total: 1, currency: "USD" }),
  );
  const error = await reasonOf(
    collector.expect(
      {
        event: "order_completed",
        times: 1,
        properties: { total: 59.9, currency: "EUR", coupon: "SPRING", line_items: [{ quantity: 3 }] },
      },
      { timeoutMs: 30, settleMs: 0 },
    ),
  );
  assert.ok(error instanceof testing.ExpectationError);
  const lines = error.message.split("\n");
  assert.match(lines[0], /^expected order_completed with total 59\.9, .*, once; 0 came within 30 ms$/);
  assert.equal(lines[1], "what came: product_viewed ×1, order_completed ×2");
  assert.match(lines[2], /^nearest: order_completed 01M8\S+ at \d\d:\d\d/);
  assert.deepEqual(error.differences, [
    { path: "properties.total", expected: "59.9", received: "49.9" },
    { path: "properties.coupon", expected: '"SPRING"', received: "nothing" },
    { path: "properties.line_items[0].quantity", expected: "3", received: "2" },
  ]);
  assert.ok(lines.includes("  properties.total: expected 59.9, came 49.9"), error.message);
});

test("one too many is a failure, copies under one message id are not", async () => {
  const order = orderMessage();
  await beacon(collector.endpoint, order);
  await beacon(collector.endpoint, order);
  await collector.expect({ event: "order_completed", times: 1 }, { settleMs: 0 });
  assert.deepEqual(
    collector.messages.map(({ duplicate }) => duplicate),
    [false, true],
  );
  const settling = reasonOf(collector.expect({ event: "order_completed", times: 1 }, { settleMs: 2000 }));
  await beacon(collector.endpoint, orderMessage());
  assert.match((await settling).message, /once; 2 came\nthese came:/);
  await collector.expect({ event: "order_completed", times: { atLeast: 1, atMost: 2 } }, { settleMs: 0 });
  await collector.expect({ event: "order_refunded", times: 0 }, { settleMs: 0 });
  const never = collector.expect({ event: "order_completed", times: 0 }, { settleMs: 0 });
  assert.match((await reasonOf(never)).message, /never; 2 came/);
});

test("a message that Customer.io may refuse is a failure, unless the test says otherwise", async () => {
  await beacon(
    collector.endpoint,
    orderMessage({ total: "59.90" }),
    orderMessage({}, { event: "wishlist_shared" }),
  );
  const wait = { timeoutMs: 0, settleMs: 0 };
  const { message } = await reasonOf(collector.expect({ event: "order_completed" }, wait));
  assert.match(message, /may refuse it:\n.*properties\.total: .*\(wrong_type\)/);
  await collector.expect({ event: "order_completed", allowProblems: true }, wait);
  assert.deepEqual(
    collector.problems().map(({ code }) => code),
    ["wrong_type", "unknown_event"],
  );
});

test("the shop's own events are checked by their declaration", async () => {
  const own = await testing.startCollector({
    customEvents: { wishlist_shared: { required: { wishlist_id: "id" } } },
  });
  try {
    const shared = (properties) => orderMessage({}, { event: "wishlist_shared", properties });
    await beacon(own.endpoint, shared({ wishlist_id: "W1" }), shared({ wishlist_id: false }));
    assert.deepEqual(
      own.messages.map(({ problems }) => problems.length),
      [0, 1],
    );
  } finally {
    await own.close();
  }
});

test("a misspelt expectation is an error at once", async () => {
  for (const [expectation, pattern] of [
    [{ name: "order_completed" }, /an object with an event/],
    [{ event: "order_completed", property: { total: 1 } }, /no member property; allowed: event, times/],
    [{ event: "order_completed", times: -1 }, /times is -1; allowed/],
  ]) {
    const error = await reasonOf(collector.expect(expectation));
    assert.ok(error instanceof TypeError);
    assert.match(error.message, pattern);
  }
});

test("faults are answered as often as asked, and what they refuse is not delivered", async () => {
  collector.fault(500, { times: 1 });
  assert.equal((await beacon(collector.endpoint, orderMessage())).status, 500);
  assert.equal((await beacon(collector.endpoint, orderMessage())).status, 200);
  assert.deepEqual([collector.requests.length, collector.messages.length], [2, 1]);

  collector.fault({ status: 429, retryAfterS: 7 });
  const limited = await beacon(collector.endpoint, orderMessage());
  assert.deepEqual([limited.status, limited.headers.get("retry-after")], [429, "7"]);

  collector.fault("cut", { times: 1 });
  await assert.rejects(beacon(collector.endpoint, orderMessage()));
  assert.equal(collector.messages.length, 2, "Customer.io has it, and the sender does not know");

  collector.fault("refuse", { times: 1 });
  await assert.rejects(beacon(collector.endpoint, orderMessage()));
  assert.deepEqual([collector.requests.length, collector.messages.length], [4, 2]);

  collector.fault({ delayMs: 120 }, { times: 1 });
  const askedAt = Date.now();
  await beacon(collector.endpoint, orderMessage());
  assert.ok(Date.now() - askedAt >= 110);

  collector.fault(503);
  collector.fault(null);
  assert.equal((await beacon(collector.endpoint, orderMessage())).status, 200);
  assert.throws(() => collector.fault("slwo"), /unknown fault "slwo"; allowed/);
});

test("an answer of one's own may depend on the request", async () => {
  collector.answer = ({ body }) =>
    body.includes("product_viewed") ? { status: 400, body: '{"a":1}' } : undefined;
  assert.equal((await beacon(collector.endpoint, viewMessage())).status, 400);
  assert.equal((await beacon(collector.endpoint, orderMessage())).status, 200);
});

test("reset forgets messages, ids and the fault", async () => {
  const order = orderMessage();
  await beacon(collector.endpoint, order);
  collector.fault(500);
  collector.reset();
  assert.deepEqual([collector.requests, collector.messages], [[], []]);
  assert.equal((await beacon(collector.endpoint, order)).status, 200);
  assert.equal(collector.messages[0].duplicate, false);
});

test("waitFor rejects in time, and with what the predicate throws", async () => {
  const start = Date.now();
  assert.match(
    (await reasonOf(collector.waitFor(() => false, 40))).message,
    /within 40 ms; what came: nothing/,
  );
  assert.ok(Date.now() - start < 2000);
  await assert.rejects(
    collector.waitFor(() => {
      throw new RangeError("mine");
    }),
    RangeError,
  );
});

test("another process reads, faults and resets a running collector over HTTP", async () => {
  await beacon(collector.endpoint, orderMessage());
  const ask = async (method, path, body) => {
    const answer = await fetch(`${collector.origin}${path}`, { method, body: body && JSON.stringify(body) });
    return answer.status === 204 ? 204 : answer.json();
  };
  assert.equal((await ask("GET", "/messages"))[0].message.event, "order_completed");
  const { ok, expectations } = await ask("POST", "/report", [
    { event: "order_completed" },
    { event: "page" },
  ]);
  assert.deepEqual([ok, expectations.map((one) => one.ok)], [false, [true, false]]);
  assert.match((await ask("POST", "/report", [{ evnt: "x" }])).error, /an object with an event/);
  assert.equal(await ask("POST", "/faults", { fault: 500, times: 1 }), 204);
  assert.equal((await beacon(collector.endpoint, orderMessage())).status, 500);
  assert.equal(await ask("DELETE", "/messages"), 204);
  assert.deepEqual(await ask("GET", "/messages"), []);
  const foreign = await fetch(`${collector.origin}/messages`, {
    method: "DELETE",
    headers: { origin: "https://elsewhere.example" },
  });
  assert.equal(foreign.status, 403);
});

test("report and JUnit name what failed, and escape what came", async () => {
  await beacon(collector.endpoint, orderMessage({ order_id: "<&>", total: -1 }), viewMessage());
  const report = collector.report([
    { event: "order_completed", properties: { order_id: "<&>" } },
    { event: "page" },
  ]);
  assert.equal(report.ok, false);
  const text = testing.reportText(report);
  assert.match(text, /^2 messages in 1 request: order_completed ×1, product_viewed ×1/);
  assert.match(text, /failed {2}expected page, at least once; 0 came\n {8}what came/);
  const xml = testing.reportJunit(report);
  assert.match(xml, /<testsuite name="shoptrail" tests="4" failures="3">/);
  assert.ok(!/<&/.test(xml) && xml.includes("&#60;&#38;&#62;"), xml);
});

test("a request that is none of Customer.io's is kept with its problems", async () => {
  await fetch(`${collector.origin}/v1/b`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  await fetch(`${collector.origin}/elsewhere`, { method: "POST", body: "{}" });
  const codes = collector.requests.map(({ problems }) => problems.map(({ code }) => code));
  assert.ok(codes[0].includes("content_type") && codes[0].includes("not_json"), String(codes[0]));
  assert.deepEqual(codes[1], ["path"]);
  assert.equal(freshId().length, 26);
});
