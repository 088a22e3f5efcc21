// `identify` with an address as links and mail programs write it: the part `repair` reads it, and the person
// is known by that address. Order ids of Shopify's interfaces are read by the core.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/** Identifies, and gives the answer as it is in the end, and the last message about the person. */
async function identify(...args) {
  page.options = { anonymous: "send", autoPage: "false" };
  await browser.open(page.origin);
  await started(browser);
  const answer = await browser.run(async (given) => {
    shoptrail.reset();
    const result = shoptrail.identify(...given);
    await shoptrail.flush();
    for (let left = 100; left-- && result.queued;) await new Promise((resolve) => setTimeout(resolve, 50));
    return JSON.parse(JSON.stringify(result));
  }, args);
  await delivered(browser);
  const messages = arrived(page.collector).filter(({ type }) => type === "identify");
  return { answer, person: messages.at(-1) };
}

test("an address in another form is that address, and the answer says so", async () => {
  for (const given of [
    "mailto:Jane@X.com",
    "Jane Doe <jane@x.com>",
    "jane%40x.com",
    "ｊａｎｅ＠ｘ．ｃｏｍ",
  ]) {
    const { answer, person } = await identify(given);
    assert.equal(answer.ok, true, given);
    assert.equal(person.userId, "jane@x.com", given);
    assert.equal(answer.violations[0].kept, "jane@x.com", given);
  }
});

test("beside a customer id, as a key or as a trait, it is read too", async () => {
  for (const args of [
    [{ customer_id: "42", email: "<jane@x.com>" }, { first_name: "Jane" }],
    ["42", { email: "jane@x.com,", first_name: "Jane" }],
  ]) {
    const { answer, person } = await identify(...args);
    assert.equal(answer.ok, true);
    assert.equal(person.userId, "42");
    assert.equal(person.traits.email, "jane@x.com");
  }
});

test("what is no address is refused, and nobody is known by it", async () => {
  const { answer, person } = await identify("jane@x.com, joe@x.com");
  assert.equal(answer.ok, false);
  assert.equal(person, undefined);
});

test("an order by its gid is the order of the webhook", async () => {
  await identify("42");
  await browser.run(async () => {
    for (const order_id of ["gid://shopify/Order/1001?key=a", "1001"])
      shoptrail.track("order_completed", {
        order_id,
        total: 5,
        currency: "EUR",
        line_items: [{ product_id: "gid://shopify/Product/7", price: 5, quantity: 1 }],
      });
    await shoptrail.flush();
  });
  await delivered(browser);
  const orders = arrived(page.collector).filter(({ event }) => event === "order_completed");
  assert.equal(orders.length, 1);
  assert.equal(orders[0].properties.order_id, "1001");
  assert.equal(orders[0].properties.line_items[0].product_id, "7");
});
