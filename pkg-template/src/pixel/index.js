// Shopify's customer events, from a custom pixel (a sandboxed frame) or an app pixel (a worker): no page, no module, asynchronous storage. It
// tells of the checkout, which no other script sees, with the storefront's anonymous id. See pkg-template/shopify/README.md.
import { MAX_ITEM_BYTES, bytesOf, fit } from "../adapters/shared/room.js";
import { EVENTS, clean, named, person, place } from "./events.js";
import { messageId, orderMessageId } from "./order-id.js";
import { erase, load, save } from "./record.js";

const CHECKOUT = ["checkout_started", "checkout_contact_info_submitted", "checkout_completed"];
const COOKIE = "shoptrail_anonymous_id";
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const MAX_REQUEST_BYTES = 60000;
const MAX_WAITING = 50;
// What each attempt adds to a message: the write key, `sentAt`, and an address that became known.
const STAMP_BYTES = 500;

/** `api` is what Shopify gives a pixel: `{analytics, browser, init, customerPrivacy, settings}`. */
export default function pixel(api, given) {
  const { analytics, browser = {}, init, customerPrivacy } = api;
  const options = { ...api.settings, ...given };
  const endpoint = options.endpoint || `https://cdp${options.region === "eu" ? "-eu" : ""}.customer.io/v1/b`;
  const isOn = (value) => String(value) === "true";
  // Shopify answers once for all: what this page's visitor has allowed, and then each change of it.
  let allowed = init?.customerPrivacy?.analyticsProcessingAllowed ?? true;
  let waiting = [];
  // Said by the visitor: what happens then is gone, where before an answer it waits.
  let denied;
  let record;
  let who;
  let turn = Promise.resolve();

  customerPrivacy?.subscribe?.("visitorConsentCollected", (event) => {
    allowed = event.customerPrivacy.analyticsProcessingAllowed;
    denied = !allowed;
    if (allowed) waiting.splice(0).forEach(take);
    else {
      waiting = [];
      inTurn(async () => {
        record = who = undefined;
        await erase(browser.localStorage);
        await attempt(() => browser.cookie.set(`${COOKIE}=; path=/; max-age=0`));
      });
    }
  });
  for (const name of isOn(options.storefront)
    ? ["page_viewed", ...Object.keys(EVENTS), CHECKOUT[1]]
    : CHECKOUT) {
    attempt(() =>
      analytics.subscribe(name, (event) => {
        if (allowed) take(event);
        else if (!denied && waiting.length < MAX_WAITING) waiting.push(event);
      }),
    );
  }
  // What an earlier page could not send.
  if (allowed)
    inTurn(async () => {
      record ||= await load(browser.localStorage);
      await send();
    });

  function take(event) {
    inTurn(() => tell(event));
  }

  // Storage answers late; events are taken one after the other all the same. What goes wrong with one is said and stops no other.
  function inTurn(work) {
    turn = turn.then(work).catch((error) => isOn(options.debug) && console.warn("shoptrail pixel:", error));
  }

  /** The storefront's shopper: its id from the cookie, its keys from its own record, which only a pixel of the same address can read. */
  async function recall() {
    const stored = Object(
      await attempt(async () => JSON.parse(await browser.localStorage.getItem("shoptrail.identity"))),
    );
    const cookie = await attempt(() => browser.cookie.get(COOKIE));
    const found = [cookie, stored.anonymousId].find((id) => UUID.test(id));
    const anonymousId = found || crypto.randomUUID();
    if (!found)
      await attempt(() =>
        browser.cookie.set(`${COOKIE}=${anonymousId}; path=/; max-age=31536000; samesite=lax`),
      );
    const keysOf = (from) => from.anonymousId === anonymousId && from.keys;
    return { anonymousId, keys: { ...keysOf(record), ...keysOf(stored) } };
  }

  async function tell(event) {
    // Taken back while it waited its turn.
    if (!allowed) return;
    record ||= await load(browser.localStorage);
    who ||= await recall();
    const { checkout } = event.data;
    if (checkout) meet(checkout, event);
    count(event, checkout);
    await save(browser.localStorage, record);
    await send();
  }

  /** Who checks out. What was held about them becomes theirs, after the message that says who they are. */
  function meet(checkout, event) {
    const { keys, traits } = person(checkout);
    const shared = ["customer_id", "email"].find((key) => who.keys[key] && keys[key]);
    // Somebody else on the same device: nothing of the one before is theirs.
    if (shared && String(who.keys[shared]).toLowerCase() !== keys[shared].toLowerCase())
      who = { anonymousId: crypto.randomUUID(), keys: {} };
    who.keys = record.keys = { ...who.keys, ...keys };
    record.anonymousId = who.anonymousId;
    const said = JSON.stringify([user(), traits]);
    if (!user() || record.sent === said) return;
    record.sent = said;
    for (const message of record.messages)
      if (message.anonymousId === who.anonymousId) message.userId = user();
    record.messages.unshift(
      message(event, { type: "identify", messageId: messageId(), traits: { ...traits, ...keys } }),
    );
  }

  function count(event, checkout) {
    const { title, url, path, referrer } = place(event.context.document);
    if (event.name === "page_viewed")
      return record.messages.push(
        message(event, {
          type: "page",
          messageId: messageId(),
          name: title,
          properties: { url, path, referrer, title },
        }),
      );
    const [name, properties] = EVENTS[event.name]?.(event.data, event.context.document.location.href) || [];
    if (!name) return;
    const shop = options.shop || event.context.document.location.hostname;
    const isOrder = name === "order_completed";
    const id = isOrder ? orderMessageId(name, shop, properties.order_id) : messageId();
    // An order counts once for ever, a checkout once for its content, however often either is shown.
    const content =
      name === "checkout_started" &&
      [
        checkout.token,
        ...properties.line_items.map(({ variant_id, quantity }) => `${variant_id}*${quantity}`),
      ].join();
    if (isOrder ? record.orders.includes(id) : content && record.checkout === content) return;
    if (isOrder) record.orders.push(id);
    if (content) record.checkout = content;
    record.messages.push(
      message(event, {
        type: "track",
        messageId: id,
        ...named(options.naming, name, { ...properties, shop }),
      }),
    );
  }

  function message(event, own) {
    const { document, navigator } = event.context;
    const whole = clean({
      ...own,
      anonymousId: who.anonymousId,
      userId: user(),
      timestamp: new Date(Date.parse(event.timestamp) || Date.now()).toISOString(),
      context: {
        channel: "browser",
        library: { name: "shoptrail-shopify-pixel", version: __VERSION__ },
        locale: navigator?.language,
        userAgent: navigator?.userAgent,
        page: place(document),
      },
    });
    // What is larger Customer.io would accept and discard: better an order without its pictures, or without its last lines.
    const room = MAX_ITEM_BYTES - bytesOf({ ...whole, properties: 0 }) - STAMP_BYTES;
    return whole.properties ? { ...whole, properties: fit(whole.properties, room, true) } : whole;
  }

  function user() {
    return who.keys.customer_id ?? who.keys.email;
  }

  /** Sends what may be sent. What is answered leaves; what is not goes with the next event or the next page. */
  async function send() {
    const ready = record.messages.filter((message) => message.userId || options.anonymous === "send");
    while (allowed && ready.length) {
      const sentAt = new Date().toISOString();
      const batch = [];
      let bytes = 200;
      do {
        const message = { ...ready[0], sentAt, writeKey: options.writeKey };
        bytes += bytesOf(message) + 1;
        if (batch.length && bytes > MAX_REQUEST_BYTES) break;
        batch.push(message);
        ready.shift();
      } while (ready.length);
      const body = JSON.stringify({ writeKey: options.writeKey, sentAt, batch });
      const { status } = await fetch(endpoint, {
        method: "POST",
        body,
        keepalive: true,
        credentials: "omit",
      }).catch(() => ({ status: 0 }));
      // As the core: 408, 429 and what is not the message's fault comes back.
      if (!status || status === 408 || status === 429 || status >= 500) return;
      const gone = new Set(batch.map((message) => message.messageId));
      record.messages = record.messages.filter((message) => !gone.has(message.messageId));
      await save(browser.localStorage, record);
    }
  }
}

/** What `work` gives, at once or later; undefined where an API of the sandbox is missing, throws or rejects. */
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    // Blocked, or not there.
  }
}
