// Makes the `order_completed` message of an order of an export. It has the message id that the browser, the
// Shopify pixel and the server derive for the same order, so that all copies are one message.

import { orderMessageId } from "../pixel/message-id.js";
import { packageVersion } from "./files.js";

/** @import { Order } from "./orders.js" */

/**
 * The message, or why none can be made.
 * @param {Order} order
 * @param {string} shop  the shop's name in order ids
 * @returns {{ message: Record<string, unknown> } | { problem: string }}
 */
export function orderMessage(order, shop) {
  const { id, time, total, currency, email, customerId } = order;
  const userId = customerId ?? email;
  if (userId === undefined) return { problem: "it names no customer" };
  if (time === undefined) return { problem: "its date cannot be read" };
  if (total === undefined) return { problem: "it has no total" };
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return { problem: "it has no currency" };
  return {
    message: {
      type: "track",
      event: "order_completed",
      messageId: orderMessageId("order_completed", shop, id),
      userId,
      timestamp: new Date(time).toISOString(),
      properties: properties(order, currency),
      context: {
        channel: "server",
        library: { name: "shoptrail-backfill", version: packageVersion() },
        ...(email && email !== userId ? { traits: { email } } : {}),
      },
    },
  };
}

/**
 * What the export says, under the plan's names. It has no product ids, so the lines have none.
 * @param {Order} order
 * @param {string} currency
 */
function properties({ id, total, time, amounts, coupon, lines }, currency) {
  const lineItems = lines.map(({ name, sku, price, quantity }) =>
    known({ sku, name, price, quantity, currency }),
  );
  return known({
    order_id: id,
    total,
    currency,
    ...amounts,
    coupon,
    order_date: Math.floor(Number(time) / 1000),
    item_count: lines.length ? lines.reduce((sum, { quantity = 1 }) => sum + quantity, 0) : undefined,
    line_items: lineItems.length ? lineItems : undefined,
  });
}

/** @param {Record<string, unknown>} values */
function known(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
