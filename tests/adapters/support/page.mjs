// A page in node for adapters under test: the globals they read, and a tracker that records calls.

import { readFileSync } from "node:fs";
import sources from "../../../pkg-template/src/parts/sources.js";

export const ADAPTERS = new URL("../../../pkg-template/src/adapters/", import.meta.url);

export function fixture(name) {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), "utf8")).data;
}

/**
 * Makes the globals of a page at `url`. Returns `{tracker, calls, dispatch}`; `calls` are `[event,
 * properties]` as tracked. `elements` are by selector, `fetch` and `XMLHttpRequest` are the page's own,
 * `answer` returns the result of `track`.
 */
export function openPage({
  url = "https://s.example/products/health-potion",
  Shopify,
  ShopifyAnalytics,
  elements = {},
  fetch = async () => new Response("", { status: 404 }),
  XMLHttpRequest,
  answer,
} = {}) {
  const calls = [];
  const listeners = {};
  const location = new URL(url);
  globalThis.location = location;
  globalThis.document = {
    cookie: "",
    readyState: "complete",
    querySelector: (selector) => elements[selector] ?? null,
    addEventListener: (type, listener) => (listeners[type] ||= []).push(listener),
  };
  globalThis.window = { Shopify, ShopifyAnalytics, fetch };
  globalThis.fetch = (...args) => window.fetch(...args);
  globalThis.XMLHttpRequest =
    XMLHttpRequest ??
    class {
      open() {}
      send() {}
    };
  const tracker = {
    track(name, properties) {
      calls.push([name, JSON.parse(JSON.stringify(properties))]);
      return answer?.(name, properties) ?? { ok: true, messageId: "x" };
    },
    ready: () => {},
    on: () => () => {},
    diagnostics: () => ({ on: true, identity: { anonymousId: "b7e39c89-9c58-40b3-a5f3-67fa1297b10a" } }),
  };
  tracker.methods = tracker;
  sources(tracker, {}, []);
  const dispatch = (event) => (listeners[event.type] || []).forEach((listener) => listener(event));
  return { tracker, calls, dispatch };
}

/** Waits until everything that is settled has been handled. */
export async function settle() {
  for (let round = 0; round < 30; round += 1) await Promise.resolve();
  await new Promise(setImmediate);
  for (let round = 0; round < 30; round += 1) await Promise.resolve();
}

/** An adapter by its name. What adapters share is on the tracker, so each test begins anew. */
export async function adapter(name) {
  return (await import(new URL(`${name}.js`, ADAPTERS).href)).default;
}
