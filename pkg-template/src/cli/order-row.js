// Makes a row for `sendOrders` of shoptrail/server from an order of an export. The server writes and sends
// the message, under the id that the browser, the Shopify pixel and the webhooks have for the same order.

/** @import { Order } from "./orders.js" */
/** @typedef {import("shoptrail/server").Order} Row */

/**
 * The row, or why none can be made.
 * @param {Order} order
 * @returns {{ row: Row } | { problem: string }}
 */
export function orderRow({ id, time, total, currency, email, customerId, amounts, coupon, lines }) {
  if (customerId === undefined && email === undefined) return { problem: "it names no customer" };
  if (time === undefined) return { problem: "its date cannot be read" };
  if (total === undefined) return { problem: "it has no total" };
  if (!currency || !/^[A-Z]{3}$/.test(currency)) return { problem: "it has no currency" };
  return {
    row: {
      id,
      person: { customerId, email },
      is_placed: true,
      placed_at: time,
      total,
      currency,
      ...amounts,
      coupon,
      // The export has no product ids, so the lines have none.
      lines: lines.length ? lines.map((line) => ({ ...line, currency })) : undefined,
    },
  };
}
