// What the parts `quality` and `overlay` say of amounts and counts that do not match the lines of an event.

import assert from "node:assert/strict";
import test from "node:test";
import { build } from "esbuild";
import { readFileSync } from "node:fs";

const SOURCE = new URL("../../pkg-template/src/parts/shared/contradictions.js", import.meta.url).pathname;
const { outputFiles } = await build({ entryPoints: [SOURCE], bundle: true, format: "esm", write: false });
const { contradictions } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`
);
const plan = JSON.parse(readFileSync(new URL("../../pkg-template/plan.json", import.meta.url), "utf8"));

const LINES = [
  { product_id: "a", price: 10, quantity: 2 },
  { product_id: "b", price: 5, quantity: 1 },
];

/** The paths of what contradicts the lines in a call with this answer. */
function found(name, properties, result = { ok: true, messageId: "m" }) {
  const all = contradictions({ method: "track", args: [name, properties], result });
  for (const { code, message } of all) {
    assert.equal(code, "contradiction");
    assert.match(message, /^is not (the sum of the lines|every line's)$/);
  }
  return all.map(({ path }) => path).join(" ");
}

const order = (more, lines = LINES) => ({ order_id: "1", currency: "EUR", line_items: lines, ...more });

for (const [given, expected] of [
  [{ total: 25 }, ""],
  [{ total: 25.02 }, ""],
  [{ total: 25.03 }, ""],
  [{ total: 25.04 }, "total"],
  [{ total: 26 }, "total"],
  [{ total: 2500 }, "total"],
  [{ total: 29.9, shipping: 4.9 }, ""],
  [{ total: 34.65, shipping: 4.9, tax: 4.75 }, ""],
  [{ total: 25, tax: 4 }, ""],
  [{ total: 22.5, discount: 2.5 }, ""],
  [{ total: 20, discount: 2.5 }, "total"],
  [{ total: 25, subtotal: 22.5, discount: 2.5 }, ""],
  [{ total: 29.9, shipping: 4.9, subtotal: 29.9 }, "subtotal"],
  [{ total: 25, subtotal: 25, cart_value: 25, item_count: 3 }, ""],
  [{ total: 25, cart_value: 22.5, discount: 2.5 }, "cart_value"],
  [{ total: 25, subtotal: 20, cart_value: 20, item_count: 2 }, "subtotal cart_value item_count"],
]) {
  test(`an order of 25.00 in 3 pieces with ${JSON.stringify(given)}: ${expected || "nothing"}`, () =>
    assert.equal(found("order_completed", order(given)), expected));
}

test("a line in another currency is named, and amounts are not summed up over currencies", () => {
  const mixed = [LINES[0], { ...LINES[1], currency: "USD" }];
  assert.equal(found("order_completed", order({ total: 25 }, mixed)), "currency");
  assert.equal(found("order_completed", order({ total: 2500, item_count: 2 }, mixed)), "currency item_count");
  assert.equal(found("collection_viewed", { currency: "EUR", products: mixed }), "currency");
  const lines = [LINES[0], { ...LINES[1], currency: " eur" }];
  assert.equal(found("order_completed", order({ total: 25 }, lines)), "");
  assert.equal(found("order_completed", order({ total: 2500, currency: "" }, lines)), "total");
  const other = LINES.map((line, index) => ({ ...line, currency: ["CHF", "USD"][index] }));
  assert.equal(found("cart_viewed", { line_items: other, cart_value: 1 }), "currency");
});

test("a refund need not be for the whole order, but its own sums are those of its lines", () => {
  assert.equal(found("order_refunded", order({ total: 500, subtotal: 400 })), "");
  assert.equal(found("order_refunded", order({ cart_value: 500, item_count: 4 })), "cart_value item_count");
});

test("an event has totals unless the plan knows it as one that is about no cart and no order", () => {
  for (const { name, in_cart: isInCart, natural_key: key } of plan.events) {
    const hasTotals = isInCart || key?.scope === "forever";
    assert.equal(found(name, { products: LINES, item_count: 9 }), hasTotals ? "item_count" : "", name);
  }
  assert.equal(found(" gift_wrapped ", { products: LINES, item_count: 9 }), "item_count");
  const page = { method: "page", args: [{ products: LINES, item_count: 9 }], result: { ok: true } };
  assert.deepEqual(contradictions(page), []);
});

test("an absent line is none, an absent quantity one piece; without a price no amount is compared", () => {
  const lines = [null, { product_id: "a", price: 10 }, undefined, { product_id: "b", price: 5, quantity: 1 }];
  assert.equal(found("order_completed", order({ total: 15, cart_value: 15, item_count: 2 }, lines)), "");
  assert.equal(found("order_completed", order({ total: 25, item_count: 3 }, lines)), "total item_count");
  const unpriced = [{ product_id: "a" }];
  assert.equal(found("order_completed", order({ total: 1, item_count: 2 }, unpriced)), "item_count");
  assert.equal(found("cart_viewed", { line_items: [], cart_value: 5 }), "cart_value");
});

test("what is no number is not compared, nor what depends on it", () => {
  assert.equal(found("order_completed", order({ total: "2500", item_count: "7" })), "");
  assert.equal(found("order_completed", order({ total: 20, discount: "5" })), "");
  assert.equal(found("order_completed", order({ total: 30, shipping: "5", item_count: 4 })), "item_count");
  const text = (name) => [{ ...LINES[0], [name]: "2" }, LINES[1]];
  assert.equal(found("order_completed", order({ total: 1, item_count: 4 }, text("price"))), "item_count");
  assert.equal(found("order_completed", order({ total: 1, item_count: 4 }, text("quantity"))), "");
  const huge = [{ product_id: "a", price: 1e306, quantity: 999 }];
  assert.equal(found("cart_viewed", { currency: "EUR", line_items: huge, cart_value: 1 }), "");
  for (const properties of [undefined, null, "x", 7, [], { line_items: "x" }, { products: { 0: LINES[0] } }])
    assert.equal(found("order_completed", properties), "");
});

test("an event whose lines were put right is not compared: its arguments are not what was sent", () => {
  const accepted = (code, path) => ({ ok: true, messageId: "m", violations: [{ code, path, message: "" }] });
  const faults = order({ total: 2500 });
  for (const [code, path] of [
    ["wrong_type", "line_items[0].price"],
    ["out_of_range", "line_items[1]"],
    ["missing_property", "products[1]"],
    ["wrong_type", "line_items"],
    ["wrong_type", "discount"],
    ["bad_currency", "line_items[0].currency"],
  ])
    assert.equal(found("order_completed", faults, accepted(code, path)), "", path);
  for (const [code, path] of [
    ["empty", "line_items[0].category"],
    ["missing_property", "line_items[0].quantity"],
    ["bad_date", "order_date"],
  ])
    assert.equal(found("order_completed", faults, accepted(code, path)), "total", path);
});

test("only an accepted event is compared, and nothing of the page's runs", () => {
  const faults = order({ total: 2500 });
  assert.equal(found("order_completed", faults, { ok: false, reason: "repeat", violations: [] }), "");
  const identify = { method: "identify", args: ["ada", faults], result: { ok: true } };
  assert.deepEqual(contradictions(identify), []);
  const fail = () => assert.fail("a getter ran");
  const getter = Object.defineProperty({ ...LINES[0] }, "price", { get: fail, enumerable: true });
  assert.equal(found("order_completed", order({ total: 2500 }, [getter])), "");
  const proxy = new Proxy({}, { getOwnPropertyDescriptor: fail });
  assert.equal(found("order_completed", proxy), "");
  const throwing = new Proxy([], { get: fail });
  assert.equal(found("order_completed", { line_items: throwing }), "");
});
