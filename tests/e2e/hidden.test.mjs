// A tab that is hidden, frozen and thawed: it may never speak again, or go on as if nothing had been.

import assert from "node:assert/strict";
import { test } from "node:test";
import { names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 6000; // less than any request's deadline
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
/** `see(state)` in the page: the browser's own events, without a second tab. */
const SEE = `<script>window.see = (state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
};</script>`;

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

function rescued() {
  return browser.run(() =>
    JSON.parse(localStorage["shoptrail.q"] || "[]").map(([method, args]) => args[0] || method),
  );
}

test("calls of a tab that is hidden before the script came are stored, and counted once when it comes after all", async () => {
  page.options = { anonymous: "send" };
  page.head = SEE;
  let release;
  page.script = () => new Promise((resolve) => (release = resolve));
  page.body = `<script>shoptrail.track("product_viewed", ${JSON.stringify(VIEW)}); see("hidden"); shoptrail.track("search_performed", { query: "behind" });
    window.kept = JSON.parse(localStorage["shoptrail.q"]).length; see("visible"); setTimeout(() => (window.waited = true), 100);</script>`;
  const opened = browser.open(page.origin);
  const until = Date.now() + LIMIT_MS;
  while (!release && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  release();
  await opened;
  await started(browser);
  assert.equal(await browser.run(() => window.kept), 3);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed", "search_performed"]);
  assert.deepEqual(await rescued(), []);
});

test("the same while the module starts", async () => {
  page.options = { anonymous: "send" };
  page.head =
    SEE +
    `<script>const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = (...args) => new Promise((resolve) => (window.release = () => resolve(instantiate.apply(WebAssembly, args))));</script>`;
  await browser.open(page.origin);
  await browser.waitFor(() => !!window.release);
  await browser.run((view) => {
    shoptrail.track("product_viewed", view);
    see("hidden");
  }, VIEW);
  assert.deepEqual(await rescued(), ["page", "product_viewed"]);
  await browser.run(() => (see("visible"), release()));
  await started(browser);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed"]);
  assert.deepEqual(await rescued(), []);
});

test("a request that fails while the tab is merely hidden is tried again soon after the tab is shown", async () => {
  page.options = { anonymous: "send", auto_page: "false" };
  page.head =
    SEE +
    `<script>const real = window.fetch; window.fetch = (...args) => window.isThrough ? real(...args) : new Promise((_, reject) => (window.fail = () => reject(new TypeError("cut"))));
    navigator.sendBeacon = () => false;</script>`;
  await browser.open(page.origin);
  await started(browser);
  await browser.run((view) => void shoptrail.track("product_viewed", view), VIEW);
  await browser.waitFor(() => !!window.fail);
  await browser.run(() => {
    see("hidden");
    fail();
    window.isThrough = true;
    return new Promise((resolve) => setTimeout(() => resolve(see("visible")), 50));
  });
  await page.collector.waitFor((collector) => names(collector).includes("product_viewed"), LIMIT_MS);
});

test("a frozen page that thaws is the same page view, and sends as a page that lives", async () => {
  page.options = { anonymous: "send" };
  page.head = SEE;
  await browser.open(page.origin);
  await started(browser);
  await delivered(browser);
  await browser.run((view) => {
    window.via = [];
    shoptrail.on("request", (request) => via.push(request.via));
    document.dispatchEvent(new Event("freeze"));
    document.dispatchEvent(new Event("resume"));
    shoptrail.track("product_viewed", view);
  }, VIEW);
  await page.collector.waitFor((collector) => names(collector).includes("product_viewed"), LIMIT_MS);
  assert.deepEqual(await browser.run(() => window.via), ["fetch"]);
  assert.deepEqual(names(page.collector), ["page", "product_viewed"]);
});
