// The measured pages: one empty, one with shoptrail, one with Customer.io's SDK, and otherwise equal. Both
// trackers get the same properties and send no automatic page views. shoptrail runs with `anonymous: "send"`,
// because Customer.io's SDK does not hold events. The other files of bench/ open the pages.

import { build } from "esbuild";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bench, startOurPage, startPage as startAnyPage } from "../tests/delivery/page.mjs";

export { count } from "../tests/delivery/page.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const PKG = fileURLToPath(new URL("../pkg/", import.meta.url));
const WRITE_KEY = "wk_bench";
const READY_MS = 3000;

export const EMPTY = "empty page";
export const SHOPTRAIL = "shoptrail";
export const CUSTOMER_IO = "Customer.io";
export const BOTH = [SHOPTRAIL, CUSTOMER_IO];

/**
 * The loaded scripts as bytes: `{shoptrail, stub, customerIo, standalone, versions}`. `standalone` is the
 * file that Customer.io's own snippet loads.
 */
export async function scripts() {
  const { outputFiles } = await build({
    entryPoints: [`${HERE}customerio.js`],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: "es2021",
    legalComments: "none",
    logLevel: "warning",
    define: { "process.env.NODE_ENV": '"production"', global: "window" },
  });
  const manifest = createRequire(`${HERE}run.mjs`).resolve("@customerio/cdp-analytics-browser/package.json");
  return {
    shoptrail: readFileSync(`${PKG}embed.min.js`),
    stub: Buffer.from(readFileSync(`${PKG}snippet.html`, "utf8").match(/<script>([^]*?)<\/script>/)[1]),
    customerIo: Buffer.from(outputFiles[0].contents),
    standalone: readFileSync(manifest.replace("package.json", "dist/umd/standalone.js")),
    versions: {
      shoptrail: JSON.parse(readFileSync(`${PKG}package.json`, "utf8")).version,
      customerIo: JSON.parse(readFileSync(manifest, "utf8")).version,
    },
  };
}

/** Starts the page of `contestant`. For the options and the result see tests/delivery/page.mjs. */
export function startPage(contestant, { shoptrail, customerIo }, options = {}) {
  const { anonymous, ...others } = options;
  if (contestant === SHOPTRAIL) return startOurPage({ anonymous }, shoptrail, others);
  const head = contestant === CUSTOMER_IO ? customerIoHead : emptyHead;
  return startAnyPage({ head, scripts: { "/cio.js": customerIo }, ...options });
}

function emptyHead() {
  const methods = "call() {}, track() {}, properties() {}, ready: Promise.resolve(true)";
  return `<script>window.bench = { ${methods} };</script>`;
}

/**
 * As Customer.io's own snippet does, an array keeps the calls until the script is loaded. The bench goes on
 * when the tracker does not become ready.
 */
function customerIoHead({ origin }) {
  const ready = `Promise.race([
      Promise.resolve().then(() => cio.ready()).catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, ${READY_MS})),
    ])`;
  const names = { tracker: "cio", viewed: "Product Viewed", ordered: "Order Completed", lines: "products" };
  const host = `${origin.replace("http://", "")}/v1`;
  return `<script>window.cio = { q: [], track(...call) { this.q.push(call); } };</script>
    <script defer src="/cio.js" data-write-key="${WRITE_KEY}" data-api-host="${host}"></script>
    ${bench({ ...names, ready })}`;
}
