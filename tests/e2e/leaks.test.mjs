// A page that lives long keeps no more than a young one: mounting and unmounting the React and the Vue entry,
// and routes of a single-page shop. Chromium counts the heap, the listeners and the nodes after a collection.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { needs } from "./support/browser.mjs";
import { growth, memory } from "./support/memory.mjs";
import { usePages } from "./support/pages.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));
const MODULES = fileURLToPath(new URL("../../node_modules/", import.meta.url));
/** The first cycles compile code and fill tables that then stay. */
const WARM_UP = 50;
const CYCLES = 50;
const ROUTES = 200;
/** The lists of what was seen lately are full then. */
const WARM_UP_ROUTES = 600;
/** What the heap of a page that does the same again and again varies by. */
const NOISE_BYTES = 48 * 1024;
const NODES_NOISE = 20;
const IDLE_MS = 20_000;

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const REACT = `
  import { createElement, useEffect } from "react";
  import { createRoot } from "react-dom/client";
  import { flushSync } from "react-dom";
  import { Shoptrail, useShoptrail } from "${PKG}react.js";
  function Product({ number }) {
    const tracker = useShoptrail();
    useEffect(() => tracker.on("call", () => {}), []);
    window.tracker = tracker;
    return createElement("p", null, "Product " + number);
  }
  window.cycle = (number, options) => {
    const root = createRoot(document.getElementById("app"));
    flushSync(() => root.render(createElement(Shoptrail, options, createElement(Product, { number }))));
    flushSync(() => root.unmount());
  };`;
const VUE = `
  import { createApp, h } from "vue";
  import shoptrail, { useShoptrail } from "${PKG}vue.js";
  const Product = {
    props: ["number"],
    setup: ({ number }) => ((window.tracker = useShoptrail()), () => h("p", "Product " + number)),
  };
  window.cycle = (number, options) => {
    const app = createApp(Product, { number });
    app.use(shoptrail, options);
    app.mount("#app");
    app.unmount();
  };`;

/** Serves a page with the npm entry that runs this module. */
async function serveModule(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: MODULES },
    bundle: true,
    write: false,
    format: "esm",
    define: { "process.env.NODE_ENV": '"production"', __VUE_OPTIONS_API__: "true" },
    alias: { vue: createRequire(import.meta.url).resolve("vue/dist/vue.runtime.esm-bundler.js") },
    plugins: [
      {
        name: "shoptrail",
        setup: ({ onResolve }) =>
          onResolve({ filter: /^shoptrail$/ }, () => ({ path: "/pkg/index.js", external: true })),
      },
    ],
    logLevel: "error",
  });
  page.withSnippet = false;
  page.files = { "/app.js": outputFiles[0].text };
  page.body = '<div id="app"></div><script type="module" src="/app.js"></script>';
  await browser.open(`${page.origin}/`);
  await browser.waitFor(() => Boolean(window.cycle));
}

function mount(from, count) {
  const options = { writeKey: "KEY", endpoint: `${page.collector.origin}/v1/b`, autoPage: false, bots: true };
  return browser.run(
    (first, cycles, given) => {
      for (let number = first; number < first + cycles; number += 1) window.cycle(number, given);
    },
    from,
    count,
    options,
  );
}

/** What 50 cycles add after the first ones. */
async function growthOfCycles() {
  await mount(0, WARM_UP);
  const before = await memory(browser);
  await mount(WARM_UP, CYCLES);
  return growth(before, await memory(browser));
}

function assertFlat({ heapBytes, listeners, nodes }) {
  assert.ok(heapBytes < NOISE_BYTES, `the heap grew by ${heapBytes} bytes`);
  assert.equal(listeners, 0, "listeners");
  assert.ok(nodes < NODES_NOISE, `${nodes} nodes more`);
}

for (const [name, module] of Object.entries({ React: REACT, Vue: VUE })) {
  test(`50 mounts and unmounts of the ${name} entry leave nothing behind`, needs("devtools"), async () => {
    await serveModule(module);
    const grown = await growthOfCycles();
    await browser.waitFor(() => window.tracker.diagnostics().on);
    assertFlat(grown);
  });
}

test("200 routes of a single-page shop leave nothing behind", needs("devtools"), async () => {
  page.options = { anonymous: "send", adapters: "spa" };
  await browser.open(`${page.origin}/`);
  await browser.waitFor(() => shoptrail.sources?.installed.has("spa"));
  await visitRoutes(0, WARM_UP_ROUTES);
  const before = await memory(browser);
  await visitRoutes(WARM_UP_ROUTES, ROUTES);
  assertFlat(growth(before, await memory(browser)));
});

/** Visits routes one after the other, each with a product view, until everything is delivered. */
async function visitRoutes(from, count) {
  await browser.run(
    async (first, routes) => {
      for (let route = first; route < first + routes; route += 1) {
        history.pushState(null, "", `/products/${route}`);
        document.querySelector("h1").textContent = `Product ${route}`;
        shoptrail.track("product_viewed", { product_id: `P${route}`, name: "Runner", price: 89.9 });
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    },
    from,
    count,
  );
  const isIdle = () =>
    browser.run(() => {
      const { waiting, in_flight: inFlight, handed_off: handedOff } = shoptrail.diagnostics().counts;
      return waiting + inFlight + handedOff === 0;
    });
  await browser.driver.wait(isIdle, IDLE_MS, "everything is delivered");
}

test("a leak of 2 KiB a cycle is seen", needs("devtools"), async () => {
  await serveModule(`
    const kept = [];
    window.cycle = (number) => {
      kept.push("x".repeat(2048) + number);
      kept[kept.length - 1].charCodeAt(0);
      addEventListener("resize", () => kept.length);
    };`);
  const leaked = await growthOfCycles();
  assert.equal(leaked.listeners, CYCLES);
  assert.ok(leaked.heapBytes > NOISE_BYTES, `${leaked.heapBytes} bytes`);
});
