// A tab that is hidden, frozen or thawed. It may never run again, or go on as if nothing had happened.

/* global see, release, fail, via -- defined by the page of this test */
import assert from "node:assert/strict";
import { test } from "node:test";
import { names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 6000; // less than the time after which the tracker gives a request up
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
/**
 * Defines `see(state)` in the page: it sets the visibility and dispatches the browser's event, without a
 * second tab.
 */
const SEE = `<script>window.see = (state) => {
  Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
  Object.defineProperty(document, "hidden", { configurable: true, get: () => state === "hidden" });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
};</script>`;

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/** The calls that the stub has stored for the next page. */
function storedCalls() {
  return browser.run(() =>
    JSON.parse(localStorage["shoptrail.q"] || "[]").map(([method, args]) => args[0] || method),
  );
}

test("calls of a tab hidden before the script came are stored, and count once when it comes", async () => {
  page.options = { anonymous: "send" };
  page.head = SEE;
  let release;
  page.script = () => new Promise((resolve) => (release = resolve));
  page.body = `<script>
    shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
    see("hidden");
    shoptrail.track("search_performed", { query: "behind" });
    window.kept = JSON.parse(localStorage["shoptrail.q"]).length;
    see("visible");
    setTimeout(() => (window.waited = true), 100);
  </script>`;
  const opened = browser.open(page.origin);
  const until = Date.now() + LIMIT_MS;
  while (!release && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  release();
  await opened;
  await started(browser);
  assert.equal(await browser.run(() => window.kept), 3);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed", "search_performed"]);
  assert.deepEqual(await storedCalls(), []);
});

test("calls of a tab hidden while the module starts are stored, and count once", async () => {
  page.options = { anonymous: "send" };
  page.head =
    SEE +
    `<script>
      const instantiate = WebAssembly.instantiate;
      WebAssembly.instantiate = (...args) =>
        new Promise((resolve) => {
          window.release = () => resolve(instantiate.apply(WebAssembly, args));
        });
    </script>`;
  await browser.open(page.origin);
  await browser.waitFor(() => !!window.release);
  await browser.run((view) => {
    shoptrail.track("product_viewed", view);
    see("hidden");
  }, VIEW);
  assert.deepEqual(await storedCalls(), ["page", "product_viewed"]);
  await browser.run(() => (see("visible"), release()));
  await started(browser);
  await delivered(browser);
  assert.deepEqual(names(page.collector), ["page", "product_viewed"]);
  assert.deepEqual(await storedCalls(), []);
});

test("a request that fails while the tab is hidden is sent again soon after the tab is shown", async () => {
  page.options = { anonymous: "send", auto_page: "false" };
  page.head =
    SEE +
    `<script>
      const real = window.fetch;
      window.fetch = (...args) =>
        window.isThrough
          ? real(...args)
          : new Promise((_, reject) => (window.fail = () => reject(new TypeError("cut"))));
      navigator.sendBeacon = () => false;
    </script>`;
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

test("a frozen page that thaws keeps its page view and sends by fetch again", async () => {
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
