// shoptrail.php, run by PHP with stand-ins for WordPress's functions: what it prints of hostile names and odd
// orders, and what the adapter tracks of it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { phpCommand } from "../../scripts/setup/php.mjs";
import woocommerce from "../../pkg-template/src/adapters/woocommerce.js";
import { openDom, settle } from "./support/dom.mjs";

const SNIPPET = fileURLToPath(new URL("../../pkg-template/woocommerce/shoptrail.php", import.meta.url));
const WORDPRESS = fileURLToPath(new URL("./support/wordpress.php", import.meta.url));
const HOSTILE = `"'\\</script><script>alert(1)</script><!-- & &amp; é 😀 \u2028`;

/** What the hooks of `page` print. */
function printed(page) {
  const { stdout, stderr, status } = spawnSync(
    phpCommand(),
    ["-d", "display_errors=stderr", "-d", "error_reporting=-1", WORDPRESS, SNIPPET],
    { encoding: "utf8", input: JSON.stringify({ hooks: ["wp_footer"], kind: "", ...page }) },
  );
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

/** What the adapter tracks on a page with this HTML. */
async function tracked(html, bodyClass = "woocommerce-order-received") {
  const page = openDom(`<head></head><body class="${bodyClass}">${html}</body>`);
  woocommerce(page.tracker);
  await settle();
  return { events: page.events, problems: page.problems, identified: page.identified };
}

const product = (changes) => ({
  type: "simple",
  id: 34,
  sku: "S-1",
  name: "Mug",
  price: "10.50",
  regular_price: "10.50",
  image_id: 7,
  permalink: "https://s.example/p/mug",
  is_in_stock: true,
  is_on_sale: false,
  ...changes,
});
const order = (changes) => ({
  id: 1001,
  status: "processing",
  total: "45.00",
  total_tax: "7.18",
  shipping_total: "4.00",
  shipping_tax: "1.00",
  currency: "EUR",
  coupon_codes: ["ten", "off"],
  payment_method: "cod",
  shipping_method: "Flat rate",
  billing_email: "jane@example.com",
  billing_first_name: "Jane",
  billing_last_name: "Roe",
  items: [
    { product_id: 12, variation_id: 23, name: "Hoodie", quantity: 2, total: 40, product: { sku: "H-1" } },
  ],
  ...changes,
});
const thanks = (changes, page) =>
  printed({ hooks: ["woocommerce_thankyou"], id: 1001, orders: { 1001: order(changes) }, ...page });

test("the snippet is valid PHP", () => {
  const { stdout, status } = spawnSync(phpCommand(), ["-l", SNIPPET], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

test("an account that was made is one sign-up, said by the next page of the logged-in customer", async () => {
  const user = { ID: 7, user_email: "jane@example.com", first_name: "Jane", last_name: "Roe" };
  const page = { hooks: ["woocommerce_created_customer", "wp_footer", "wp_footer"], session: {}, user };
  for (const [post, method] of [
    [{ register: "Register" }, "email"],
    [{ createaccount: "1" }, "email"],
    [{}, "other"],
  ]) {
    const { events } = await tracked(printed({ ...page, post }), "woocommerce-account");
    assert.deepEqual(events, [["signed_up", { method }]]);
  }
  assert.doesNotMatch(printed({ ...page, user: undefined }), /signed_up/, "nobody is logged in");
  assert.doesNotMatch(printed({ ...page, session: undefined }), /signed_up/, "made without a session");
  assert.doesNotMatch(printed({ ...page, hooks: ["wp_footer"] }), /signed_up/);
});

test("an order is one printed element, which the adapter tracks unchanged", async () => {
  const { events, problems, identified } = await tracked(thanks());
  assert.deepEqual(events, [
    [
      "order_completed",
      {
        order_id: "1001",
        total: 45,
        tax: 7.18,
        shipping: 5,
        currency: "EUR",
        coupon: "ten,off",
        payment_method: "cod",
        shipping_method: "Flat rate",
        line_items: [
          { product_id: "12", name: "Hoodie", price: 20, quantity: 2, variant_id: "23", sku: "H-1" },
        ],
      },
    ],
  ]);
  assert.deepEqual(
    [problems, identified],
    [[], [[{ email: "jane@example.com" }, { first_name: "Jane", last_name: "Roe" }]]],
  );
});

test("names with markup do not end the element, and invalid UTF-8 costs no order", async () => {
  // WordPress's own functions remove tags and entities from names.
  for (const [name, expected] of [
    [HOSTILE, `"'\\`],
    [HOSTILE.replace("<!--", ""), `"'\\ & & é 😀`],
    [`${HOSTILE.replace("<!--", "")}BYTE`, `"'\\ & & é 😀`],
    ["<b>Bold</b> &quot;x&quot; &#8211; y", 'Bold "x" – y'],
    ["Men&apos;s &#x2019;24&hellip;", "Men's ’24…"],
    ["A &amp;amp; B", "A &amp; B"],
    ["&lt;b&gt;Mug&lt;/b&gt;", "<b>Mug</b>"],
    ["0", "0"],
  ]) {
    const html = thanks({
      billing_first_name: HOSTILE,
      payment_method: HOSTILE,
      coupon_codes: [HOSTILE],
      items: [{ product_id: 12, variation_id: 0, name, quantity: 1, total: 5 }],
    });
    assert.equal(html.match(/<\/?script/gi).length, 2, html);
    assert.ok(!html.includes("<!--") && !html.includes("&"), html);
    const {
      events: [
        [
          ,
          {
            line_items: [line],
            coupon,
            payment_method,
          },
        ],
      ],
      identified: [[, { first_name }]],
    } = await tracked(html);
    assert.equal(line.name.replace(/\s+/g, " ").trim(), expected);
    assert.deepEqual([coupon, payment_method, first_name], [HOSTILE, HOSTILE, HOSTILE]);
  }
});

test("an order with fractions, deleted products, a hundred lines or no price is printed", async () => {
  const line = (changes) => ({
    product_id: 12,
    variation_id: 0,
    name: "Cheese",
    quantity: 1,
    total: 5,
    ...changes,
  });
  const check = async (expected, changes) => {
    const { events, problems } = await tracked(thanks(changes));
    assert.deepEqual(
      [
        problems,
        events.map(([, { line_items, total }]) => [
          line_items.length,
          total,
          line_items[0]?.price,
          line_items[0]?.quantity,
        ]),
      ],
      [[], [expected]],
    );
  };
  await check([1, 45, 2.5, 1], { items: [line({ quantity: 0.5, total: 2.5 })] });
  await check([1, 45, 9, 1], { items: [line({ quantity: 1.5, total: 9 })] });
  await check([1, 45, 3, 3], { items: [line({ quantity: "3", total: 9 })] });
  await check([150, 45, 5, 1], { items: Array.from({ length: 150 }, () => line()) });
  await check([1, 0, 0, 1], {
    total: "0",
    total_tax: "",
    shipping_total: "",
    shipping_tax: "",
    coupon_codes: [],
    shipping_method: "",
    items: [line({ total: 0 })],
  });
});

test("failed, cancelled, missing and filtered orders are not printed", () => {
  for (const status of ["failed", "cancelled"]) assert.equal(thanks({ status }), "");
  assert.equal(printed({ hooks: ["woocommerce_thankyou"], id: 5 }), "");
  assert.equal(thanks({}, { filters: { shoptrail_order: "null" } }), "");
  assert.ok(!thanks({}, { filters: { shoptrail_customer: "null" } }).includes("identify"));
  assert.equal(printed({ kind: "product", id: 99 }), "", "a product that is gone");
  assert.equal(
    printed({ kind: "product", id: 34, products: { 34: product() }, filters: { shoptrail_product: "null" } }),
    "",
  );
  assert.equal(printed({ kind: "" }), "");
});

test("a filter that returns the customer in another shape costs no order", async () => {
  const { events, identified } = await tracked(thanks({}, { filters: { shoptrail_customer: "object" } }));
  assert.deepEqual([events.length, identified], [1, [[{ email: "x@example.com" }]]]);
});

/** Asserts that the page prints exactly this event. */
async function assertPrinted(expected, page) {
  const { events, problems } = await tracked(printed(page), "woocommerce");
  assert.deepEqual([events, problems], [[expected], []]);
}

const SEEN = {
  product_id: "34",
  sku: "S-1",
  name: "Mug",
  price: 10.5,
  currency: "EUR",
  url: "https://s.example/p/mug",
  in_stock: true,
  image_url: "https://s.example/7.jpg",
};

test("a product is printed in the plan's properties", async () => {
  await assertPrinted(["product_viewed", { ...SEEN, category: "Cups & mugs" }], {
    kind: "product",
    id: 34,
    products: { 34: product() },
    categories: { 9: "Cups &amp; mugs", 10: "Other" },
  });
  await assertPrinted(
    [
      "product_viewed",
      { ...SEEN, sku: undefined, compare_at_price: 20, in_stock: false, image_url: undefined },
    ].map((part) => JSON.parse(JSON.stringify(part))),
    {
      kind: "product",
      id: 34,
      products: {
        34: product({ sku: "", is_on_sale: true, regular_price: "20", is_in_stock: false, image_id: 0 }),
      },
    },
  );
});

test("a variation is printed with its product's id and its name as plain text", async () => {
  for (const [variation, variant_name] of [
    ["Red", "Red"],
    ["Salt &amp; Pepper, 38&#8243;", "Salt & Pepper, 38″"],
  ])
    await assertPrinted(["product_viewed", { ...SEEN, product_id: "34", variant_id: "35", variant_name }], {
      kind: "product",
      id: 35,
      products: { 34: product(), 35: product({ type: "variation", id: 35, parent_id: 34, variation }) },
    });
});

test("lists and searches are printed in the plan's properties", async () => {
  await assertPrinted(["collection_viewed", { collection_id: "cups", collection_name: 'A & "B"' }], {
    kind: "category",
    term: { slug: "cups", name: "A &amp; &quot;B&quot;" },
  });
  await assertPrinted(["collection_viewed", { collection_id: "shop", collection_name: "Shop" }], {
    kind: "shop",
    title: "Shop",
  });
  await assertPrinted(["search_performed", { query: HOSTILE, results_count: 3 }], {
    kind: "search",
    query: HOSTILE,
    found: 3,
  });
});

test("a product without a price is printed without one, and the tracker reports it", async () => {
  const { events, problems } = await tracked(
    printed({ kind: "product", id: 34, products: { 34: product({ price: "" }) } }),
    "woocommerce",
  );
  assert.deepEqual([events, problems], [[], ["product_viewed missing properties.price"]]);
});

test("a customer who is logged in is identified on every page", async () => {
  const user = { ID: 5, user_email: "sam@example.com", first_name: "Sam", last_name: "" };
  const { identified } = await tracked(printed({ kind: "", user }), "woocommerce");
  assert.deepEqual(identified, [
    [
      { customer_id: "5", email: "sam@example.com" },
      { first_name: "Sam", orders_count: 2, total_spend: 123.45 },
    ],
  ]);
  assert.ok(!thanks({}, { user }).includes("identify"), "not by the order's address");
});

test("a cart line of the Store API gets its product's id", () => {
  assert.equal(printed({ hooks: ["woocommerce_blocks_loaded"] }), '{"product_id":"12"}["anonymous_id"]');
});

const ID = "b7e39c89-9c58-40b3-a5f3-67fa1297b10a";
const NO_ID = [undefined, null, "", "guest", 7, [ID], `${ID}<script>`, `${ID}\n`];

test("the id of the classic checkout's hidden field is kept with the order, and nothing else", () => {
  const hooks = ["woocommerce_checkout_create_order"];
  const kept = (value) => printed({ hooks, post: { _shoptrail_anonymous_id: value, billing_email: "x" } });
  assert.deepEqual(JSON.parse(kept(ID)), { _shoptrail_anonymous_id: ID });
  for (const value of NO_ID) assert.equal(kept(value), "", JSON.stringify(value));
  assert.equal(printed({ hooks }), "");
});

test("the id of the checkout block's request is kept with the order, and nothing else", () => {
  const hooks = ["woocommerce_store_api_checkout_update_order_from_request"];
  const kept = (extensions) => printed({ hooks, request: { extensions } });
  assert.deepEqual(JSON.parse(kept({ shoptrail: { anonymous_id: ID } })), { _shoptrail_anonymous_id: ID });
  for (const value of NO_ID) assert.equal(kept({ shoptrail: { anonymous_id: value } }), "");
  for (const extensions of [undefined, null, {}, { shoptrail: null }, { other: { anonymous_id: ID } }])
    assert.equal(kept(extensions), "");
  assert.equal(printed({ hooks }), "");
});
