// The adapter `woocommerce`: the Store API, events and pages of WooCommerce become events of the plan.

import assert from "node:assert/strict";
import { test } from "node:test";
import woocommerce from "../../pkg-template/src/adapters/woocommerce.js";
import { openDom, settle } from "./support/dom.mjs";
import { fixture } from "./support/fake-tracker.mjs";

const CART = fixture("woocommerce-cart");
const [PENNANT, HOODIE] = CART.items;
const HASH = "woocommerce_cart_hash=a1b2";

/** A page of `body`. Requests get `carts` in order, then the last again. `before`: the stored cart. */
async function opened({
  body = "",
  bodyClass = "",
  carts = [],
  before,
  cookie = "",
  products = {},
  prepare = () => {},
} = {}) {
  const asked = [];
  const page = openDom(`<head></head><body class="${bodyClass}">${body}</body>`, {
    fetch: (address) => {
      asked.push(address);
      const [, id] = /products\/(\d+)/.exec(address) ?? [];
      if (id) return products[id];
      const cart = carts.length > 1 ? carts.shift() : carts[0];
      if (cart instanceof Error) throw cart;
      return cart;
    },
  });
  if (before) page.window.localStorage["shoptrail.woo"] = JSON.stringify(before);
  if (cookie) page.document.cookie = cookie;
  prepare(page);
  woocommerce(page.tracker);
  await settle();
  const trigger = async (name, ...details) => {
    page.document.body["on" + name]({ type: name }, ...details);
    await settle();
  };
  return { ...page, trigger, asked };
}

const cart = (...items) => ({ ...CART, items });
const pick = (events, ...names) =>
  events.map(([event, properties]) => [event, ...names.map((name) => properties[name])]);

test("new lines in the cart are adds, with both ids and prices in major units", async () => {
  const { trigger, events, problems } = await opened({
    carts: [cart(PENNANT), cart(PENNANT, HOODIE)],
    before: { lines: {} },
  });
  await trigger("added_to_cart", {}, "hash", [{ dataset: {} }]);
  assert.deepEqual(events[0], [
    "add_to_cart",
    {
      product_id: 34,
      name: "WordPress Pennant",
      sku: "wp-pennant",
      price: 10,
      currency: "GBP",
      quantity: 1,
      image_url: "https://s.example/pennant-1.jpg",
      url: "https://s.example/product/wordpress-pennant/",
    },
  ]);
  await trigger("added_to_cart", {}, "hash", [{ dataset: {} }]);
  assert.deepEqual(pick(events.slice(1), "product_id", "variant_id", "variant_name", "price", "quantity"), [
    ["add_to_cart", 12, 23, "Red / No", 45, 2],
  ]);
  assert.deepEqual(problems, []);
});

test("prices are right in currencies without hundredths and with thousandths", async () => {
  for (const [price, currency_code, currency_minor_unit, expected] of [
    ["4500", "JPY", 0, 4500],
    ["12345", "KWD", 3, 12.345],
    ["0", "GBP", 2, 0],
  ]) {
    const { trigger, events } = await opened({
      carts: [cart({ ...PENNANT, prices: { price, currency_code, currency_minor_unit } })],
      before: { lines: {} },
    });
    await trigger("added_to_cart");
    assert.deepEqual(pick(events, "price", "currency"), [["add_to_cart", expected, currency_code]]);
  }
});

test("a reduced or missing line is a removal of the lost pieces, and an equal cart is nothing", async () => {
  const three = { ...HOODIE, quantity: 5 };
  const { trigger, events } = await opened({
    carts: [cart(PENNANT, three), cart(PENNANT, HOODIE), cart(PENNANT, HOODIE), cart(HOODIE)],
    before: { lines: {} },
  });
  for (let times = 0; times < 4; times += 1) await trigger("updated_wc_div");
  assert.deepEqual(pick(events, "product_id", "quantity"), [
    ["add_to_cart", 34, 1],
    ["add_to_cart", 12, 5],
    ["remove_from_cart", 12, 3],
    ["remove_from_cart", 34, 1],
  ]);
});

test("after a sent form, the new page tracks a changed cart only if it shows the message", async () => {
  const message = '<div class="woocommerce-message">“WordPress Pennant” has been added to your cart.</div>';
  const check = async (expected, what, options) =>
    assert.deepEqual(
      pick((await opened({ carts: [cart(PENNANT)], cookie: HASH, ...options })).events, "quantity"),
      expected,
      what,
    );
  await check([["add_to_cart", 1]], "a cart that was empty", {
    body: message,
    before: { hash: "", lines: {} },
  });
  await check([["add_to_cart", 1]], "the first page, with one line in the cart", {
    body: message,
  });
  await check([], "the first page, with several lines", { body: message, carts: [CART] });
  await check([], "no message", { before: { hash: "old", lines: {} } });
  await check([], "the same cart as before", { body: message, before: { hash: "a1b2", lines: {} } });
});

test("the cart page and the checkout are tracked with their lines and the coupon", async () => {
  for (const [bodyClass, event] of [
    ["woocommerce-cart", "cart_viewed"],
    ["woocommerce-checkout", "checkout_started"],
  ]) {
    const { events } = await opened({
      bodyClass,
      carts: [CART],
      cookie: HASH,
      before: { hash: "a1b2", lines: {} },
    });
    const [[name, { line_items, currency, coupon }]] = events;
    assert.deepEqual(
      [name, line_items.map(({ quantity }) => quantity), currency, coupon],
      [event, [1, 2], "GBP", "spring10"],
    );
    assert.deepEqual((await opened({ bodyClass, carts: [cart()] })).events, [], "an empty one is nothing");
  }
});

test("a received order empties the cart without a removal, and is tracked once", async () => {
  const order = {
    order_id: "1001",
    total: 100,
    currency: "GBP",
    line_items: [{ product_id: "34", name: "WordPress Pennant", price: 10, quantity: 1 }],
  };
  const island = (value) =>
    `<script type="application/json" class="shoptrail-woocommerce">` +
    (typeof value === "string" ? value : JSON.stringify(value)) +
    "</script>";
  const { events, identified, asked, problems } = await opened({
    bodyClass: "woocommerce-checkout woocommerce-order-received",
    before: { hash: "a1b2", lines: { x: { product_id: "34", quantity: 1 } } },
    body:
      island('{"events":[["order_comp') +
      island("null") +
      island({
        identify: [{ email: "jane@example.com" }, { first_name: "Jane" }],
        events: [["order_completed", order]],
      }) +
      island({ events: 7 }),
  });
  assert.deepEqual(events, [["order_completed", order]]);
  assert.deepEqual(identified, [[{ email: "jane@example.com" }, { first_name: "Jane" }]]);
  assert.deepEqual(asked, []);
  // Three elements could not be read: each is tracked as an order without properties, which is refused and
  // named.
  assert.deepEqual(
    [problems.length, new Set(problems.map((problem) => problem.split(" ", 2).join(" ")))],
    [12, new Set(["order_completed missing"])],
  );
});

test("a product page without printed data is read from the Store API; a variation is a view", async () => {
  const product = {
    id: 34,
    name: "WordPress Pennant",
    sku: "wp-pennant",
    prices: PENNANT.prices,
    categories: [{ id: 9, name: "Decor" }],
    is_in_stock: true,
    permalink: PENNANT.permalink,
  };
  const { events, trigger } = await opened({
    bodyClass: "single-product postid-34",
    products: { 34: product },
  });
  assert.deepEqual(pick(events, "product_id", "price", "category", "in_stock"), [
    ["product_viewed", 34, 10, "Decor", true],
  ]);
  await trigger("found_variation", {
    variation_id: 35,
    sku: "",
    display_price: 11,
    attributes: { attribute_pa_color: "Red" },
    image: {},
  });
  assert.deepEqual(pick(events.slice(1), "product_id", "variant_id", "price", "variant_name"), [
    ["product_viewed", "34", 35, 11, "Red"],
  ]);
  const missing = await opened({ bodyClass: "single-product postid-34" });
  assert.deepEqual(missing.events, []);
});

test("with a closed Store API the pressed button gives the added product", async () => {
  const { trigger, events, problems } = await opened({ before: { lines: {} } });
  await trigger("added_to_cart", {}, "hash", [
    { dataset: { product_id: "34", product_sku: "wp-pennant", quantity: "2" } },
  ]);
  assert.deepEqual(events, []);
  assert.ok(
    problems.some((problem) => /missing properties.price/.test(problem)),
    String(problems),
  );
});

test("broken answers and throwing handlers do not stop later events", async () => {
  for (const broken of [null, {}, { items: null }, { items: [null] }, "<html>"]) {
    const { trigger, events } = await opened({ carts: [broken, cart(PENNANT)], before: { lines: {} } });
    await trigger("added_to_cart");
    await trigger("added_to_cart");
    assert.deepEqual(pick(events, "quantity"), [["add_to_cart", 1]], JSON.stringify(broken));
  }
  const { trigger, events, window } = await opened({ before: "nonsense", carts: [cart(PENNANT)] });
  await trigger("found_variation", null);
  await trigger("added_to_cart");
  assert.ok(JSON.parse(window.localStorage["shoptrail.woo"]).lines);
  assert.ok(events.length <= 1);
});

test("the theme's own handlers are still called with their arguments", async () => {
  const page = openDom("<body></body>", { fetch: () => cart(PENNANT) });
  const calls = [];
  page.document.body.onadded_to_cart = function (...details) {
    calls.push(this === page.document.body, details.length);
    return "theirs";
  };
  woocommerce(page.tracker);
  assert.equal(page.document.body.onadded_to_cart({ type: "added_to_cart" }, {}, "hash", [{}]), "theirs");
  assert.deepEqual(calls, [true, 4]);
});

test("a line without prices is a violation, and the other lines are tracked", async () => {
  const { trigger, events, problems } = await opened({
    carts: [cart({ ...PENNANT, prices: null }, HOODIE)],
    before: { lines: {} },
  });
  await trigger("added_to_cart");
  assert.deepEqual([pick(events, "product_id"), problems.length > 0], [[["add_to_cart", 12]], true]);
});

const stored = (page) => JSON.parse(page.window.localStorage["shoptrail.woo"]);
const known = { hash: "old", lines: {} };

test("a change in progress when its page is left is tracked once by the next page", async () => {
  const offline = new TypeError("Failed to fetch");
  for (const [what, leave] of [
    ["before the shop answered", (page) => page.trigger("adding_to_cart", [{}], {})],
    [
      "by a block",
      (page) => page.document.body.dispatchEvent(new page.window.Event("wc-blocks_adding_to_cart")),
    ],
    [
      "while the cart was asked for",
      (page) => page.trigger("added_to_cart", {}, "hash", [{ dataset: { product_id: "34" } }]),
    ],
  ]) {
    const left = await opened({ carts: [offline], before: known });
    await leave(left);
    await settle();
    assert.deepEqual([left.events, left.problems], [[], []], what);
    const next = await opened({ carts: [cart(PENNANT)], before: stored(left), cookie: HASH });
    assert.deepEqual(pick(next.events, "product_id", "quantity"), [["add_to_cart", 34, 1]], what);
    const third = await opened({ carts: [cart(PENNANT)], before: stored(next), cookie: HASH });
    assert.deepEqual([third.events, third.asked], [[], []], what);
  }
  const late = await opened({
    carts: [cart(PENNANT)],
    before: { ...known, open: Date.now() - 31_000 },
    cookie: HASH,
  });
  assert.deepEqual(late.events, [], "not after half a minute");
});

test("removing the last line with a page load is a removal, and an order is not", async () => {
  const before = {
    hash: "a1b2",
    lines: { x: { product_id: "34", name: "P", price: 10, currency: "GBP", quantity: 2 } },
  };
  const message = '<div class="woocommerce-message">“P” removed. Undo?</div>';
  const removed = async (options) =>
    pick((await opened({ carts: [cart()], ...options })).events, "product_id", "quantity");
  assert.deepEqual(await removed({ before, body: message }), [["remove_from_cart", "34", 2]]);
  assert.deepEqual(await removed({ before: { ...before, open: Date.now() } }), [
    ["remove_from_cart", "34", 2],
  ]);
  assert.deepEqual(await removed({ before }), [], "it ran out");
  assert.deepEqual(
    await removed({ before: { ...before, open: Date.now() }, bodyClass: "woocommerce-order-received" }),
    [],
  );
});

test("an answered Store API request of a block without an event is compared once", async () => {
  let seen;
  const page = await opened({
    carts: [cart(PENNANT), cart({ ...PENNANT, quantity: 3 })],
    before: known,
    prepare: ({ window }) =>
      (window.PerformanceObserver = globalThis.PerformanceObserver =
        class {
          constructor(callback) {
            seen = callback;
          }
          observe() {}
        }),
  });
  const answered = async (name, responseEnd) => {
    seen({ getEntries: () => [{ name, responseEnd }] });
    await settle();
  };
  for (const name of [
    "https://s.example/wp-json/wc/store/v1/cart",
    "https://s.example/wp-json/wc/store/v1/products/7",
    "https://s.example/cart-item.js",
  ])
    await answered(name, 1e9);
  assert.deepEqual(page.asked, []);
  await answered("https://s.example/wp-json/wc/store/v1/cart/add-item", performance.now());
  await answered("https://s.example/wp-json/wc/store/v1/cart/add-item", performance.now() - 1000);
  await answered("https://s.example/index.php?rest_route=%2Fwc%2Fstore%2Fv1%2Fbatch&_locale=site", 1e9);
  assert.deepEqual(
    [pick(page.events, "quantity"), page.asked.length],
    [
      [
        ["add_to_cart", 1],
        ["add_to_cart", 2],
      ],
      2,
    ],
  );
});

test("an order is tracked even if the printed customer has another shape", async () => {
  const order = {
    order_id: "1001",
    total: 100,
    currency: "GBP",
    line_items: [{ product_id: "34", price: 10, quantity: 1 }],
  };
  for (const [identify, expected] of [
    [{ email: "a@b.example" }, [[{ email: "a@b.example" }]]],
    [null, []],
    ["x", [["x"]]],
    [[], [[]]],
  ]) {
    const { events, identified } = await opened({
      bodyClass: "woocommerce-order-received",
      body:
        '<script class="shoptrail-woocommerce">' +
        JSON.stringify({ identify, events: [["order_completed", order]] }) +
        "</script>",
    });
    assert.deepEqual([events.length, identified], [1, expected]);
  }
});

test("with blocked storage a page knows its own cart and logs no error", async () => {
  const errors = [];
  const { trigger, events } = await opened({
    carts: [cart(PENNANT), cart(PENNANT), cart(PENNANT, HOODIE)],
    cookie: HASH,
    prepare(page) {
      Object.defineProperty(globalThis, "localStorage", {
        configurable: true,
        get() {
          throw new Error("blocked");
        },
      });
      page.tracker.ready = (work) => {
        try {
          work();
        } catch (error) {
          errors.push(error);
        }
      };
    },
  });
  await trigger("added_to_cart");
  await trigger("added_to_cart");
  assert.deepEqual([pick(events, "product_id"), errors], [[["add_to_cart", 12]], []]);
});
