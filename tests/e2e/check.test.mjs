// `npx shoptrail check`, the doctor, from the packed tarball: against pages with known faults, in Chromium.

import assert from "node:assert/strict";
import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../www/collector.mjs";
import { snippet } from "../../www/snippet.mjs";
import { browserCommands } from "../../scripts/setup/browser.mjs";
import { installCommand, run } from "../package/support/command.mjs";
import { startSite } from "./support/site.mjs";

const PKG = fileURLToPath(new URL("../../pkg/", import.meta.url));
const LIMIT_MS = 90_000;
const PRODUCT = {
  "@context": "https://schema.org/",
  "@type": "Product",
  name: "Runner",
  sku: "RUN-1",
  productID: "P1",
  brand: { "@type": "Brand", name: "Fleet" },
  offers: { "@type": "Offer", price: "89.90", priceCurrency: "EUR" },
};
const PRODUCT_BODY = `<h1>Runner</h1><script type="application/ld+json">${JSON.stringify(PRODUCT)}</script>
<form action="/cart/add" method="post">
  <input type="hidden" name="id" value="1"><button type="submit">Add to cart</button>
</form>
<script>
  const added = { product_id: "P1", name: "Runner", price: 89.9, quantity: 1, currency: "EUR" };
  document.forms[0].onsubmit = () => (shoptrail.track("add_to_cart", added), false);
</script>`;
const HOME_BODY = '<h1>Shop</h1><a href="/about">About</a><a href="/products/runner">Runner</a>';

let project;
let chrome;
let collector;
let site;
before(async () => {
  project = installCommand();
  // The pages name the scripts of other trackers. No test asks the internet for them.
  const offline = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"';
  chrome = project.write("chrome.sh", `#!/bin/sh\nexec "${browserCommands().chrome}" "$@" ${offline}\n`);
  chmodSync(chrome, 0o755);
  collector = await startCollector();
});
afterEach(async () => {
  await site?.close();
  site = undefined;
  collector.reset();
});
after(async () => {
  await collector?.close();
  project?.close();
});

/** The snippet as a shop has it: the harness counts robots, a shop does not. */
const tagOf = async (options = {}) =>
  (await snippet({ pkgDir: PKG, cdn: "/cdn", api: collector.origin, options })).replace(
    ' data-bots="true"',
    "",
  );

/** Starts a shop whose pages have this head. */
async function startShop({ head, headers = {}, home = HOME_BODY, product = PRODUCT_BODY, routes = {} }) {
  const page = (body) => ({
    headers: { "content-type": "text/html; charset=utf-8", ...headers },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>${head}</head>
<body>${body}</body></html>`,
  });
  site = await startSite({
    "/favicon.ico": { status: 204 },
    "/cdn/*": (request, response, { pathname }) => {
      const file = join(PKG, pathname.slice("/cdn/".length));
      return existsSync(file) ? { file } : { status: 404 };
    },
    "/products/runner": page(product),
    "/": page(home),
    ...routes,
  });
  return site.origin;
}

/** Runs the doctor. Resolves with `{code, ...report, of(area), text}`. */
async function check(url, ...options) {
  const env = { ...process.env, CHROME: chrome };
  const bin = join(project.dir, "node_modules", "shoptrail", "bin", "shoptrail.mjs");
  const words = [bin, "check", url, "--json", ...options];
  const { code, stdout, stderr } = await run(process.execPath, words, {
    cwd: project.dir,
    env,
    limitMs: LIMIT_MS,
  });
  assert.equal(stderr, "");
  const report = JSON.parse(stdout);
  const of = (area, level) =>
    report.findings
      .filter((one) => one.area === area && (!level || one.level === level))
      .map(({ text }) => text)
      .join("\n");
  return { code, ...report, of };
}

const problems = ({ findings }) => findings.filter(({ level }) => level === "problem");

test("a good shop: it walks to a product and the cart, and nothing leaves the machine", async () => {
  const origin = await startShop({ head: await tagOf() });
  const found = await check(origin, "--html", "report.html");
  assert.deepEqual([found.code, problems(found)], [0, []], JSON.stringify(found.findings, null, 1));
  assert.deepEqual(
    found.steps.map(({ name, url }) => [name, url.replace(origin, "")]),
    [
      ["page", "/"],
      ["product", "/products/runner"],
      ["add to cart", "/products/runner"],
    ],
  );
  assert.deepEqual(found.events.map(({ name }) => name).sort(), [
    "add_to_cart",
    "page",
    "page",
    "product_viewed",
  ]);
  const viewed = found.events.find(({ name }) => name === "product_viewed");
  assert.ok(
    ["name", "price", "currency", "brand"].every((name) => viewed.carried.includes(name)),
    viewed.carried,
  );
  assert.ok(viewed.optional.includes("category"));
  assert.deepEqual(viewed.problems, []);
  assert.match(found.of("stub"), /it is the first script/);
  assert.match(found.of("integrity"), /the file is that of this version/);
  assert.match(found.of("tracker"), /it is on/);
  assert.match(found.of("adapters"), /JSON-LD Product.*\n.*jsonld/s);
  assert.match(found.of("hold"), /the doctor identified an invented one/);
  assert.match(found.of("requests"), /answered on this machine: nothing left it/);
  assert.deepEqual([collector.requests.length, collector.messages.length], [0, 0]);
  const html = readFileSync(join(project.dir, "report.html"), "utf8");
  assert.ok(html.includes("product_viewed") && html.includes(">0 problems") && !/<script/.test(html));
});

test("with --send the events go to their receiver, and none is held for the doctor", async () => {
  const origin = await startShop({ head: await tagOf({ anonymous: "send" }) });
  const { of } = await check(origin, "--send", "--no-walk");
  assert.match(of("requests", "ok"), /1 message in 1 request to http.*, answered with 200/);
  assert.deepEqual(
    collector.messages.map(({ message }) => message.type),
    ["page"],
  );
});

test("also what a page sends while it is left stays on the machine", async () => {
  const late = `<script>addEventListener("pagehide", () => {
    shoptrail.track("search_performed", { query: "late" });
    navigator.sendBeacon("${collector.origin}/v1/b", '{"writeKey":"k","batch":[{"type":"track"}]}');
  });</script>`;
  const origin = await startShop({ head: await tagOf({ anonymous: "send" }), home: HOME_BODY + late });
  const { events } = await check(origin);
  assert.ok(
    events.some(({ name }) => name === "search_performed"),
    "the doctor has seen it",
  );
  assert.equal(collector.requests.length, 0);
});

test("no tracker at all is a problem, and other trackers are named", async () => {
  const head = `<script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>
<script async src="https://static.klaviyo.com/onsite/js/x/klaviyo.js"></script>`;
  const found = await check(await startShop({ head }));
  assert.equal(found.code, 1);
  assert.match(found.of("tag", "problem"), /there is no tracker/);
  assert.match(found.of("other trackers", "info"), /Google Analytics, Klaviyo/);
});

test("a missing stub, and one behind the tag", async () => {
  const [stub, tag] = (await tagOf()).split(/(?<=<\/script>)\s*(?=<script)/);
  const without = await check(await startShop({ head: tag }), "--no-walk");
  assert.match(without.of("stub", "warning"), /there is none: calls before the script has loaded are lost/);
  await site.close();
  const behind = await check(await startShop({ head: tag + stub }), "--no-walk");
  assert.match(behind.of("stub", "problem"), /it stands behind the tag/);
});

test("wrong options are named with what is allowed", async () => {
  const head = await tagOf({ anonymous: "Send", region: "asia" });
  const found = await check(await startShop({ head }), "--no-walk");
  assert.equal(found.code, 1);
  assert.match(found.of("options", "problem"), /anonymous is wrong; allowed: /);
  assert.match(found.of("tracker", "problem"), /off: an option is wrong/);
});

test("a policy without WebAssembly runs the fallback; one without the endpoint is a problem", async () => {
  const scripts = "default-src 'self'; script-src 'self' 'unsafe-inline'";
  const policy = (connect) => ({ "content-security-policy": `${scripts}; connect-src 'self' ${connect}` });
  const head = await tagOf({ anonymous: "send" });
  const allowed = await check(await startShop({ head, headers: policy(collector.origin) }), "--no-walk");
  assert.match(allowed.of("policy", "info"), /forbids WebAssembly; the fallback runs instead/);
  assert.equal(allowed.code, 0);
  await site.close();
  const forbidden = await check(await startShop({ head, headers: policy("") }), "--no-walk");
  assert.equal(forbidden.code, 1);
  assert.match(forbidden.of("policy", "problem"), /connect-src forbids http:\/\/127\.0\.0\.1:\d+\/v1\/b/);
  await site.close();
  const own = { "content-security-policy": "script-src 'none'" };
  const blocked = await check(await startShop({ head, headers: own }), "--no-walk");
  assert.match(blocked.of("policy", "problem"), /script-src/);
});

test("two tags, and Customer.io's own script, count events twice", async () => {
  const tag = await tagOf();
  const own =
    '<script async src="https://cdp.customer.io/v1/analytics-js/snippet/k/analytics.min.js"></script>';
  const found = await check(
    await startShop({ head: tag + tag.replace(/^<script>.*?<\/script>/s, "") + own }),
    "--no-walk",
  );
  assert.equal(found.code, 1);
  assert.match(found.of("tag", "problem"), /2 script tags/);
  assert.match(found.of("other trackers", "problem"), /Customer\.io's own script sends to Customer\.io too/);
});

test("consent that is pending is reported, and can be granted for the shopper", async () => {
  const manager = "<script>window.OneTrust = {}; window.OnetrustActiveGroups = ',C0001,';</script>";
  const head = manager + (await tagOf({ consent: "pending" }));
  const origin = await startShop({ head });
  const pending = await check(origin, "--no-walk");
  assert.equal(pending.code, 0);
  assert.match(pending.of("consent"), /analytics pending/);
  assert.match(pending.of("consent"), /calls wait for the answer/);
  assert.match(pending.of("consent", "warning"), /OneTrust; the tracker does not follow it/);
  assert.deepEqual(pending.events, []);
  const granted = await check(origin, "--no-walk", "--grant-consent");
  assert.match(granted.of("consent"), /analytics granted/);
  assert.deepEqual(
    granted.events.map(({ name }) => name),
    ["page"],
  );
});

test("an integrity that does not match is a problem, with the one that does", async () => {
  const withHash = async (hash) =>
    (await tagOf()).replace("<script defer", `<script integrity="${hash}" crossorigin defer`);
  const right = JSON.parse(readFileSync(join(PKG, "sri.json"), "utf8"))["embed.min.js"];
  const matching = await check(await startShop({ head: await withHash(right) }), "--no-walk");
  assert.match(matching.of("integrity", "ok"), /it matches; the file is that of this version/);
  await site.close();
  const head = await withHash(`sha384-${"A".repeat(64)}`);
  const found = await check(await startShop({ head }), "--no-walk");
  assert.equal(found.code, 1);
  assert.match(found.of("integrity", "problem"), /it does not match the file/);
});

test("an event that lacks what the plan asks for is named, and a step that is not tracked", async () => {
  const bare = `<form action="/cart/add"><button type="submit">Add to cart</button></form><script>
document.forms[0].onsubmit = () => (shoptrail.track("product_viewed", { product_id: "P1" }), false);
</script>`;
  const found = await check(await startShop({ head: await tagOf({ adapters: "" }), product: bare }));
  assert.match(
    found.of("events", "warning"),
    /product_viewed on \/products\/runner: product_id; lacks name, price, currency/,
  );
  assert.match(found.of("events", "warning"), /add_to_cart is not tracked/);
});

test("it finds its way through shops of other kinds", async () => {
  const head = await tagOf();
  const onAdd = (
    event,
  ) => `<script>document.querySelector("#buy, .single_add_to_cart_button").onclick = () => {
    shoptrail.track("${event}", { product_id: "P1", name: "Mug", price: 8, quantity: 1, currency: "EUR" });
    return false;
  };</script>`;
  const route = (body, type = "") => ({
    headers: { "content-type": "text/html" },
    body: `<!doctype html><html><head>${head}</head><body class="${type}">${body}</body></html>`,
  });
  const shops = {
    WooCommerce: {
      home: '<li class="product"><a class="woocommerce-LoopProduct-link" href="/mug">Mug</a></li>',
      path: "/mug",
      page: route(
        `<form class="cart">
<button class="single_add_to_cart_button" name="add-to-cart" value="1">Kaufen</button>
</form>${onAdd("add_to_cart")}`,
        "single-product woocommerce",
      ),
      how: ["WooCommerce's body class", "button.single_add_to_cart_button"],
    },
    microdata: {
      home: ["/item/7", "/item/8"]
        .map((href) => `<div itemscope itemtype="https://schema.org/Product"><a href="${href}">Mug</a></div>`)
        .join(""),
      path: "/item/7",
      page: route(
        `<div itemscope itemtype="https://schema.org/Product"><b itemprop="name">Mug</b></div>
<button type="button" id="buy">In den Warenkorb</button>${onAdd("add_to_cart")}`,
      ),
      how: ["microdata", "button#buy"],
    },
  };
  for (const [name, { home, path, page, how }] of Object.entries(shops)) {
    const found = await check(await startShop({ head, home, routes: { [path]: page } }));
    assert.deepEqual(
      found.steps.slice(1).map((step) => step.how),
      how,
      name,
    );
    assert.ok(
      found.events.some((event) => event.name === "add_to_cart"),
      name,
    );
    await site.close();
  }
  const empty = await check(await startShop({ head, home: "<h1>Nothing here</h1>" }));
  assert.match(empty.of("walk"), /not reached: product: this page links to none/);
});

test("a tracker in the shop's own bundle is recognised, with its version", async () => {
  const start = `<script type="module">
    import { createTracker } from "/cdn/index.js";
    window.shoptrail = createTracker({ writeKey: "k", endpoint: "${collector.origin}/v1/b" });
  </script>`;
  const found = await check(await startShop({ head: start }), "--no-walk");
  assert.equal(found.code, 0, JSON.stringify(found.findings));
  assert.match(found.of("tag", "ok"), /part of the shop's own bundle/);
  assert.equal(found.of("version"), JSON.parse(readFileSync(join(PKG, "package.json"), "utf8")).version);
  assert.deepEqual(
    found.events.map(({ name }) => name),
    ["page"],
  );
});

test("what does not open, and what is no address, is said", async () => {
  const closed = await check("http://127.0.0.1:9");
  assert.equal(closed.code, 1);
  assert.match(closed.of("page", "problem"), /does not open: net::ERR_/);
  const words = ["check", "ftp://shop.example"];
  assert.match(
    (await project.shoptrail(...words)).stderr,
    /^"ftp:\/\/shop\.example" is no address of a page/,
  );
  const bin = join(project.dir, "node_modules", "shoptrail", "bin", "shoptrail.mjs");
  const env = { ...process.env, CHROME: "/no/such/chrome" };
  const missing = await run(process.execPath, [bin, "check", "localhost:1"], { env });
  assert.deepEqual([missing.code, missing.stderr], [2, "CHROME is /no/such/chrome, which does not exist\n"]);
});

test("the text has a line for each finding, and the advice below it", async () => {
  const origin = await startShop({ head: "" });
  const bin = join(project.dir, "node_modules", "shoptrail", "bin", "shoptrail.mjs");
  const env = { ...process.env, CHROME: chrome };
  const { code, stdout } = await run(process.execPath, [bin, "check", origin, "--no-walk"], { env });
  assert.equal(code, 1);
  assert.match(stdout, /^PROBLEM tag +there is no tracker on this page\n +→ Put the snippet into the head/m);
  assert.match(stdout, /^1 problem, 0 warnings$/m);
});
