// Adapters on a page whose libraries have added members to every object.

import assert from "node:assert/strict";
import { test } from "node:test";
import { openDataLayer } from "./support/data-layer.mjs";
import { adapter, fixture, openPage, settle } from "./support/page.mjs";

const ajax = await adapter("shopify-ajax");
const LINE = fixture("shopify-cart-add.form");
const search = (search_term) => ({ event: "search", search_term });

for (const name of ["get", "set", "value", "writable", "configurable"]) {
  test(`Shopify's add requests are observed where every object has \`${name}\``, async () => {
    const answer = Response.json(LINE);
    const page = openPage({ fetch: async () => answer });
    Object.prototype[name] = function () {};
    try {
      ajax(page.tracker);
    } finally {
      delete Object.prototype[name];
    }
    await window.fetch("/cart/add.js", { method: "POST", body: JSON.stringify({ id: LINE.id }) });
    await settle();
    assert.deepEqual(
      page.calls.map(([event, { quantity }]) => [event, quantity]),
      [["add_to_cart", 1]],
    );
  });

  test(`a dataLayer that the page replaces is followed where every object has \`${name}\``, async () => {
    Object.prototype[name] = function () {};
    let page;
    try {
      page = openDataLayer([search("a")]);
      globalThis.window.dataLayer = [];
      globalThis.window.dataLayer.push(search("b"));
    } finally {
      delete Object.prototype[name];
    }
    await settle();
    assert.deepEqual(
      page.events.map(([, { query }]) => query),
      ["a", "b"],
    );
  });
}
