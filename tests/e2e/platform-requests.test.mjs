// The Shopify adapter watches fetch and XMLHttpRequest. Requests of every kind must end as they do without
// the tracker, and only the adds that the shop accepted are tracked. More attacks are in
// platform-attacks.test.mjs.

/* global untouched, post, json, failed -- defined by the page of this test */
import assert from "node:assert/strict";
import { test } from "node:test";
import { attack, CART, names, SHOPIFY } from "./support/attack.mjs";
import { engine } from "./support/browser.mjs";

// In WebKit the reader of a copied response, or of the original, gets another error.
const ABORTED_COPIES = "aborts that copies hear of as such";

// Answers /en/… with a response that the page must not read, and /de/… with a network error.
const SERVICE_WORKER = `
  self.onactivate = (event) => event.waitUntil(clients.claim());
  self.onfetch = (event) => {
    if (event.request.url.includes("/en/cart/add.js"))
      event.respondWith(fetch("http://localhost:" + location.port + "/cart/add.js", { mode: "no-cors" }));
    else if (event.request.url.includes("/de/cart/add.js")) event.respondWith(Response.error());
  };`;

const ATTACK = {
  adapters: "shopify",
  beforeTag: `${SHOPIFY}<script>
      ShopifyAnalytics.meta.page = {};
      window.untouched = fetch.bind(window);
      window.json = JSON.stringify({ id: 398, quantity: 1 });
      window.post = (options) => ({ method: "POST", body: json, ...options });
      window.failed = (error) => error.name;
    </script>`,
  errors: /favicon|net::ERR|422|404|Synchronous|ServiceWorker/,
  routes: {
    ...CART,
    "/fr/cart/add.js": ({ body }, response) => {
      if (!body.includes("398")) return { status: 422, body: '{"status":422}' };
      // Sends half of the answer and then nothing, as long as the page waits.
      response.writeHead(200, { "content-type": "application/json" });
      response.write('{"variant_id":');
    },
    "/sw.js": {
      headers: { "content-type": "text/javascript", "service-worker-allowed": "/" },
      body: SERVICE_WORKER,
    },
  },
};

test("a refused and an aborted request end as without the tracker, and track nothing", async () => {
  const { events, result } = await attack({
    ...ATTACK,
    act: async () => {
      const aborted = async (request) => {
        const stop = new AbortController();
        const half = await request("/fr/cart/add.js", post({ signal: stop.signal }));
        const reading = half.text().catch(failed);
        stop.abort();
        return reading;
      };
      return {
        refused: (await fetch("/fr/cart/add.js", post({ body: "{}" }))).status,
        aborted: await aborted(fetch),
        untouched: await aborted(untouched),
      };
    },
  });
  assert.deepEqual(result, {
    refused: 422,
    aborted: engine.has.includes(ABORTED_COPIES) ? "AbortError" : "TypeError",
    untouched: "AbortError",
  });
  assert.deepEqual(names(events), ["page"]);
});

test("a body that is a stream is read by the page's request alone", async () => {
  // The outcome differs: Chromium sends no stream over HTTP/1, Firefox sends it as a text.
  const { events, result } = await attack({
    ...ATTACK,
    act: async () => {
      const streamed = async (request) => {
        const body = new Blob([json]).stream();
        const status = await request("/cart/add.js", { method: "POST", body, duplex: "half" }).then(
          (response) => response.status,
          failed,
        );
        return [status, body.locked];
      };
      return { streamed: await streamed(fetch), untouched: await streamed(untouched) };
    },
  });
  assert.deepEqual(result.streamed, result.untouched);
  assert.equal(typeof result.untouched[1], "boolean");
  // The adapter does not read the stream. The pieces come from the answer of the shop.
  assert.deepEqual(names(events), result.streamed[0] === 200 ? ["add_to_cart", "page"] : ["page"]);
});

test("requests of every kind end as without the tracker, and each accepted add is tracked", async () => {
  const { events, result } = await attack({
    ...ATTACK,
    count: 4,
    act: async () => {
      const out = {};
      const used = new Request("/cart/add.js", post());
      await used.text();
      out.used = await fetch(used).catch(failed);
      out.blob =
        (await (await fetch("/cart/add.js", post({ body: new Blob([JSON.stringify({ id: 398 })]) }))).blob())
          .size > 0;
      // The adapter reads its copy of that answer in a later task. Requests that overlap count as one add.
      await new Promise((resolve) => setTimeout(resolve, 100));
      const xhr = (type, isSync) =>
        new Promise((resolve) => {
          const request = new XMLHttpRequest();
          request.open("POST", "/cart/add.js", !isSync);
          if (!isSync) request.responseType = type;
          request.onload = () =>
            resolve([
              request.status,
              isSync ? JSON.parse(request.responseText).variant_id : typeof request.response,
            ]);
          request.send(post().body);
        });
      out.sync = await xhr("", true);
      out.array = await xhr("arraybuffer");
      out.json = await xhr("json");
      return out;
    },
  });
  assert.deepEqual(result, {
    used: "TypeError",
    blob: true,
    sync: [200, 398],
    array: [200, "object"],
    json: [200, "object"],
  });
  assert.deepEqual(names(events), ["add_to_cart", "add_to_cart", "add_to_cart", "page"]);
});

test("the answers of a service worker reach the page as without the tracker, and track nothing", async () => {
  const { events, result } = await attack({
    ...ATTACK,
    act: async () => {
      await navigator.serviceWorker.register("/sw.js");
      await navigator.serviceWorker.ready;
      while (!navigator.serviceWorker.controller)
        await new Promise((resolve) =>
          navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
        );
      const answers = {
        error: await fetch("/de/cart/add.js", post()).catch(failed),
        opaque: await fetch("/en/cart/add.js", post({ mode: "no-cors" })).then(
          (response) => [response.type, response.status],
          failed,
        ),
      };
      for (const registration of await navigator.serviceWorker.getRegistrations())
        await registration.unregister();
      return answers;
    },
  });
  assert.deepEqual(result, { error: "TypeError", opaque: ["opaque", 0] });
  assert.deepEqual(names(events), ["page"]);
});
