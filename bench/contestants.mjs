// The trackers that are measured beside each other, each on a page that is equal but for the tracker. Every
// page makes its first call in its head, before the tracker's script is there. start.mjs and memory.mjs open
// the pages.

import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { snippet } from "../www/snippet.mjs";
import { startSite } from "../tests/e2e/support/site.mjs";
import { startStandIn } from "./stand-in.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const PKG = fileURLToPath(new URL("../pkg/", import.meta.url));
const WRITE_KEY = "wk_bench";
const IMMUTABLE = { "cache-control": "public, max-age=31536000, immutable" };

export const EMPTY = "empty page";
export const BEACON = "bare sendBeacon";
export const SHOPTRAIL = "shoptrail";
export const CUSTOMER_IO = "Customer.io";
/** What runs in the page of each vendor, and from which package of npm. */
const VENDORS = {
  [CUSTOMER_IO]: { file: "customerio-start.js", package: "@customerio/cdp-analytics-browser" },
  Segment: { file: "segment.js", package: "@segment/analytics-next" },
  PostHog: { file: "posthog.js", package: "posthog-js" },
  Snowplow: { file: "snowplow.js", package: "@snowplow/browser-tracker" },
};
export const TRACKERS = [SHOPTRAIL, ...Object.keys(VENDORS)];
export const ALL = [EMPTY, BEACON, ...TRACKERS];

/**
 * Keeps the calls until the tracker's script calls `start`, as every vendor's snippet does. The product is
 * that of every other part of the bench.
 */
const QUEUE = `window.bench = {
  waiting: [],
  track(number) { bench.waiting.push(number); },
  start(call) {
    bench.track = (number) => call(bench.properties(number));
    for (const number of bench.waiting.splice(0)) bench.track(number);
  },
  properties(number) {
    return { product_id: "P" + number, variant_id: "V" + number, name: "Runner " + number,
      price: 89.9, currency: "EUR", quantity: 1 };
  },
};`;

/** `{[name]: {version, script}}`: each vendor's script as a shop bundles it, with its version. */
export async function vendorScripts() {
  const require = createRequire(`${HERE}run.mjs`);
  const entries = Object.entries(VENDORS).map(async ([name, vendor]) => {
    const { outputFiles } = await build({
      entryPoints: [`${HERE}vendors/${vendor.file}`],
      bundle: true,
      minify: true,
      write: false,
      format: "iife",
      target: "es2021",
      legalComments: "none",
      logLevel: "error",
      define: { "process.env.NODE_ENV": '"production"', global: "window" },
    });
    const manifest = manifestOf(require, vendor.package);
    return [name, { version: manifest.version, script: Buffer.from(outputFiles[0].contents) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

function manifestOf(require, name) {
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(require.resolve(name));
  return JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
}

/**
 * Starts a shop with that tracker and its receiver, both on ports of their own: so storage and caches are
 * new. Any path under `/p/` is a product's page; its first event is that of the number behind it. `variants`
 * maps further names to shoptrail's files, `{[path]: bytes}` with `embed.min.js` among them.
 */
export async function startShop(name, vendors, { variants = {}, firstCall = true } = {}) {
  const receiver = await startStandIn();
  const head = await headOf(name, receiver, vendors, variants);
  const files = filesOf(name, vendors, variants);
  const page = (inHead) => ({
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A product</title>
${inHead}</head><body><h1>Runner</h1></body></html>`,
    headers: { "cache-control": "no-store" },
  });
  const site = await startSite({
    "/favicon.ico": { status: 204 },
    "/blank": page(""),
    ...Object.fromEntries(Object.entries(files).map(([path, body]) => [path, () => fileAnswer(path, body)])),
    "/p/*": (request, response, { pathname }) => {
      const call = firstCall ? `<script>bench.track(${pathname.split("/")[2]});</script>` : "";
      return page(`<script>${QUEUE}</script>${head}${call}`);
    },
  });
  return { name, receiver, origin: site.origin, close: () => Promise.all([site.close(), receiver.close()]) };
}

function fileAnswer(path, body) {
  const type = path.endsWith(".wasm") ? "application/wasm" : "text/javascript";
  return { body, headers: { "content-type": type, ...IMMUTABLE } };
}

function filesOf(name, vendors, variants) {
  if (vendors[name]) return { "/t/vendor.js": vendors[name].script };
  const files = variants[name] ?? { "embed.min.js": readFileSync(`${PKG}embed.min.js`) };
  return Object.fromEntries(Object.entries(files).map(([file, body]) => [`/t/${file}`, body]));
}

async function headOf(name, { origin }, vendors, variants) {
  if (name === EMPTY) return "";
  if (name === BEACON)
    return `<script>bench.start((properties) => navigator.sendBeacon("${origin}/b",
      JSON.stringify({ name: "product_viewed", at: Date.now(), url: location.href, properties })));</script>`;
  if (vendors[name])
    return `<script defer src="/t/vendor.js" data-write-key="${WRITE_KEY}" data-api="${origin}"
      data-api-host="${origin.replace("http://", "")}/v1"></script>`;
  if (name !== SHOPTRAIL && !variants[name]) throw new Error(`there is no tracker ${name}`);
  const options = { anonymous: "send", auto_page: "false", adapters: "none" };
  const text = await snippet({ pkgDir: PKG, cdn: "/t", api: origin, options });
  const call = '(properties) => shoptrail.track("product_viewed", properties)';
  return `${text}<script>bench.start(${call});</script>`;
}
