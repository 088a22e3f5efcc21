// The life of an order, played against a server of any kind: the page's order and the webhook of the same are
// one; the refund and the cancellation arrive; an outage of Customer.io loses nothing.
import assert from "node:assert/strict";
import { SECRET, browserOrder, headersOf, payload } from "./shop.mjs";

/** `post(body, headers)` sends a webhook to the server and gives the status of its answer. */
export async function playOrder(customerIo, post) {
  const send = (topic, body) => post(body, headersOf(topic, body));
  const ids = (event) =>
    customerIo.messages
      .filter(({ message }) => message.event === event)
      .map(({ message }) => message.messageId);

  const bodies = browserOrder();
  for (const body of bodies)
    await fetch(`${customerIo.origin}/v1/b`, {
      method: "POST",
      body,
      headers: { "content-type": "text/plain" },
    });
  assert.equal(ids("order_completed").length, 1, "the page's order");
  const order = payload("shopify-order");
  assert.equal(await send("orders/create", order), 200);
  assert.equal(await send("orders/create", order), 200, "a repeat");
  assert.equal(ids("order_completed").length >= 2, true, "the page's and the webhook's");
  assert.equal(new Set(ids("order_completed")).size, 1, "one order under one id");

  // Customer.io is down. The platform repeats what was answered 503.
  customerIo.answer = async ({ path }) => (path.startsWith("/v1/batch") ? { status: 500 } : undefined);
  const later = [
    ["orders/updated", payload("shopify-order-refunded-part")],
    ["orders/cancelled", payload("shopify-order-cancelled")],
  ];
  const unanswered = [];
  for (const [topic, body] of later) if ((await send(topic, body)) !== 200) unanswered.push([topic, body]);
  assert.equal(ids("order_refunded").length, 0);
  customerIo.answer = null;
  for (const [topic, body] of unanswered) assert.equal(await send(topic, body), 200);
  return { unanswered: unanswered.length, ids };
}

/** What has to be there in the end, each once, without a fault. */
export async function expectAll(customerIo, ids) {
  await customerIo.waitFor(() => ids("order_refunded").length && ids("order_cancelled").length, 20_000);
  assert.equal(new Set(ids("order_refunded")).size, 1);
  assert.equal(new Set(ids("order_cancelled")).size, 1);
  assert.equal(new Set(ids("order_completed")).size, 1);
  const faults = customerIo.messages.flatMap(({ verdict, message }) =>
    verdict.problems.map(({ path, message: text }) => `${message.event ?? message.type} ${path} ${text}`),
  );
  assert.deepEqual(faults, []);
  assert.deepEqual(
    customerIo.requests.flatMap(({ problems }) => problems),
    [],
  );
}

/** A webhook that somebody else signed is turned away. */
export async function expectNoStranger(post) {
  const body = payload("shopify-order");
  assert.equal(await post(body, headersOf("orders/create", body, `${SECRET}x`)), 401);
}
