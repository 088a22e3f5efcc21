// The exact request of the built package for a known state: to Customer.io, and with the option `destination`
// to a pipeline like Segment's.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

const { version } = JSON.parse(readFileSync(new URL("../../pkg/package.json", import.meta.url), "utf8"));
const AT = Date.parse("2026-11-23T13:40:35.260Z");
const KEY = "wk_é1";
const real = { Date, Intl };
after(() => void Object.assign(globalThis, real));

const ABOUT = [
  '"messageId":"01M84A659W0000000000000000"',
  '"anonymousId":"00000000-0000-4000-8000-000000000000"',
  '"timestamp":"2026-11-23T13:40:35.260Z"',
].join();
const LANDING = "https://shop.example/p/1?utm_source=news&utm_medium=email";
const PROPERTIES =
  '"properties":{"product_id":"P1","name":"Läufer","price":89.9,"currency":"EUR",' +
  `"utm_source":"news","utm_medium":"email","landing_page":"${LANDING}","channel":"email",` +
  '"first_utm_source":"news","first_utm_medium":"email",' +
  `"first_landing_page":"${LANDING}","first_channel":"email"}`;
const CONTEXT =
  `"context":{"channel":"browser","library":{"name":"shoptrail","version":"${version}"},` +
  '"locale":"en-GB","timezone":"Europe/Madrid","userAgent":"node",' +
  `"page":{"url":"${LANDING}","path":"/p/1","search":"?utm_source=news&utm_medium=email","title":"Runner"},` +
  '"campaign":{"source":"news","medium":"email"}}';
const SENT = `"sentAt":"2026-11-23T13:40:35.260Z"`;
// No signal: that is for what leaves when the page dies.
const HOW = { method: "POST", keepalive: true, credentials: "omit", redirect: "error", signal: undefined };

test("the request to Customer.io's browser endpoint is exact to the byte", async () => {
  const [[url, how]] = await requests({ endpoint: "https://cdp.customer.io/v1/b" }, "customerio");
  assert.equal(url, "https://cdp.customer.io/v1/b");
  const { body, ...rest } = how;
  assert.deepEqual(rest, HOW);
  const key = `"writeKey":"${KEY}"`;
  assert.equal(
    body,
    `{${key},${SENT},"batch":[{${key},${SENT},` +
      `"type":"track","event":"product_viewed",${ABOUT},${PROPERTIES},${CONTEXT}}]}`,
  );
});

test("the request to a pipeline is JSON with the write key only in the header", async () => {
  const [[url, how]] = await requests(
    { destination: "segment", endpoint: "https://pipeline.example/v1/batch", naming: "semantic" },
    "segment",
  );
  assert.equal(url, "https://pipeline.example/v1/batch");
  const { body, ...rest } = how;
  assert.deepEqual(rest, {
    ...HOW,
    headers: { "content-type": "application/json", authorization: "Basic d2tfw6kxOg==" },
  });
  assert.equal(
    body,
    `{${SENT},"batch":[{${SENT},"type":"track","event":"Product Viewed",${ABOUT},${PROPERTIES},${CONTEXT}}]}`,
  );
});

/**
 * Tracks one product view in a minimal page, where the time is fixed and random numbers are zero. Returns the
 * arguments of `fetch`. Each `copy` is a copy of the package with its own state.
 */
async function requests(options, copy) {
  const made = [];
  const items = new Map();
  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  define("window", globalThis);
  define("shoptrail", undefined);
  define(
    "localStorage",
    Object.defineProperties(
      {},
      {
        getItem: { value: (name) => items.get(name) ?? null },
        setItem: { value: (name, text) => void items.set(name, String(text)) },
        removeItem: { value: (name) => void items.delete(name) },
      },
    ),
  );
  define("location", { hostname: "shop.example", search: "?utm_source=news&utm_medium=email" });
  define("document", {
    addEventListener() {},
    URL: LANDING,
    title: "Runner",
    referrer: "",
    visibilityState: "visible",
    cookie: "",
    querySelector: () => null,
  });
  define("addEventListener", () => {});
  define("navigator", { language: "en-GB", userAgent: "node", onLine: true });
  define("Temporal", undefined);
  define("Intl", { DateTimeFormat: () => ({ resolvedOptions: () => ({ timeZone: "Europe/Madrid" }) }) });
  define("crypto", { getRandomValues: (numbers) => numbers.fill(0) });
  define(
    "Date",
    class extends real.Date {
      constructor(...args) {
        super(...(args.length ? args : [AT]));
      }
      static now() {
        return AT;
      }
    },
  );
  define("fetch", async (...call) => {
    made.push(call);
    return { status: 200, headers: new Headers(), text: async () => "" };
  });
  const { createTracker } = await import(`../../pkg/index.js?${copy}`);
  const shop = await createTracker({ writeKey: KEY, anonymous: "send", autoPage: false, ...options }).ready();
  shop.track("product_viewed", { product_id: "P1", name: "Läufer", price: 89.9, currency: "EUR" });
  await shop.flush();
  return made;
}
