// Steps of Shopify's checkout, from the sandbox of a pixel.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkMessage } from "../../pkg/tools/index.js";
import { fixture } from "./support/page.mjs";
import { startPixel } from "./support/pixel.mjs";

// With the present time: the pixel drops messages that are too old.
const STARTED = {
  ...fixture("shopify-web-pixel-events").find(({ name }) => name === "checkout_started"),
  timestamp: new Date().toISOString(),
};
// The events of all steps have the data of the start.
const submitted = (name, changes) => ({
  ...STARTED,
  name,
  data: { checkout: { ...STARTED.data.checkout, ...changes } },
});

test("each step of a checkout is one event, however often Shopify repeats it", async () => {
  const pixel = startPixel({ options: { anonymous: "send" } });
  const delivery = { selectedDeliveryOptions: [{ title: "Express" }] };
  const transactions = [{ paymentMethod: { type: "creditCard" } }];
  const publish = async (to) => {
    await to.publish(submitted("checkout_contact_info_submitted"));
    await to.publish(submitted("checkout_shipping_info_submitted", { delivery }));
    await to.publish(submitted("payment_info_submitted", { delivery, transactions }));
  };
  await publish(pixel);
  await publish(pixel);
  const next = pixel.next();
  await publish(next);
  assert.deepEqual(next.messages(), [], "the next page knows them");
  const steps = pixel.messages().filter(({ event }) => event === "checkout_step_completed");
  for (const message of steps)
    assert.deepEqual(checkMessage(message, { from: "browser", writeKey: "k" }).problems, []);
  assert.deepEqual(
    steps.map(({ properties: { step, checkout_id, shipping_method, payment_method, line_items } }) => [
      step,
      checkout_id,
      shipping_method,
      payment_method,
      line_items.length,
    ]),
    [
      ["contact", STARTED.data.checkout.token, undefined, undefined, 1],
      ["shipping", STARTED.data.checkout.token, "Express", undefined, 1],
      ["payment", STARTED.data.checkout.token, "Express", "creditCard", 1],
    ],
  );
  await next.publish(submitted("payment_info_submitted", { token: "another" }));
  assert.equal(next.messages().length, 1, "another checkout has its own steps");
});
