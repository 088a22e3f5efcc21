// What the pixel keeps in the browser, through Shopify's asynchronous storage of the top frame: one record, read and written as a whole.

const KEY = "shoptrail.pixel";
const MAX_MESSAGES = 50;
const MAX_ORDERS = 20;
const HELD_MS = 30 * 86400000;
const UNSENT_MS = 72 * 3600000;

/** `{messages, orders, checkout, keys, sent}`: waiting messages, orders counted, the checkout counted last, who it is, the identify sent last. */
export async function load(storage) {
  let record;
  try {
    record = JSON.parse(await storage.getItem(KEY));
  } catch (error) {
    // Blocked, or not ours.
  }
  const { messages, orders, keys, checkout, sent } = record || {};
  return {
    messages: Array.isArray(messages) ? messages : [],
    orders: Array.isArray(orders) ? orders : [],
    keys: keys || {},
    checkout,
    sent,
  };
}

/** Writes it, within its bounds: the oldest go first, an order's never before another's. */
export async function save(storage, record, now = Date.now()) {
  const fresh = (message) => now - Date.parse(message.timestamp) < (message.userId ? UNSENT_MS : HELD_MS);
  record.messages = record.messages.filter(fresh);
  while (record.messages.length > MAX_MESSAGES) {
    const at = record.messages.findIndex(({ event }) => event !== "order_completed");
    record.messages.splice(Math.max(at, 0), 1);
  }
  record.orders = record.orders.slice(-MAX_ORDERS);
  try {
    await storage.setItem(KEY, JSON.stringify(record));
  } catch (error) {
    // Blocked or full: it lives as long as this page.
  }
}

export async function erase(storage) {
  try {
    await storage.removeItem(KEY);
  } catch (error) {
    // Nothing there to erase.
  }
}
