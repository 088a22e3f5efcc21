// The story of a shopper, from the link of a campaign to an order whose confirmation is shown four times.
// Every way to embed shoptrail must deliver the same messages for it. story.test.mjs, variants.test.mjs, the
// proxy tests and the consumers' tests play it.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";

export const LANDING = "/?utm_source=newsletter&utm_medium=email&utm_campaign=spring%20sale&gclid=G1";
export const EMAIL = "jane@example.com";

const VIEWED = ["fell-runner", "scree-low"];
const LIMIT_MS = 10_000;
const BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * Plays the story in the shop of `harness`. Resolves with `{orderId, steps: [{name, from, to}], silent}`,
 * with times in wall milliseconds. `silent` is true when the collector had received nothing before identify.
 * With `reading` the shopper stays on each page until everything it sent is answered.
 */
export async function playStory(browser, harness, { reading = false } = {}) {
  const steps = [];
  const step = async (name, action, path) => {
    const from = Date.now();
    await action();
    if (path) await browser.arrive(path);
    await started(browser);
    steps.push({ name, from, to: Date.now() });
    if (reading) await delivered(browser);
  };

  await withoutInspector(browser, harness);
  await step("landing", () => browser.open(new URL(LANDING, harness.url).href));
  await step("collection", () => browser.click('nav a[href="/collections/trail"]'), "/collections/trail");
  await step("first product", () => browser.click(`[data-product="${VIEWED[0]}"]`), `/products/${VIEWED[0]}`);
  await step(
    "second product",
    () => browser.click(`[data-product="${VIEWED[1]}"]`),
    `/products/${VIEWED[1]}`,
  );
  await step("cart", () => browser.click("#add-to-cart"), "/cart");
  await step("checkout", () => browser.click("#checkout"), "/checkout");
  await browser.run(() => window.shoptrail.flush());
  const silent = harness.collector.requests.length === 0;

  await browser.type("#email", EMAIL);
  await step("identify", () => browser.click("#continue"));
  await delivered(browser);
  await step("order", () => browser.click("#place-order"), "/orders/");
  const orderId = (await browser.run(() => location.pathname)).split("/").at(-1);
  await delivered(browser);
  for (const name of ["first reload", "second reload"]) {
    await step(name, () => browser.driver.navigate().refresh(), `/orders/${orderId}`);
    await delivered(browser);
  }
  const address = await browser.driver.getCurrentUrl();
  await browser.newTab();
  await step("second tab", () => browser.open(address), `/orders/${orderId}`);
  await delivered(browser);
  return { orderId, steps, silent };
}

/** Switches the inspector of the harness off, because it reads from the tracker itself. */
export function withoutInspector(browser, { url }) {
  return browser.setCookie(url, "harness_inspector", "off");
}

/** Waits until the tracker of this page works. */
export function started(browser) {
  return browser.waitFor(() => window.shoptrail && window.shoptrail.diagnostics().on);
}

/** Waits until no message of this page waits for an answer. */
export function delivered(browser) {
  return browser.waitFor(() => window.shoptrail.flush().then(({ waiting }) => waiting === 0));
}

/**
 * The messages that must arrive, in this order: `[name, step, identifying value]`. With `anonymous: "send"`
 * identify is not the first message but comes at its own time. The profile update is not among them.
 */
export function expectedMessages(story, { identifyFirst = true } = {}) {
  const trail = [
    ["page", "landing", "/"],
    ["page", "collection", "/collections/trail"],
    ["collection_viewed", "collection", "trail"],
    ["page", "first product", "/products/fell-runner"],
    ["product_viewed", "first product", VIEWED[0]],
    ["page", "second product", "/products/scree-low"],
    ["product_viewed", "second product", VIEWED[1]],
    ["add_to_cart", "cart", VIEWED[1]],
    ["page", "cart", "/cart"],
    ["cart_viewed", "cart", undefined],
    ["page", "checkout", "/checkout"],
    ["checkout_started", "checkout", undefined],
  ];
  const order = `/orders/${story.orderId}`;
  const after = [
    ["page", "order", order],
    ["order_completed", "order", story.orderId],
    ["page", "first reload", order],
    ["page", "second reload", order],
    ["page", "second tab", order],
  ];
  const identify = [["identify", "identify", EMAIL]];
  const contact = [["checkout_step_completed", "identify", "contact"]];
  return [...(identifyFirst ? [...identify, ...trail] : [...trail, ...identify]), ...contact, ...after];
}

/** Waits until the story has arrived at the collector, and asserts everything that a marketer relies on. */
export async function assertStory(harness, story, { send = false, names = (name) => name } = {}) {
  const { collector } = harness;
  const expected = expectedMessages(story, { identifyFirst: !send });
  const count = expected.length + 1;
  await collector.waitFor(({ messages }) => withoutCopies(messages).length >= count, LIMIT_MS);
  assert.equal(story.silent, !send, "what the collector had received before identify");
  assertAccepted(collector);

  // A beacon gets no answer, so the tracker sends its messages once more. Customer.io drops the copies by
  // their messageId; so does this test.
  const received = send ? withoutCopies(collector.messages) : collector.messages;
  const update = profileUpdate(received, names("order_completed"));
  const messages = received.filter((entry) => entry !== update).map(({ message }) => message);
  assert.deepEqual(
    messages.map(nameAndValue),
    expected.map(([name, , value]) => [name === "page" || name === "identify" ? name : names(name), value]),
    "each once, in order",
  );
  const all = [...messages, update.message];
  assert.equal(new Set(all.map(({ messageId }) => messageId)).size, count, "one messageId each");
  for (const [index, message] of messages.entries()) assertTime(message, expected[index], story);
  assertTime(update.message, ["profile update", "order"], story);
  assertShopper(all, { isKnown: (message) => !send || isFromIdentifyOn(messages, message) });
  assertTouches(messages.find(({ type }) => type === "identify").traits);

  const order = messages.find(({ event }) => event === names("order_completed"));
  assertOrder(order, story);
  return { messages, order };
}

/** The collector got only correct requests, and rejects none of their messages. */
function assertAccepted({ requests, messages }) {
  assert.deepEqual(
    requests.flatMap(({ method, problems }) => (method === "POST" ? problems : [{ code: method }])),
    [],
    "every request follows the contract, without a preflight",
  );
  assert.deepEqual(
    messages.flatMap(({ verdict }) => verdict.problems),
    [],
    "the collector rejects nothing",
  );
}

/**
 * The identify that reports what the order changed in the profile of a known person. It is the first message
 * of the request that carries the order. The page view before the order may have left in an earlier request:
 * the tracker orders the messages, and a slow page may make its calls far apart.
 */
function profileUpdate(received, orderName) {
  const order = received.find(({ message }) => message.event === orderName);
  const [first] = received.filter(({ requestIndex }) => requestIndex === order?.requestIndex);
  assert.equal(first?.message.type, "identify", "an identify is the first message of the order's request");
  assert.equal(first.message.traits.email, EMAIL);
  assert.ok(first.message.traits.last_order_date, "the profile update has the date of the order");
  return first;
}

/** The message has the time of its own step, and was sent after it. */
function assertTime(message, [name, step], story) {
  const { from, to } = story.steps.find((known) => known.name === step);
  const time = Date.parse(message.timestamp);
  const range = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
  assert.ok(
    from <= time && time <= to,
    `${name} has the time ${message.timestamp}, but the step "${step}" was from ${range}`,
  );
  assert.ok(message.sentAt >= message.timestamp, `${name} was sent after it happened`);
}

/** All messages are about one shopper. */
function assertShopper(messages, { isKnown }) {
  const [{ anonymousId }] = messages;
  for (const message of messages) {
    assert.equal(message.anonymousId, anonymousId, `anonymousId of ${nameAndValue(message)}`);
    const userId = isKnown(message) ? EMAIL : undefined;
    assert.equal(message.userId, userId, `userId of ${nameAndValue(message)}`);
  }
}

/** Whether the message is the first identify or comes after it. A profile update comes after it. */
function isFromIdentifyOn(messages, message) {
  const index = messages.indexOf(message);
  return index < 0 || index >= messages.findIndex(({ type }) => type === "identify");
}

/** The traits of identify have the campaign as first and last touch. */
function assertTouches(traits) {
  for (const touch of ["first", "last"]) {
    assert.equal(traits[`${touch}_utm_source`], "newsletter");
    assert.equal(traits[`${touch}_utm_medium`], "email");
    assert.equal(traits[`${touch}_utm_campaign`], "spring sale");
    assert.match(traits[`${touch}_landing_page`], /^http:\/\/127\.0\.0\.1:\d+\/\?utm_source=newsletter/);
  }
  assert.equal(traits.email, EMAIL);
}

/** The order has its derived id, and the campaign that led to it. */
function assertOrder(order, story) {
  assert.equal(order.messageId, derivedUlid("order_completed", "127.0.0.1", story.orderId));
  assert.equal(order.properties.order_id, story.orderId);
  assert.equal(order.context.campaign.source, "newsletter");
  assert.equal(order.context.campaign.name, "spring sale");
  const texts = Object.values(order.properties).filter((value) => typeof value === "string");
  for (const text of ["newsletter", "email", "spring sale"])
    assert.ok(texts.includes(text), `the order's properties include ${text}`);
  assert.ok(
    texts.some((text) => /^http:\/\/127\.0\.0\.1:\d+\/\?utm_source=newsletter/.test(text)),
    "the order's properties include the landing page",
  );
}

/**
 * The documented id of an order's event, computed independently of the tracker: the first 128 bits of the
 * SHA-256 over the parts joined by `|`, as a ULID.
 */
export function derivedUlid(...parts) {
  const digest = createHash("sha256").update(parts.join("|")).digest("hex").slice(0, 32);
  let number = BigInt(`0x${digest}`);
  let text = "";
  for (let index = 0; index < 26; index += 1, number >>= 5n) text = BASE32[Number(number & 31n)] + text;
  return text;
}

function withoutCopies(messages) {
  return messages.filter(({ duplicate }) => !duplicate);
}

/** `[name, identifying value]` of a message, to compare with `expectedMessages`. */
function nameAndValue({ type, event, properties = {}, traits = {} }) {
  const { path, url, collection_id, list_id, order_id, product_id, step, step_name } = properties;
  if (type === "identify") return [type, traits.email];
  if (type === "page") return [type, path ?? new URL(url).pathname];
  return [event, collection_id ?? list_id ?? order_id ?? product_id ?? step ?? step_name];
}
