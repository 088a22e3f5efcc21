// Several sources, one action, one event.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { completeProduct, rememberProduct } from "../../pkg-template/src/adapters/shared/known-products.js";
import { registerIfNew, trackFromSource } from "../../pkg-template/src/adapters/shared/adapter.js";
import sources from "../../pkg-template/src/parts/sources.js";

const ADD = {
  product_id: "678",
  variant_id: "398",
  name: "Health potion",
  price: 10,
  quantity: 1,
  currency: "CAD",
};

function join(shop, past = []) {
  shop.methods = shop;
  shop.on ||= () => () => {};
  shop.ready ||= () => {};
  sources(shop, {}, past);
}

/** Reports `[source, event, properties, at ms, began]` in turn and gives what was tracked. The source `page` calls `track` itself; `past`: calls before. */
function counted(reports, answer = () => ({ ok: true }), past = []) {
  let now = 10_000;
  const clock = mock.method(performance, "now", () => now);
  const calls = [];
  const shop = { track: (name, properties) => (calls.push([name, properties]), answer(properties)) };
  join(shop, past);
  for (const [source, name, properties, at = 0, began] of reports) {
    now = 10_000 + at;
    if (source === "page") shop.track(name, properties);
    else trackFromSource(shop, source, name, properties, began === undefined ? undefined : 10_000 + began);
  }
  clock.mock.restore();
  return calls;
}

test("what two sources tell of one action is one event", () => {
  const check = (expected, what, ...reports) => assert.equal(counted(reports).length, expected, what);
  check(1, "the same at once", ["a", "add_to_cart", ADD], ["b", "add_to_cart", ADD]);
  check(
    1,
    "by product id in a compound id",
    ["a", "add_to_cart", { ...ADD, variant_id: "39897499729985" }],
    ["b", "add_to_cart", { product_id: "shopify_CA_6786188247105_39897499729985", quantity: 1 }],
  );
  check(
    1,
    "by sku",
    ["a", "product_viewed", { product_id: "678", sku: "HP-S" }],
    ["b", "product_viewed", { product_id: "HP-S" }],
  );
  check(
    1,
    "by name, in any case",
    ["a", "product_viewed", { product_id: "678", name: "Health potion" }],
    ["b", "product_viewed", { product_id: "p9", name: "health potion - S" }],
  );
  check(1, "within two seconds", ["a", "add_to_cart", ADD], ["b", "add_to_cart", ADD, 1999]);
  check(
    1,
    "told late of what began early",
    ["a", "add_to_cart", ADD, 100],
    ["b", "add_to_cart", ADD, 5000, 0],
  );
  check(
    1,
    "a cart is viewed once at a time",
    ["a", "cart_viewed", { cart_id: "1" }],
    ["b", "cart_viewed", { cart_id: "2" }],
  );
  check(
    1,
    "an order whatever each calls it",
    ["a", "order_completed", { order_id: "1001" }],
    ["b", "order_completed", { order_id: "gid-1" }],
  );
  check(1, "three sources", ["a", "add_to_cart", ADD], ["b", "add_to_cart", ADD], ["c", "add_to_cart", ADD]);
});

test("what are two actions stays two events", () => {
  const check = (expected, what, ...reports) => assert.equal(counted(reports).length, expected, what);
  check(2, "the same source twice", ["a", "add_to_cart", ADD], ["a", "add_to_cart", ADD]);
  check(
    2,
    "both sources twice",
    ["a", "add_to_cart", ADD],
    ["b", "add_to_cart", ADD],
    ["a", "add_to_cart", ADD, 500],
    ["b", "add_to_cart", ADD, 500],
  );
  check(
    2,
    "both sources twice, in another order",
    ["a", "add_to_cart", ADD],
    ["a", "add_to_cart", ADD],
    ["b", "add_to_cart", ADD],
    ["b", "add_to_cart", ADD],
  );
  check(2, "later than two seconds", ["a", "add_to_cart", ADD], ["b", "add_to_cart", ADD, 2001]);
  check(2, "another variant", ["a", "add_to_cart", ADD], ["b", "add_to_cart", { ...ADD, variant_id: "399" }]);
  check(2, "another quantity", ["a", "add_to_cart", ADD], ["b", "add_to_cart", { ...ADD, quantity: 2 }]);
  check(
    2,
    "another product",
    ["a", "product_viewed", { product_id: "1", name: "Runner" }],
    ["b", "product_viewed", { product_id: "2", name: "Jacket" }],
  );
  check(2, "another event", ["a", "add_to_cart", ADD], ["b", "remove_from_cart", ADD]);
  check(
    2,
    "another search",
    ["a", "search_performed", { query: "boot" }],
    ["b", "search_performed", { query: "boots" }],
  );
  check(
    2,
    "short ids that are part of one another",
    ["a", "product_viewed", { product_id: "12" }],
    ["b", "product_viewed", { product_id: "123" }],
  );
});

test("pieces that one source tells one by one and another together are counted once", () => {
  const check = (expected, what, ...reports) =>
    assert.deepEqual(
      counted(reports).map(([, { quantity }]) => quantity),
      expected,
      what,
    );
  const [one, two, three] = [1, 2, 3].map((quantity) => ({ ...ADD, quantity }));
  check(
    [1, 1],
    "two clicks, then the cart's difference of two",
    ["page", "add_to_cart", one],
    ["page", "add_to_cart", one, 300],
    ["woo", "add_to_cart", two, 900],
  );
  check(
    [2],
    "the difference first",
    ["woo", "add_to_cart", two],
    ["ga4", "add_to_cart", one, 100],
    ["ga4", "add_to_cart", one, 200],
  );
  check(
    [2, 1],
    "and a third click",
    ["woo", "add_to_cart", two],
    ["ga4", "add_to_cart", one, 100],
    ["ga4", "add_to_cart", one, 200],
    ["ga4", "add_to_cart", one, 300],
  );
  check(
    [1, 3],
    "more than was told: nobody knows which",
    ["ga4", "add_to_cart", one],
    ["woo", "add_to_cart", three, 100],
  );
  check(
    [1, 1],
    "each once, in pairs",
    ["ga4", "add_to_cart", one],
    ["woo", "add_to_cart", one, 100],
    ["ga4", "add_to_cart", one, 200],
    ["woo", "add_to_cart", one, 300],
  );
});

test("what a page told is known to the next page for half a minute, to sources that say since when", () => {
  const storage = {};
  const listeners = {};
  let answer = { ok: true };
  const visit = (timeOrigin, at, on, reports) => {
    globalThis.sessionStorage = Object.assign(
      Object.create({ removeItem: (name) => delete storage[name] }),
      storage,
    );
    globalThis.addEventListener = (type, listener) => (listeners[type] = listener);
    const mocks = [mock.method(performance, "now", () => at)];
    Object.defineProperty(performance, "timeOrigin", { configurable: true, value: timeOrigin });
    const calls = [];
    const shop = { track: (name, properties) => (calls.push(name), answer), diagnostics: () => ({ on }) };
    join(shop);
    for (const [source, began] of reports) trackFromSource(shop, source, "add_to_cart", ADD, began);
    assert.equal(typeof shop.diagnostics().overlaps, "number");
    listeners.pagehide();
    Object.assign(storage, { ...sessionStorage });
    mocks.forEach((one) => one.mock.restore());
    delete globalThis.addEventListener;
    delete globalThis.sessionStorage;
    return [calls.length, shop.diagnostics().overlaps];
  };
  assert.deepEqual(visit(1_000_000, 5000, true, [["ga4"]]), [1, 0]);
  assert.deepEqual(
    visit(1_006_000, 800, true, [["woo", 800 - 30_000]]),
    [0, 1],
    "the cart's difference on the next page",
  );
  assert.deepEqual(visit(1_008_000, 800, true, [["woo", 800 - 30_000]]), [1, 0], "once");
  assert.deepEqual(visit(1_060_000, 800, true, [["ga4", 800 - 30_000]]), [1, 0], "not after half a minute");
  assert.deepEqual(
    visit(1_062_000, 900, false, [["jsonld", undefined]]),
    [1, 0],
    "without a word since when, only what is now",
  );
  answer = { ok: true, queued: true };
  assert.deepEqual(visit(1_200_000, 5000, true, [["ga4"]]), [1, 0]);
  assert.deepEqual(
    visit(1_206_000, 800, true, [["woo", 800 - 30_000]]),
    [1, 0],
    "not what may have been refused since: what is stored of it says so itself",
  );
  assert.equal(
    storage["shoptrail.told"]?.includes("jsonld") ?? false,
    false,
    "where the tracker is off nothing is stored",
  );
});

test("what was refused as one source told it is taken as another tells it", () => {
  const calls = counted(
    [
      ["a", "add_to_cart", { quantity: 1 }],
      ["b", "add_to_cart", ADD],
    ],
    ({ product_id }) => (product_id ? { ok: true } : { ok: false, reason: "invalid", violations: [] }),
  );
  assert.equal(calls.length, 2);
  const queued = counted(
    [
      ["a", "add_to_cart", ADD],
      ["b", "add_to_cart", ADD],
    ],
    () => ({ ok: true, queued: true }),
  );
  assert.equal(queued.length, 1, "while the module loads too");
});

test("the page's own call is a source as any other, whichever tells first", () => {
  const check = (expected, what, ...reports) => assert.equal(counted(reports).length, expected, what);
  check(1, "its own call first", ["page", "add_to_cart", ADD], ["a", "add_to_cart", ADD]);
  check(1, "an adapter first", ["a", "add_to_cart", ADD], ["page", "add_to_cart", ADD]);
  check(
    1,
    "between two adapters",
    ["a", "add_to_cart", ADD],
    ["page", "add_to_cart", ADD],
    ["b", "add_to_cart", ADD],
  );
  check(
    1,
    "before a request that takes long",
    ["page", "add_to_cart", ADD],
    ["a", "add_to_cart", ADD, 5000, 10],
  );
  check(
    1,
    "an event of the shop's own, without properties",
    ["a", "quiz_done", {}],
    ["page", "quiz_done", undefined],
  );
  check(2, "its own call twice", ["page", "add_to_cart", ADD], ["page", "add_to_cart", ADD]);
  check(
    2,
    "twice, and seen twice",
    ["page", "add_to_cart", ADD],
    ["a", "add_to_cart", ADD],
    ["page", "add_to_cart", ADD],
    ["a", "add_to_cart", ADD],
  );
  check(
    2,
    "of another variant",
    ["a", "add_to_cart", ADD],
    ["page", "add_to_cart", { ...ADD, variant_id: "399" }],
  );
  check(2, "much later", ["a", "add_to_cart", ADD], ["page", "add_to_cart", ADD, 2001]);
  assert.equal(
    counted(
      [
        ["page", "add_to_cart", {}],
        ["a", "add_to_cart", ADD],
      ],
      ({ product_id }) => ({ ok: !!product_id, reason: product_id ? undefined : "invalid" }),
    ).length,
    2,
    "refused, it silences nobody",
  );
});

test("the page's own call goes as it is, and is answered with the one event's result", () => {
  const given = [];
  const shop = { track: (...args) => (given.push(args), { ok: true, messageId: `m${given.length}` }) };
  join(shop);
  const own = Object.freeze({ product_id: "1", sku: "", extra: { of: "ours" } });
  assert.deepEqual(shop.track("product_viewed", own, 7), { ok: true, messageId: "m1" });
  assert.equal(given[0][1], own);
  assert.deepEqual(given[0], ["product_viewed", own, 7]);
  trackFromSource(shop, "a", "add_to_cart", ADD);
  assert.deepEqual(shop.track("add_to_cart", ADD), { ok: true, messageId: "m2" });
  const trap = {
    get product_id() {
      throw new Error("theirs");
    },
  };
  assert.deepEqual(shop.track("add_to_cart", trap), { ok: true, messageId: "m3" }, "the tracker judges it");
  assert.deepEqual(shop.track("add_to_cart"), { ok: true, messageId: "m4" });
});

test("what the page called before the adapters came is not told again by what they find", () => {
  const past = [
    { method: "page", args: [], result: { ok: true } },
    { method: "track", args: ["add_to_cart", ADD], result: { ok: true, queued: true } },
    { method: "track", args: ["product_viewed", {}], result: { ok: false, reason: "invalid" } },
  ];
  assert.deepEqual(
    counted(
      [
        ["a", "add_to_cart", ADD],
        ["a", "product_viewed", { product_id: "1" }],
      ],
      undefined,
      past,
    ),
    [["product_viewed", { product_id: "1" }]],
  );
});

test("calls of a page that was left before its tracker came are of then, whether the tracker has taken them or not, and of this page's what another tab took is known", () => {
  const then = (age) => Date.now() - age;
  const queued = { ok: true, queued: true };
  // `stored`: what waits in storage for the tracker; `past`: what it has told of; `moved`: what this page had stored.
  const check = (expected, what, { stored = [], past = [], moved = [], on = false }, ...reports) => {
    const clock = mock.method(performance, "now", () => 1000);
    Object.defineProperty(performance, "timeOrigin", { configurable: true, value: then(1000) });
    globalThis.localStorage = { "shoptrail.q": JSON.stringify(stored) };
    const calls = [];
    const shop = { moved, diagnostics: () => ({ on }), track: (name) => (calls.push(name), { ok: true }) };
    join(shop, past);
    for (const [source, began] of reports) trackFromSource(shop, source, "cart_viewed", { cart_id: "1" }, began);
    clock.mock.restore();
    delete globalThis.localStorage;
    assert.equal(calls.length, expected, what);
  };
  const call = (age, args = ["cart_viewed", {}]) => ["track", args, then(age), "https://s.example/", "", ""];
  const told = (age) => ({ method: "track", args: ["cart_viewed", {}], result: queued, at: then(age) });
  const since = -29_000;
  check(0, "in storage, to a source that says since when", { stored: [call(10_000)] }, ["woo", since]);
  check(0, "taken already", { past: [told(10_000)], on: true }, ["woo", since]);
  check(1, "of yesterday, in storage", { stored: [call(86_400_000)] }, ["ga4"]);
  check(1, "of yesterday, taken already", { past: [told(86_400_000)], on: true }, ["ga4"]);
  check(0, "of this page, in storage", { past: [told(900)], stored: [call(900)], moved: [call(900)] }, [
    "ga4",
  ]);
  check(0, "of this page, taken by another tab", { moved: [call(900)], on: true }, ["ga4"]);
  check(
    1,
    "of this page, and yet another action",
    { past: [told(900)], moved: [call(900)], on: true },
    ["ga4"],
    ["ga4"],
  );
  check(
    0,
    "of this page, behind hundreds of earlier ones",
    {
      past: [told(900)],
      stored: Array.from({ length: 500 }, (_, number) =>
        call(10_000, ["search_performed", { query: String(number) }]),
      ),
    },
    ["ga4"],
  );
  check(0, "beside another script's", { stored: [null, 7, { 2: 5 }, ["track", 7, 5], call(10_000)] }, [
    "woo",
    since,
  ]);
  check(1, "not a list", { stored: { 2: 5 } }, ["woo", since]);
});

test("a call that waited for the tracker, and is refused in the end, silences nobody: what others have said in its place is told", () => {
  const wrong = { ...ADD, price: "much" };
  const queued = { ok: true, queued: true };
  const [taken, refused] = [
    { ok: true, messageId: "m" },
    { ok: false, reason: "invalid", violations: [] },
  ];
  // Each step is a source that tells, or `[properties, result]` of a call as it is judged.
  const check = (expected, what, past, ...steps) => {
    const calls = [];
    const heard = new Set();
    const shop = {
      track: (name, { price }) => (calls.push(price), { ok: true }),
      on: (type, listener) => (heard.add(listener), () => heard.delete(listener)),
      diagnostics: () => ({}),
    };
    join(
      shop,
      past.map((properties) => ({ method: "track", args: ["add_to_cart", properties], result: queued })),
    );
    for (const step of steps) {
      if (typeof step === "string") trackFromSource(shop, step, "add_to_cart", ADD);
      else
        for (const listener of [...heard])
          listener({ method: "track", args: ["add_to_cart", step[0]], result: step[1] });
      for (const listener of [...heard]) listener({ method: "page", args: [], result: taken });
    }
    assert.deepEqual([calls, shop.diagnostics().overlaps, heard.size], expected, what);
  };
  check([[], 1, 1], "while it waits", [wrong], "ga4");
  check([[10], 0, 0], "told meanwhile", [wrong], "ga4", [wrong, refused]);
  check([[10], 0, 0], "told later", [wrong], [wrong, refused], "ga4");
  check([[10], 1, 0], "told by two", [wrong], "ga4", "woo", [wrong, refused]);
  check([[], 1, 0], "taken", [wrong], "ga4", [wrong, taken]);
  check([[], 1, 0], "without consent", [wrong], "ga4", [wrong, { ok: false, reason: "consent" }]);
  check([[], 0, 0], "told by nobody else", [wrong], [wrong, refused]);
  check([[], 0, 1], "another one", [wrong], [{ ...wrong, variant_id: "7" }, refused]);
  check([[10], 1, 0], "the second of two", [ADD, wrong], "ga4", "ga4", [ADD, taken], [wrong, refused]);
  check([[10], 1, 0], "the first of two", [wrong, ADD], "ga4", "ga4", [wrong, refused], [ADD, taken]);
  check([[10], 0, 0], "a quantity that is no number", [{ ...ADD, quantity: NaN }], "ga4", [
    { ...ADD, quantity: null },
    refused,
  ]);
});

test("what a source has waited for is no longer waited for when the tracker has been ready for a while", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const heard = new Set();
  let ready;
  const shop = {
    track: () => ({ ok: true }),
    on: (type, listener) => (heard.add(listener), () => heard.delete(listener)),
    ready: (callback) => (ready = callback),
  };
  join(shop, [{ method: "track", args: ["add_to_cart", ADD], result: { ok: true, queued: true } }]);
  mock.timers.tick(100_000);
  assert.equal(heard.size, 1, "with consent pending it may take its time");
  ready(shop);
  mock.timers.tick(100_000);
  mock.timers.reset();
  assert.equal(heard.size, 0);
});

test("two copies of the part count once, in one wrapper", () => {
  const shop = { track: () => ({ ok: true }) };
  join(shop);
  const { track } = shop;
  join(shop);
  assert.equal(shop.track, track);
});

test("what a source leaves out is what others have said of the same product", () => {
  const shop = {};
  rememberProduct(shop, {
    product_id: "678",
    variant_id: "398",
    sku: "S1",
    name: "Potion",
    price: 10,
    currency: "CAD",
    quantity: 3,
    brand: "P",
  });
  assert.deepEqual(completeProduct(shop, { variant_id: "398" }), {
    product_id: "678",
    variant_id: "398",
    sku: "S1",
    name: "Potion",
    price: 10,
    currency: "CAD",
    brand: "P",
  });
  assert.deepEqual(completeProduct(shop, { variant_id: 398, name: "Own", price: 0 }), {
    product_id: "678",
    variant_id: 398,
    sku: "S1",
    name: "Own",
    price: 0,
    currency: "CAD",
    brand: "P",
  });
  assert.deepEqual(
    completeProduct(shop, { product_id: "678", variant_id: "399" }),
    { product_id: "678", variant_id: "399", name: "Potion", currency: "CAD", brand: "P" },
    "no price of another variant",
  );
  assert.deepEqual(completeProduct(shop, { product_id: "678" }), {
    product_id: "678",
    name: "Potion",
    price: 10,
    currency: "CAD",
    brand: "P",
  });
  assert.deepEqual(completeProduct(shop, { product_id: "9", sku: null, name: "" }), { product_id: "9" });
});

test("nothing a platform hands over is thrown into the page", () => {
  const shop = {
    track: () => {
      throw new Error("theirs");
    },
  };
  const trap = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error("theirs");
      },
    },
  );
  for (const properties of [
    undefined,
    null,
    7,
    "x",
    [],
    trap,
    {
      get product_id() {
        throw new Error("theirs");
      },
    },
    { product_id: Symbol("x") },
  ]) {
    assert.equal(trackFromSource(shop, "a", "add_to_cart", properties), undefined);
  }
});

test("what cannot be read of a product is the tracker's to refuse, by name", () => {
  const calls = [];
  const shop = { track: (...call) => calls.push(call) };
  const told = {
    product_id: "1",
    get price() {
      throw new Error("theirs");
    },
  };
  trackFromSource(shop, "a", "product_viewed", told);
  assert.equal(calls[0][1], told);
});

test("an order again of a hundred lines, told by two sources, is a hundred adds", () => {
  const adds = Array.from({ length: 100 }, (_, index) => [
    "add_to_cart",
    {
      ...ADD,
      product_id: `p${index}`,
      variant_id: `v${index}`,
      name: `Potion ${index}`,
      quantity: 1 + (index % 3),
    },
  ]);
  assert.equal(
    counted([...adds.map((add) => ["a", ...add]), ...adds.map((add) => ["b", ...add])]).length,
    100,
  );
  assert.equal(
    counted(
      adds.flatMap((add) => [
        ["a", ...add],
        ["b", ...add],
      ]),
    ).length,
    100,
  );
});

test("a cart of hundreds of lines is told without its pictures where it would be too large; the page's own call goes as it is", () => {
  const line_items = Array.from({ length: 120 }, (_, index) => ({
    product_id: `p${index}`,
    name: "Größe ".repeat(4),
    price: 5,
    quantity: 1,
    image_url: "https://cdn.example/".padEnd(200, "x"),
    url: `/products/${index}`,
  }));
  for (const [source, expected] of [
    ["a", ["product_id", "name", "price", "quantity"]],
    ["page", Object.keys(line_items[0])],
  ]) {
    const [[, told]] = counted([[source, "cart_viewed", { currency: "EUR", line_items }]]);
    assert.deepEqual(
      [
        told.line_items.length,
        Object.keys(told.line_items[0]).filter((name) => name !== "url" || source === "page"),
      ],
      [120, expected],
    );
  }
  assert.ok("image_url" in line_items[0], "the page's own objects are left alone");
});

test("an adapter installs once", () => {
  const shop = {};
  assert.deepEqual(
    [registerIfNew(shop, "a"), registerIfNew(shop, "a"), registerIfNew(shop, "b"), registerIfNew({}, "a")],
    [true, false, true, true],
  );
});

test("what is remembered is bounded", () => {
  const shop = { track: () => ({ ok: true }) };
  join(shop);
  for (let index = 0; index < 1000; index += 1)
    trackFromSource(shop, "a", "product_viewed", { product_id: `p${index}` });
  assert.ok(shop.sources.seen.length <= 200 && shop.sources.products.length <= 200);
});
