// The rendered snippet of a theme: a product's name, a customer or a setting cannot break out of it, and the
// adapter reads it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { shopifyLiquid } from "./support/liquid.mjs";
import { adapter, openPage, settle } from "./support/page.mjs";

const FOLDER = new URL("../../pkg-template/shopify/", import.meta.url);
const HOSTILE = `"'\\</script><script>alert(1)</script><!-- {{ x }} é 😀\u2028`;
const engine = shopifyLiquid({
  shoptrail: readFileSync(new URL("snippets/shoptrail.liquid", FOLDER), "utf8"),
});

const product = (title) => ({
  id: 678,
  title,
  handle: "potion",
  vendor: title,
  type: title,
  featured_image: "h.jpg",
  selected_or_first_available_variant: { id: 399 },
  variants: [
    { id: 398, title, sku: title, price: 1000, compare_at_price: null, available: true },
    { id: 399, title: "M", sku: "", price: 100000, compare_at_price: 120000, available: false },
  ],
});
const page = (globals) => ({
  request: { page_type: "product", design_mode: false },
  shop: { permanent_domain: "p.myshopify.com" },
  cart: { currency: { iso_code: "JPY" } },
  ...globals,
});
const render = (globals, call = "write_key: 'wk', cdn: 'https://cdn.example'") =>
  engine.parseAndRenderSync(`{% render 'shoptrail', ${call} %}`, {}, { globals: page(globals) });
const printed = (html) =>
  html.match(/<script type="application\/json" data-shoptrail-page>([^]*?)<\/script>/)[1];

test("names with markup stay text wherever the snippet prints them", () => {
  const customer = {
    id: 5,
    email: HOSTILE,
    phone: null,
    first_name: HOSTILE,
    last_name: HOSTILE,
    orders_count: 2,
    total_spent: 12345,
    accepts_marketing: false,
  };
  const html = render({ product: product(HOSTILE), customer });
  assert.equal(html.match(/<script/g).length, 4);
  assert.equal(html.match(/<\/script>/g).length, 4);
  const printedData = JSON.parse(printed(html));
  assert.deepEqual(
    [printedData.product.title, printedData.product.variants[0].sku, printedData.product.vendor],
    [HOSTILE, HOSTILE, HOSTILE],
  );
  const calls = [];
  new Function("shoptrail", html.match(/<script>\s*(shoptrail\.identify[^]*?)<\/script>/)[1])({
    identify: (...args) => calls.push(args),
  });
  assert.deepEqual(calls, [
    [
      { customer_id: 5, email: HOSTILE, phone: null },
      { first_name: HOSTILE, last_name: HOSTILE, orders_count: 2, total_spend: 123.45, email_consent: false },
    ],
  ]);
  const attributes = render({}, `write_key: '"><img src=x>', cdn: 'https://cdn.example', endpoint: '"><b>'`);
  assert.ok(!/<img|<b>/.test(attributes));
});

test("a product page prints its product in the shape that the adapter reads", async () => {
  const html = render({ product: product("Potion") });
  assert.match(
    html,
    /<script defer src="https:\/\/cdn.example\/embed.min.js" data-write-key="wk" data-shop="p.myshopify.com"><\/script>/,
  );
  const { tracker, calls } = openPage({
    Shopify: {},
    elements: { "script[data-shoptrail-page]": { textContent: printed(html) } },
  });
  (await adapter("shopify-page"))(tracker);
  await settle();
  const [[name, view]] = calls;
  assert.deepEqual(
    [name, view.product_id, view.variant_id, view.price, view.compare_at_price, view.currency, view.in_stock],
    ["product_viewed", "678", "399", 1000, 1200, "JPY", false],
  );
});

test("every page prints valid JSON about itself", () => {
  const check = (expected, globals) => assert.deepEqual(JSON.parse(printed(render(globals))), expected);
  check(
    { page_type: "index", currency: "JPY" },
    { request: { page_type: "index" }, product: product("featured elsewhere") },
  );
  check({ page_type: "product", currency: "JPY" }, {});
  check(
    { page_type: "collection", currency: "JPY", collection: { id: 268, title: HOSTILE } },
    { request: { page_type: "collection" }, collection: { id: 268, title: HOSTILE } },
  );
  check(
    { page_type: "collection", currency: "JPY", collection: { id: "all", title: "All" } },
    { request: { page_type: "collection" }, collection: { id: null, handle: "all", title: "All" } },
  );
  check(
    { page_type: "search", currency: "JPY", results_count: 7 },
    { request: { page_type: "search" }, search: { performed: true, results_count: 7 } },
  );
  const bare = JSON.parse(
    printed(render({ product: { ...product("x"), featured_image: null, variants: [] } })),
  );
  assert.deepEqual([bare.product.featured_image, bare.product.variants], [null, []]);
});

test("only the given options become attributes", () => {
  const html = render(
    {},
    "write_key: 'wk', cdn: 'https://cdn.example', region: 'eu', anonymous: 'send', endpoint: " +
      "'https://own.example/v1/b', consent_from: 'shopify'",
  );
  for (const attribute of [
    'data-region="eu"',
    'data-anonymous="send"',
    'data-endpoint="https://own.example/v1/b"',
    'data-consent-from="shopify"',
  ])
    assert.ok(html.includes(attribute), attribute);
  assert.ok(!/data-(region|anonymous|endpoint|consent)/.test(render({})));
  assert.ok(!/data-consent/.test(render({}, "write_key: 'wk', cdn: 'c', consent_from: 'none'")));
});

test("the snippet prints nothing in the theme editor and in previews", () => {
  for (const request of [
    { page_type: "index", design_mode: true },
    { page_type: "index", visual_preview_mode: true },
  ])
    assert.equal(render({ request }).trim(), "");
});

test("the app embed block passes every setting on, and its schema is JSON", () => {
  const block = readFileSync(new URL("blocks/shoptrail.liquid", FOLDER), "utf8");
  const schema = JSON.parse(block.match(/\{% schema %\}([^]*)\{% endschema %\}/)[1]);
  const settings = Object.fromEntries(
    schema.settings.map(({ id, default: value }) => [id, value ?? `the ${id}`]),
  );
  const html = engine.parseAndRenderSync(
    block.replace(/\{% schema %\}[^]*/, ""),
    {},
    { globals: page({ block: { settings } }) },
  );
  for (const value of [
    "the write_key",
    "the cdn/embed.min.js",
    "the endpoint",
    'data-region="us"',
    'data-anonymous="hold"',
    'data-consent-from="shopify"',
  ])
    assert.ok(html.includes(value), value);
});
