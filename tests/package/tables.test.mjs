// The tables of the native tests once more, by the engine that shops have: what the regular expressions of
// JavaScript make of keys (`tests/keys.tsv`) and addresses (`tests/scrub.tsv`), in the package as it is
// published.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const rowsOf = (name) =>
  readFileSync(new URL(`../${name}`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("# "))
    .map((line) => line.split("\t"));

/** A tracker in a minimal page, and the messages that it sent. */
async function start() {
  const [items, messages] = [new Map(), []];
  const define = (name, value) =>
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  define("window", globalThis);
  define("localStorage", {
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, text) => void items.set(name, String(text)),
    removeItem: (name) => void items.delete(name),
  });
  define("location", { hostname: "www.shop.example", search: "" });
  define("document", {
    addEventListener() {},
    URL: "https://www.shop.example/",
    baseURI: "https://www.shop.example/",
    title: "Shop",
    referrer: "",
    visibilityState: "visible",
    cookie: "",
    querySelector: () => null,
  });
  define("addEventListener", () => {});
  define("navigator", { language: "en-GB", userAgent: "node", onLine: true });
  define("fetch", async (url, { body }) => {
    messages.push(...JSON.parse(body).batch);
    return { status: 200, headers: new Headers(), text: async () => "" };
  });
  const { createTracker } = await import("../../pkg/index.js");
  const options = { writeKey: "k", anonymous: "send", autoPage: false, allowUnknownEvents: true };
  return { shop: await createTracker(options).ready(), messages };
}

/** Where the page of these tests is. */
const ORIGIN = "https://www.shop.example/";
const started = start();

test("every key of the table names somebody, or is refused", async () => {
  const { shop } = await started;
  const faults = [];
  let refusals = 0;
  const stop = shop.on("refused", () => refusals++);
  for (const [form, cell] of rowsOf("keys.tsv")) {
    const text = JSON.parse(`"${cell}"`);
    const isAccepted = !/nobody|refused/.test(form);
    const before = refusals;
    const { ok, queued } = shop.identify(form === "id" ? { customer_id: text } : text);
    // The part `repair` may read it as an address.
    if (queued) await shop.flush();
    if ((ok && refusals === before) !== isAccepted) faults.push(`${form} ${cell}`);
  }
  stop();
  assert.deepEqual(faults, []);
});

test("of every address of the table the rest is sent that stands there", async () => {
  const { shop, messages } = await started;
  // The plan refuses a picture inside its address.
  const rows = rowsOf("scrub.tsv").filter(([, address]) => !/^data:/.test(address));
  for (const [row, [of, address]] of rows.entries())
    shop.track("probe", { row, [of === "picture" ? "image_url" : "url"]: address });
  // Events behind one that the core refuses wait until the part `repair` is loaded.
  const isProbe = ({ event }) => event === "probe";
  for (let tries = 0; tries < 50 && messages.filter(isProbe).length < rows.length; tries++) {
    await shop.flush();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const faults = [];
  const seen = new Set();
  for (const { properties } of messages.filter(isProbe)) {
    const [of, address, left] = rows[properties.row];
    seen.add(properties.row);
    const got = of === "picture" ? properties.image_url : properties.url;
    // The same address in another form: an engine may escape more characters than the other.
    const kept = new URL(left === "=" ? address : left, ORIGIN).href;
    if (decodeURI(got) !== decodeURI(kept)) faults.push(`${of} ${address}: ${got}`);
  }
  assert.deepEqual(faults, []);
  assert.equal(seen.size, rows.length);
});

test("an order without the option `shop` is the bare host's", async () => {
  const { shop } = await started;
  const line_items = [{ product_id: "p", price: 9, quantity: 1 }];
  const { messageId } = shop.track("order_completed", {
    order_id: "1001",
    total: 9,
    currency: "EUR",
    line_items,
  });
  assert.equal(messageId, "1HK64156TY0RB2XZMPQMTT6SAM");
});
