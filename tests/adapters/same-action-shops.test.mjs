// Whether two sources report one product or one order, as shop systems and their plugins write both.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  agreement,
  identifyingTexts,
  readContents,
  sameness,
} from "../../pkg-template/src/parts/shared/same-action.js";

/** `[what, one report, another, whether they are one]` */
const THINGS = [
  ["a product as gid", { product_id: "gid://shopify/Product/42" }, { product_id: 42 }, true],
  ["a variant as gid", { variant_id: "gid://shopify/ProductVariant/9" }, { variant_id: 9 }, true],
  ["a variant as the product's id", { product_id: "9" }, { product_id: "42", variant_id: "9" }, true],
  ["a sku in another case", { sku: "ab-1" }, { sku: "AB-1" }, true],
  ["a sku as the product's id", { product_id: "AB-1" }, { product_id: "42", sku: "AB-1" }, true],
  ["Google for WooCommerce", { product_id: "gla_42" }, { product_id: "42" }, true],
  ["Facebook for WooCommerce", { product_id: "wc_post_id_42" }, { product_id: "42" }, true],
  ["the Google feed of WooCommerce", { product_id: "woocommerce_gpf_42" }, { product_id: "42" }, true],
  ["Shopify's Google channel", { product_id: "shopify_US_42_9" }, { variant_id: "9" }, true],
  ["a name with entities", { name: "Men&#8217;s Hat" }, { product_id: "1", name: "Men’s Hat" }, true],
  ["a name in other letters", { name: " Runner  PRO " }, { product_id: "1", name: "Runner Pro" }, true],
  ["an accent of its own", { name: "Café" }, { product_id: "1", name: "Cafe\u0301" }, true],
  ["a name with ™", { name: "Runner™" }, { product_id: 1, name: "Runner" }, true],
  ["full-width letters", { name: "ＴＥＥ" }, { product_id: 1, name: "Tee" }, true],
  ["a part of a name", { name: "Runner" }, { name: "Runner Pro" }, false],
  ["one name, two skus", { sku: "A", name: "Hat" }, { sku: "B", name: "Hat" }, false],
  ["one name, two variants", { variant_id: "1", name: "Hat" }, { variant_id: "2", name: "Hat" }, false],
  ["a placeholder as id", { product_id: "N/A", name: "A" }, { product_id: "N/A", name: "B" }, false],
  ["zeros in front", { sku: "0042" }, { sku: "42" }, false],
  ["an order with its sign", { order_id: "#1001" }, { order_id: "1001" }, true],
  ["an order in words", { order_id: "Order #1001" }, { order_id: 1001 }, true],
  ["an order with No.", { order_id: "No. 1001" }, { order_id: "1001" }, true],
  ["an order as gid", { order_id: "gid://shopify/Order/123?key=a" }, { order_id: "123" }, true],
  ["an order of words alone", { order_id: "Norder-1" }, { order_id: "der-1" }, false],
];

const line = (id, quantity, price) => ({ product_id: id, quantity, price });
const fee = (name, price) => ({ name, price, quantity: 1 });

/** `[what, one order, another, the facts that they agree in]` */
const ORDERS = [
  [
    "a total as text",
    { total: 100, line_items: [line("1", 1)] },
    { total: "100.00", line_items: [line("1", "1")] },
    2,
  ],
  ["a total of another country", { total: "1.299,00" }, { total: 1299 }, 1],
  ["without tax", { total: 119, tax: 19 }, { total: 100 }, 1],
  ["before the discount", { total: 90, discount: 10 }, { total: 100 }, 1],
  [
    "in two currencies",
    { total: 100, currency: "EUR", line_items: [line("1", 1)] },
    { total: 110, currency: "usd", line_items: [line("1", 1)] },
    1,
  ],
  ["pieces on two lines", { line_items: [line("1", 1), line("1", 1)] }, { line_items: [line("1", 2)] }, 1],
  ["a quantity as text", { line_items: [line("1", "2.0")] }, { line_items: [line("1", 2)] }, 1],
  [
    "the shipping as a line",
    { total: 25, line_items: [line("1", 1), fee("Shipping", 5)] },
    { total: 25, line_items: [line("1", 1)] },
    2,
  ],
  [
    "a coupon as a line",
    { total: 18, line_items: [line("1", 1)] },
    { total: 18, line_items: [line("1", 1), fee("SPRING", -2)] },
    2,
  ],
  ["a fee without totals", { line_items: [line("1", 1), fee("Fee", 5)] }, { line_items: [line("1", 1)] }, -1],
  ["fees alone", { total: 5, line_items: [fee("A", 5)] }, { total: 5, line_items: [fee("B", 5)] }, -1],
  ["another product", { line_items: [line("1", 1)] }, { line_items: [line("1", 1), line("2", 1)] }, -1],
  ["more pieces", { line_items: [line("1", 3)] }, { line_items: [line("1", 1), line("1", 1)] }, -1],
  ["another total", { total: 100 }, { total: 101 }, -1],
];

test("two reports are about one thing as a careful person sees it", () => {
  const failures = THINGS.filter(
    ([, one, other, expected]) => sameness(identifyingTexts(one), identifyingTexts(other)) > 0 !== expected,
  );
  assert.deepEqual(failures, []);
});

test("two reports of an order agree in total and lines as a careful person sees it", () => {
  const found = ORDERS.map(([what, one, other]) => [what, agreement(readContents(one), readContents(other))]);
  assert.deepEqual(
    found,
    ORDERS.map(([what, , , facts]) => [what, facts]),
  );
});
