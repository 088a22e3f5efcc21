// Messages as trackers send them, with invented data.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
let last = 0;

/** A message id that was not used before. */
export function freshId() {
  last += 1;
  const end = [10, 5, 0].map((shift) => ALPHABET[(last >> shift) & 31]).join("");
  return `01M84A659WKVZXJRR9WJ5${end}00`;
}

const TIME = "2026-11-23T13:40:36.516Z";
const LINE = { product_id: "P1", name: "Runner", price: 29.95, quantity: 2 };

/** An order's message, as a page sends it. */
export function orderMessage(properties = {}, more = {}) {
  return {
    type: "track",
    event: "order_completed",
    messageId: freshId(),
    anonymousId: "b7e39c89-9c58-40b3-a5f3-67fa1297b10a",
    timestamp: TIME,
    sentAt: TIME,
    writeKey: "k",
    properties: { order_id: "1001", total: 59.9, currency: "EUR", line_items: [LINE], ...properties },
    context: { channel: "browser", library: { name: "shoptrail", version: "0.1.0" } },
    ...more,
  };
}

/** A product view, as a page sends it. */
export function viewMessage(properties = {}) {
  return orderMessage(
    {},
    {
      event: "product_viewed",
      properties: { product_id: "P1", name: "Runner", price: 29.95, currency: "EUR", ...properties },
    },
  );
}

/** Sends messages as a page does. */
export function beacon(endpoint, ...batch) {
  return fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "text/plain" },
    body: JSON.stringify({ writeKey: "k", sentAt: TIME, batch }),
  });
}

/** Sends messages as a server does. */
export function serverBatch(endpoint, ...batch) {
  return fetch(endpoint, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Basic ${btoa("k:")}` },
    body: JSON.stringify({
      sentAt: TIME,
      batch: batch.map((message) => ({
        ...message,
        writeKey: undefined,
        anonymousId: undefined,
        userId: "jane@shop.example",
        context: { channel: "server" },
      })),
    }),
  });
}
