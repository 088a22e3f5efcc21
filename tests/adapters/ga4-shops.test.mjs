// The adapter `ga4`: pushes in which themes and plugins name, nest or leave out things in their own way.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDataLayer } from "./support/data-layer.mjs";
import { settle } from "./support/dom.mjs";
import { gtag } from "./support/fake-tracker.mjs";

const ITEM = { item_id: "7", item_name: "Mug", price: 5, quantity: 2 };
const LINE = { product_id: "7", name: "Mug", price: 5, quantity: 2 };
const UA_ITEM = { id: "7", name: "Mug", price: 5, quantity: 2 };
const ORDER = ["order_completed", { order_id: "1001", total: 10, currency: "EUR", line_items: [LINE] }];
const PURCHASE = { transaction_id: "1001", value: 10, currency: "EUR", items: [ITEM] };
const { transaction_id: id, value, ...OTHERS } = PURCHASE;
const FIELDS = { id: "1001", revenue: 10 };
const ecommerce = (members) => ({ event: "purchase", ecommerce: members });
const ua = (purchase) => ({ ecommerce: { currencyCode: "EUR", purchase } });
const line = (changes) => [ORDER[0], { ...ORDER[1], line_items: [{ ...LINE, ...changes }] }];
const items = (changes) => ecommerce({ ...PURCHASE, items: [{ ...ITEM, ...changes }] });

/** `[what, push, the event]` */
const ROWS = [
  ["an event in capitals", { event: "Purchase", ecommerce: PURCHASE }, ORDER],
  ["an event with a space", { event: " purchase", ecommerce: PURCHASE }, ORDER],
  ["the model of gtag's event", { event: "purchase", eventModel: PURCHASE }, ORDER],
  ["order_id", ecommerce({ ...OTHERS, value, order_id: id }), ORDER],
  ["transactionId", ecommerce({ ...OTHERS, value, transactionId: id }), ORDER],
  ["revenue", ecommerce({ ...OTHERS, transaction_id: id, revenue: value }), ORDER],
  ["total", ecommerce({ ...OTHERS, transaction_id: id, total: value }), ORDER],
  ["a Map of items", ecommerce({ ...PURCHASE, items: new Map([["a", ITEM]]) }), ORDER],
  ["a Set of items", ecommerce({ ...PURCHASE, items: new Set([ITEM]) }), ORDER],
  ["ecommerce as a list of one", ecommerce([PURCHASE]), ORDER],
  ["actionField as a list of one", ua({ actionField: [FIELDS], products: [UA_ITEM] }), ORDER],
  ["purchase as a list of one", ua([{ actionField: FIELDS, products: [UA_ITEM] }]), ORDER],
  ["an id of -1", items({ item_id: "-1", item_sku: "S7" }), line({ product_id: "S7", sku: "S7" })],
  ["an id of 0", items({ item_id: 0, sku: "S7" }), line({ product_id: "S7", sku: "S7" })],
  [
    "a sku as id, beside the product's",
    items({ item_id: "MUG-RED", product_id: "7", variant_id: "71" }),
    line({ product_id: "7", variant_id: "71" }),
  ],
  [
    "list_position",
    gtag("event", "purchase", { ...PURCHASE, items: [{ ...UA_ITEM, list_position: 3 }] }),
    line({ position: 3 }),
  ],
  [
    "the item beside the event",
    { event: "add_to_cart", ecommerce: { currency: "EUR", ...ITEM } },
    ["add_to_cart", { ...LINE, currency: "EUR" }],
  ],
];

for (const [what, push, expected] of ROWS)
  test(`${what}: ${expected[0]}`, async () => {
    const { calls, layer } = openDataLayer([]);
    layer().push(push);
    await settle();
    assert.deepEqual(calls, [expected]);
  });
