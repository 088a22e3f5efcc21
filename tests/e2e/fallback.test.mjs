// Where WebAssembly is forbidden, absent or cut on its way the same core runs as a script; and where the script is loaded in other ways.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { arrived, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));
const SRI = JSON.parse(readFileSync(`${PKG}sri.json`, "utf8"));
const VIEW = { product_id: "p1", name: "One", price: 5, currency: "EUR" };
const ORDER = { order_id: "1001", total: 5, currency: "EUR", line_items: [{ product_id: "p1", name: "One", price: 5, quantity: 1 }] };
const REFUSED = /Content Security Policy|unsafe-eval|trusted|ERR_|Failed to load|404/i;

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

/** A tag of our own instead of the snippet's. */
function tag(file, attributes = "") {
  page.withSnippet = false;
  page.head = `<script defer src="/cdn/${file}" data-bots="true" data-write-key="k" data-endpoint="${page.collector.origin}/v1/b" ${attributes}></script>${page.head}`;
}

/** Plays the story and gives which files were loaded for it; everything arrives once, with its campaign and one order id. */
async function plays() {
  const before = page.collector.messages.length;
  await browser.open(`${page.origin}/landing?utm_source=news`);
  await started(browser);
  const ids = await browser.run((view, order) => {
    shoptrail.track("product_viewed", view);
    const refused = shoptrail.track("product_viewed", { price: "5 euro" });
    shoptrail.identify("jane@example.com", { first_name: "Jane" });
    return [refused.violations.length > 0, shoptrail.track("order_completed", order).messageId, shoptrail.track("order_completed", order).reason];
  }, VIEW, ORDER);
  assert.deepEqual([ids[0], ids[2]], [true, "repeat"]);
  await delivered(browser);
  // The order has the same id in every browser: to the collector it is one it has.
  const came = page.collector.messages.slice(before).map(({ message }) => message);
  assert.deepEqual([...new Set(came.map(({ type, event }) => event ?? type))].sort(), ["identify", "order_completed", "page", "product_viewed"]);
  const order = came.find(({ event }) => event === "order_completed");
  assert.deepEqual([order.messageId, order.userId, order.properties.utm_source], [ids[1], "jane@example.com", "news"]);
  return [await browser.run(() => performance.getEntriesByType("resource").map(({ name }) => name.split("/").pop()).filter((name) => /^(embed|two|compat|url|index|shoptrail_bg)/.test(name))), order.messageId];
}

const WITHOUT = "script-src 'self' 'unsafe-inline'";
const STRICT = "default-src 'none'; connect-src *; script-src 'nonce-n' 'strict-dynamic'; require-trusted-types-for 'script'; trusted-types 'none'";
const LOCKED_DOWN = "<script nonce=\"n\">delete window.WebAssembly;</script>";

test("the story with WebAssembly and without is the same, down to the order's id", async () => {
  const check = async (what, expected, { policy = "", head = "", file, attributes, missing = null }) => {
    Object.assign(page, { policy, head, missing, withSnippet: true });
    if (file) tag(file, attributes);
    const [files, id] = await plays();
    assert.deepEqual(files, expected, what);
    await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
    return id;
  };
  page.expectErrors(REFUSED);
  const inlined = ["embed.min.js"];
  const ids = [
    await check("no policy", inlined, {}),
    await check("with 'wasm-unsafe-eval'", inlined, { policy: WITHOUT + " 'wasm-unsafe-eval'" }),
    await check("without it", ["embed.min.js", "compat.js"], { policy: WITHOUT }),
    await check("Lockdown Mode", ["embed.min.js", "compat.js"], { head: LOCKED_DOWN }),
    await check("nonces, strict-dynamic, Trusted Types", ["embed.min.js", "compat.js"], { policy: STRICT, file: "embed.min.js", attributes: 'nonce="n"' }),
    await check("the same with 'wasm-unsafe-eval'", inlined, { policy: STRICT.replace("'strict-dynamic'", "'strict-dynamic' 'wasm-unsafe-eval'"), file: "embed.min.js", attributes: 'nonce="n"' }),
    await check("two files", ["two-files.min.js", "shoptrail_bg.wasm"], { file: "two-files.min.js" }),
    await check("two files, forbidden", ["two-files.min.js", "shoptrail_bg.wasm", "compat-url.js"], { file: "two-files.min.js", policy: WITHOUT }),
    await check("two files, the module missing", ["two-files.min.js", "shoptrail_bg.wasm", "compat-url.js"], { file: "two-files.min.js", missing: /wasm$/ }),
  ];
  assert.equal(new Set(ids).size, 1, String(ids));
});

test("what WebAssembly stored the fallback sends, and the other way round", async () => {
  page.expectErrors(REFUSED);
  await browser.open(`${page.origin}/first`);
  await started(browser);
  await browser.run((view) => void shoptrail.track("product_viewed", view), VIEW);
  page.policy = WITHOUT;
  await browser.open(`${page.origin}/second`);
  await started(browser);
  await browser.run((view) => void shoptrail.track("product_viewed", { ...view, product_id: "p2" }), VIEW);
  page.policy = "";
  await browser.open(`${page.origin}/third`);
  await started(browser);
  await browser.run(() => shoptrail.identify("jane@example.com"));
  await delivered(browser);
  assert.deepEqual(arrived(page.collector).map(({ type, event, context }) => `${event ?? type} ${context.page.path}`), ["identify /third", "page /first", "product_viewed /first", "page /second", "product_viewed /second", "page /third"]);
});

test("where neither can run the page is left alone, and its calls wait for the next page", async () => {
  page.expectErrors(REFUSED);
  page.options = { anonymous: "send" };
  page.policy = WITHOUT;
  page.missing = /compat/;
  page.body = `<script>window.early = [shoptrail.track("product_viewed", ${JSON.stringify(VIEW)}), shoptrail.flush()];</script>`;
  await browser.open(`${page.origin}/first`);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "module");
  const [result, report] = await browser.run(async (view) => [shoptrail.track("product_viewed", view), await window.early[1]], VIEW);
  assert.deepEqual(result, { ok: false, reason: "module", violations: [] });
  assert.deepEqual(report, { delivered: 0, waiting: 0, held: 0, dropped: 0 });
  page.policy = page.body = "";
  await browser.open(`${page.origin}/second`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(arrived(page.collector).map(({ type, event, context }) => `${event ?? type} ${context.page.path}`), ["page /first", "product_viewed /first", "page /second"]);
});

test("the npm entries with the module apart, and without WebAssembly, are the same tracker", async () => {
  page.withSnippet = false;
  for (const [entry, file] of [["url.js", "shoptrail_bg.wasm"], ["compat-index.js", "compat.js"]]) {
    page.head = `<script type="module">import { createTracker } from "/pkg/${entry}"; createTracker({ writeKey: "k", bots: true, endpoint: "${page.collector.origin}/v1/b" });</script>`;
    const [files] = await plays();
    assert.ok(files.includes(file), `${entry}: ${files}`);
    await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
  }
});

test("a script with the hash of sri.json runs; one that was changed does not, and the stub's calls are not lost", async () => {
  page.expectErrors(/integrity|digest|Failed to load/i);
  const integrity = (hash) => `integrity="${hash}" crossorigin="anonymous"`;
  tag("embed.min.js", integrity(SRI["embed.min.js"]));
  await plays();
  const [good] = page.head.match(/integrity="[^"]*"/);
  const stub = readFileSync(`${PKG}snippet.html`, "utf8").match(/<script>[^]*?<\/script>/)[0];
  await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
  const head = page.head;
  page.head = stub + head.replace(good, `integrity="${SRI["two-files.min.js"]}"`);
  page.body = `<script>shoptrail.track("product_viewed", ${JSON.stringify({ ...VIEW, product_id: "kept" })});</script>`;
  await browser.open(`${page.origin}/changed`);
  assert.equal(await browser.run(() => shoptrail.live), null);
  page.head = stub + head;
  page.body = "";
  await browser.open(`${page.origin}/good`);
  await started(browser);
  await browser.run(() => shoptrail.identify("jane@example.com"));
  await delivered(browser);
  assert.ok(arrived(page.collector).some(({ properties, context }) => properties?.product_id === "kept" && context.page.path === "/changed"));
});
