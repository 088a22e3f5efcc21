// Adapters on pages that are hostile, broken, or patched by other scripts. Nothing is thrown into the page,
// nothing of it changes, each action is one event, and mistakes show in diagnostics(). Requests of the page
// are in platform-requests.test.mjs.

/* global wrap -- defined by the page of this test */
import assert from "node:assert/strict";
import { test } from "node:test";
import { attack, CART, names, SHOPIFY } from "./support/attack.mjs";

const ITEM = '{ item_id: "shopify_CA_678_398", item_name: "Potion", price: "10.00", quantity: 1 }';
const JSON_LD = {
  "@type": "Product",
  name: "Potion",
  productID: "678",
  sku: "HP-S",
  offers: { price: "10.00", priceCurrency: "CAD", url: "/products/potion?variant=398" },
};

/** A product page on which every source reports the view, and the button's click. */
const REPORTED_BY_ALL = `<script type="application/ld+json">${JSON.stringify(JSON_LD)}</script>
      <div data-shoptrail-product-id="678" data-shoptrail-variant-id="398" data-shoptrail-name="Potion"
        data-shoptrail-price="10" data-shoptrail-currency="CAD">
      <h1 data-shoptrail-event="product_viewed">Potion</h1>
      <button id="add" data-shoptrail-event="add_to_cart" data-shoptrail-quantity="1">Add</button></div>
      <script>
        function dispatch(type, payload) {
          document.dispatchEvent(Object.assign(new Event("shopify:" + type, { bubbles: true }), payload));
        }
        var variant = {
          id: "gid://shopify/ProductVariant/398", title: "S", availableForSale: true,
          price: { amount: "10.00", currencyCode: "CAD" },
        };
        var shopifyProduct = {
          id: "gid://shopify/Product/678", title: "Potion", handle: "potion", selectedVariant: variant,
        };
        function item() { return ${ITEM}; }
        function oldItem(quantity) {
          return Object.assign({ id: "HP-S", name: "Potion", price: "10.00" }, quantity);
        }
        var own = { product_id: "678", variant_id: "398", name: "Potion", price: 10, currency: "CAD" };
        gtag("event", "view_item", { currency: "CAD", items: [item()] });
        dataLayer.push({ event: "view_item", ecommerce: { currency: "CAD", items: [item()] } });
        dataLayer.push({ ecommerce: { currencyCode: "CAD", detail: { products: [oldItem()] } } });
        dispatch("product:view", { context: "page", product: shopifyProduct });
        shoptrail.track("product_viewed", Object.assign({}, own, { collection: "own" }));
        document.querySelector("#add").addEventListener("click", function () {
          gtag("event", "add_to_cart", { currency: "CAD", items: [item()] });
          dataLayer.push({ event: "add_to_cart", ecommerce: { currency: "CAD", items: [item()] } });
          var oldAdd = { products: [oldItem({ quantity: 1 })] };
          dataLayer.push({ ecommerce: { currencyCode: "CAD", add: oldAdd } });
          var body = JSON.stringify({ id: 398, quantity: 1 });
          var promise = fetch("/cart/add.js", { method: "POST", body: body }).then(function (response) {
            return response.json();
          });
          var lines = [{ merchandiseId: "398", quantity: 1 }];
          var update = { action: "add", context: "product", lines: lines, promise: promise };
          dispatch("cart:lines-update", update);
          window.answered = promise.then(function () {
            shoptrail.track("add_to_cart", Object.assign({ quantity: 1 }, own));
          });
        });
      </script>`;

test("a view and an add that every source reports are one event each", async () => {
  const { events, diagnostics } = await attack({
    adapters: "auto,shopify-ajax,ga4,jsonld,attributes",
    beforeTag: `${SHOPIFY}<script>
      window.dataLayer = [];
      function gtag() { dataLayer.push(arguments); }
    </script>`,
    routes: CART,
    count: 3,
    body: REPORTED_BY_ALL,
    act: async () => {
      document.querySelector("#add").click();
      await window.answered;
    },
    // Structured data can report its product until the page is left.
    leave: true,
  });
  assert.deepEqual(names(events), ["add_to_cart", "page", "product_viewed"]);
  assert.equal(
    events.find(([name]) => name === "product_viewed")[1].collection,
    "own",
    "the theme's own call is the event",
  );
  assert.deepEqual(diagnostics.violations, {});
  assert.ok(diagnostics.overlaps >= 8, String(diagnostics.overlaps));
});

/** Runs in the page: `window.trap` throws whatever is done with it. */
function defineTrap() {
  window.trap = new Proxy(
    {},
    {
      get() {
        throw new Error("theirs");
      },
      ownKeys() {
        throw new Error("theirs");
      },
    },
  );
}

/** Runs in the page: Tag Manager's list gets what no shop should push. */
function pushHostileData() {
  const { trap } = window;
  const push = (event, params) => dataLayer.push({ event, ecommerce: params });
  for (const items of [
    [trap],
    [{ item_id: "1", item_name: "x", price: "ask us" }],
    [null],
    "text",
    7,
    [{ item_id: {}, price: [] }],
    [{ item_id: "1", item_name: "x", price: Symbol("x") }],
    [{ item_id: "1", item_name: "x", price: 1n }],
  ])
    push("add_to_cart", { currency: "EUR", items });
  dataLayer.push(trap);
  push("search", { search_term: trap });
  push("search", { search_term: "boots" });
  window.dataLayer = Object.freeze([{ event: "search", search_term: "shoes" }]);
}

/** Runs in the page: Shopify's storefront events come with what no theme should send. */
function dispatchHostileEvents() {
  const { trap } = window;
  const dispatch = (type, payload) =>
    document.dispatchEvent(Object.assign(new Event("shopify:" + type, { bubbles: true }), payload));
  for (const product of [
    null,
    7,
    trap,
    { id: trap },
    { selectedVariant: { id: {}, price: { amount: "free" } } },
  ])
    dispatch("product:view", { context: "page", product });
  const promises = [
    Promise.reject(new Error("theirs")),
    {
      get then() {
        throw new Error("theirs");
      },
    },
    { then: (done, failed) => failed(7) },
    new Promise(() => {}),
    Promise.resolve({ userErrors: [{}] }),
    Promise.resolve({ detail: { didError: true } }),
  ];
  for (const promise of promises)
    dispatch("cart:lines-update", {
      action: "add",
      lines: [{ merchandiseId: "398", quantity: 1 }],
      promise,
    });
  for (const lines of [null, trap, [trap], [{ merchandiseId: {}, quantity: "x" }]])
    dispatch("cart:lines-update", { action: "add", lines, promise: Promise.resolve() });
}

/** Runs in the page: a call with a symbol, a click, and a request to wait for. */
async function endHostileVisit() {
  shoptrail.track("cart_viewed", Symbol("wrong_type"));
  document.body.click();
  await fetch("/cart.js");
}

test("hostile pushes, events and calls are tracked where they name a product, and else refused", async () => {
  const { events, diagnostics } = await attack({
    adapters: "shopify,ga4",
    beforeTag: `${SHOPIFY}<script>
      ShopifyAnalytics.meta.page = {};
      window.dataLayer = [null, 7, "text", [], {}, function (a) {}];
    </script>`,
    routes: CART,
    count: 7,
    act: [defineTrap, pushHostileData, dispatchHostileEvents, endHostileVisit],
  });
  const fieldsOf = ({ query, product_id, name, price, currency }) => [
    query,
    product_id,
    name,
    price,
    currency,
  ];
  const added = ["add_to_cart", undefined, "1", "x", undefined, "EUR"];
  assert.deepEqual(
    events.map(([name, properties]) => [name, ...fieldsOf(properties)]),
    [
      ["page", ...Array(5)],
      ["cart_viewed", ...Array(5)],
      // Their prices are "ask us", a symbol and a bigint.
      ...[added, added, ["add_to_cart", undefined, "1", "x", 1, "EUR"]],
      ["search_performed", "boots", ...Array(4)],
      ["search_performed", "shoes", ...Array(4)],
    ],
  );
  // The other adds, the search and the product views are about nothing that can be read.
  assert.deepEqual(
    [diagnostics.refused, diagnostics.repaired],
    [8, 4],
    JSON.stringify(diagnostics.violations),
  );
});

test("clicks count in shadow trees, on labels, and in forms with fields named like methods", async () => {
  const { events } = await attack({
    adapters: "attributes",
    count: 4,
    body: `<body data-shoptrail-currency="EUR">
      <form id="clobbered" data-shoptrail-event="search_performed" onsubmit="return false"><input
        name="matches"><input name="closest"><input name="getAttribute"><input name="attributes"><input
        name="querySelectorAll"><input name="parentElement"><input name="getRootNode"><button
        id="send">x</button></form>
      <div id="host" data-shoptrail-product-id="7" data-shoptrail-name="Mug" data-shoptrail-price="5"></div>
      <label id="label" data-shoptrail-event="add_to_cart" data-shoptrail-product-id="8"
        data-shoptrail-name="Cup" data-shoptrail-price="4" data-shoptrail-quantity="1"
        ><b>Cup</b><input type="checkbox"></label>`,
    act: () => {
      const root = document.querySelector("#host").attachShadow({ mode: "open" });
      root.innerHTML =
        '<button data-shoptrail-event="add_to_cart" data-shoptrail-quantity="1"><i>Add</i></button>';
      root.querySelector("i").click();
      document.querySelector("#label b").click();
      document.querySelector("#label input").click();
      document.querySelector("#send").click();
      document.body.append(document.querySelector("#clobbered"));
      dispatchEvent(new Event("click"));
      document.dispatchEvent(new Event("submit"));
    },
  });
  assert.deepEqual(
    events.map(([name, { product_id, price, currency }]) => [name, product_id, price, currency]),
    [
      ["page", undefined, undefined, undefined],
      ["add_to_cart", "7", 5, "EUR"],
      ["add_to_cart", "8", 4, "EUR"],
      ["add_to_cart", "8", 4, "EUR"],
    ],
  );
});

test("scripts and adapters loaded twice among wrappers of other scripts count once", async () => {
  const { events, result } = await attack({
    adapters: "shopify,ga4,spa",
    routes: CART,
    count: 4,
    beforeTag: `${SHOPIFY}<script>
      ShopifyAnalytics.meta.page = {};
      window.passed = [];
      function wrap(owner, name, word) {
        var wrapped = owner[name];
        owner[name] = function () {
          passed.push(word + " " + name);
          return wrapped.apply(this, arguments);
        };
      }
      wrap(window, "fetch", "before");
      wrap(history, "pushState", "before");
      wrap(XMLHttpRequest.prototype, "send", "before");
      window.dataLayer = [];
      wrap(dataLayer, "push", "before");
    </script>`,
    body: '<script defer src="/cdn/embed.min.js?again" data-write-key="k"></script>',
    act: async () => {
      for (const name of ["shopify-ajax", "shopify", "ga4", "spa"])
        (await import(`/cdn/adapters/${name}.js?again`)).default(shoptrail, {});
      wrap(window, "fetch", "after");
      wrap(history, "pushState", "after");
      wrap(dataLayer, "push", "after");
      const response = await fetch("/cart/add.js", {
        method: "POST",
        body: JSON.stringify({ id: 398, quantity: 1 }),
      });
      const returned = [
        (await response.json()).variant_id,
        dataLayer.push({ event: "search", search_term: "mug" }),
        history.pushState({ a: 1 }, "", "/products/mug"),
        history.state.a,
      ];
      document.title = "Mug";
      return [returned, passed.filter((word) => !/send/.test(word)).sort()];
    },
  });
  assert.deepEqual(names(events), ["add_to_cart", "page", "page", "search_performed"]);
  const [returned, passed] = result;
  assert.deepEqual([returned[0], returned[2], returned[3]], [398, null, 1]);
  for (const word of [
    "after fetch",
    "before fetch",
    "after pushState",
    "before pushState",
    "after push",
    "before push",
  ])
    assert.ok(passed.includes(word), `${word} in ${passed}`);
});
