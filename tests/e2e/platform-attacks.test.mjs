// Adapters on pages that are hostile, broken or patched by others: nothing is thrown into the page, nothing of it changes, each action is one event, and what is
// wrong is in diagnostics().

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../www/collector.mjs";
import { readPlan } from "../../www/snippet.mjs";
import { engine, startBrowser } from "./support/browser.mjs";
import { arrived, consoleErrors } from "./support/pages.mjs";
import { startSite } from "./support/site.mjs";
import { delivered, started } from "./support/story.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const STUB = readFileSync(`${ROOT}pkg/snippet.html`, "utf8").match(/<script>[^]*?<\/script>/)[0];
// What a page would see of ours: errors and rejections that nobody handles.
const WATCH = `<script>window.thrown = []; addEventListener("error", function (event) { thrown.push(String(event.message)); });
  addEventListener("unhandledrejection", function (event) { thrown.push(String(event.reason)); });</script>`;

// WebKit tells who reads a copy, or what it was copied from, another error.
const ABORTED_COPIES = "aborts that copies hear of as such";

let browser;
before(async () => void (browser = await startBrowser()));
after(() => browser?.quit());

/**
 * Serves `body` behind the tag with `adapters` at /products/potion, lets `act(collector)` happen once they are there, and gives `{events, diagnostics, result}` when `count` messages have
 * arrived and nothing waits: `events` are `[name, properties]`. Fails when anything was thrown into the page. `before` is of the page before the tag; `leave`: the shopper goes to a page
 * that says nothing.
 */
async function attacked({
  adapters = "auto",
  before = "",
  body = "",
  routes = {},
  act = () => {},
  count = 1,
  errors = /favicon/,
  leave,
}) {
  const collector = await startCollector({ plan: await readPlan(`${ROOT}pkg/`) });
  const tag = (adapters) =>
    `<script defer src="/cdn/embed.min.js" data-write-key="k" data-endpoint="${collector.origin}/v1/b" data-anonymous="send" data-bots="true" data-adapters="${adapters}"></script>`;
  const site = await startSite({
    "/left": () => `<!doctype html><title>t</title>${tag("none")}`,
    "/cdn/*": ({ url }) => ({ file: `${ROOT}pkg/${url.pathname.slice(5)}` }),
    "/favicon.ico": { status: 204 },
    ...routes,
    "/*": `<!doctype html><title>t</title>${WATCH}${STUB}${before}${tag(adapters)}${body}`,
  });
  try {
    await browser.open(`${site.origin}/products/potion`);
    await started(browser);
    const names = adapters.split(",").filter((name) => name !== "auto");
    await browser.waitFor(
      (names) =>
        shoptrail.sources?.installed.size > 0 && names.every((name) => shoptrail.sources.installed.has(name)),
      names,
    );
    const result = await browser.run(act);
    await collector.waitFor(() => arrived(collector).length >= count, 10_000);
    // Whatever comes too many would be there after a round trip more.
    await browser.run(() => fetch("/favicon.ico").then((response) => response.text()));
    await delivered(browser);
    const [thrown, diagnostics] = await browser.run(() => [window.thrown, shoptrail.diagnostics()]);
    assert.deepEqual(thrown, []);
    if (leave) {
      await browser.open(`${site.origin}/left`);
      await started(browser);
      await collector.waitFor(
        () => arrived(collector).some(({ properties }) => properties.path === "/left"),
        10_000,
      );
      await delivered(browser);
    }
    assert.deepEqual(
      (await consoleErrors(browser)).filter((message) => !errors.test(message)),
      [],
    );
    assert.deepEqual(
      collector.messages.flatMap(({ verdict }) => verdict.problems),
      [],
    );
    const events = arrived(collector)
      .filter(({ properties }) => properties.path !== "/left")
      .map(({ type, event, properties }) => [event ?? type, properties]);
    return { events, diagnostics, result };
  } finally {
    await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
    await browser.open("about:blank");
    await Promise.all([site.close(), collector.close()]);
  }
}

const names = (events) => events.map(([name]) => name).sort();

const META = {
  product: {
    id: 678,
    vendor: "Polina",
    type: "Health",
    handle: "potion",
    variants: [{ id: 398, price: 1000, name: "Potion - S", public_title: "S", sku: "HP-S" }],
  },
  page: { pageType: "product", resourceId: 678 },
  currency: "CAD",
};
const LINE = {
  id: 398,
  variant_id: 398,
  product_id: 678,
  quantity: 1,
  product_title: "Potion",
  variant_title: "S",
  sku: "HP-S",
  price: 1000,
  final_price: 1000,
  vendor: "Polina",
  product_type: "Health",
  url: "/products/potion?variant=398",
};
const SHOPIFY = `<script>var Shopify = { currency: { active: "CAD" }, routes: { root: "/" } }, ShopifyAnalytics = { meta: ${JSON.stringify(META)} };</script>`;
const CART = {
  "/cart.js": {
    body: JSON.stringify({ currency: "CAD", items: [LINE] }),
    headers: { "content-type": "application/json" },
  },
  "/cart/add.js": { body: JSON.stringify(LINE), headers: { "content-type": "application/json" } },
};

test("a tag, Google in three shapes, JSON-LD, attributes, the platform's events and requests, and the theme's own calls: one view, one add", async () => {
  const item = '{ item_id: "shopify_CA_678_398", item_name: "Potion", price: "10.00", quantity: 1 }';
  const jsonLd = {
    "@type": "Product",
    name: "Potion",
    productID: "678",
    sku: "HP-S",
    offers: { price: "10.00", priceCurrency: "CAD", url: "/products/potion?variant=398" },
  };
  const { events, diagnostics } = await attacked({
    adapters: "auto,shopify-ajax,ga4,jsonld,attributes",
    before: `${SHOPIFY}<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments); }</script>`,
    routes: CART,
    count: 3,
    body: `<script type="application/ld+json">${JSON.stringify(jsonLd)}</script>
      <div data-shoptrail-product-id="678" data-shoptrail-variant-id="398" data-shoptrail-name="Potion" data-shoptrail-price="10" data-shoptrail-currency="CAD"><h1 data-shoptrail-event="product_viewed">Potion</h1>
      <button id="add" data-shoptrail-event="add_to_cart" data-shoptrail-quantity="1">Add</button></div>
      <script>
        function dispatch(type, payload) { document.dispatchEvent(Object.assign(new Event("shopify:" + type, { bubbles: true }), payload)); }
        var variant = { id: "gid://shopify/ProductVariant/398", title: "S", availableForSale: true, price: { amount: "10.00", currencyCode: "CAD" } };
        gtag("event", "view_item", { currency: "CAD", items: [${item}] });
        dataLayer.push({ event: "view_item", ecommerce: { currency: "CAD", items: [${item}] } });
        dataLayer.push({ ecommerce: { currencyCode: "CAD", detail: { products: [{ id: "HP-S", name: "Potion", price: "10.00" }] } } });
        dispatch("product:view", { context: "page", product: { id: "gid://shopify/Product/678", title: "Potion", handle: "potion", selectedVariant: variant } });
        shoptrail.track("product_viewed", { product_id: "678", variant_id: "398", name: "Potion", price: 10, currency: "CAD", collection: "own" });
        document.querySelector("#add").addEventListener("click", function () {
          gtag("event", "add_to_cart", { currency: "CAD", items: [${item}] });
          dataLayer.push({ event: "add_to_cart", ecommerce: { currency: "CAD", items: [${item}] } });
          dataLayer.push({ ecommerce: { currencyCode: "CAD", add: { products: [{ id: "HP-S", name: "Potion", price: "10.00", quantity: 1 }] } } });
          var promise = fetch("/cart/add.js", { method: "POST", body: JSON.stringify({ id: 398, quantity: 1 }) }).then(function (response) { return response.json(); });
          dispatch("cart:lines-update", { action: "add", context: "product", lines: [{ merchandiseId: "398", quantity: 1 }], promise: promise });
          window.answered = promise.then(function () { shoptrail.track("add_to_cart", { product_id: "678", variant_id: "398", name: "Potion", price: 10, quantity: 1, currency: "CAD" }); });
        });
      </script>`,
    act: async () => {
      document.querySelector("#add").click();
      await window.answered;
    },
    // The last chance of structured data to tell.
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

test("hostile pushes, events and calls are violations, and what is right between them is told", async () => {
  const { events, diagnostics } = await attacked({
    adapters: "shopify,ga4",
    before: `${SHOPIFY}<script>ShopifyAnalytics.meta.page = {}; window.dataLayer = [null, 7, "text", [], {}, function (a) {}];</script>`,
    routes: CART,
    count: 3,
    act: async () => {
      const trap = new Proxy(
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
      shoptrail.track("cart_viewed", Symbol("wrong_type"));
      document.body.click();
      await fetch("/cart.js");
    },
  });
  assert.deepEqual(
    events.map(([name, { query }]) => [name, query]),
    [
      ["page", undefined],
      ["search_performed", "boots"],
      ["search_performed", "shoes"],
    ],
  );
  assert.ok(
    diagnostics.violations.missing_property > 0 && diagnostics.violations.wrong_type > 0,
    JSON.stringify(diagnostics.violations),
  );
});

test("clicks in open shadow trees, on labels, and in forms whose fields are named as their methods", async () => {
  const { events } = await attacked({
    adapters: "attributes",
    count: 4,
    body: `<body data-shoptrail-currency="EUR"><form id="clobbered" data-shoptrail-event="search_performed" onsubmit="return false"><input name="matches"><input name="closest"><input name="getAttribute"><input name="attributes">
        <input name="querySelectorAll"><input name="parentElement"><input name="getRootNode"><button id="send">x</button></form>
      <div id="host" data-shoptrail-product-id="7" data-shoptrail-name="Mug" data-shoptrail-price="5"></div>
      <label id="label" data-shoptrail-event="add_to_cart" data-shoptrail-product-id="8" data-shoptrail-name="Cup" data-shoptrail-price="4" data-shoptrail-quantity="1"><b>Cup</b><input type="checkbox"></label>`,
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

test("scripts and adapters that are loaded twice, beside others' wrappers before and after ours, count once and pass everything on", async () => {
  const { events, result } = await attacked({
    adapters: "shopify,ga4,spa",
    routes: CART,
    count: 4,
    before: `${SHOPIFY}<script>
      ShopifyAnalytics.meta.page = {};
      window.passed = [];
      function wrap(owner, name, word) { var own = owner[name]; owner[name] = function () { passed.push(word + " " + name); return own.apply(this, arguments); }; }
      wrap(window, "fetch", "before"); wrap(history, "pushState", "before"); wrap(XMLHttpRequest.prototype, "send", "before");
      window.dataLayer = []; wrap(dataLayer, "push", "before");
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
      const said = [
        (await response.json()).variant_id,
        dataLayer.push({ event: "search", search_term: "mug" }),
        history.pushState({ a: 1 }, "", "/products/mug"),
        history.state.a,
      ];
      document.title = "Mug";
      return [said, passed.filter((word) => !/send/.test(word)).sort()];
    },
  });
  assert.deepEqual(names(events), ["add_to_cart", "page", "page", "search_performed"]);
  const [said, passed] = result;
  assert.deepEqual([said[0], said[2], said[3]], [398, null, 1]);
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

test("requests of every kind end as they would without us, and only adds that the shop took are told", async () => {
  const { events, result } = await attacked({
    adapters: "shopify",
    before: `${SHOPIFY}<script>ShopifyAnalytics.meta.page = {}; window.untouched = fetch.bind(window);</script>`,
    errors: /favicon|net::ERR|422|404|Synchronous|ServiceWorker/,
    count: 4,
    routes: {
      ...CART,
      "/fr/cart/add.js": ({ body }, response) => {
        if (!body.includes("398")) return { status: 422, body: '{"status":422}' };
        // Half of the answer, and then nothing for as long as the page waits.
        response.writeHead(200, { "content-type": "application/json" });
        response.write('{"variant_id":');
      },
      "/sw.js": {
        headers: { "content-type": "text/javascript", "service-worker-allowed": "/" },
        body: 'self.onactivate = (event) => event.waitUntil(clients.claim()); self.onfetch = (event) => { if (event.request.url.includes("/en/cart/add.js")) event.respondWith(fetch("http://localhost:" + location.port + "/cart/add.js", { mode: "no-cors" })); else if (event.request.url.includes("/de/cart/add.js")) event.respondWith(Response.error()); };',
      },
    },
    act: async () => {
      const post = (more) => ({ method: "POST", body: JSON.stringify({ id: 398, quantity: 1 }), ...more });
      const failed = (error) => error.name;
      const out = {};
      out.refused = (await fetch("/fr/cart/add.js", post({ body: "{}" }))).status;
      const aborted = async (fetch) => {
        const stop = new AbortController();
        const half = await fetch("/fr/cart/add.js", post({ signal: stop.signal }));
        const reading = half.text().catch(failed);
        stop.abort();
        return reading;
      };
      out.aborted = await aborted(fetch);
      out.untouched = [await aborted(untouched)];
      // A body that is a stream can be read once, and by the page's own request alone. What comes of it differs: over HTTP/1 Chromium sends none, to Firefox it is a text.
      const streamed = async (fetch) => {
        const body = new Blob([JSON.stringify({ id: 398, quantity: 1 })]).stream();
        const status = await fetch("/cart/add.js", { method: "POST", body, duplex: "half" }).then(
          (response) => response.status,
          failed,
        );
        return [status, body.locked];
      };
      out.streamed = await streamed(fetch);
      out.untouched.push(await streamed(untouched));
      const used = new Request("/cart/add.js", post());
      await used.text();
      out.used = await fetch(used).catch(failed);
      out.blob =
        (await (await fetch("/cart/add.js", post({ body: new Blob([JSON.stringify({ id: 398 })]) }))).blob())
          .size > 0;
      const xhr = (type, sync) =>
        new Promise((resolve) => {
          const request = new XMLHttpRequest();
          request.open("POST", "/cart/add.js", !sync);
          if (!sync) request.responseType = type;
          request.onload = () =>
            resolve([
              request.status,
              sync ? JSON.parse(request.responseText).variant_id : typeof request.response,
            ]);
          request.send(post().body);
        });
      out.sync = await xhr("", true);
      out.array = await xhr("arraybuffer");
      out.json = await xhr("json");
      // A service worker's answers: none, and one that nobody may read.
      await navigator.serviceWorker.register("/sw.js");
      await navigator.serviceWorker.ready;
      while (!navigator.serviceWorker.controller)
        await new Promise((resolve) =>
          navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
        );
      out.none = await fetch("/de/cart/add.js", post()).catch(failed);
      out.worker = await fetch("/en/cart/add.js", post({ mode: "no-cors" })).then(
        (response) => [response.type, response.status],
        failed,
      );
      for (const registration of await navigator.serviceWorker.getRegistrations())
        await registration.unregister();
      return out;
    },
  });
  const [aborted, streamed] = result.untouched;
  assert.deepEqual([aborted, typeof streamed[1]], ["AbortError", "boolean"]);
  assert.deepEqual(result, {
    untouched: [aborted, streamed],
    streamed,
    aborted: engine.has.includes(ABORTED_COPIES) ? aborted : "TypeError",
    refused: 422,
    used: "TypeError",
    blob: true,
    sync: [200, 398],
    array: [200, "object"],
    json: [200, "object"],
    none: "TypeError",
    worker: ["opaque", 0],
  });
  assert.deepEqual(names(events), [...Array(streamed[0] === 200 ? 4 : 3).fill("add_to_cart"), "page"]);
});
