// The README's blocks for platforms, as printed, but for the address of the CDN and of the collector.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { startCollector } from "../../www/collector.mjs";
import { readPlan } from "../../www/snippet.mjs";
import { startBrowser } from "./support/browser.mjs";
import { arrived, consoleErrors } from "./support/pages.mjs";
import { startSite } from "./support/site.mjs";
import { delivered, started } from "./support/story.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const STUB = readFileSync(`${ROOT}pkg/snippet.html`, "utf8").match(/<script>[^]*?<\/script>/)[0];
const PLATFORMS = readFileSync(`${ROOT}README.md`, "utf8").split("## Platforms\n")[1].split("\n## ")[0];
const blocks = (language) =>
  [...PLATFORMS.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map(([, block]) => block);
const BLOCKS = blocks("html");

let browser;
before(async () => void (browser = await startBrowser()));
after(() => browser?.quit());

const ISLAND = {
  events: [
    [
      "order_completed",
      { order_id: "1", total: 5, currency: "EUR", line_items: [{ product_id: "P1", price: 5, quantity: 1 }] },
    ],
  ],
};

// The theme's own calls beside what it tells Google: in one handler in both orders, and before the tracker is there.
const GTAG = "<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments); }</script>";
const TOLD = '{ product_id: "7", name: "Mug", price: 5, quantity: 1, currency: "EUR", engraving: "Jane" }';
const BOTH = [
  `gtag("event", "add_to_cart", { currency: "EUR", items: [{ item_id: "7", item_name: "Mug", price: 5, quantity: 1 }] });`,
  `shoptrail.track("add_to_cart", ${TOLD});`,
];

/** By a word of the block's comment: the rest of the page, what the shopper does there, and what is tracked of it. */
const TRIES = {
  "Google Analytics 4": [
    '<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments); } gtag("event", "search", { search_term: "mug" });</script>',
    null,
    ["page", "search_performed"],
  ],
  "Tag Manager": [
    '<script>window.dataLayer = [{ event: "view_cart", ecommerce: { currency: "EUR", items: [{ item_id: "7", item_name: "Mug", price: "5,00" }] } }];</script>',
    null,
    ["page", "cart_viewed"],
  ],
  "JSON-LD": [
    '<script type="application/ld+json">{"@type": "Product", "name": "Mug", "sku": "7", "offers": {"price": "5.00", "priceCurrency": "EUR"}}</script>',
    null,
    ["page", "product_viewed"],
  ],
  microdata: [
    '<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Mug</b><i itemprop="sku">7</i><p itemprop="offers" itemscope><meta itemprop="price" content="5"><meta itemprop="priceCurrency" content="EUR"></p></div>',
    null,
    ["page", "product_viewed"],
  ],
  "attributes: nothing": [
    '<button data-shoptrail-event="search_performed" data-shoptrail-query="mug">Mugs</button>',
    () => document.querySelector("button").click(),
    ["page", "search_performed"],
  ],
  WooCommerce: [
    `<div class="woocommerce"><script type="application/json" class="shoptrail-woocommerce">${JSON.stringify(ISLAND)}</script></div>`,
    null,
    ["page", "order_completed"],
  ],
  "by attributes": ["", () => document.querySelector("button").click(), ["page", "add_to_cart"]],
  "single-page": ["", () => history.pushState({}, "", "/cart"), ["page", "page"]],
  forms: [
    '<form class="newsletter" onsubmit="return false"><input type="email" value="jane@example.com"></form>',
    () => document.querySelector("form").requestSubmit(),
    ["page", "identify"],
  ],
};

test("every block is tried", () => {
  for (const block of BLOCKS)
    assert.ok(
      Object.keys(TRIES).some((word) => block.split("-->")[0].includes(word)),
      block,
    );
  // In tests/e2e/shopify.test.mjs and below.
  assert.deepEqual([blocks("liquid").length, blocks("js").length], [1, 1]);
});

for (const [word, [body, act, expected]] of Object.entries(TRIES)) {
  test(`the README's block for ${word} works as printed`, async () => {
    const block = BLOCKS.find((block) => block.split("-->")[0].includes(word));
    await tryPage(
      (collector) => {
        const own = `src="/cdn/embed.min.js" data-endpoint="${collector.origin}/v1/b" data-anonymous="send" data-bots="true"`;
        return `${STUB}${block.replace('src="https://cdn.your-shop.example/embed.min.js"', own)}${body}`;
      },
      act,
      expected,
    );
  });
}

test("adapters from npm, given to createTracker, hear of what was before them, beside the parts that watch", async () => {
  const product = { "@type": "Product", name: "Mug", sku: "7", offers: { price: 5, priceCurrency: "EUR" } };
  await tryPage(
    (
      collector,
    ) => `${TRIES["Google Analytics 4"][0]}<script type="application/ld+json">${JSON.stringify(product)}</script><script type="module">
    import { createTracker } from "/cdn/index.js";
    import ga4 from "/cdn/adapters/ga4.js";
    import jsonld from "/cdn/adapters/jsonld.js";
    createTracker({ writeKey: "k", endpoint: "${collector.origin}/v1/b", anonymous: "send", bots: true, quality: true, adapters: [ga4, jsonld] });
  </script>`,
    null,
    ["page", "product_viewed", "search_performed"],
  );
});

test("functions that an app takes out of the tracker go through its adapters and parts, as on the tracker", async () => {
  await tryPage(
    (collector) => `${GTAG}<button>Add</button><script type="module">
    import { createTracker } from "/cdn/index.js";
    import ga4 from "/cdn/adapters/ga4.js";
    import spa from "/cdn/adapters/spa.js";
    const { track, page, link, diagnostics } = createTracker({ writeKey: "k", endpoint: "${collector.origin}/v1/b", anonymous: "send", bots: true, linkDomains: "pay.example", adapters: [ga4, spa] });
    document.querySelector("button").onclick = () => {
      if (!link("https://pay.example/").includes("shoptrail")) throw new Error("not decorated");
      history.pushState({}, "", "/cart");
      page();
      ${BOTH[0]}
      ${BOTH[1].replace("shoptrail.", "")}
      queueMicrotask(() => queueMicrotask(() => diagnostics().overlaps === 1 || console.error("overlaps", diagnostics())));
    };
  </script>`,
    () => document.querySelector("button").click(),
    ["page", "page", "add_to_cart"],
  );
});

test("the README's app pixel, bundled as an extension, tells of an order from a worker without a page or a module", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-pixel-"));
  try {
    writeFileSync(join(folder, "extension.js"), "export const register = (run) => run(self.shopify);");
    const { outputFiles } = await build({
      stdin: { contents: blocks("js")[0], resolveDir: folder },
      bundle: true,
      format: "iife",
      write: false,
      alias: {
        "@shopify/web-pixels-extension": join(folder, "extension.js"),
        "shoptrail/shopify-pixel": `${ROOT}pkg/shopify-pixel.js`,
      },
    });
    const { data } = JSON.parse(
      readFileSync(new URL("../adapters/fixtures/shopify-web-pixel-events.json", import.meta.url), "utf8"),
    );
    const completed = data.find(({ name }) => name === "checkout_completed");
    completed.data.checkout.email = "jane@example.com";
    completed.timestamp = new Date().toISOString();
    const shopify = `const kept = {}, subscribed = {}; const get = async (key) => kept[key] ?? null, set = async (key, value) => void (kept[key] = value);
      self.shopify = { analytics: { subscribe: async (name, callback) => { subscribed[name] = callback; } }, init: { customerPrivacy: { analyticsProcessingAllowed: true } }, customerPrivacy: { subscribe: async () => {} },
        browser: { cookie: { get: async () => "", set: async () => {} }, localStorage: { getItem: get, setItem: set, removeItem: async (key) => void delete kept[key] } }, settings: { endpoint: ENDPOINT } };
      delete self.WebAssembly;`;
    await tryPage(
      (
        collector,
      ) => `${STUB}<script defer src="/cdn/embed.min.js" data-write-key="k" data-endpoint="${collector.origin}/v1/b" data-anonymous="send" data-bots="true" data-adapters="attributes"></script>
      <script type="application/json" id="worker">${JSON.stringify([shopify.replace("ENDPOINT", JSON.stringify(`${collector.origin}/v1/b`)), outputFiles[0].text, `subscribed.checkout_completed(${JSON.stringify(completed)});`].join("\n")).replaceAll("<", "\\u003c")}</script>`,
      () =>
        void new Worker(
          URL.createObjectURL(new Blob([JSON.parse(document.querySelector("#worker").textContent)])),
        ),
      ["page", "identify", "order_completed"],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

for (const [order, lines] of [
  ["before", [BOTH[1], BOTH[0]]],
  ["after", BOTH],
]) {
  for (const [when, script, act] of [
    ["on a click", `function act() { ${lines.join(" ")} }`, () => document.querySelector("button").click()],
    ["while the page is parsed", lines.join(" "), null],
  ]) {
    test(`the theme's own call ${order} its push to Google, ${when}, is the one event`, async () => {
      const [, { properties }] = await tryPage(
        (
          collector,
        ) => `${STUB}<script defer src="/cdn/embed.min.js" data-write-key="k" data-endpoint="${collector.origin}/v1/b" data-anonymous="send" data-bots="true"></script>
        ${GTAG}<script>${script}</script><button onclick="act()">Add</button>`,
        act,
        ["page", "add_to_cart"],
      );
      assert.equal(properties.engraving, "Jane", "with what only the theme knows");
    });
  }
}

test("the theme's own call that waits to be judged when the adapters arrive, and its push to Google, are the one event", async () => {
  let release;
  const taken = new Promise((resolve) => (release = resolve));
  const [, { properties }] = await tryPage(
    (collector) => `${GTAG}<script>
      // From the call on nothing is judged until the adapters have heard of it.
      var held, timer = window.setTimeout;
      window.setTimeout = (work, ms) => timer(function wait() { held && !shoptrail.sources?.installed.has("ga4") ? timer(wait, 5) : work(); }, ms);
    </script>${STUB}<script defer src="/cdn/embed.min.js" data-write-key="k" data-endpoint="${collector.origin}/v1/b" data-anonymous="send" data-bots="true"></script><script>
      shoptrail.ready(() => {
        held = true;
        ${BOTH.join(" ")}
        fetch("/taken");
      });
    </script>`,
    null,
    ["page", "add_to_cart"],
    {
      "/taken": () => (release(), { status: 204 }),
      "/cdn/sources.js": () => taken.then(() => ({ file: `${ROOT}pkg/sources.js` })),
    },
  );
  assert.equal(properties.engraving, "Jane", "with what only the theme knows");
});

/** Serves `head(collector)` as a page at /mug, lets `act` happen there, waits for exactly the messages `expected`, and gives them. */
async function tryPage(head, act, expected, routes) {
  const collector = await startCollector({ plan: await readPlan(`${ROOT}pkg/`) });
  const site = await startSite({
    "/favicon.ico": { status: 204 },
    "/cdn/*": ({ url }) => ({ file: `${ROOT}pkg/${url.pathname.slice(5)}` }),
    "/wp-json/*": { status: 404 },
    ...routes,
    "/*": `<!doctype html><title>t</title>${head(collector)}`,
  });
  try {
    await browser.open(`${site.origin}/mug`);
    // Before anything else is asked: an answer has the calls judged that wait.
    await browser.waitFor(() => window.shoptrail?.sources?.installed.size > 0);
    await started(browser);
    if (act) await browser.run(act);
    await collector.waitFor(() => arrived(collector).length >= expected.length, 10_000);
    await delivered(browser);
    assert.deepEqual(
      arrived(collector)
        .map(({ type, event }) => event ?? type)
        .sort(),
      expected.sort(),
    );
    assert.deepEqual(
      (await consoleErrors(browser)).filter((message) => !message.includes("/wp-json/")),
      [],
    );
    return arrived(collector);
  } finally {
    await browser.run(() => localStorage.clear());
    await browser.open("about:blank");
    await Promise.all([site.close(), collector.close()]);
  }
}
