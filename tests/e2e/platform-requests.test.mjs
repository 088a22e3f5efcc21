// The Shopify adapter watches fetch and XMLHttpRequest. Requests of every kind must end as they do without
// the tracker, and only the adds that the shop accepted are tracked. More attacks are in
// platform-attacks.test.mjs.

/* global untouched -- defined by the page of this test */
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

test("requests end as without the tracker, and only adds that the shop accepted are tracked", async () => {
  const { events, result } = await attack({
    adapters: "shopify",
    beforeTag: `${SHOPIFY}<script>
      ShopifyAnalytics.meta.page = {};
      window.untouched = fetch.bind(window);
    </script>`,
    errors: /favicon|net::ERR|422|404|Synchronous|ServiceWorker/,
    count: 4,
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
    act: async () => {
      const json = JSON.stringify({ id: 398, quantity: 1 });
      const post = (options) => ({ method: "POST", body: json, ...options });
      const failed = (error) => error.name;
      const out = {};
      out.refused = (await fetch("/fr/cart/add.js", post({ body: "{}" }))).status;
      const aborted = async (request) => {
        const stop = new AbortController();
        const half = await request("/fr/cart/add.js", post({ signal: stop.signal }));
        const reading = half.text().catch(failed);
        stop.abort();
        return reading;
      };
      out.aborted = await aborted(fetch);
      out.untouched = [await aborted(untouched)];
      // Only the request of the page may read a body that is a stream. The outcome differs: Chromium sends no
      // stream over HTTP/1, Firefox sends it as a text.
      const streamed = async (request) => {
        const body = new Blob([json]).stream();
        const status = await request("/cart/add.js", { method: "POST", body, duplex: "half" }).then(
          (response) => response.status,
          failed,
        );
        return [status, body.locked];
      };
      out.streamed = await streamed(fetch);
      out.untouched.push(await streamed(untouched));
      const used = new Request("/cart/add.js", post());
      await used.text();
      out.used = await fetch(used).catch(failed);
      out.blob =
        (await (await fetch("/cart/add.js", post({ body: new Blob([JSON.stringify({ id: 398 })]) }))).blob())
          .size > 0;
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
      // The answers of a service worker: a network error, and a response that the page must not read.
      await navigator.serviceWorker.register("/sw.js");
      await navigator.serviceWorker.ready;
      while (!navigator.serviceWorker.controller)
        await new Promise((resolve) =>
          navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
        );
      out.none = await fetch("/de/cart/add.js", post()).catch(failed);
      out.worker = await fetch("/en/cart/add.js", post({ mode: "no-cors" })).then(
        (response) => [response.type, response.status],
        failed,
      );
      for (const registration of await navigator.serviceWorker.getRegistrations())
        await registration.unregister();
      return out;
    },
  });
  const [aborted, streamed] = result.untouched;
  assert.deepEqual([aborted, typeof streamed[1]], ["AbortError", "boolean"]);
  assert.deepEqual(result, {
    untouched: [aborted, streamed],
    streamed,
    aborted: engine.has.includes(ABORTED_COPIES) ? aborted : "TypeError",
    refused: 422,
    used: "TypeError",
    blob: true,
    sync: [200, 398],
    array: [200, "object"],
    json: [200, "object"],
    none: "TypeError",
    worker: ["opaque", 0],
  });
  assert.deepEqual(names(events), [...Array(streamed[0] === 200 ? 4 : 3).fill("add_to_cart"), "page"]);
});
