// Pages whose globals are taken, blocked or hidden by elements: storage that is null, a frame without an
// origin, forms with the tracker's name, descriptors that every object inherits. The tracker works, or is
// off.

import assert from "node:assert/strict";
import { test } from "node:test";
import { attack, CART, names as namesOf, SHOPIFY } from "./support/attack.mjs";
import { STUB, tag, VIEW } from "./support/embedding.mjs";
import { names, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const WATCH = `<script>
  window.thrown = [];
  addEventListener("error", (event) => thrown.push(event.message));
  addEventListener("unhandledrejection", (event) => thrown.push(String(event.reason)));
</script>`;
const TRACK = `<script>shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});</script>`;

const define = (owner, name, body) =>
  `<script>Object.defineProperty(${owner}, "${name}", { configurable: true, ${body} });</script>`;
const SAME_AS_CLEAN = {
  "localStorage is null": define("window", "localStorage", "value: null"),
  "localStorage is undefined": define("window", "localStorage", "value: undefined"),
  "localStorage throws": define("window", "localStorage", "get() { throw new Error('blocked'); }"),
  "localStorage refuses to write": `<script>
    Storage.prototype.setItem = () => { throw new Error("full"); };
  </script>`,
  "getItem throws": `<script>Storage.prototype.getItem = () => { throw new Error("theirs"); };</script>`,
  "sessionStorage is null": define("window", "sessionStorage", "value: null"),
  "sessionStorage throws": define("window", "sessionStorage", "get() { throw new Error('blocked'); }"),
  "document.cookie throws": define(
    "document",
    "cookie",
    "get() { throw new Error('sandboxed'); }, set() { throw 1; }",
  ),
  "navigator.locks is missing": define("navigator", "locks", "value: undefined"),
  "navigator.locks throws": define(
    "navigator",
    "locks",
    "value: { request() { throw new Error('theirs'); } }",
  ),
  "navigator.sendBeacon is missing": define("navigator", "sendBeacon", "value: undefined"),
  "Intl is replaced": `<script>window.Intl = {};
    window.Temporal = { Now: { timeZoneId: () => "Europe/Paris" } };</script>`,
  "a form has the tracker's name": `<form id="shoptrail"><input name="q"><input name="live"></form>`,
  "a form named shoptrail": `<form name="shoptrail"><input id="q"></form>`,
  "two elements have the tracker's name": `<a id="shoptrail"></a><a id="shoptrail"></a>`,
  "elements have the names of platforms": `<a id="Shopify"></a><form id="dataLayer"><input name="push"></form>
    <a id="Temporal"></a><a id="wp_has_consent"></a><a id="gtag"></a><a id="__tcfapi"></a>`,
  "elements have names of window": `<a id="name"></a><a id="event"></a><a id="top"></a><a id="location"></a>
    <a id="fetch"></a><a id="JSON"></a><a id="Promise"></a><a id="performance"></a>`,
};
for (const [name, first] of Object.entries(SAME_AS_CLEAN)) {
  test(`where ${name}, the events arrive`, async () => {
    page.options = { anonymous: "send" };
    // Elements in front of the head close it: the stub then runs in the body.
    page.first = WATCH + first;
    page.body = TRACK;
    await browser.open(`${page.origin}/`);
    await started(browser);
    await delivered(browser);
    assert.deepEqual(names(page.collector).sort(), ["page", "product_viewed"]);
    assert.deepEqual(await browser.run(() => window.thrown), []);
  });
}

test("in a sandboxed frame, where storage and cookies throw, the events arrive", async () => {
  page.withSnippet = false;
  const inner = WATCH + STUB + tag(page, "embed.min.js", 'data-anonymous="send"') + TRACK;
  page.files["/frame"] = () => ({
    headers: { "content-type": "text/html" },
    body: `<!doctype html><title>Frame</title>${inner.replaceAll('src="/', `src="${page.origin}/`)}`,
  });
  page.body = '<iframe sandbox="allow-scripts" src="/frame"></iframe>';
  page.expectErrors(/sandbox|CORS|Access-Control|ERR_FAILED|origin 'null'/i);
  await browser.open(`${page.origin}/`);
  await page.collector.waitFor((collector) => names(collector).length >= 2, 10_000).catch(() => {});
  assert.deepEqual(names(page.collector).sort(), ["page", "product_viewed"]);
});

for (const [name, patch] of Object.entries({
  get: "Object.prototype.get = function () {};",
  "get and set": "Object.prototype.get = Object.prototype.set = function () {};",
  "writable and configurable": "Object.prototype.writable = Object.prototype.configurable = false;",
  value: "Object.prototype.value = 1;",
}))
  test(`with Object.prototype.${name}, an add through Shopify's AJAX cart is one event`, async () => {
    const { events } = await attack({
      adapters: "shopify-ajax",
      beforeTag: `${SHOPIFY}<script>${patch}</script>`,
      routes: CART,
      act: () =>
        fetch("/cart/add.js", { __proto__: null, method: "POST", body: "id=398&quantity=1" }).then(() => {}),
      count: 2,
    });
    assert.equal(namesOf(events).filter((event) => event === "add_to_cart").length, 1);
  });
