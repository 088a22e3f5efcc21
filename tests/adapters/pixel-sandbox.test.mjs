// The built pixel in a worker that has what Shopify's strict sandbox has, on a checkout with a domain of its
// own: no cookie and no record of the storefront is there, only the cart. And Shopify's own types of what a
// pixel gets.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { orderMessageId } from "../../pkg-template/src/pixel/message-id.js";
import { fixture } from "./support/page.mjs";
import { startSandbox } from "./support/pixel-sandbox.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TSC = `${ROOT}node_modules/typescript/bin/tsc`;
const A = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const SETTINGS = { writeKey: "k", shop: "s.example", anonymous: "send" };
const INIT = { data: { cart: { id: "gid://shopify/Cart/Z2NwLXVz?key=secret" }, customer: null } };
const [STARTED, COMPLETED] = ["checkout_started", "checkout_completed"].map((wanted) => {
  const event = fixture("shopify-web-pixel-events").find(({ name }) => name === wanted);
  const attributes = [{ key: "_shoptrail_anonymous_id", value: A }];
  return {
    ...event,
    timestamp: new Date().toISOString(),
    data: { checkout: { ...event.data.checkout, email: "jane@example.com", attributes } },
  };
});
const open = [];
const start = async (given) => (open.push(await startSandbox({ settings: SETTINGS, ...given })), open.at(-1));
after(() => Promise.all(open.map((sandbox) => sandbox.close())));

test("Shopify's types of a pixel, its events and its storage fit what the pixel reads", () => {
  const { status, stdout } = spawnSync(process.execPath, [TSC, "-p", "tests/adapters/types"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout);
});

test("in a worker, checkout and order are the storefront's shopper, known by the cart alone", async () => {
  const sandbox = await start({ init: INIT });
  assert.deepEqual(sandbox.globals, [], "no page");
  await sandbox.publish(STARTED);
  await sandbox.publish(COMPLETED);
  const messages = sandbox.messages();
  assert.deepEqual(
    messages.map(({ event, type, anonymousId }) => [event ?? type, anonymousId]),
    [
      ["identify", A],
      ["checkout_started", A],
      ["identify", A],
      ["order_completed", A],
    ],
  );
  const [, started, , order] = messages;
  for (const { properties } of [started, order])
    assert.deepEqual([properties.cart_id, properties.checkout_id], ["Z2NwLXVz", STARTED.data.checkout.token]);
  assert.equal(order.messageId, orderMessageId("order_completed", "s.example", "5555555555"));
  assert.deepEqual(sandbox.cookies, {}, "the id is the storefront's: the checkout keeps none of its own");
});

test("in a worker, a refusal keeps everything in and erases the record", async () => {
  const sandbox = await start({
    init: { ...INIT, customerPrivacy: { analyticsProcessingAllowed: false } },
  });
  await sandbox.publish(STARTED);
  assert.deepEqual([sandbox.messages(), sandbox.storage], [[], {}]);
  await sandbox.consent(true);
  assert.equal(sandbox.messages().at(-1).anonymousId, A);
  await sandbox.consent(false);
  await sandbox.publish(COMPLETED);
  assert.deepEqual([sandbox.messages().length, sandbox.storage], [2, {}]);
});
