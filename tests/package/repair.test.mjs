// Orders in shapes that shops give, read by the built package: what is sent, and the place of each warning.
// The promise in docs/odd-data.md is tried in a browser by tests/e2e/repair.test.mjs.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { tracker } from "./support/tracker.mjs";

const bodies = [];
let instance;
before(async () => (instance = await tracker(bodies)));

const line = { product_id: "P1", price: 10, quantity: 1 };
const ORDER = { total: 10, currency: "EUR", line_items: [line] };
const coupon = { name: "Coupon", price: "-2,00", quantity: 1 };
const own = {
  get shipping_method() {
    throw new Error("a getter of the page's");
  },
  coupon: () => 1,
  payment_method: Symbol("card"),
  subtotal: NaN,
};
const cyclic = { ...line };
cyclic.parent = cyclic;
const manyNames = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`n${index}`, 1]));

/** `[what, properties of an order, what arrives of it, "code path" of each warning]` */
const ROWS = [
  [
    "lines in a connection of GraphQL",
    { line_items: { edges: [{ node: line }] } },
    { line_items: [line] },
    ["wrong_type line_items"],
  ],
  [
    "lines with ids as names",
    { line_items: { a1: line, b2: { ...line, product_id: "P2" } } },
    { item_count: 2 },
    ["wrong_type line_items"],
  ],
  [
    "lines in a list, one as JSON and one in a list",
    { line_items: [JSON.stringify(line), [line]] },
    { line_items: [line, line] },
    ["wrong_type line_items"],
  ],
  [
    "lines as products",
    { line_items: undefined, products: [{ ...line, price: "10,00" }] },
    { line_items: [line], products: undefined },
    ["wrong_type line_items[0].price"],
  ],
  [
    "lines as products beside something else",
    { line_items: 5, products: [{ ...line, price: "10,00" }] },
    { line_items: [line], products: undefined },
    ["wrong_type line_items", "wrong_type line_items[0].price"],
  ],
  [
    "a warning names the place that the page gave",
    { line_items: [{ price: 5 }, { ...line, price: "10,00" }] },
    { line_items: [line] },
    ["missing_property line_items[0]", "wrong_type line_items[1].price"],
  ],
  [
    "a discount as a line beside an empty one",
    { discount: "", line_items: [line, coupon] },
    { line_items: [line], discount: 2 },
    ["out_of_range line_items[1]"],
  ],
  ["several amounts", { total: [10, 20] }, { total: undefined }, ["wrong_type total"]],
  [
    "a price of a line in another currency",
    { line_items: [{ ...line, price: "10.00 USD" }] },
    { total: 10, line_items: [{ product_id: "P1", quantity: 1 }], cart_value: undefined },
    ["wrong_type line_items[0].price"],
  ],
  [
    "a price as WooCommerce prints it",
    { total: '<span class="amount"><bdi>10,00&nbsp;<span>&euro;</span></bdi></span>' },
    { total: 10 },
    ["wrong_type total"],
  ],
  [
    "the taxes of a price are no currency",
    { currency: undefined, total: "49,90 € TTC" },
    { total: 49.9, currency: "EUR" },
    ["missing_property currency", "wrong_type total"],
  ],
  [
    "an object that is no text",
    { currency: { toString: 5 }, coupon: { toString: 5 } },
    { currency: "EUR", coupon: undefined, total: 10 },
    ["missing_property currency", "wrong_type coupon"],
  ],
  [
    "more names than a line may have",
    { line_items: [{ ...line, ...manyNames }] },
    { item_count: 1, cart_value: 10 },
    ["too_many_keys line_items[0]"],
  ],
  ["a name of JavaScript", { constructor: 1 }, { total: 10 }, ["unsafe_key constructor"]],
  [
    "what JSON cannot say",
    Object.defineProperties({ line_items: [cyclic] }, Object.getOwnPropertyDescriptors(own)),
    { total: 10, line_items: [line], coupon: undefined },
    [
      "cycle line_items[0].parent",
      "function coupon",
      "getter shipping_method",
      "not_finite subtotal",
      "wrong_type payment_method",
    ],
  ],
];

ROWS.forEach(([what, given, expected, warnings], index) =>
  test(what, async () => {
    const order = Object.defineProperties(
      { ...ORDER, order_id: `o${index}` },
      Object.getOwnPropertyDescriptors(given),
    );
    const { result, sent } = await answer(order);
    const part = Object.fromEntries(Object.keys(expected).map((name) => [name, sent[name]]));
    assert.deepEqual(part, expected);
    const found = result.violations.map(({ code, path }) => `${code} ${path}`);
    assert.deepEqual(found.sort(), [...warnings].sort());
  }),
);

test("an order with more faults than one answer names is read in full", async () => {
  const odd = { name: 5, brand: 6, price: "1,50", quantity: "1" };
  const ids = Array.from({ length: 150 }, (_, index) => `P${index}`);
  const lines = ids.map((id) => ({ product_id: id, ...odd }));
  const { result, sent } = await answer({ ...ORDER, order_id: "long", line_items: lines });
  assert.equal(result.violations.length, 64);
  const read = { name: "5", brand: "6", price: 1.5, quantity: 1 };
  assert.deepEqual(
    sent.line_items,
    ids.map((id) => ({ product_id: id, ...read })),
  );
});

/** Tracks an order; gives the answer, and the properties that were sent. */
async function answer(order) {
  const result = instance.track("order_completed", order);
  for (let left = 200; left-- && result.queued;) await new Promise((resolve) => setTimeout(resolve, 10));
  await instance.flush();
  assert.equal(result.ok, true, JSON.stringify(result));
  const messages = bodies.flatMap((body) => JSON.parse(body).batch);
  return { result, sent: messages.find(({ messageId }) => messageId === result.messageId).properties };
}
