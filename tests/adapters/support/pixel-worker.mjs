// The strict sandbox of an app pixel, in a worker thread: what the pixel sees is what Shopify's documentation
// lists, and nothing of a page. The built pixel runs in a realm of its own, without node's globals.
// https://shopify.dev/docs/api/web-pixels-api#app-web-pixels
//
// The other thread is the top frame: it has the cookies and localStorage, publishes events, and answers the
// pixel's requests.

import { readFileSync } from "node:fs";
import vm from "node:vm";
import { parentPort, workerData } from "node:worker_threads";

const { script, settings, init } = workerData;
const subscribers = {};
const privacy = [];
const waiting = new Map();
let lastCall = 0;

/** A call of the top frame: its answer comes later, as in a browser. */
const ask = (name, ...args) =>
  new Promise((resolve) => {
    waiting.set(++lastCall, resolve);
    parentPort.postMessage({ call: lastCall, name, args });
  });

const storage = (kind) => ({
  getItem: (key) => ask(`${kind}.getItem`, key),
  setItem: (key, value) => ask(`${kind}.setItem`, key, value),
  removeItem: (key) => ask(`${kind}.removeItem`, key),
});
const api = {
  analytics: { subscribe: (name, callback) => ((subscribers[name] ||= []).push(callback), () => true) },
  browser: {
    cookie: { get: (name) => ask("cookie.get", name), set: (text) => ask("cookie.set", text) },
    localStorage: storage("localStorage"),
    sessionStorage: storage("sessionStorage"),
    sendBeacon: () => ask("sendBeacon"),
  },
  init,
  customerPrivacy: { subscribe: (name, callback) => (privacy.push(callback), () => true) },
  settings,
};

// A worker has these, and neither `window` nor `document`.
const realm = vm.createContext({
  fetch: (url, request) => ask("fetch", url, request),
  crypto,
  TextEncoder,
  TextDecoder,
  URL,
  URLSearchParams,
  console,
  setTimeout,
});
realm.self = realm;
const source = readFileSync(script, "utf8").replace(
  /export\s*\{\s*(\w+) as default\s*\};?\s*$/,
  "self.pixel=$1;",
);
vm.runInContext(source, realm);
realm.pixel(api);

parentPort.on("message", ({ answer, value, event, consent }) => {
  if (answer) waiting.get(answer)(value);
  if (event) for (const callback of subscribers[event.name] ?? []) callback(event);
  if (consent !== undefined)
    for (const callback of privacy) callback({ customerPrivacy: { analyticsProcessingAllowed: consent } });
});
parentPort.postMessage({
  globals: Object.getOwnPropertyNames(realm).filter((name) => /^(window|document|localStorage)$/.test(name)),
});
