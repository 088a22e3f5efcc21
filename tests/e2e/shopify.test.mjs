// Shopify's adapters in a real browser, on pages like those of the themes Dawn (AJAX cart only) and Horizon
// (storefront events as well). The page's own requests are in shopify-requests.test.mjs.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { shopifyLiquid } from "../adapters/support/liquid.mjs";
import { serve } from "../../www/server.mjs";
import { arrived } from "./support/pages.mjs";
import {
  add,
  adds,
  events,
  expectErrors,
  LIMIT_MS,
  names,
  open,
  PRODUCT,
  ready,
  shop,
} from "./support/shopify-shop.mjs";
import { started } from "./support/story.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));

let browser;
let harness;
beforeEach(() => void ({ browser, harness } = shop));

for (const [theme, query] of [
  ["Dawn", ""],
  ["Horizon", "?theme=horizon"],
]) {
  test(`${theme}: a view, each add and a removal are one event; a refused add is no event`, async () => {
    expectErrors(/422/);
    await open(PRODUCT + query);
    await add("2");
    await add("1");
    await add("9");
    assert.match(
      await browser.run(() => document.querySelector("#error").textContent),
      /All 5/,
      "the theme reads the answer",
    );
    const list = await events(4);
    assert.deepEqual(names(list).sort(), ["add_to_cart", "add_to_cart", "page", "product_viewed"]);
    assert.deepEqual(adds(list), [
      ["add_to_cart", "39897499729985", 2, 10, "CAD"],
      ["add_to_cart", "39897499729985", 1, 10, "CAD"],
    ]);
    const view = list.find(([name]) => name === "product_viewed")[1];
    assert.deepEqual(
      [view.product_id, view.variant_id, view.sku, view.name, view.price, view.brand],
      ["6786188247105", "39897499729985", "HP-S-L", "Health potion", 10, "Polina's Potent Potions"],
    );

    await browser.open(new URL(`/shopify/cart${query}`, harness.url).href);
    await ready();
    await browser.waitFor(() => shoptrail.sources.cart?.size === 1);
    await browser.click("[data-remove]");
    const all = await events(7);
    assert.deepEqual(names(all).slice(4).sort(), ["cart_viewed", "page", "remove_from_cart"]);
    assert.deepEqual(adds(all).at(-1), ["remove_from_cart", "39897499729985", 3, 10, "CAD"]);
    assert.deepEqual(all.find(([name]) => name === "cart_viewed")[1].item_count, 3);
  });

  test(`${theme}: choosing a variant is no page view, and the add has that variant`, async () => {
    await open(PRODUCT + query);
    await browser.run(() => {
      const select = document.querySelector("#variant");
      select.value = select.options[1].value;
      select.dispatchEvent(new Event("change"));
    });
    assert.match(await browser.run(() => location.search), /variant=39897499762753/);
    await add();
    const list = await events(3);
    assert.deepEqual(names(list).sort(), ["add_to_cart", "page", "product_viewed"]);
    assert.deepEqual(adds(list), [["add_to_cart", "39897499762753", 1, 20, "CAD"]]);
  });

  test(`${theme}: a collection is one collection_viewed; its cards are no product views`, async () => {
    await open(`/shopify/collections/potions${query}`);
    assert.deepEqual(
      (await events(2)).map(([name, { collection_id }]) => [name, collection_id]),
      [
        ["page", undefined],
        ["collection_viewed", "268601557077"],
      ],
    );
  });
}

test("storefront events before the script are not lost; the stub passes all of them on", async () => {
  const page = `${PRODUCT}?theme=horizon`;
  await open(page);
  const [raw, keeps] = await browser.run(() => [shoptrail.raw.length, Object.hasOwn(shoptrail.raw, "push")]);
  assert.deepEqual([raw, keeps], [0, true]);
  assert.deepEqual(names(await events(2)).sort(), ["page", "product_viewed"]);
});

test("without adapters nothing is loaded, patched or tracked", async () => {
  await browser.open(
    new URL(`${PRODUCT}?theme=horizon&shoptrail_anonymous=send&shoptrail_adapters=none`, harness.url).href,
  );
  await started(browser);
  assert.deepEqual(
    await browser.run(() => [
      /native code/.test(fetch.toString()),
      "sources" in shoptrail,
      performance.getEntriesByType("resource").filter(({ name }) => /adapters/.test(name)).length,
    ]),
    [true, false, 0],
  );
  assert.deepEqual(names(await events(1)), ["page"]);
});

test("a page outside Shopify loads no Shopify adapter", async () => {
  await browser.open(new URL("/?harness_inspector=off&shoptrail_anonymous=send", harness.url).href);
  await started(browser);
  assert.deepEqual(
    await browser.run(() => [
      /native code/.test(fetch.toString()),
      performance.getEntriesByType("resource").filter(({ name }) => /shopify/.test(name)).length,
    ]),
    [true, 0],
  );
});

test("the documented line in a theme, with the package's Liquid snippet, tracks a store", async () => {
  const page = readFileSync(new URL("../../docs/shopify.md", import.meta.url), "utf8");
  const block = page
    .match(/```liquid\n([^]*?)```/)[1]
    .replace("YOUR_KEY", "__KEY__")
    .replace("https://cdn.your-shop.example", "__CDN__")
    .replace(" %}", ", endpoint: '__API__/v1/b' %}");
  const engine = shopifyLiquid({
    shoptrail: readFileSync(`${PKG}shopify/snippets/shoptrail.liquid`, "utf8"),
  });
  const product = {
    id: 6786188247105,
    title: "Health potion",
    handle: "health-potion",
    variants: [{ id: 39897499729985, title: "S / Low", price: 1000, available: true }],
  };
  const globals = {
    request: { page_type: "product" },
    product,
    shop: { permanent_domain: "p.myshopify.com" },
    cart: { currency: { iso_code: "CAD" } },
    customer: { id: 5, email: "jane@example.com", orders_count: 2, total_spent: 12345 },
  };
  const pkgDir = mkdtempSync(join(tmpdir(), "shoptrail-liquid-"));
  cpSync(PKG, pkgDir, { recursive: true });
  writeFileSync(join(pkgDir, "snippet.html"), engine.parseAndRenderSync(block, {}, { globals }));
  await harness.close();
  shop.harness = harness = await serve({ shopPort: 0, pkgDir });
  await open(PRODUCT);
  await add();
  const list = await events(4);
  rmSync(pkgDir, { recursive: true });
  // A profile update of a known person may come as a separate identify.
  assert.deepEqual([...new Set(names(list))].sort(), ["add_to_cart", "identify", "page", "product_viewed"]);
  const { userId, traits } = arrived(harness.collector).find(({ type }) => type === "identify");
  assert.deepEqual(
    [userId, traits.email, traits.orders_count, traits.total_spend],
    ["5", "jane@example.com", 2, 123.45],
  );
});

/**
 * Runs in the storefront: runs the pixel `source` in a frame without this page's origin, and dispatches
 * `event` there. As Shopify's top frame does, this page answers for cookies and storage. Returns the
 * anonymous id of this page.
 */
function runCustomPixel(source, event) {
  const sandbox = `
    const ask = (method, ...args) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        parent.postMessage([method, ...args], "*", [port2]);
      });
    const subscribed = {};
    const analytics = { subscribe: async (name, callback) => { subscribed[name] = callback; } };
    const browser = {
      cookie: { get: (name) => ask("getCookie", name), set: (text) => ask("setCookie", text) },
      localStorage: {
        getItem: (key) => ask("getItem", key),
        setItem: (key, value) => ask("setItem", key, value),
        removeItem: (key) => ask("removeItem", key),
      },
    };
    const init = { customerPrivacy: { analyticsProcessingAllowed: true } };
    const api = { customerPrivacy: { subscribe: async () => {} } };`;
  const completed = `subscribed.checkout_completed(${JSON.stringify(event)});`;
  const frame = document.createElement("iframe");
  frame.sandbox = "allow-scripts allow-forms";
  frame.srcdoc = [sandbox, source, completed]
    .map((text) => `<script>${text.replaceAll("</", "<\\/")}</script>`)
    .join("");
  addEventListener("message", ({ data: [method, ...args], ports: [port] }) => {
    if (method === "setCookie") document.cookie = args[0];
    port.postMessage(
      method === "getCookie"
        ? (new RegExp(`${args[0]}=([^;]*)`).exec(document.cookie)?.[1] ?? "")
        : method.endsWith("Item")
          ? localStorage[method](...args)
          : "",
    );
  });
  document.body.append(frame);
  return shoptrail.diagnostics().identity.anonymousId;
}

test("the custom pixel in a sandboxed frame tracks the order with the storefront's id", async () => {
  await open(PRODUCT);
  await browser.waitFor(() => document.cookie.includes("shoptrail_anonymous_id"));
  const source = readFileSync(`${PKG}shopify/custom-pixel.js`, "utf8")
    .replace("YOUR_KEY", "wk_harness")
    .replace("// region:", `endpoint: "${harness.collector.origin}/v1/b", // region:`);
  const { data } = JSON.parse(
    readFileSync(new URL("../adapters/fixtures/shopify-web-pixel-events.json", import.meta.url), "utf8"),
  );
  const completed = data.find(({ name }) => name === "checkout_completed");
  completed.data.checkout.email = "jane@example.com";
  // The tracker does not send events older than 72 h, and the time in the fixture is fixed.
  completed.timestamp = new Date().toISOString();
  const anonymousId = await browser.run(runCustomPixel, source, completed);
  await harness.collector.waitFor(
    (collector) => arrived(collector).some(({ event }) => event === "order_completed"),
    LIMIT_MS,
  );
  const order = arrived(harness.collector).find(({ event }) => event === "order_completed");
  assert.equal(order.anonymousId, anonymousId);
  assert.deepEqual(
    [order.properties.order_id, order.properties.total, order.properties.shop],
    ["5555555555", 25.9, "your-shop.myshopify.com"],
  );
  assert.deepEqual(
    harness.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
  );
  assert.deepEqual(
    harness.collector.requests.flatMap(({ problems }) => problems),
    [],
  );
});
