// Shopify's cart: several requests at once, such as of a double click, are as many adds as the cart grew by.

import assert from "node:assert/strict";
import { afterEach, describe, mock, test } from "node:test";
import { adapter, fixture, openPage, settle } from "./support/page.mjs";

const ajax = await adapter("shopify-ajax");
const shopify = await adapter("shopify");
const LINE = fixture("shopify-cart-add.form");
const ADD = fixture("shopify-standard-events").find(({ action }) => action === "add");

let now = 0;
afterEach(() => mock.restoreAll());

/**
 * Plays `[ms, what]`: `{ask: name, pieces, id}` begins a request, `{answer: name, line}` answers it. Returns
 * the variants and pieces that are tracked.
 */
async function played(steps, { xhr = false } = {}) {
  now = 1000;
  mock.method(performance, "now", () => now);
  const waiting = {};
  let asking;
  const fetch = () => new Promise((resolve) => (waiting[asking] = resolve));
  class XMLHttpRequest extends EventTarget {
    responseType = "";
    status = 200;
    open() {}
    send() {
      waiting[asking] = async (response) => {
        this.responseText = await response.text();
        this.dispatchEvent(new Event("load"));
      };
    }
  }
  const page = openPage({ Shopify: { currency: { active: "USD" } }, fetch, XMLHttpRequest });
  ajax(page.tracker);
  for (const [ms, { ask, answer, id = LINE.variant_id, pieces = 1, lines }] of steps) {
    now = 1000 + ms;
    if (ask) {
      asking = ask;
      const body = JSON.stringify({ id, quantity: pieces });
      if (xhr) {
        const request = new globalThis.XMLHttpRequest();
        request.open("POST", "/cart/add.js");
        request.send(body);
      } else void window.fetch("/cart/add.js", { method: "POST", body });
    } else {
      const items = lines.map((line) => ({ ...LINE, ...line }));
      waiting[answer](Response.json(items[1] ? { items } : items[0]));
    }
    await settle();
  }
  return page.calls.map(([, { variant_id, quantity }]) => [variant_id, quantity]);
}

const V = String(LINE.variant_id);
const ask = (name, others = {}) => ({ ask: name, ...others });
const answer = (name, ...lines) => ({ answer: name, lines });
const two = (one, other, askedOne = 1, askedOther = askedOne) => [
  [0, ask("a", { pieces: askedOne })],
  [50, ask("b", { pieces: askedOther })],
  [300, answer("a", one)],
  [350, answer("b", other)],
];

/** `[what, the variants and pieces that are tracked, steps]`. */
const REQUESTS = [
  ["both answered with one piece", [[V, 1]], two({ quantity: 1 }, { quantity: 1 })],
  [
    "answered with one and two",
    [
      [V, 1],
      [V, 1],
    ],
    two({ quantity: 1 }, { quantity: 2 }),
  ],
  [
    "answered with two and then one",
    [
      [V, 1],
      [V, 1],
    ],
    two({ quantity: 2 }, { quantity: 1 }),
  ],
  ["on top of three, both answered with four", [[V, 1]], two({ quantity: 4 }, { quantity: 4 })],
  ["two pieces each, both answered with two", [[V, 2]], two({ quantity: 2 }, { quantity: 2 }, 2)],
  [
    "two pieces each, answered with two and four",
    [
      [V, 2],
      [V, 2],
    ],
    two({ quantity: 2 }, { quantity: 4 }, 2),
  ],
  [
    "two pieces and one",
    [
      [V, 2],
      [V, 1],
    ],
    two({ quantity: 2 }, { quantity: 3 }, 2, 1),
  ],
  [
    "two lines of one variant by their keys",
    [
      [V, 1],
      [V, 1],
    ],
    two({ quantity: 1, key: "1:a" }, { quantity: 1, key: "1:b" }),
  ],
  ["one line by its key", [[V, 1]], two({ quantity: 1, key: "1:a" }, { quantity: 1, key: "1:a" })],
  [
    "two engravings",
    [
      [V, 1],
      [V, 1],
    ],
    two({ quantity: 1, properties: { name: "Jo" } }, { quantity: 1, properties: { name: "Al" } }),
  ],
  [
    "the same engraving",
    [[V, 1]],
    two({ quantity: 1, properties: { name: "Jo" } }, { quantity: 1, properties: { name: "Jo" } }),
  ],
  [
    "answered in the other order",
    [[V, 1]],
    [
      [0, ask("a")],
      [10, ask("b")],
      [300, answer("b", { quantity: 1 })],
      [310, answer("a", { quantity: 1 })],
    ],
  ],
  [
    "three, one of which came to nothing",
    [
      [V, 1],
      [V, 1],
    ],
    [
      [0, ask("a")],
      [10, ask("b")],
      [20, ask("c")],
      [300, answer("a", { quantity: 1 })],
      [310, answer("b", { quantity: 1 })],
      [320, answer("c", { quantity: 2 })],
    ],
  ],
  [
    "another variant at once",
    [
      [V, 1],
      ["7", 1],
    ],
    [
      [0, ask("a")],
      [10, ask("b", { id: 7 })],
      [300, answer("a", { quantity: 1 })],
      [310, answer("b", { variant_id: 7, quantity: 1 })],
    ],
  ],
  [
    "one after the other, growing",
    [
      [V, 1],
      [V, 1],
    ],
    [
      [0, ask("a")],
      [300, answer("a", { quantity: 1 })],
      [400, ask("b")],
      [700, answer("b", { quantity: 2 })],
    ],
  ],
  [
    "one after the other, removed between",
    [
      [V, 1],
      [V, 1],
    ],
    [
      [0, ask("a")],
      [300, answer("a", { quantity: 1 })],
      [400, ask("b")],
      [700, answer("b", { quantity: 1 })],
    ],
  ],
  [
    "several items in one request, twice at once",
    [
      [V, 1],
      ["7", 1],
    ],
    [
      [0, ask("a")],
      [10, ask("b")],
      [300, answer("a", { quantity: 1 }, { variant_id: 7, quantity: 1 })],
      [310, answer("b", { quantity: 1 }, { variant_id: 7, quantity: 1 })],
    ],
  ],
];

for (const xhr of [false, true])
  describe(xhr ? "by XMLHttpRequest" : "by fetch", () => {
    for (const [what, expected, steps] of REQUESTS)
      test(`${what}: ${expected.length}`, async () => {
        assert.deepEqual(await played(steps, { xhr }), expected);
      });
  });

describe("by storefront events", () => {
  const line = { merchandiseId: "gid://shopify/ProductVariant/39897499729985", quantity: 1 };
  const other = { merchandiseId: "1", quantity: 1 };
  for (const [what, expected, events] of [
    [
      "both answered with one piece in the cart",
      1,
      [
        [line, 1],
        [line, 1],
      ],
    ],
    [
      "answered with one and two",
      2,
      [
        [line, 1],
        [line, 2],
      ],
    ],
    [
      "two variants, which the cart says nothing of",
      2,
      [
        [line, 1],
        [other, 1],
      ],
    ],
    ["without an answer", 2, [[line], [line]]],
  ])
    test(`${what}: ${expected}`, async () => {
      now = 1000;
      mock.method(performance, "now", () => now);
      const page = openPage({ Shopify: { currency: { active: "CAD" } } });
      shopify(page.tracker);
      for (const [added, totalQuantity] of events) {
        const promise = new Promise((resolve) =>
          setTimeout(() => {
            now += 300;
            resolve(totalQuantity && { cart: { totalQuantity } });
          }, 5),
        );
        page.dispatch({ ...ADD, lines: [added], promise });
      }
      await new Promise((resolve) => setTimeout(resolve, 30));
      await settle();
      assert.equal(page.calls.length, expected);
    });
});

test("a request that changes the cart counts as under way until it has ended, well or badly", async () => {
  const endings = [];
  const fetch = () => new Promise((resolve, reject) => endings.push({ resolve, reject }));
  const page = openPage({ Shopify: { currency: { active: "USD" } }, fetch });
  ajax(page.tracker);
  const underWay = () => page.tracker.sources.cartChanges ?? 0;
  const requests = ["/cart/add.js", "/cart/update.js", "/products/x.js"].map((url) =>
    window.fetch(url, { method: "POST", body: "{}" }).catch(() => {}),
  );
  assert.equal(underWay(), 2);
  endings[0].resolve(Response.json(LINE));
  await settle();
  assert.equal(underWay(), 1);
  endings[1].reject(new TypeError("offline"));
  endings[2].resolve(Response.json({}));
  await Promise.all(requests);
  await settle();
  assert.equal(underWay(), 0);
});
