// What the pixel makes of a customer event: messages in its record, under the storefront's shopper. It sends
// nothing; delivery.js does.
/* global __VERSION__ */
import { MAX_MESSAGE_BYTES, fitToMessage, jsonBytes } from "../adapters/shared/message-size.js";
import { EVENTS } from "./events.js";
import { pageContext, readPerson, withoutEmpty } from "./fields.js";
import { messageId, orderMessageId, shopOfHost } from "./message-id.js";
import { applyNaming } from "./naming.js";
import { loadRecord, saveRecord } from "./pixel-record.js";
import { endCart, linkedId, recallCartId, recallShopper, replaceShopper } from "./shopper.js";

/** @typedef {import("./types.js").Checkout} Checkout */
/** @typedef {import("./types.js").CustomerEvent} CustomerEvent */
/** @typedef {import("./types.js").Message} Message */
/** @typedef {import("./types.js").PixelState} PixelState */
/** @typedef {import("./types.js").LoadedState} LoadedState */
/** @typedef {import("./types.js").Shopper} Shopper */
/** @typedef {Pick<Message, "messageId" | "type"> & Partial<Message>} OwnMembers */

// The events of the plan that are about a cart.
const IN_CART = /_cart$|^cart_|^checkout_|^order_completed$/;
// What each attempt adds to a message: the write key, `sentAt`, and an address that became known.
const ATTEMPT_BYTES = 500;

/**
 * Writes the messages of an event into the record and stores it.
 * @param {PixelState} state
 * @param {CustomerEvent} event
 */
export async function recordEvent(state, event) {
  const storage = state.browser.localStorage;
  state.record ||= await loadRecord(storage);
  const { checkout } = event.data;
  const linked = linkedId(checkout);
  if (!state.shopper || (linked && linked !== state.shopper.storefrontId))
    state.shopper = await recallShopper(state, checkout);
  const loaded = /** @type {LoadedState} */ (state);
  const cartId = await recallCartId(state, event);
  const { length } = loaded.record.orders;
  if (checkout) identify(loaded, checkout, event);
  track(loaded, event, checkout, cartId);
  if (loaded.record.orders.length > length) await endCart(state);
  await saveRecord(storage, loaded.record);
}

/**
 * Takes over who checks out. The messages that were held become theirs, after the message that identifies
 * them.
 * @param {LoadedState} state
 * @param {Checkout} checkout
 * @param {CustomerEvent} event
 */
function identify(state, checkout, event) {
  const { record } = state;
  const { keys, traits } = readPerson(checkout);
  const knownEmail = state.shopper.keys.email;
  // An address that was sent in another case of letters stays the id of its person.
  if (keys.email && String(knownEmail).toLowerCase() === keys.email) keys.email = traits.email = knownEmail;
  /** @type {("customer_id" | "email")[]} */
  const names = ["customer_id", "email"];
  const isOther = (/** @type {string} */ known, /** @type {string} */ given) =>
    String(known).toLowerCase() !== given.toLowerCase();
  const common = names.find((name) => state.shopper.keys[name] && keys[name]);
  if (
    common &&
    isOther(/** @type {string} */ (state.shopper.keys[common]), /** @type {string} */ (keys[common]))
  )
    state.shopper = replaceShopper(state.shopper);
  const { shopper } = state;
  shopper.keys = record.keys = { ...shopper.keys, ...keys };
  record.anonymousId = shopper.anonymousId;
  record.storefrontId = shopper.storefrontId;
  const userId = userIdOf(shopper);
  const identified = JSON.stringify([userId, traits]);
  if (!userId || record.sent === identified) return;
  record.sent = identified;
  for (const message of record.messages)
    if (message.anonymousId === shopper.anonymousId) message.userId = userId;
  record.messages.unshift(
    toMessage(state, event, { type: "identify", messageId: messageId(), traits: { ...traits, ...keys } }),
  );
}

/**
 * @param {LoadedState} state
 * @param {CustomerEvent} event
 * @param {Checkout} checkout
 * @param {string | undefined} cartId
 */
function track(state, event, checkout, cartId) {
  const { record, options } = state;
  const { document } = event.context;
  const { title, url, path, referrer } = pageContext(document);
  const push = (/** @type {OwnMembers} */ own) => record.messages.push(toMessage(state, event, own));
  if (event.name === "page_viewed") {
    push({
      type: "page",
      messageId: messageId(),
      name: title,
      properties: { url, path, referrer, title },
    });
    return;
  }
  const [name, properties] = EVENTS[event.name]?.(event.data, document.location.href) || [];
  if (!name || !properties) return;
  if (IN_CART.test(name)) Object.assign(properties, { cart_id: cartId, checkout_id: checkout?.token });
  const host = document.location.hostname;
  const shop = options.shop || shopOfHost(host);
  let id = messageId();
  // An order counts once for ever, a checkout once for its content, however often either is shown.
  if (name === "order_completed") {
    id = orderMessageId(name, shop, properties.order_id);
    // Earlier versions counted it under the id of the whole host.
    const earlierId = orderMessageId(name, host, properties.order_id);
    if (record.orders.includes(id) || record.orders.includes(earlierId)) return;
    record.orders.push(id);
  }
  if (name === "checkout_started") {
    const lines = /** @type {{ variant_id?: string, quantity: number }[]} */ (properties.line_items);
    const content = [
      checkout.token,
      ...lines.map(({ variant_id, quantity }) => `${variant_id}*${quantity}`),
    ].join();
    if (record.checkout === content) return;
    record.checkout = content;
  }
  // Shopify repeats a step when the shopper changes something in it.
  if (name === "checkout_step_completed") {
    const done = `${checkout.token} ${properties.step}`;
    if (record.steps.includes(done)) return;
    record.steps.push(done);
  }
  push({ type: "track", messageId: id, ...applyNaming(options.naming, name, { ...properties, shop }) });
}

/**
 * @param {LoadedState} state
 * @param {CustomerEvent} event
 * @param {OwnMembers} own
 * @returns {Message}
 */
function toMessage({ shopper }, event, own) {
  const { document, navigator } = event.context;
  const message = withoutEmpty({
    ...own,
    anonymousId: shopper.anonymousId,
    userId: userIdOf(shopper),
    timestamp: new Date(Date.parse(event.timestamp) || Date.now()).toISOString(),
    context: {
      channel: "browser",
      library: { name: "shoptrail-shopify-pixel", version: __VERSION__ },
      locale: navigator?.language,
      userAgent: navigator?.userAgent,
      page: pageContext(document),
    },
  });
  // Customer.io accepts a larger message and discards it. An order without pictures, or without its last
  // lines, arrives.
  const maxBytes = MAX_MESSAGE_BYTES - jsonBytes({ ...message, properties: 0 }) - ATTEMPT_BYTES;
  return message.properties
    ? { ...message, properties: fitToMessage(message.properties, maxBytes, true) }
    : message;
}

/** @param {Shopper} shopper */
function userIdOf({ keys }) {
  return keys.customer_id ?? keys.email;
}
