// The harness's Shopify store in a browser, afresh for each test: its pages, its cart, and the events that
// arrive. The theme does not use shoptrail. The tests of Shopify's adapters import it, which registers its
// hooks.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach } from "node:test";
import { serve } from "../../../www/server.mjs";
import { startBrowser } from "./browser.mjs";
import { arrived, consoleErrors } from "./pages.mjs";
import { delivered, started, withoutInspector } from "./story.mjs";

export const PRODUCT = "/shopify/products/health-potion";
export const LIMIT_MS = 10_000;

/** The `browser`, and the `harness` of the running test. */
export const shop = { browser: null, harness: null };

let expectedErrors;

before(async () => void (shop.browser = await startBrowser()));
after(() => shop.browser?.quit());
beforeEach(async () => {
  shop.harness = await serve({ shopPort: 0 });
  await withoutInspector(shop.browser, shop.harness);
  expectedErrors = [];
});
afterEach(async () => {
  const errors = await consoleErrors(shop.browser);
  // Cookies ignore ports, so they would reach the next test.
  await shop.browser.driver.manage().deleteAllCookies();
  await shop.browser.open("about:blank");
  await shop.harness.close();
  assert.deepEqual(
    errors.filter((message) => !expectedErrors.some((pattern) => pattern.test(message))),
    [],
    "errors on the page's console",
  );
});

/** Errors on the console that match do not fail the running test. */
export function expectErrors(...patterns) {
  expectedErrors.push(...patterns);
}

/** Opens a page of the shop, and waits for its adapters. */
export async function open(path) {
  const url = new URL(path, shop.harness.url);
  url.searchParams.set("shoptrail_anonymous", "send");
  await shop.browser.open(url.href);
  await ready();
}

/** Waits until the tracker works and the adapters are installed. */
export async function ready() {
  await started(shop.browser);
  await shop.browser.waitFor(() =>
    ["shopify-page", "shopify", "shopify-ajax"].every((name) => shoptrail.sources?.installed.has(name)),
  );
}

/** Adds to the cart, and waits until the theme has its answer. */
export async function add(quantity = "1") {
  const answered = await shop.browser.run((wanted) => {
    document.querySelector("[name=quantity]").value = wanted;
    return Number(document.documentElement.dataset.answered ?? 0);
  }, quantity);
  await shop.browser.click("[name=add]");
  await shop.browser.waitFor(
    (count) => Number(document.documentElement.dataset.answered ?? 0) > count,
    answered,
  );
}

/**
 * `[name, properties]` of all messages, when `count` have arrived. A message too many would have arrived
 * after the additional round trip.
 */
export async function events(count) {
  await shop.harness.collector.waitFor((collector) => arrived(collector).length >= count, LIMIT_MS);
  await shop.browser.run(() => fetch("/shopify/cart.js").then((response) => response.text()));
  await delivered(shop.browser);
  assert.deepEqual(
    shop.harness.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
  );
  assert.deepEqual(await shop.browser.run(() => shoptrail.diagnostics().violations), {});
  return arrived(shop.harness.collector).map(({ type, event, properties }) => [event ?? type, properties]);
}

/** The names of events `[name, properties]`. */
export const names = (list) => list.map(([name]) => name);
/** `[name, variant, pieces, price, currency]` of what was added to the cart or removed. */
export const adds = (list) =>
  list
    .filter(([name]) => /cart$/.test(name))
    .map(([name, { variant_id, quantity, price, currency }]) => [
      name,
      variant_id,
      quantity,
      price,
      currency,
    ]);
