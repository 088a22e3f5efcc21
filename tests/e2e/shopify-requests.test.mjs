// Shopify's adapters are invisible to the requests of a page: fetch and XMLHttpRequest return, reject and
// abort as without the tracker. Hostile requests are in platform-requests.test.mjs.

/* global post, json -- defined by the page of this test */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { adds, events, expectErrors, open, PRODUCT, shop } from "./support/shopify-shop.mjs";

let browser;
beforeEach(async () => {
  ({ browser } = shop);
  await open(PRODUCT);
  await browser.run(() => {
    window.json = JSON.stringify({ id: "39897499729985", quantity: 1 });
    window.post = (body, options) => ({ method: "POST", body, ...options });
  });
});

/** Waits for `count` messages in all. Asserts that the adds among them are these many, of one piece each. */
async function assertAdds(expected, count) {
  assert.deepEqual(
    adds(await events(count)).map(([name, , quantity]) => [name, quantity]),
    Array(expected).fill(["add_to_cart", 1]),
  );
}

test("a page reads the answers of fetch and XMLHttpRequest as without the tracker", async () => {
  const seen = await browser.run(async () => {
    const { fetch, XMLHttpRequest } = window;
    const { open: openRequest, send } = XMLHttpRequest.prototype;
    const out = { names: [fetch.name, fetch.length, openRequest.length, send.name] };
    // The page reads the body as a stream.
    const response = await fetch("/shopify/cart/add.js", post(json));
    const reader = response.body.getReader();
    let text = "";
    for (let part; !(part = await reader.read()).done;) text += new TextDecoder().decode(part.value);
    out.streamed = [
      JSON.parse(text).quantity,
      response.bodyUsed,
      response.status,
      response.url.endsWith("/shopify/cart/add.js"),
    ];
    // The body of a Request must stay readable for the request of the page.
    out.request = (await (await fetch(new Request("/shopify/cart/add.js", post(json)))).json()).quantity;
    const request = new XMLHttpRequest();
    out.xhr = await new Promise((resolve) => {
      request.onload = () => resolve([request.status, request.response.quantity]);
      request.open("POST", "/shopify/cart/add.js");
      request.responseType = "json";
      request.setRequestHeader("Content-Type", "application/json");
      request.send(json);
    });
    return out;
  });
  assert.deepEqual(seen, {
    names: ["fetch", 1, 2, "send"],
    streamed: [1, true, 200, true],
    request: 2,
    xhr: [200, 3],
  });
  await assertAdds(3, 5);
});

test("a failed fetch rejects once, as without the tracker, and is no add", async () => {
  // This test causes the AbortError, for the page to handle.
  expectErrors(/ERR_|Failed to fetch|offline|AbortError/);
  const { unhandled, ...seen } = await browser.run(async () => {
    const rejections = [];
    addEventListener(
      "unhandledrejection",
      (event) => (event.preventDefault(), rejections.push(String(event.reason))),
    );
    const out = {};
    const stopped = new AbortController();
    stopped.abort();
    out.aborted = await fetch("/shopify/cart/add.js", post(json, { signal: stopped.signal })).catch(
      (error) => error.name,
    );
    const isTypeError = (error) => error.constructor === window.TypeError;
    out.wrong = await fetch("http://127.0.0.1:1/cart/add").catch(isTypeError);
    out.nothing = await fetch().catch(isTypeError);
    out.symbol = await fetch(Symbol("x")).catch(isTypeError);
    out.handled = rejections.length;
    // Runs in a script of the page, because a script of the driver has no unhandled rejections.
    const rejected = new Promise((resolve) =>
      addEventListener("unhandledrejection", resolve, { once: true }),
    );
    const script = document.createElement("script");
    script.textContent = 'fetch("/shopify/cart/add.js", { signal: AbortSignal.abort() });';
    document.head.append(script);
    await rejected;
    // A second rejection would have come after a round trip.
    await fetch("/shopify/cart.js");
    out.unhandled = rejections;
    return out;
  });
  assert.deepEqual(seen, { aborted: "AbortError", wrong: true, nothing: true, symbol: true, handled: 0 });
  assert.equal(unhandled.length, 1, "one unhandled rejection, as without the tracker");
  await assertAdds(0, 2);
});
