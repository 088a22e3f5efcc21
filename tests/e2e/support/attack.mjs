// Runs adapters on a hostile page of a small shop, and returns what arrived at the collector. It asserts that
// the tracker threw nothing into the page. platform-attacks.test.mjs and platform-requests.test.mjs use it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../../www/collector.mjs";
import { readPlan } from "../../../www/snippet.mjs";
import { startBrowser } from "./browser.mjs";
import { arrived, consoleErrors, messageProblems } from "./pages.mjs";
import { startSite } from "./site.mjs";
import { delivered, started } from "./story.mjs";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const STUB = readFileSync(`${ROOT}pkg/snippet.html`, "utf8").match(/<script>[^]*?<\/script>/)[0];
// Records the errors and rejections that nothing handles.
const WATCH = `<script>
  window.thrown = [];
  addEventListener("error", function (event) { thrown.push(String(event.message)); });
  addEventListener("unhandledrejection", function (event) { thrown.push(String(event.reason)); });
</script>`;

let browser;
before(async () => void (browser = await startBrowser()));
after(() => browser?.quit());

/**
 * Opens /products/potion with `beforeTag`, the tag with `adapters`, and `body`. When the adapters are
 * installed it runs `act` in the page: a function, or several in one task. Then it waits until `count`
 * messages have arrived and nothing waits. With `leave` it then opens a page without adapters and waits
 * again.
 *
 * Resolves with `{events, diagnostics, result}`. `events` are `[name, properties]`, `result` is what `act`
 * returned, of several functions the last one. It rejects when anything was thrown into the page, and on
 * console errors that do not match `errors`.
 */
export async function attack({
  adapters = "auto",
  beforeTag = "",
  body = "",
  routes = {},
  act = () => {},
  count = 1,
  errors = /favicon/,
  leave,
}) {
  const collector = await startCollector({ plan: await readPlan(`${ROOT}pkg/`) });
  const tag = (names) => {
    const endpoint = `data-write-key="k" data-endpoint="${collector.origin}/v1/b"`;
    const options = `data-anonymous="send" data-bots="true" data-adapters="${names}"`;
    return `<script defer src="/cdn/embed.min.js" ${endpoint} ${options}></script>`;
  };
  const site = await startSite({
    "/left": () => `<!doctype html><title>t</title>${tag("none")}`,
    "/cdn/*": ({ url }) => ({ file: `${ROOT}pkg/${url.pathname.slice(5)}` }),
    "/favicon.ico": { status: 204 },
    ...routes,
    "/*": `<!doctype html><title>t</title>${WATCH}${STUB}${beforeTag}${tag(adapters)}${body}`,
  });
  try {
    await browser.open(`${site.origin}/products/potion`);
    await started(browser);
    await browser.waitFor(
      (names) =>
        shoptrail.sources?.installed.size > 0 && names.every((name) => shoptrail.sources.installed.has(name)),
      adapters.split(",").filter((name) => name !== "auto"),
    );
    const result = await browser.run(`() => [${act}].map((step) => step()).at(-1)`);
    await collector.waitFor(() => arrived(collector).length >= count, 10_000);
    // A message too many would have arrived after one more round trip.
    await browser.run(() => fetch("/favicon.ico").then((response) => response.text()));
    await delivered(browser);
    const [thrown, diagnostics] = await browser.run(() => [window.thrown, shoptrail.diagnostics()]);
    assert.deepEqual(thrown, []);
    if (leave) await openLeftPage(site, collector);
    assert.deepEqual(
      (await consoleErrors(browser)).filter((message) => !errors.test(message)),
      [],
    );
    assert.deepEqual(messageProblems(collector), []);
    const events = arrived(collector)
      .filter(({ properties }) => properties.path !== "/left")
      .map(({ type, event, properties }) => [event ?? type, properties]);
    return { events, diagnostics, result };
  } finally {
    await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
    await browser.open("about:blank");
    await Promise.all([site.close(), collector.close()]);
  }
}

/** Opens a page without adapters and waits until its page view has arrived. */
async function openLeftPage(site, collector) {
  await browser.open(`${site.origin}/left`);
  await started(browser);
  await collector.waitFor(
    () => arrived(collector).some(({ properties }) => properties.path === "/left"),
    10_000,
  );
  await delivered(browser);
}

/** The names of events `[name, properties]`, sorted. */
export const names = (events) => events.map(([name]) => name).sort();

const META = {
  product: {
    id: 678,
    vendor: "Polina",
    type: "Health",
    handle: "potion",
    variants: [{ id: 398, price: 1000, name: "Potion - S", public_title: "S", sku: "HP-S" }],
  },
  page: { pageType: "product", resourceId: 678 },
  currency: "CAD",
};
const LINE = {
  id: 398,
  variant_id: 398,
  product_id: 678,
  quantity: 1,
  product_title: "Potion",
  variant_title: "S",
  sku: "HP-S",
  price: 1000,
  final_price: 1000,
  vendor: "Polina",
  product_type: "Health",
  url: "/products/potion?variant=398",
};
/** The global variables of a Shopify store. */
export const SHOPIFY = `<script>
  var Shopify = { currency: { active: "CAD" }, routes: { root: "/" } };
  var ShopifyAnalytics = { meta: ${JSON.stringify(META)} };
</script>`;
/** The routes of the AJAX cart. */
export const CART = {
  "/cart.js": {
    body: JSON.stringify({ currency: "CAD", items: [LINE] }),
    headers: { "content-type": "application/json" },
  },
  "/cart/add.js": { body: JSON.stringify(LINE), headers: { "content-type": "application/json" } },
};
