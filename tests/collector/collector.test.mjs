// The collector: it answers, keeps and checks what trackers send to it.

import assert from "node:assert/strict";
import test from "node:test";
import { startCollector } from "../../www/collector.mjs";

const message = (messageId = "01M84A659WKVZXJRR9WJ55XFH0") => ({
  type: "track",
  event: "x",
  messageId,
  anonymousId: "b7e39c89-9c58-40b3-a5f3-67fa1297b10a",
  timestamp: "2026-11-23T13:40:36.516Z",
  sentAt: "2026-11-23T13:40:36.516Z",
  writeKey: "k",
  properties: {},
  context: {},
});
const body = (...batch) => JSON.stringify({ writeKey: "k", sentAt: "2026-11-23T13:40:36.516Z", batch });
const send = (collector, text) =>
  fetch(`${collector.origin}/v1/b`, {
    method: "POST",
    body: text,
    headers: { "content-type": "text/plain" },
  });

async function withCollector(run) {
  const collector = await startCollector();
  try {
    await run(collector);
  } finally {
    await collector.close();
  }
}

test("a message answered with 200 is kept with its verdict, from any origin", () =>
  withCollector(async (collector) => {
    const response = await send(collector, body(message()));
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.equal(await response.text(), "{}");
    assert.equal(collector.requests.length, 1);
    assert.deepEqual(
      collector.messages.map(({ verdict, duplicate, requestIndex }) => [verdict.ok, duplicate, requestIndex]),
      [[true, false, 0]],
    );
  }));

test("a second copy of a message is kept and flagged", () =>
  withCollector(async (collector) => {
    await send(collector, body(message()));
    await send(collector, body(message()));
    assert.deepEqual(
      collector.messages.map(({ duplicate }) => duplicate),
      [false, true],
    );
    collector.reset();
    await send(collector, body(message()));
    assert.deepEqual(
      collector.messages.map(({ duplicate }) => duplicate),
      [false],
    );
  }));

for (const [title, answer, requests, messages, status] of [
  ["500 is recorded, and its messages are not kept", { status: 500 }, 1, 0, 500],
  ["429 carries its headers", { status: 429, headers: { "retry-after": "12" } }, 1, 0, 429],
  ["cut keeps the messages and sends no answer", "cut", 1, 1, null],
  ["refuse records nothing", "refuse", 0, 0, null],
  ["a late answer keeps the messages", { delayMs: 30 }, 1, 1, 200],
]) {
  test(`answer: ${title}`, () =>
    withCollector(async (collector) => {
      collector.answer = async () => answer;
      const response = await send(collector, body(message())).catch(() => null);
      assert.equal(response?.status ?? null, status);
      if (answer.headers) assert.equal(response.headers.get("retry-after"), "12");
      assert.deepEqual([collector.requests.length, collector.messages.length], [requests, messages]);
    }));
}

test("a preflight is answered and recorded as a problem", () =>
  withCollector(async (collector) => {
    const response = await fetch(`${collector.origin}/v1/b`, { method: "OPTIONS" });
    assert.equal(response.status, 204);
    assert.deepEqual(
      collector.requests[0].problems.map(({ code }) => code),
      ["preflight"],
    );
  }));

test("a body that is not JSON is recorded", () =>
  withCollector(async (collector) => {
    assert.equal((await send(collector, "{")).status, 200);
    assert.deepEqual([collector.requests[0].problems[0].code, collector.messages.length], ["not_json", 0]);
  }));

test("waitFor resolves on arrival and rejects after its time limit", () =>
  withCollector(async (collector) => {
    const seen = collector.waitFor(({ messages }) => messages.length === 1);
    await send(collector, body(message()));
    assert.equal(await seen, true);
    await assert.rejects(
      collector.waitFor(() => false, 20),
      /within 20 ms; 1 requests, took \[x\]/,
    );
  }));

test("the inspector reads, follows and clears messages, and another site cannot", () =>
  withCollector(async (collector) => {
    const shop = { headers: { origin: "http://127.0.0.1:4173" } };
    const feed = await fetch(`${collector.origin}/events`, shop);
    assert.equal(feed.headers.get("access-control-allow-origin"), "http://127.0.0.1:4173");
    const reader = feed.body.getReader();
    await reader.read(); // ": connected"
    await send(collector, body(message()));
    const text = new TextDecoder().decode((await reader.read()).value);
    assert.match(text, /^event: request\n/);
    await reader.cancel();
    const seen = await (await fetch(`${collector.origin}/messages`, shop)).json();
    assert.deepEqual([seen.requests.length, seen.messages.length], [1, 1]);
    const foreign = { method: "DELETE", headers: { origin: "https://evil.example" } };
    assert.equal((await fetch(`${collector.origin}/messages`, foreign)).status, 405);
    assert.equal((await fetch(`${collector.origin}/messages`, { ...shop, method: "DELETE" })).status, 204);
    assert.deepEqual([collector.requests.length, collector.messages.length], [0, 0]);
  }));
