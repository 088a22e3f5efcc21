// The part `sources`: two sources report one order under different numbers, or two orders.

import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { trackFromSource } from "../../pkg-template/src/adapters/shared/adapter.js";
import { installSources, trackedReports } from "./support/reports.mjs";

const LINES = [
  { product_id: "42", variant_id: "57", sku: "HOOD-B", name: "Hoodie", price: 45, quantity: 2 },
  { product_id: "43", sku: "CAP", name: "Cap", price: 12.5, quantity: 1 },
];
// The same order in Google's words.
const ITEMS = [
  { product_id: "CAP", name: "Cap", price: "12.50", quantity: "1" },
  { product_id: "57", name: "Hoodie", price: "45", quantity: "2" },
];
const ISLAND = { order_id: "54763", total: 108.4, tax: 17.3, shipping: 5.9, line_items: LINES };
const PUSH = { order_id: "2026-1001", total: "108.40", line_items: ITEMS };
const NEVER = 600_000;

const row = (expected, what, one, other, at = 3000) => [
  expected,
  what,
  ["woocommerce", "order_completed", one],
  ["gtm", "order_completed", other, at],
];
const withTotal = (total) => ({ ...PUSH, total });
const withLines = (line_items) => ({ ...PUSH, line_items });

for (const [expected, what, ...reports] of [
  row(1, "order id and order number, three seconds later", ISLAND, PUSH),
  row(1, "as long as the page is open", ISLAND, PUSH, NEVER),
  row(1, "the push first", PUSH, ISLAND),
  row(1, "at once", ISLAND, PUSH, 0),
  ...[
    ["1001", "#1001"],
    ["1001", 1001],
    ["#1001", 1001],
    ["1001", " 1001 "],
    ["1001", "Order #1001"],
    ["1001", "№ 1001"],
  ].map(([one, other]) =>
    row(1, `${one} and ${other}, and nothing else known`, { order_id: one }, { order_id: other }, NEVER),
  ),
  row(1, "gid:// and number", { order_id: "gid://shopify/Order/5001" }, { order_id: 5001 }, NEVER),
  ...["#2026-1001", "1001", "SO-1001", "wc_order_a1B2", 99999, "", undefined].map((order_id) =>
    row(1, `54763 and ${order_id}`, ISLAND, { ...PUSH, order_id }),
  ),
  row(1, "without lines in one", ISLAND, { ...PUSH, line_items: undefined }),
  row(1, "with an empty list of lines in one", ISLAND, withLines([])),
  row(1, "without a total in one", ISLAND, withTotal(undefined)),
  row(1, "with an empty total in one", ISLAND, withTotal("")),
  row(1, "a total as a text with a comma", ISLAND, withTotal("108,40 €")),
  row(1, "a total with one decimal", ISLAND, withTotal("108.4")),
  row(1, "a total of floating point", ISLAND, withTotal(108.39999999999999)),
  row(1, "a total with thousands", { ...ISLAND, total: 1299 }, withTotal("1.299,00 €")),
  row(1, "a value without tax and shipping", ISLAND, withTotal(85.2)),
  row(1, "a value without tax", ISLAND, withTotal(91.1)),
  row(1, "a value without shipping", ISLAND, withTotal("102.50")),
  row(
    1,
    "names encoded in one",
    { ...ISLAND, line_items: [{ product_id: 7, name: "Salt &amp; Pepper" }] },
    withLines([{ product_id: "x", name: "Salt & Pepper", quantity: 1 }]),
  ),
  row(2, "another total", ISLAND, withTotal(109.4)),
  row(2, "another total, at once", ISLAND, withTotal(99.9), 0),
  row(2, "another quantity of a line", ISLAND, withLines([ITEMS[0], { ...ITEMS[1], quantity: 3 }])),
  row(2, "one line less", ISLAND, withLines([ITEMS[0]])),
  row(2, "one line more", ISLAND, withLines([...ITEMS, { product_id: "9", name: "Belt", quantity: 1 }])),
  row(2, "another product", ISLAND, withLines([ITEMS[0], { ...ITEMS[1], product_id: "58", name: "Jumper" }])),
  row(
    2,
    "another product, at once",
    ISLAND,
    withLines([ITEMS[0], { product_id: "58", name: "Jumper", quantity: 2 }]),
    0,
  ),
  row(
    2,
    "another variant",
    { ...ISLAND, line_items: [{ product_id: 42, variant_id: 57 }] },
    withLines([{ product_id: 42, variant_id: 58 }]),
  ),
  row(2, "other numbers and nothing else known, later", { order_id: "54763" }, { order_id: "2026-1001" }),
  [
    2,
    "two orders alike, that one source reports",
    ["gtm", "order_completed", PUSH],
    ["gtm", "order_completed", { ...PUSH, order_id: "2026-1002" }, 10],
  ],
  [
    2,
    "two orders alike, that two sources report",
    ["gtm", "order_completed", PUSH],
    ["gtm", "order_completed", { ...PUSH, order_id: "2026-1002" }, 10],
    ["woocommerce", "order_completed", ISLAND, 20],
    ["woocommerce", "order_completed", { ...ISLAND, order_id: "54764" }, 30],
  ],
  [
    2,
    "two orders alike, in turns",
    ["woocommerce", "order_completed", ISLAND],
    ["gtm", "order_completed", PUSH, 10],
    ["woocommerce", "order_completed", { ...ISLAND, order_id: "54764" }, 20],
    ["gtm", "order_completed", { ...PUSH, order_id: "2026-1002" }, 30],
  ],
  [
    1,
    "a purchase that is pushed twice, of an order under another number",
    ["woocommerce", "order_completed", ISLAND],
    ["gtm", "order_completed", PUSH, 3000],
    ["gtm", "order_completed", PUSH, 3100],
    ["gtm", "order_completed", { ...PUSH, total: undefined, line_items: [] }, 9000],
  ],
  [
    1,
    "three sources",
    ["woocommerce", "order_completed", ISLAND],
    ["gtm", "order_completed", PUSH, 3000],
    ["page", "order_completed", { order_id: "#54763", total: 108.4 }, 9000],
  ],
  [
    1,
    "three sources with three numbers",
    ["woocommerce", "order_completed", ISLAND],
    ["gtm", "order_completed", PUSH, 3000],
    ["gtag", "order_completed", { ...PUSH, order_id: "A-7" }, 9000],
  ],
])
  test(`${what}: ${expected}`, () => {
    const calls = trackedReports(reports);
    assert.equal(calls.length, expected, JSON.stringify(calls));
  });

/** The orders that are tracked in documents `[path, …[source, properties]]` that one tab opens. */
function tabs(...documents) {
  const storage = {};
  const calls = [];
  let now = 1_000_000;
  for (const [path, ...reports] of documents) {
    const listeners = {};
    globalThis.location = { pathname: path };
    globalThis.sessionStorage = Object.assign(
      Object.create({ removeItem: (name) => delete storage[name] }),
      storage,
    );
    globalThis.addEventListener = (type, listener) => (listeners[type] = listener);
    now += 3_600_000;
    const origin = now;
    Object.defineProperty(performance, "timeOrigin", { configurable: true, value: origin });
    const clock = mock.method(performance, "now", () => now - origin);
    const tracker = {
      track: (name, { order_id }) => (calls.push(order_id), { ok: true }),
      diagnostics: () => ({ on: true }),
    };
    installSources(tracker);
    for (const [source, properties] of reports) {
      now += 5000;
      trackFromSource(tracker, source, "order_completed", properties);
    }
    listeners.pagehide();
    Object.assign(storage, { ...sessionStorage });
    clock.mock.restore();
  }
  return calls;
}

afterEach(() => {
  for (const name of ["location", "sessionStorage", "addEventListener"]) delete globalThis[name];
});

test("an order's page that is opened again reports no second order under another number", () => {
  const island = ["woocommerce", ISLAND];
  const push = ["gtm", PUSH];
  assert.deepEqual(tabs(["/order/54763", island, push], ["/order/54763", push]), ["54763"]);
  assert.deepEqual(tabs(["/order/54763", island], ["/order/54763", push]), ["54763"]);
  assert.deepEqual(tabs(["/order/54763", island, push], ["/account", push]), ["54763"]);
});

test("the same cart ordered again is another order", () => {
  assert.deepEqual(
    tabs(
      ["/order/54763", ["woocommerce", ISLAND], ["gtm", PUSH]],
      [
        "/order/54764",
        ["woocommerce", { ...ISLAND, order_id: "54764" }],
        ["gtm", { ...PUSH, order_id: "2026-1002" }],
      ],
    ),
    ["54763", "54764"],
  );
  assert.deepEqual(
    tabs(
      ["/order/54763", ["woocommerce", ISLAND]],
      ["/order/54764", ["gtm", { ...PUSH, order_id: "2026-1002" }]],
    ),
    ["54763", "2026-1002"],
    "of which each source reports one",
  );
});
