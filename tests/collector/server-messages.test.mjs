// The typed reader of the tools module for messages of a server, and for whole bodies and requests.

import assert from "node:assert/strict";
import test from "node:test";
import { checkBatch, checkMessage, checkRequest } from "../../pkg/tools/index.js";

const ULID = "01M84A659WKVZXJRR9WJ55XFH0";
const NOW = "2026-11-23T13:40:36.516Z";
const found = (problems) => problems.map(({ code, path }) => (path ? `${code} ${path}` : code)).sort();

/** A browser's message. */
const track = (changes) => ({
  type: "track",
  event: "product_viewed",
  messageId: ULID,
  anonymousId: "b7e39c89-9c58-40b3-a5f3-67fa1297b10a",
  timestamp: NOW,
  sentAt: NOW,
  writeKey: "key",
  properties: { product_id: "P1" },
  context: {},
  ...changes,
});
const SERVER = {
  type: "track",
  event: "order_refunded",
  messageId: ULID,
  userId: "7",
  properties: { order_id: "1001" },
  context: { channel: "server" },
};
for (const [title, changes, expected] of [
  ["a person alone", {}, []],
  ["a device alone, of any form", { userId: undefined, anonymousId: "device 7" }, []],
  ["nobody", { userId: undefined }, ["nobody"]],
  ["a key in the body", { writeKey: "key" }, ["write_key writeKey"]],
  ["a local time", { timestamp: "2026-11-23T13:40:36+01:00" }, ["timestamp timestamp"]],
  ["no id", { messageId: undefined }, ["message_id messageId"]],
  ["a blank device", { anonymousId: " " }, ["anonymous_id anonymousId"]],
]) {
  test(`a server's message: ${title} gives [${expected}]`, () =>
    assert.deepEqual(found(checkMessage({ ...SERVER, ...changes }).problems), expected));
}

test("the problems of a body name the place of their message", () => {
  const body = { writeKey: "key", sentAt: NOW, batch: [track(), 7, track({ userId: null })] };
  assert.deepEqual(found(checkBatch(body).problems), [
    "not_an_object batch[1]",
    "null batch[2].userId",
    "user_id batch[2].userId",
  ]);
  assert.deepEqual(found(checkBatch({ batch: [SERVER] }).problems), []);
  const big = { batch: Array.from({ length: 20 }, () => ({ ...SERVER, properties: { order_id: "1" } })) };
  big.batch[0].properties.note = "x".repeat(500_000);
  assert.deepEqual(found(checkBatch(big).problems), ["item_too_large batch[0]", "request_too_large"]);
});

test("a request to the documented endpoint is JSON with the key by Basic authentication", () => {
  const request = (headers) =>
    checkRequest(
      { path: "/v1/batch", headers, body: JSON.stringify({ batch: [SERVER] }) },
      { endpoint: "/v1/batch", writeKey: "key" },
    );
  const authorization = `Basic ${btoa("key:")}`;
  assert.deepEqual(found(request({ "Content-Type": "application/json", authorization }).problems), []);
  assert.deepEqual(found(request({ "content-type": "text/plain", cookie: "a=b" }).problems), [
    "content_type content-type",
    "cookie cookie",
    "unauthorized authorization",
  ]);
  const other = { "content-type": "application/json", authorization: `Basic ${btoa("other:")}` };
  assert.deepEqual(found(request(other).problems), ["unauthorized authorization"]);
});
