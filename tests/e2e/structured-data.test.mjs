// Structured data in a real browser: data that comes late, of single-page shops, of WooCommerce without its
// Store API, and of addresses that name no product.

/* global insert -- defined by the page of this test */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../www/collector.mjs";
import { readPlan } from "../../www/snippet.mjs";
import { startBrowser } from "./support/browser.mjs";
import { arrived, consoleErrors, messageProblems } from "./support/pages.mjs";
import { startSite } from "./support/site.mjs";
import { delivered, started } from "./support/story.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const STUB = readFileSync(`${ROOT}pkg/snippet.html`, "utf8").match(/<script>[^]*?<\/script>/)[0];

let browser;
before(async () => void (browser = await startBrowser()));
after(() => browser?.quit());

const MUG = {
  "@context": "https://schema.org",
  "@type": "Product",
  name: "Mug &amp; Saucer",
  sku: "M1",
  offers: { "@type": "Offer", price: 16, priceCurrency: "EUR", availability: "https://schema.org/InStock" },
};
const block = (data) => `<script type="application/ld+json">${JSON.stringify(data)}</script>`;
/** A function that the page calls to insert JSON-LD. */
const INSERT = `<script>
  function insert(data) {
    document.querySelectorAll("[type*=ld]").forEach(function (old) { old.remove(); });
    var script = document.createElement("script");
    script.type = "application/ld+json";
    script.textContent = JSON.stringify(data);
    document.head.append(script);
  }
</script>`;

/**
 * Opens a page with `body`, runs `act` there, and waits for `count` messages, and for `quietMs` more.
 * Resolves with the events `[name, properties]` and the paths of the requests to WordPress. Rejects on any
 * error on the console.
 */
async function opened({
  path = "/mug",
  body = "",
  bodyClass = "",
  adapters = "auto",
  act = () => {},
  count = 2,
  quietMs = 0,
  routes,
}) {
  const collector = await startCollector({ plan: await readPlan(`${ROOT}pkg/`) });
  const asked = [];
  const endpoint = `data-write-key="k" data-endpoint="${collector.origin}/v1/b"`;
  const options = `data-anonymous="send" data-bots="true" data-adapters="${adapters}"`;
  const tag = `<script defer src="/cdn/embed.min.js" ${endpoint} ${options}></script>`;
  const site = await startSite({
    "/favicon.ico": { status: 204 },
    "/cdn/*": ({ url }) => ({ file: `${ROOT}pkg/${url.pathname.slice(5)}` }),
    ...routes,
    "/wp-json/*": ({ url }) => (asked.push(url.pathname), { status: 404, body: "{}" }),
    "/*": `<!doctype html><title>t</title>${INSERT}${STUB}${tag}<body class="${bodyClass}">${body}`,
  });
  try {
    await browser.open(`${site.origin}${path}`);
    await started(browser);
    await browser.run(act, MUG);
    await collector.waitFor(() => arrived(collector).length >= count, 25_000);
    await browser.run((ms) => new Promise((resolve) => setTimeout(resolve, ms)), quietMs);
    await browser.run(() => void shoptrail.flush());
    await delivered(browser);
    assert.deepEqual([messageProblems(collector), await consoleErrors(browser)], [[], []]);
    return {
      asked,
      events: arrived(collector).map(({ type, event, properties }) => [event ?? type, properties]),
    };
  } finally {
    await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
    await browser.open("about:blank");
    await Promise.all([site.close(), collector.close()]);
  }
}

const views = ({ events }, ...names) =>
  events
    .filter(([name]) => name === "product_viewed")
    .map(([, properties]) => names.map((name) => properties[name]));

for (const seconds of [1.5, 4, 9])
  test(`JSON-LD that a script inserts ${seconds} s after load is one view`, async () => {
    const page = await opened({
      body: `<script>addEventListener("load", function () {
        setTimeout(function () { insert(${JSON.stringify(MUG)}); }, ${seconds * 1000});
      });</script>`,
      quietMs: 2500,
    });
    assert.deepEqual(views(page, "product_id", "name", "price", "in_stock"), [
      ["M1", "Mug & Saucer", 16, true],
    ]);
  });

test("JSON-LD that is inserted late, beside data about the shop, is one view", async () => {
  const page = await opened({
    body: `${block({ "@type": "Organization", name: "Shop" })}<script>
      setTimeout(function () { insert(${JSON.stringify(MUG)}); }, 2500);
    </script>`,
    quietMs: 2500,
  });
  assert.deepEqual(views(page, "product_id"), [["M1"]]);
});

test("each route of a single-page shop is one view, of its own data, whenever that comes", async () => {
  const page = await opened({
    path: "/",
    adapters: "auto,spa",
    count: 5,
    quietMs: 2500,
    act: async (mug) => {
      const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
      for (const [path, sku, ms] of [
        ["/products/mug", "M1", 1500],
        ["/products/jug", "J1", 2500],
      ]) {
        history.pushState({}, "", path);
        document.title = sku;
        await wait(ms);
        insert({ ...mug, sku, name: sku });
        await wait(2500);
      }
    },
  });
  assert.deepEqual(views(page, "product_id", "name"), [
    ["M1", "M1"],
    ["J1", "J1"],
  ]);
});

test("a product view has the id that its address gives, where its data has none", async () => {
  const withoutId = block({ ...MUG, sku: "", productID: "", brand: { "@type": "Brand", name: null } });
  const page = await opened({ path: "/index.php?route=product/product&product_id=42", body: withoutId });
  assert.deepEqual(views(page, "product_id", "name", "brand"), [["42", "Mug & Saucer", undefined]]);
});

test("a product view has no id that neither its data nor its address gives", async () => {
  const page = await opened({ path: "/product.html", body: block({ ...MUG, sku: "" }) });
  assert.deepEqual(views(page, "product_id", "name"), [[undefined, "Mug & Saucer"]]);
});

test("a list price beside the price is the price before", async () => {
  const page = await opened({
    body: block({
      ...MUG,
      offers: {
        ...MUG.offers,
        priceSpecification: {
          "@type": "UnitPriceSpecification",
          priceType: "https://schema.org/ListPrice",
          price: 18,
        },
      },
    }),
  });
  assert.deepEqual(views(page, "price", "compare_at_price"), [[16, 18]]);
});

test("a name that is encoded as markup loads nothing and stays text", async () => {
  const name =
    "&lt;img src=/evil onerror=&quot;window.evil=1&quot;&gt; <img src=/evil onerror=window.evil=1>";
  const evil = [];
  const page = await opened({
    body: block({ ...MUG, name }),
    routes: { "/evil": () => (evil.push(1), { status: 404 }) },
    quietMs: 500,
  });
  assert.deepEqual(views(page, "name"), [['<img src=/evil onerror="window.evil=1">']]);
  assert.deepEqual(evil, []);
});

const WOO = "product-template-default single single-product postid-34 woocommerce woocommerce-page";

test("a WooCommerce page is viewed by its JSON-LD where the Store API is closed, without noise", async () => {
  const link = '<link rel="https://api.w.org/" href="/wp-json/">';
  const page = await opened({ bodyClass: WOO, body: link + block(MUG), quietMs: 3000 });
  assert.deepEqual(views(page, "product_id", "sku", "price"), [["34", "M1", 16]]);
  assert.deepEqual(page.asked, []);
});

test("a name of the Store API is decoded once", async () => {
  const item = {
    key: "a",
    id: 34,
    name: "Men&#8217;s Salt &amp; Pepper",
    quantity: 1,
    prices: { price: "1600", currency_code: "EUR", currency_minor_unit: 2 },
  };
  const cart = { items: [item], coupons: [], totals: { currency_code: "EUR" } };
  const page = await opened({
    bodyClass: "woocommerce-cart woocommerce-page",
    routes: {
      "/wp-json/wc/store/v1/cart": {
        body: JSON.stringify(cart),
        headers: { "content-type": "application/json" },
      },
    },
  });
  const [, { line_items }] = page.events.find(([name]) => name === "cart_viewed");
  assert.equal(line_items[0].name, "Men’s Salt & Pepper");
});
