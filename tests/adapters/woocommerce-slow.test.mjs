// The adapter `woocommerce` in a slow shop: the cart changes long after the click, and counts once with what
// other sources have reported of the click.

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { trackFromSource } from "../../pkg-template/src/adapters/shared/adapter.js";
import woocommerce from "../../pkg-template/src/adapters/woocommerce.js";
import { openDom, settle } from "./support/dom.mjs";
import { fixture } from "./support/fake-tracker.mjs";

const CART = fixture("woocommerce-cart");
const [PENNANT] = CART.items;
const PUSHED = { product_id: PENNANT.id, name: PENNANT.name, price: 9, quantity: 1, currency: "USD" };

afterEach(() => mock.restoreAll());

/** Plays `[ms, how]`: `click` begins an add, `push` reports it for Google, `added` ends it. */
async function played(steps) {
  let now = 1_000_000;
  mock.method(Date, "now", () => now);
  mock.method(performance, "now", () => now);
  let pieces = 0;
  const page = openDom('<head></head><body class="woocommerce"></body>', {
    fetch: () => ({ ...CART, items: pieces ? [{ ...PENNANT, quantity: pieces }] : [] }),
  });
  page.window.localStorage["shoptrail.woo"] = JSON.stringify({ lines: {} });
  woocommerce(page.tracker);
  await settle();
  const { body } = page.document;
  for (const [ms, how] of steps) {
    now = 1_000_000 + ms;
    if (how === "click") body.onadding_to_cart({ type: "adding_to_cart" }, [{}], {});
    if (how === "push") trackFromSource(page.tracker, "gtm", "add_to_cart", PUSHED);
    if (how === "added") {
      pieces += 1;
      body.onadded_to_cart({ type: "added_to_cart" }, {}, "hash", [{ dataset: {} }]);
    }
    await settle();
  }
  return page.events.length;
}

for (const [expected, what, ...steps] of [
  [1, "a push at the click, the answer at once", [0, "click"], [0, "push"], [300, "added"]],
  [1, "a push at the click, the answer after five seconds", [0, "click"], [10, "push"], [5000, "added"]],
  [1, "a push after the slow answer", [0, "click"], [5000, "added"], [5010, "push"]],
  [
    2,
    "two slow adds, each with its push",
    [0, "click"],
    [10, "push"],
    [4000, "added"],
    [9000, "click"],
    [9010, "push"],
    [13_000, "added"],
  ],
  [2, "a push five seconds before another click", [0, "push"], [5000, "click"], [5300, "added"]],
  [1, "an add without any push", [0, "click"], [5000, "added"]],
])
  test(`${what}: ${expected}`, async () => {
    assert.equal(await played(steps), expected);
  });
