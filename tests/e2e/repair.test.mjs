// Events with odd fields: what real shops print is read as a careful person would read it, and what cannot be
// read is left out. No odd field costs an event; only what it is about can. Each repair is a warning.

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrived, names, usePages } from "./support/pages.mjs";
import { ORDER, ORDERS, order } from "./support/odd-orders.mjs";
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
  rows.forEach(([what, , wanted, warnings], index) => {
    const expected = typeof wanted === "function" ? wanted(page.origin) : wanted;
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

/** All orders under such an id would count as one. */
const NO_IDS = [
  "false",
  "N/A",
  "--",
  "none",
  0,
  "0",
  -1,
  "[object Object]",
  "%ORDER_ID%",
  "${id}",
  "{{ order.id }}",
];

test("an event without what it is about stays refused, and the answer says what is missing", async () => {
  await open();
  const given = await answers([
    ["order_completed", { ...ORDER, order_id: " " }],
    ...NO_IDS.map((id) => ["order_completed", { ...ORDER, order_id: id }]),
    ["product_viewed", { price: "5,00", currency: "EUR" }],
    ["consent_changed", { email_consent: "perhaps" }],
  ]);
  const refusals = given.map(({ ok, violations }) => {
    const { code, path } = violations.find((violation) => violation.code === "missing_property") ?? {};
    return [ok, code, path];
  });
  assert.deepEqual(refusals, [
    ...[" ", ...NO_IDS].map(() => [false, "missing_property", "order_id"]),
    [false, "missing_property", "product_id/variant_id/sku/name"],
    [false, "missing_property", "email_consent/sms_consent/marketing_consent/analytics_consent"],
  ]);
  const { message } = given[NO_IDS.length].violations.find(({ path }) => path === "order_id");
  assert.equal(message, `is required, and "${NO_IDS.at(-1)}" says nothing`);
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
