// What the pixel stores in the browser, through Shopify's asynchronous storage of the top frame: one record,
// read and written as a whole.

/** @typedef {import("./types.js").AsyncStorage} AsyncStorage */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").PixelRecord} PixelRecord */

const KEY = "shoptrail.pixel";
const MAX_MESSAGES = 50;
const MAX_ORDERS = 20;
const MAX_STEPS = 12;
const MAX_HELD_MS = 30 * 86400000;
const MAX_UNSENT_MS = 72 * 3600000;

/**
 * The stored record; an empty one where none can be read.
 * @param {AsyncStorage} storage
 * @returns {Promise<PixelRecord>}
 */
export async function loadRecord(storage) {
  let record;
  try {
    record = JSON.parse(/** @type {string} */ (await storage.getItem(KEY)));
  } catch (error) {
    // Storage is blocked, or another script's value is there.
  }
  const { messages, orders, steps, keys, checkout, sent } = record || {};
  return {
    messages: Array.isArray(messages) ? messages : [],
    orders: Array.isArray(orders) ? orders : [],
    steps: Array.isArray(steps) ? steps : [],
    keys: keys || {},
    checkout,
    sent,
    ...readIds(record),
  };
}

/**
 * Whose keys the record has. Without these, another person at the checkout of the same device was noticed
 * only within one page.
 * @param {{ anonymousId?: unknown, storefrontId?: unknown } | null | undefined} record
 */
function readIds(record) {
  const textOf = (/** @type {unknown} */ value) => (typeof value === "string" ? value : undefined);
  return { anonymousId: textOf(record?.anonymousId), storefrontId: textOf(record?.storefrontId) };
}

/**
 * Stores the record within its limits. The oldest messages go first, an order's only after all others.
 * @param {AsyncStorage} storage
 * @param {PixelRecord} record  is cut to its limits
 */
export async function saveRecord(storage, record, now = Date.now()) {
  record.messages = record.messages.filter(
    ({ timestamp, userId }) => now - Date.parse(timestamp) < (userId ? MAX_UNSENT_MS : MAX_HELD_MS),
  );
  while (record.messages.length > MAX_MESSAGES) {
    const index = record.messages.findIndex(({ event }) => event !== "order_completed");
    record.messages.splice(Math.max(index, 0), 1);
  }
  record.orders = record.orders.slice(-MAX_ORDERS);
  record.steps = record.steps.slice(-MAX_STEPS);
  try {
    await storage.setItem(KEY, JSON.stringify(record));
  } catch (error) {
    // Storage is blocked or full: the record lasts as long as this page.
  }
}

/** @param {AsyncStorage} storage */
export async function eraseRecord(storage) {
  try {
    await storage.removeItem(KEY);
  } catch (error) {
    // There is nothing to erase.
  }
}
