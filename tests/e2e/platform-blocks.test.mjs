// The blocks for platforms in docs/ work as printed, with only the addresses of the CDN and of the collector
// replaced. The file also tests adapters from npm, the app pixel, and the theme's own calls beside its pushes
// to Google.

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
const PAGES = ["platforms", "woocommerce", "single-page", "shopify"];
const PLATFORMS = PAGES.map((name) => readFileSync(`${ROOT}docs/${name}.md`, "utf8")).join("\n");
const blocks = (language) =>
  [...PLATFORMS.matchAll(new RegExp(`^( *)\`\`\`${language}\\n([^]*?)\`\`\``, "gm"))].map(
    ([, indent, block]) => block.replaceAll(`\n${indent}`, "\n").trimStart(),
  );
const BLOCKS = blocks("html");
const NPM_BLOCK = blocks("js").find((block) => block.includes("createTracker"));
const PIXEL_BLOCK = blocks("js").find((block) => block.includes("web-pixels-extension"));

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

const GTAG = "<script>window.dataLayer = []; function gtag() { dataLayer.push(arguments); }</script>";
const GOOGLE_ITEM = '{ item_id: "7", item_name: "Mug", price: 5, quantity: 1 }';
const OWN = '{ product_id: "7", name: "Mug", price: 5, quantity: 1, currency: "EUR", engraving: "Jane" }';
// The theme reports an add to Google, and tracks it itself.
const BOTH = [
  `gtag("event", "add_to_cart", { currency: "EUR", items: [${GOOGLE_ITEM}] });`,
  `shoptrail.track("add_to_cart", ${OWN});`,
];

/** The script tag of the tracker, with more `attributes`. */
function tag(collector, attributes = "") {
  const endpoint = `data-write-key="k" data-endpoint="${collector.origin}/v1/b"`;
  const options = `data-anonymous="send" data-bots="true" ${attributes}`;
  return `<script defer src="/cdn/embed.min.js" ${endpoint} ${options}></script>`;
}

/**
 * By a word in the comment of a block: the rest of the page, what the shopper does there, and the tracked
 * messages.
 */
const CASES = {
  "Google Analytics 4": [
    `<script>
      window.dataLayer = [];
      function gtag() { dataLayer.push(arguments); }
      gtag("event", "search", { search_term: "mug" });
    </script>`,
    null,
    ["page", "search_performed"],
  ],
  "Tag Manager": [
    `<script>
      var items = [{ item_id: "7", item_name: "Mug", price: "5,00" }];
      window.dataLayer = [{ event: "view_cart", ecommerce: { currency: "EUR", items: items } }];
    </script>`,
    null,
    ["page", "cart_viewed"],
  ],
  "JSON-LD": [
    `<script type="application/ld+json">
      {"@type": "Product", "name": "Mug", "sku": "7", "offers": {"price": "5.00", "priceCurrency": "EUR"}}
    </script>`,
    null,
    ["page", "product_viewed"],
  ],
  microdata: [
    `<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Mug</b><i itemprop="sku">7</i>
      <p itemprop="offers" itemscope><meta itemprop="price" content="5"
        ><meta itemprop="priceCurrency" content="EUR"></p></div>`,
    null,
    ["page", "product_viewed"],
  ],
  "attributes: nothing": [
    '<button data-shoptrail-event="search_performed" data-shoptrail-query="mug">Mugs</button>',
    () => document.querySelector("button").click(),
    ["page", "search_performed"],
  ],
  WooCommerce: [
    `<div class="woocommerce"><script type="application/json" class="shoptrail-woocommerce">
      ${JSON.stringify(ISLAND)}
    </script></div>`,
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

test("every documented block has a case", () => {
  for (const block of BLOCKS)
    assert.ok(
      Object.keys(CASES).some((word) => block.split("-->")[0].includes(word)),
      block,
    );
  assert.equal(BLOCKS.length, 5);
  // The Liquid blocks are in shopify.test.mjs and link-checkout.test.mjs. The block for npm and the app pixel
  // are in tests below.
  assert.deepEqual([blocks("liquid").length, blocks("js").length], [2, 2]);
});

for (const [word, [body, act, expected]] of Object.entries(CASES)) {
  test(`the documented block for ${word} works as printed`, async () => {
    const block = BLOCKS.find((candidate) => candidate.split("-->")[0].includes(word));
    await playPage(
      (collector) => {
        const endpoint = `data-endpoint="${collector.origin}/v1/b"`;
        const source = `src="/cdn/embed.min.js" ${endpoint} data-anonymous="send" data-bots="true"`;
        return `${STUB}${block.replace('src="https://cdn.your-shop.example/embed.min.js"', source)}${body}`;
      },
      act,
      expected,
    );
  });
}

test("the documented import of an adapter from npm is one that the package has", () => {
  const [name, entry] = NPM_BLOCK.match(/import (\w+) from "shoptrail\/(adapters\/\w+)"/).slice(1);
  assert.match(NPM_BLOCK, new RegExp(`adapters: \\[${name}\\]`));
  const { exports } = JSON.parse(readFileSync(`${ROOT}pkg/package.json`, "utf8"));
  assert.equal(exports[`./${entry}`].default, `./${entry}.js`);
});

test("adapters from npm report what happened before they were installed", async () => {
  const product = { "@type": "Product", name: "Mug", sku: "7", offers: { price: 5, priceCurrency: "EUR" } };
  await playPage(
    (collector) => `${CASES["Google Analytics 4"][0]}
      <script type="application/ld+json">${JSON.stringify(product)}</script>
      <script type="module">
        import { createTracker } from "/cdn/index.js";
        import ga4 from "/cdn/adapters/ga4.js";
        import jsonld from "/cdn/adapters/jsonld.js";
        createTracker({
          writeKey: "k", endpoint: "${collector.origin}/v1/b", anonymous: "send", bots: true, quality: true,
          adapters: [ga4, jsonld],
        });
      </script>`,
    null,
    ["page", "product_viewed", "search_performed"],
  );
});

test("functions taken out of the tracker work with its adapters and parts", async () => {
  await playPage(
    (collector) => `${GTAG}<button>Add</button><script type="module">
      import { createTracker } from "/cdn/index.js";
      import ga4 from "/cdn/adapters/ga4.js";
      import spa from "/cdn/adapters/spa.js";
      const { track, page, link, diagnostics } = createTracker({
        writeKey: "k", endpoint: "${collector.origin}/v1/b", anonymous: "send", bots: true,
        linkDomains: "pay.example", adapters: [ga4, spa],
      });
      const check = () => diagnostics().overlaps === 1 || console.error("overlaps", diagnostics());
      document.querySelector("button").onclick = () => {
        if (!link("https://pay.example/").includes("shoptrail")) throw new Error("not decorated");
        history.pushState({}, "", "/cart");
        page();
        ${BOTH[0]}
        ${BOTH[1].replace("shoptrail.", "")}
        queueMicrotask(() => queueMicrotask(check));
      };
    </script>`,
    () => document.querySelector("button").click(),
    ["page", "page", "add_to_cart"],
  );
});

/**
 * The globals of Shopify's worker for app pixels, as far as the pixel uses them. A worker has no WebAssembly.
 */
const shopifySandbox = (endpoint) => `
  const stored = {}, subscribed = {};
  const get = async (key) => stored[key] ?? null, set = async (key, value) => void (stored[key] = value);
  const remove = async (key) => void delete stored[key];
  self.shopify = {
    analytics: { subscribe: async (name, callback) => { subscribed[name] = callback; } },
    init: { customerPrivacy: { analyticsProcessingAllowed: true } },
    customerPrivacy: { subscribe: async () => {} },
    browser: {
      cookie: { get: async () => "", set: async () => {} },
      localStorage: { getItem: get, setItem: set, removeItem: remove },
    },
    settings: { endpoint: ${JSON.stringify(endpoint)} },
  };
  delete self.WebAssembly;`;

test("the documented app pixel, bundled as an extension, tracks an order from a worker", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shoptrail-pixel-"));
  try {
    writeFileSync(join(folder, "extension.js"), "export const register = (run) => run(self.shopify);");
    const { outputFiles } = await build({
      stdin: { contents: PIXEL_BLOCK, resolveDir: folder },
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
    const source = (endpoint) =>
      [
        shopifySandbox(endpoint),
        outputFiles[0].text,
        `subscribed.checkout_completed(${JSON.stringify(completed)});`,
      ].join("\n");
    await playPage(
      (collector) => {
        const text = JSON.stringify(source(`${collector.origin}/v1/b`)).replaceAll("<", "\\u003c");
        return `${STUB}${tag(collector, 'data-adapters="attributes"')}
          <script type="application/json" id="worker">${text}</script>`;
      },
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
    test(`the theme's own call ${order} its push to Google, ${when}, is the only event`, async () => {
      const [, { properties }] = await playPage(
        (collector) =>
          `${STUB}${tag(collector)}${GTAG}<script>${script}</script><button onclick="act()">Add</button>`,
        act,
        ["page", "add_to_cart"],
      );
      assert.equal(properties.engraving, "Jane", "the event has the property of the theme's own call");
    });
  }
}

test("a waiting call of the theme and its push to Google are one event when adapters arrive", async () => {
  let release;
  const called = new Promise((resolve) => (release = resolve));
  const [, { properties }] = await playPage(
    (collector) => `${GTAG}<script>
      // After the call no timer runs before the adapters are installed, so the call is not validated until
      // then.
      var held, timer = window.setTimeout;
      window.setTimeout = (work, ms) =>
        timer(function wait() {
          held && !shoptrail.sources?.installed.has("ga4") ? timer(wait, 5) : work();
        }, ms);
    </script>${STUB}${tag(collector)}<script>
      shoptrail.ready(() => {
        held = true;
        ${BOTH.join(" ")}
        fetch("/called");
      });
    </script>`,
    null,
    ["page", "add_to_cart"],
    {
      "/called": () => (release(), { status: 204 }),
      "/cdn/sources.js": () => called.then(() => ({ file: `${ROOT}pkg/sources.js` })),
    },
  );
  assert.equal(properties.engraving, "Jane", "the event has the property of the theme's own call");
});

/**
 * Serves `head(collector)` as a page at /mug and runs `act` there. Resolves with the messages, which must be
 * those of `expected`.
 */
async function playPage(head, act, expected, routes) {
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
    // This comes first, because other questions make the tracker validate waiting calls.
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
