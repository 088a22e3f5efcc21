// Events with odd fields: what real shops print is read as a careful person would read it, and what cannot be
// read is left out. No odd field costs an event; only what it is about can. Each repair is a warning.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/** Opens a page that sends at once. */
async function open(options = {}) {
  page.options = { anonymous: "send", autoPage: "false", ...options };
  await browser.open(page.origin);
  await started(browser);
}

/** Makes the calls, one after the other, and gives the answers as they are in the end. */
const answers = (calls) =>
  browser.run(async (list) => {
    const given = list.map(([name, properties]) => shoptrail.track(name, properties));
    await shoptrail.flush();
    for (let left = 100; left-- && given.some((answer) => answer.queued);)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return JSON.parse(JSON.stringify(given));
  }, calls);

const line = { product_id: "P1", price: 10, quantity: 1 };
const ORDER = { order_id: "1001", total: 10, currency: "EUR", line_items: [line] };
const order = (more) => ({ ...ORDER, ...more });
const lineOrder = (more) => order({ line_items: [{ ...line, ...more }] });

/** `[what, properties of an order, what arrives of it, "code path" of each warning]` */
const ORDERS = [
  [
    "empty texts are absent",
    lineOrder({ discount: "", position: "", brand: "", variant_name: "" }),
    { line_items: [line] },
    [
      "empty line_items[0].discount",
      "empty line_items[0].position",
      "empty line_items[0].brand",
      "empty line_items[0].variant_name",
    ],
  ],
  [
    "an empty quantity is one piece",
    lineOrder({ quantity: "" }),
    { line_items: [line], item_count: 1 },
    ["missing_property line_items[0].quantity"],
  ],
  ["a number as a code", order({ coupon: 2026 }), { coupon: "2026" }, ["wrong_type coupon"]],
  ["a list of codes", order({ coupon: ["SPRING", "VIP"] }), { coupon: "SPRING,VIP" }, ["wrong_type coupon"]],
  ["a list of one code", order({ coupon: ["SPRING"] }), { coupon: "SPRING" }, ["wrong_type coupon"]],
  ["no codes", order({ coupon: [] }), { coupon: undefined }, ["wrong_type coupon"]],
  [
    "pieces by the metre",
    lineOrder({ quantity: 1.5, price: 8 }),
    { item_count: 1.5, cart_value: 12 },
    ["out_of_range line_items[0].quantity"],
  ],
  [
    "numbers in texts",
    {
      order_id: "1001",
      total: "89.90",
      currency: "eur",
      line_items: [{ product_id: 42, price: "49,95", quantity: "2" }],
    },
    {
      total: 89.9,
      currency: "EUR",
      line_items: [{ product_id: "42", price: 49.95, quantity: 2 }],
      item_count: 2,
      cart_value: 99.9,
    },
    ["wrong_type total", "wrong_type line_items[0].price", "wrong_type line_items[0].quantity"],
  ],
  ["a sum of floats", order({ total: 0.1 + 0.2 }), { total: 0.3 }, ["rounded total"]],
  ["yen have no decimals", order({ currency: "JPY", total: 9.999 }), { total: 10 }, ["rounded total"]],
  ["dinars have three", order({ currency: "KWD", total: 9.995 }), { total: 9.995 }, []],
  [
    "a price with its taxes",
    order({ total: "10,00 € inkl. 19 % MwSt." }),
    { total: 10 },
    ["wrong_type total"],
  ],
  [
    "rupiahs",
    order({ currency: "IDR", total: "Rp 150.000", line_items: [{ ...line, price: "150.000" }] }),
    { total: 150000, cart_value: 150000 },
    ["wrong_type total", "wrong_type line_items[0].price"],
  ],
  [
    "thousands of euros",
    order({ total: "€ 1.299", line_items: [{ ...line, price: "1.299,- €" }] }),
    { total: 1299, cart_value: 1299 },
    ["wrong_type total", "wrong_type line_items[0].price"],
  ],
  [
    "what could be several amounts is left out",
    order({ total: "10 € statt 12 €" }),
    { total: undefined },
    ["wrong_type total"],
  ],
  [
    "money of a storefront",
    order({ total: { amount: "10.0", currencyCode: "EUR" } }),
    { total: 10 },
    ["wrong_type total"],
  ],
  [
    "a currency in the price",
    { order_id: "1001", total: "10,00 €", line_items: [line] },
    { total: 10, currency: "EUR" },
    ["missing_property currency", "wrong_type total"],
  ],
  [
    "a sign for a currency",
    order({ currency: "€" }),
    { currency: "EUR", total: 10 },
    ["bad_currency currency"],
  ],
  [
    "an unreadable currency",
    order({ currency: "$$" }),
    { currency: undefined, total: undefined, line_items: [{ product_id: "P1", quantity: 1 }] },
    ["bad_currency currency", "missing_property total", "missing_property line_items[0].price"],
  ],
  [
    "a negative line is a discount",
    order({ total: 8, line_items: [line, { name: "Coupon", price: -2, quantity: 1 }] }),
    { discount: 2, line_items: [line], cart_value: 10 },
    ["out_of_range line_items[1]"],
  ],
  ["a negative discount", order({ discount: -2, total: 8 }), { discount: 2 }, ["out_of_range discount"]],
  [
    "a line without a product",
    order({ line_items: [line, { price: 5 }, null, 7] }),
    { line_items: [line] },
    ["missing_property line_items[1]", "wrong_type line_items[3]"],
  ],
  ["one line alone", order({ line_items: line }), { line_items: [line] }, ["wrong_type line_items"]],
  [
    "lines of PHP",
    order({ line_items: { 0: line, 1: { ...line, product_id: "P2" } } }),
    { item_count: 2 },
    ["wrong_type line_items"],
  ],
  [
    "lines as JSON",
    order({ line_items: JSON.stringify([line]) }),
    { line_items: [line] },
    ["wrong_type line_items"],
  ],
  [
    "no lines",
    order({ line_items: undefined }),
    { total: 10, line_items: undefined },
    ["missing_property line_items"],
  ],
  [
    "a line known by its sku",
    order({ line_items: [{ sku: "S", price: 10, quantity: 1 }] }),
    { line_items: [{ sku: "S", price: 10, quantity: 1 }] },
    ["missing_property line_items[0].product_id"],
  ],
  [
    "nothing of a template",
    order({ coupon: "undefined", payment_method: "(not set)", shipping_method: "null" }),
    { coupon: undefined, payment_method: undefined, shipping_method: undefined },
    ["empty coupon", "empty payment_method", "empty shipping_method"],
  ],
  [
    "a date of another order",
    order({ order_date: "23.11.2026" }),
    { order_date: 1795392000 },
    ["bad_date order_date"],
  ],
  [
    "a date that could be two",
    order({ order_date: "11/12/2026" }),
    { order_date: undefined },
    ["bad_date order_date"],
  ],
  [
    "an object for a name",
    lineOrder({ brand: { "@type": "Brand", name: "Acme" } }),
    { line_items: [{ ...line, brand: "Acme" }] },
    ["wrong_type line_items[0].brand"],
  ],
  [
    "an unsafe name",
    order({ reply_to: "a@b.example", "": 1 }),
    { reply_to: undefined, total: 10 },
    ["reserved_property reply_to", "name_empty "],
  ],
  [
    "a picture with a space",
    lineOrder({ image_url: "/a b.png" }),
    { line_items: [{ ...line, image_url: "/a%20b.png" }] },
    ["bad_url line_items[0].image_url"],
  ],
  [
    "a script for a link",
    lineOrder({ url: "javascript:void 0" }),
    { line_items: [line] },
    ["bad_url line_items[0].url"],
  ],
];

test("an order survives every odd field, and each repair is a warning", async () => {
  await open();
  const given = await answers(
    ORDERS.map(([, properties], index) => ["order_completed", { ...properties, order_id: `o${index}` }]),
  );
  await delivered(browser);
  compare(
    ORDERS,
    given,
    (index) =>
      ({ properties }) =>
        properties?.order_id === `o${index}`,
  );
});

/** Compares what arrived, and the warnings of the answers, with the rows of a table. */
function compare(rows, given, isOf) {
  const messages = arrived(page.collector);
  const failures = [];
  rows.forEach(([what, , expected, warnings], index) => {
    const found = messages.find(isOf(index))?.properties;
    const part = found && Object.fromEntries(Object.keys(expected).map((name) => [name, found[name]]));
    // Sums that do not match are another matter.
    const repairs = (given[index].violations ?? []).filter(({ code }) => code !== "contradiction");
    const codes = repairs.map(({ code, path }) => `${code} ${path}`);
    try {
      assert.deepEqual(part, expected, what);
      assert.deepEqual(codes.sort(), [...warnings].sort(), what);
    } catch (error) {
      failures.push(error.message);
    }
  });
  assert.equal(failures.join("\n"), "");
}

/** `[what, [event, properties], what arrives of it, "code path" of each warning]` */
const OTHERS = [
  [
    "a product by its sku",
    ["product_viewed", { sku: "S1", price: "5", currency: "EUR" }],
    { sku: "S1", price: 5 },
    ["wrong_type price", "missing_property product_id", "missing_property name"],
  ],
  [
    "a product by its name",
    ["product_viewed", { name: "Mug" }],
    { name: "Mug" },
    ["missing_property product_id", "missing_property price", "missing_property currency"],
  ],
  [
    "another product by its name",
    ["product_viewed", { name: "Cup" }],
    { name: "Cup" },
    ["missing_property product_id", "missing_property price", "missing_property currency"],
  ],
  [
    "an add in the currency of the event before",
    ["add_to_cart", { product_id: 7, price: "4.50", quantity: "2" }],
    { product_id: "7", price: 4.5, quantity: 2, currency: "EUR" },
    ["missing_property currency", "wrong_type price", "wrong_type quantity"],
  ],
  [
    "an add without a quantity",
    ["add_to_cart", { product_id: 8, price: 4, currency: "EUR" }],
    { quantity: 1 },
    ["missing_property quantity"],
  ],
  [
    "pieces taken out",
    ["remove_from_cart", { product_id: 8, quantity: -1 }],
    { quantity: 1 },
    ["out_of_range quantity"],
  ],
  [
    "a checkout of nothing known",
    ["checkout_started", {}],
    {},
    ["missing_property line_items", "missing_property currency"],
  ],
  [
    "a collection by its name",
    ["collection_viewed", { collection_name: "Mugs" }],
    { collection_name: "Mugs" },
    ["missing_property collection_id"],
  ],
  [
    "a search with results as text",
    ["search_performed", { query: 42, results_count: "1,204" }],
    { query: "42", results_count: 1204 },
    ["wrong_type query", "wrong_type results_count"],
  ],
  [
    "a refund with a sign",
    ["order_refunded", { order_id: 5, refund_amount: "-12,50", currency: "EUR" }],
    { refund_amount: 12.5 },
    ["wrong_type refund_amount"],
  ],
  [
    "consent as a form says it",
    ["consent_changed", { email_consent: "on" }],
    { email_consent: true },
    ["wrong_type email_consent"],
  ],
  [
    "an offer's value",
    ["offer_applied", { offer_code: "X", offer_value: "10 %" }],
    { offer_value: 10 },
    ["wrong_type offer_value"],
  ],
  [
    "stock as a shop says it",
    [
      "product_viewed",
      { product_id: "9", name: "Pot", price: 1, currency: "EUR", in_stock: "https://schema.org/OutOfStock" },
    ],
    { in_stock: false },
    ["wrong_type in_stock"],
  ],
];

test("every other event survives too, each with what it has", async () => {
  await open();
  const given = await answers(OTHERS.map(([, call]) => call));
  await delivered(browser);
  compare(
    OTHERS,
    given,
    (index) =>
      ({ messageId }) =>
        messageId === given[index].messageId,
  );
});

test("an event without what it is about stays refused, and the answer says what is missing", async () => {
  await open();
  const given = await answers([
    ["order_completed", { ...ORDER, order_id: " " }],
    ["product_viewed", { price: "5,00", currency: "EUR" }],
    ["consent_changed", { email_consent: "perhaps" }],
  ]);
  const refusals = given.map(({ ok, violations }) => {
    const { code, path } = violations.find((violation) => violation.code === "missing_property") ?? {};
    return [ok, code, path];
  });
  assert.deepEqual(refusals, [
    [false, "missing_property", "order_id"],
    [false, "missing_property", "product_id/variant_id/sku/name"],
    [false, "missing_property", "email_consent/sms_consent/marketing_consent/analytics_consent"],
  ]);
  await delivered(browser);
  assert.deepEqual(
    names(page.collector).filter((name) => name !== "page"),
    [],
  );
});

test("with strict every odd field refuses its event at once", async () => {
  await open({ strict: "true" });
  const given = await browser.run(
    (odd) => {
      const { ok, violations } = shoptrail.track("order_completed", odd);
      return { ok, found: violations.map(({ code, path }) => `${code} ${path}`) };
    },
    order({ total: "10,00" }),
  );
  assert.deepEqual(given, { ok: false, found: ["wrong_type total"] });
});

test("calls keep their order while the part is on its way, and a page that is left loses none", async () => {
  await open();
  await browser.run(
    (odd) => {
      shoptrail.track("search_performed", { query: "before" });
      shoptrail.track("order_completed", odd);
      shoptrail.track("search_performed", { query: "behind" });
    },
    order({ total: "10,00" }),
  );
  await browser.open(`${page.origin}/next`);
  await started(browser);
  const tracked = (collector) => names(collector).filter((name) => name !== "page");
  await page.collector.waitFor((collector) => tracked(collector).length === 3, 20_000);
  assert.deepEqual(tracked(page.collector), ["search_performed", "order_completed", "search_performed"]);
});
