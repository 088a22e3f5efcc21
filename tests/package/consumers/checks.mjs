// The projects of consumers that check the package themselves: servers, which get a tracker that does
// nothing, and TypeScript.

import { page, main } from "./sources.mjs";

const ENTRIES = ["shoptrail", "shoptrail/url", "shoptrail/compat"];
const OTHERS = [
  "shoptrail/react",
  "shoptrail/vue",
  "shoptrail/hydrogen",
  "shoptrail/shopify-pixel",
  "shoptrail/tools",
  "shoptrail/server",
  ...[
    "shopify",
    "shopify-page",
    "shopify-ajax",
    "ga4",
    "jsonld",
    "woocommerce",
    "magento",
    "bigcommerce",
    "prestashop",
    "shopware",
    "attributes",
    "spa",
    "email",
  ].map((name) => `shoptrail/adapters/${name}`),
];

// The globals that are allowed are Vue's, and Deno's own.
const check = (load) => `
const before = Object.getOwnPropertyNames(globalThis);
for (const name of ${JSON.stringify(ENTRIES)}) {
  const shop = (${load}).createTracker({ writeKey: "k" });
  if (JSON.stringify(shop.track("x", {})) !== '{"ok":true,"queued":true}') throw new Error(name);
  if (shop.diagnostics().off_reason !== "no_window") throw new Error(name);
}
for (const name of ${JSON.stringify(OTHERS)}) if (!Object.keys(${load}).length) throw new Error(name);
const isNew = (name) => !before.includes(name) && !/^(__VUE|nodeBootstrap)/.test(name);
const left = Object.getOwnPropertyNames(globalThis).filter(isNew);
if (left.length) throw new Error("importing has left globals: " + left);
`;

/** A server imports every entry, and requires every entry. */
export const SERVERS = { "import.mjs": check("await import(name)"), "require.cjs": check("require(name)") };

/** The tools module checks messages, and a server turns a stranger away, in the runtime that runs them. */
export const TOOLS = {
  "check.mjs": `
import { checkBatch, checkMessage } from "shoptrail/tools";
const right = {
  type: "track", event: "order_refunded", messageId: "01M84A659WKVZXJRR9WJ55XFH0", userId: "7",
  properties: { order_id: "1001", refund_amount: 12.5 }, context: { channel: "server" },
};
const wrong = { ...right, userId: null, properties: { refund_amount: "12,50" } };
const codes = ({ problems }) => problems.map(({ code }) => code).sort().join(" ");
export function check() {
  const found = [codes(checkMessage(right)), codes(checkMessage(wrong)), codes(checkBatch("[]"))];
  const expected = ["", "missing null user_id wrong_type", "not_an_object"];
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(JSON.stringify(found));
  return "checked";
}
`,
  "run.mjs": `
import { createServer } from "shoptrail/server";
import { check } from "./check.mjs";
if (check() !== "checked") throw new Error("no");
const shop = createServer({ writeKey: "k", shop: "s", shopify: { secret: "s" } });
shop.on("problem", () => {});
const headers = { "x-shopify-topic": "orders/create", "x-shopify-hmac-sha256": "no" };
const { status } = await shop.webhook(new Request("http://shop.example/", { method: "POST", body: "{}", headers }));
if (status !== 401) throw new Error(String(status));
`,
  "require.cjs": 'if (!require("shoptrail/tools").planName("Order Completed")) throw new Error("no");\n',
  "worker.mjs": `
import { check } from "./check.mjs";
export default { fetch: () => new Response(check()) };
`,
  // As wrangler bundles and runs a Worker, which may compile no bytes.
  "workerd.mjs": `
import { build } from "esbuild";
import { Miniflare } from "miniflare";
await build({
  entryPoints: ["worker.mjs"], outdir: "out", bundle: true, format: "esm",
  conditions: ["workerd"], loader: { ".wasm": "copy" },
});
const worker = new Miniflare({
  scriptPath: "out/worker.js", modules: true, compatibilityDate: "2026-01-01",
  modulesRules: [{ type: "CompiledWasm", include: ["**/*.wasm"] }],
});
const answer = await worker.dispatchFetch("http://worker.example/");
const text = await answer.text();
await worker.dispose();
if (text !== "checked") throw new Error(text);
`,
};

/** Strict TypeScript, emitted and then bundled. */
export const TYPES = (module, moduleResolution) => ({
  "main.ts": main(),
  "types.ts": `
import { createTracker, type Tracker } from "shoptrail";
import { createTracker as apart } from "shoptrail/url";
import { createTracker as compat } from "shoptrail/compat";
import spa from "shoptrail/adapters/spa";
import plugin, { useShoptrail as inVue } from "shoptrail/vue";
import { connectHydrogen } from "shoptrail/hydrogen";
declare module "shoptrail" { interface CustomEvents { wishlist_shared: { wishlist_id: string } } }
const shop: Tracker = createTracker({ writeKey: "k", adapters: [spa] });
export const all: Tracker[] = [shop, apart({ writeKey: "k" }), compat({ writeKey: "k" }), inVue()];
shop.track("product_viewed", { product_id: "1", name: "One", price: 5, currency: "EUR" });
shop.track("wishlist_shared", { wishlist_id: "w" });
// @ts-expect-error: a price is a number
shop.track("product_viewed", { product_id: "1", name: "One", price: "5 euro", currency: "EUR" });
// @ts-expect-error: an order has an id
shop.track("order_completed", { total: 5, currency: "EUR", line_items: [] });
// @ts-expect-error: no such event
shop.track("product_view", {});
connectHydrogen((event: string, callback: (payload: unknown) => void) => void [event, callback], shop);
export { plugin };
`,
  "component.tsx": `
import { Shoptrail, useShoptrail } from "shoptrail/react";
import { createElement } from "react";
export function App() {
  return createElement(Shoptrail, { writeKey: "k", anonymous: "send" }, createElement(Page));
}
function Page() { const shop = useShoptrail(); shop.page(); return null; }
// @ts-expect-error: the write key is required
export const wrong = createElement(Shoptrail, {});
`,
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      strict: true,
      module,
      moduleResolution,
      target: "es2022",
      lib: ["es2022", "dom"],
      types: [],
      outDir: "out",
      rootDir: ".",
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      jsx: "react-jsx",
    },
    files: ["main.ts", "types.ts", "component.tsx"],
  }),
  ...page("dist/index.html", "main.js"),
});
