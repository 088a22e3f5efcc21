// The packed tarball in other projects. tests/e2e/npm.test.mjs and `npm run test:consumers` run the examples
// of README.md and docs/npm.md with it in Chromium.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { build } from "esbuild";
import { publint } from "publint";
import { Window } from "happy-dom";
import { install } from "./support/consumer.mjs";
import { PACKED } from "./support/packed.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));
let project;

before(() => void (project = install("react", "react-dom", "scheduler", "vue", "@vue")));
after(() => project?.close());

/** Imports a module of the project. */
function load(name, text) {
  return import(pathToFileURL(project.write(name, text)).href);
}

async function bundled(text, options) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: text, resolveDir: project.dir },
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    logLevel: "silent",
    format: "esm",
    outdir: "out",
    ...options,
  });
  return {
    text: outputFiles[0].text,
    inputs: Object.keys(metafile.inputs)
      .map((path) => path.split("node_modules/shoptrail/")[1])
      .filter(Boolean),
  };
}

test("the tarball holds exactly the intended files", () => {
  const folders = [...new Set(project.files.map((path) => path.split("/")[0]))].sort();
  assert.deepEqual(folders, PACKED);
});

test("publint reports nothing", async () => {
  const { messages } = await publint({ pkgDir: PKG, pack: false });
  assert.deepEqual(
    messages.filter(({ type }) => type !== "suggestion"),
    [],
  );
});

/** The intended exceptions of arethetypeswrong: by reason, which problems it covers. */
const EXCEPTIONS = {
  "ES modules only: node from 20.19 requires them, which tests/package/consumers/list.mjs tries": ({
    resolutionKind,
    kind,
  }) => resolutionKind === "node16-cjs" && kind === "CJSResolvesToESM",
  "TypeScript's old resolution (node10), which TypeScript 7 no longer has, reads no `exports`": ({
    resolutionKind,
    kind,
  }) => resolutionKind === "node10" && kind === "UntypedResolution",
  "files for a page or a tool, and no modules": ({ entrypoint }) =>
    /^\.\/(embed\.min\.js|two-files\.min\.js|snippet\.html|shoptrail_bg\.wasm|plan\.csv|llms\.txt)$/.test(
      entrypoint,
    ),
};

test("arethetypeswrong reports only the intended exceptions", async () => {
  const { types, problems } = await checkPackage(createPackageFromTarballData(readFileSync(project.tarball)));
  assert.equal(types.kind, "included");
  const reasons = problems.map((problem) =>
    Object.keys(EXCEPTIONS).find((reason) => EXCEPTIONS[reason](problem)),
  );
  assert.deepEqual(
    problems.filter((_, index) => !reasons[index]),
    [],
  );
  assert.deepEqual(
    [...new Set(reasons)].sort(),
    Object.keys(EXCEPTIONS).sort(),
    "every reason is still needed",
  );
});

test("sri.json has the hash of every script that a page may load", async () => {
  const { createHash } = await import("node:crypto");
  const hashes = JSON.parse(readFileSync(join(PKG, "sri.json"), "utf8"));
  const scripts = project.files.filter((path) => /^(?!tools\/|server\/|woocommerce\/).*\.js$/.test(path));
  assert.deepEqual(Object.keys(hashes).sort(), scripts.sort());
  for (const name of scripts)
    assert.equal(
      hashes[name],
      `sha384-${createHash("sha384")
        .update(readFileSync(join(PKG, name)))
        .digest("base64")}`,
      name,
    );
});

test("the tools module starts in the way of each runtime, and no page's entry has it", async () => {
  const text = 'import { checkMessage } from "shoptrail/tools"; console.log(checkMessage);';
  const started = async (conditions) => {
    const { inputs } = await bundled(text, { platform: "node", conditions, loader: { ".wasm": "copy" } });
    return inputs.filter((path) => path.startsWith("tools/start"));
  };
  assert.deepEqual(await started([]), ["tools/start.js"]);
  assert.deepEqual(await started(["workerd"]), ["tools/start-workerd.js"]);
  assert.deepEqual(await started(["edge-light"]), ["tools/start-edge.js"]);
  const page = await bundled('import { createTracker } from "shoptrail"; console.log(createTracker);', {
    conditions: ["browser"],
    splitting: true,
  });
  assert.deepEqual(
    page.inputs.filter((path) => path.startsWith("tools/")),
    [],
  );
});

test("node, workers and edge runtimes get a tracker that does nothing, and no module", async () => {
  const { createTracker } = await load("server.mjs", 'export * from "shoptrail";');
  assert.deepEqual(createTracker({ writeKey: "k" }).track("product_viewed", {}), { ok: true, queued: true });
  const text = 'import { createTracker } from "shoptrail"; console.log(createTracker);';
  for (const options of [{ platform: "node" }, { conditions: ["workerd"] }, { conditions: ["edge-light"] }]) {
    const { inputs } = await bundled(text, options);
    assert.deepEqual(inputs, ["noop.js"], JSON.stringify(options));
  }
  assert.ok((await bundled(text, { platform: "browser" })).inputs.includes("index.js"));
});

test("unused imports leave nothing in a bundle, and one entry is one chunk", async () => {
  assert.equal(
    (
      await bundled(
        'import { createTracker } from "shoptrail"; import spa from "shoptrail/adapters/spa"; ' +
          "console.log(1);",
        { platform: "browser" },
      )
    ).text.trim(),
    "console.log(1);",
  );
  const { inputs } = await bundled(
    'import { createTracker } from "shoptrail"; createTracker({ writeKey: "k" });',
    { platform: "browser", splitting: true },
  );
  assert.ok(inputs.includes("compat.js"), "the fallback, as a chunk that is fetched where it is needed");
});

test("React: one tracker before the children's effects, also in StrictMode and on a server", async () => {
  const window = new Window({ url: "https://s.example/" });
  const { renderToString } = await load("ssr.mjs", 'export { renderToString } from "react-dom/server";');
  const { App, made, Lost } = await load(
    "app.mjs",
    `
import { StrictMode, createElement, useEffect } from "react";
import { Shoptrail, useShoptrail } from "shoptrail/react";
export const made = [];
function Page() {
  const shop = useShoptrail();
  useEffect(() => { made.push(shop); shop.track("search_performed", { query: "x" }); }, []);
  return createElement("p", {}, "page");
}
const provided = () => createElement(Shoptrail, { writeKey: "k" }, createElement(Page));
export const App = () => createElement(StrictMode, {}, provided());
export const Lost = () => (useShoptrail().track("x"), null);`,
  );
  const { createElement } = await load("react.mjs", 'export { createElement } from "react";');
  assert.equal(renderToString(createElement(App)), "<p>page</p>");
  const errors = [];
  const own = console.error;
  console.error = (...words) => errors.push(words.join(" "));
  assert.equal(renderToString(createElement(Lost)), "");
  console.error = own;
  assert.match(errors[0], /no <Shoptrail>/);
  assert.match(
    readFileSync(join(PKG, "react.js"), "utf8"),
    /^"use client";\n/,
    "a server component may render <Shoptrail>",
  );

  Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: window.navigator });
  try {
    const { hydrateRoot, act } = await load(
      "client.mjs",
      'export { hydrateRoot } from "react-dom/client"; export { act } from "react";',
    );
    const root = window.document.body;
    root.innerHTML = "<p>page</p>";
    await act(async () => hydrateRoot(root, createElement(App)));
    assert.deepEqual([made.length > 0, new Set(made).size, root.innerHTML], [true, 1, "<p>page</p>"]);
  } finally {
    delete globalThis.window;
    delete globalThis.document;
  }
});

test("Vue: the plugin provides the tracker, and its absence is reported on the console", async () => {
  const { app, seen } = await load(
    "vue-app.mjs",
    `
import { createSSRApp, h } from "vue";
import { renderToString } from "vue/server-renderer";
import shoptrail, { useShoptrail } from "shoptrail/vue";
export const seen = [];
const app = createSSRApp({ setup() { seen.push(useShoptrail()); return () => h("p", "page"); } });
app.use(shoptrail, { writeKey: "k" });
seen.push(await renderToString(app));
const lost = createSSRApp({ setup: () => (seen.push(useShoptrail()), () => null) });
const own = console.error;
console.error = (word) => seen.push(word);
await renderToString(lost);
console.error = own;
export { app };`,
  );
  assert.match(seen[2], /does not use the plugin/);
  assert.deepEqual(seen[3].track("x", {}), { ok: true, queued: true });
  assert.equal(seen[0], app.config.globalProperties.$shoptrail);
  assert.deepEqual(seen[0].track("x", {}), { ok: true, queued: true });
  assert.equal(seen[1], "<p>page</p>");
});

const hydrogenShop = { shopId: "gid://shopify/Shop/1", currency: "USD" };
/** A line of the cart, as Hydrogen publishes it. */
const hydrogenLine = (quantity, title = "154cm") => ({
  id: "gid://shopify/CartLine/1",
  quantity,
  cost: { totalAmount: { amount: "749.95", currencyCode: "USD" } },
  merchandise: {
    id: "gid://shopify/ProductVariant/2",
    title,
    sku: "SB-154",
    price: { amount: "749.95", currencyCode: "USD" },
    product: { id: "gid://shopify/Product/1", title: "Snowboard", vendor: "Hydrogen Vendor" },
  },
});
/** The same line in the plan's properties. */
const LINE = {
  product_id: "1",
  variant_id: "2",
  sku: "SB-154",
  name: "Snowboard",
  variant_name: "154cm",
  brand: "Hydrogen Vendor",
  price: 749.95,
  currency: "USD",
};

/** Connects Hydrogen's `subscribe`. Resolves with `check(name, payload, ...calls)` and the subscribers. */
async function connectedHydrogen() {
  const { connectHydrogen } = await load("hydrogen.mjs", 'export * from "shoptrail/hydrogen";');
  const subscribers = new Map();
  const tracked = [];
  connectHydrogen((name, callback) => subscribers.set(name, callback), {
    track: (...call) => void tracked.push(JSON.parse(JSON.stringify(call))),
  });
  const check = (name, payload, ...expected) => {
    tracked.length = 0;
    subscribers.get(name)(payload);
    assert.deepEqual(tracked, expected, name);
  };
  return { check, subscribers };
}

test("Hydrogen: published views become events of the plan", async () => {
  const { check } = await connectedHydrogen();
  check(
    "product_viewed",
    {
      products: [
        {
          id: "gid://shopify/Product/1",
          title: "Snowboard",
          price: "749.95",
          vendor: "Hydrogen Vendor",
          variantId: "gid://shopify/ProductVariant/2",
          variantTitle: "154cm",
          quantity: 1,
          sku: "SB-154",
        },
      ],
      url: "https://h.example/products/snowboard",
      shop: hydrogenShop,
    },
    ["product_viewed", { ...LINE, url: "https://h.example/products/snowboard" }],
  );
  check(
    "collection_viewed",
    { collection: { id: "gid://shopify/Collection/7", handle: "boards" }, shop: hydrogenShop },
    ["collection_viewed", { collection_id: "7", collection_name: "boards" }],
  );
  check("search_viewed", { searchTerm: "board", searchResults: { total: 3 }, shop: hydrogenShop }, [
    "search_performed",
    { query: "board", results_count: 3 },
  ]);
});

test("Hydrogen: what is published of the cart becomes events of the plan", async () => {
  const { check, subscribers } = await connectedHydrogen();
  check(
    "product_added_to_cart",
    { cart: { id: "c" }, prevCart: null, currentLine: hydrogenLine(1), shop: hydrogenShop },
    ["add_to_cart", { ...LINE, quantity: 1 }],
  );
  check(
    "product_added_to_cart",
    { currentLine: hydrogenLine(5), prevLine: hydrogenLine(2), shop: hydrogenShop },
    ["add_to_cart", { ...LINE, quantity: 3 }],
  );
  check(
    "product_removed_from_cart",
    { prevLine: hydrogenLine(2), currentLine: hydrogenLine(1), shop: hydrogenShop },
    ["remove_from_cart", { ...LINE, quantity: 1 }],
  );
  check(
    "product_removed_from_cart",
    { prevLine: hydrogenLine(2, "Default Title"), shop: hydrogenShop },
    ["remove_from_cart", { ...LINE, variant_name: undefined, quantity: 2 }].map((part) =>
      JSON.parse(JSON.stringify(part)),
    ),
  );
  check(
    "cart_viewed",
    {
      cart: { lines: { nodes: [hydrogenLine(2)] }, cost: { totalAmount: { currencyCode: "USD" } } },
      shop: hydrogenShop,
    },
    ["cart_viewed", { currency: "USD", line_items: [{ ...LINE, quantity: 2 }] }],
  );
  for (const callback of subscribers.values())
    assert.match(String(callback), /shoptrail/, "Hydrogen keeps one subscriber for each source text");
});
