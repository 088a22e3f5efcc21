// The pages that are measured: one empty, one with shoptrail, one with Customer.io's SDK; otherwise the same. Both are used with the same
// properties and without automatic page views; shoptrail with `anonymous: "send"`, because Customer.io's SDK holds nothing.

import { build } from "esbuild";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startSite } from "../tests/e2e/support/site.mjs";
import { startCollector } from "../www/collector.mjs";
import { snippet } from "../www/snippet.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const PKG = fileURLToPath(new URL("../pkg/", import.meta.url));
const WRITE_KEY = "wk_bench";

export const EMPTY = "empty page";
export const OURS = "shoptrail";
export const THEIRS = "Customer.io";
export const BOTH = [OURS, THEIRS];

/** Everything that is loaded: `{ours, stub, theirs, standalone}` as bytes. `standalone` is the file that Customer.io's own snippet loads. */
export async function scripts() {
  const { outputFiles } = await build({
    entryPoints: [`${HERE}customerio.js`],
    bundle: true, minify: true, write: false, format: "iife", target: "es2021", legalComments: "none", logLevel: "warning",
    define: { "process.env.NODE_ENV": '"production"', global: "window" },
  });
  const theirs = createRequire(`${HERE}run.mjs`).resolve("@customerio/cdp-analytics-browser/package.json");
  return {
    ours: readFileSync(`${PKG}embed.min.js`),
    stub: Buffer.from(readFileSync(`${PKG}snippet.html`, "utf8").match(/<script>([^]*?)<\/script>/)[1]),
    theirs: Buffer.from(outputFiles[0].contents),
    standalone: readFileSync(theirs.replace("package.json", "dist/umd/standalone.js")),
    versions: {
      ours: JSON.parse(readFileSync(`${PKG}package.json`, "utf8")).version,
      theirs: JSON.parse(readFileSync(theirs, "utf8")).version,
    },
  };
}

/**
 * A site and a collector of its own for one `contestant`: its storage is new. `/left` and `/blank` are empty pages; any other path is a page with the
 * tracker and `window.bench`: `track(number)` for one product view, `order(id)`, `ready` (a promise). `page.body` may be set;
 * `page.holdScript` (a promise) delays the tracker's script. `isolated` pages have a clock of 5 µs instead of 100 µs.
 */
export async function startPage(contestant, { ours, theirs }, { isolated = false } = {}) {
  const collector = await startCollector();
  const page = { collector, body: "", holdScript: null, origin: "" };
  const headers = isolated ? { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "credentialless" } : {};
  const serve = (body) => async () => {
    await page.holdScript;
    return { body, headers: { "content-type": "text/javascript" } };
  };
  const head = await headOf(contestant, collector);
  const html = (more) => ({ body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A product</title>${more}</head><body></body></html>`, headers });
  const site = await startSite({
    "/favicon.ico": { status: 204 },
    "/cdn/embed.min.js": serve(ours),
    "/cio.js": serve(theirs),
    "/blank": html(""),
    "/left": html(""),
    "/*": () => html(`${head}${page.body && `<script>${page.body}</script>`}`),
  });
  page.origin = site.origin;
  page.close = () => Promise.all([site.close(), collector.close()]);
  return page;
}

async function headOf(contestant, collector) {
  const use = (tracker, view, order, ready) => `<script>window.bench = {
    properties(number) { return { product_id: "P" + number, variant_id: "V" + number, name: "Runner " + number, price: 89.9, currency: "EUR", quantity: 1 }; },
    call(properties) { return ${tracker}.track(${view}, properties); },
    track(number) { return bench.call(bench.properties(number)); },
    order(id) { ${tracker}.track(${order}, { order_id: id, total: 89.9, currency: "EUR", ${tracker === "shoptrail" ? "line_items" : "products"}: [{ product_id: "P1", name: "Runner", price: 89.9, quantity: 1 }] }); },
    get ready() { return ${ready}; },
  };</script>`;
  if (contestant === OURS) {
    const options = { anonymous: "send", auto_page: "false" };
    return (await snippet({ pkgDir: PKG, cdn: "/cdn", api: collector.origin, options })) + use("shoptrail", '"product_viewed"', '"order_completed"', "shoptrail.ready().then(() => true)");
  }
  if (contestant === THEIRS) {
    // Like its own snippet: an array that keeps the calls until the script is there.
    return `<script>window.cio = { q: [], track(...call) { this.q.push(call); } };</script>
      <script defer src="/cio.js" data-write-key="${WRITE_KEY}" data-api-host="${collector.origin.replace("http://", "")}/v1"></script>
      ${use("cio", '"Product Viewed"', '"Order Completed"', "cio.ready().then(() => true)")}`;
  }
  return "<script>window.bench = { call() {}, track() {}, properties() {}, ready: Promise.resolve(true) };</script>";
}

/** The events that a collector has taken, of either wire format, in order of arrival. */
export function taken({ requests }) {
  return requests.filter((request) => request.taken && request.json).flatMap(({ json }) => json.batch ?? [json]).filter(({ type }) => type === "track");
}

/** How many different events that is, how many of them came under two ids, and how many came again under the same id. */
export function count(collector) {
  const ids = new Map();
  const seen = new Set();
  let again = 0;
  for (const { messageId, properties } of taken(collector)) {
    const name = properties.product_id ?? properties.order_id;
    if (!ids.has(name)) ids.set(name, new Set());
    ids.get(name).add(messageId);
    if (seen.has(messageId)) again += 1;
    seen.add(messageId);
  }
  return { delivered: ids.size, underTwoIds: [...ids.values()].filter((set) => set.size > 1).length, again, messages: seen.size };
}
