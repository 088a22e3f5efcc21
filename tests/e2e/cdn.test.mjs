// The script comes late, not at all, incomplete, or from a place without its parts. The calls of the page
// wait and arrive unchanged.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { test } from "node:test";
import { PKG, REFUSED, STUB, tag, VIEW } from "./support/embedding.mjs";
import { arrived, namesWithPaths, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const SLOW_MS = 3000;
const EARLY = `<script>
  shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
  history.pushState(null, "", "/moved");
  document.title = "Moved";
  shoptrail.track("search_performed", { query: "early" });
</script>`;

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const paths = () => namesWithPaths(page.collector);

/** A port of this machine on which nothing listens. */
async function closedPort() {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Opens two pages whose `head` does not get the script, and one that gets it. Asserts that the third sends
 * everything.
 */
async function assertThirdPageSendsAll(head) {
  page.expectErrors(REFUSED, /SyntaxError|Unexpected|Invalid/i);
  page.withSnippet = false;
  page.body = EARLY;
  page.head = head;
  for (const path of ["/one", "/two"]) {
    await browser.open(page.origin + path);
    assert.deepEqual(
      await browser.run(() => [shoptrail.live, shoptrail.diagnostics().off_reason, document.title]),
      [null, "loading", "Moved"],
    );
  }
  page.head = STUB + tag(page, "embed.min.js", 'data-anonymous="send"');
  page.body = "";
  const before = Date.now();
  await browser.open(`${page.origin}/three`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(
    paths(),
    ["/one", "/two"]
      .flatMap((path) => [`page ${path}`, `product_viewed ${path}`, "search_performed /moved"])
      .concat("page /three"),
  );
  for (const { timestamp } of arrived(page.collector).slice(0, -1))
    assert.ok(Date.parse(timestamp) <= before, "the time of the call");
}

test("a CDN that refuses connections: the next page with the script sends the calls", async () => {
  const port = await closedPort();
  await assertThirdPageSendsAll(
    STUB + tag(page, "embed.min.js").replace('src="', `src="http://127.0.0.1:${port}`),
  );
});

test("a script that is cut, empty or an error page: the next page sends the calls", async () => {
  const script = readFileSync(`${PKG}embed.min.js`, "utf8");
  for (const body of [
    script.slice(0, script.length / 2),
    "<!doctype html><title>Log in to the hotel's network</title>",
    "",
  ]) {
    page.files = { "/cut.js": body };
    await assertThirdPageSendsAll(STUB + tag(page, "embed.min.js").replace("/cdn/embed.min.js", "/cut.js"));
    page.collector.reset();
    await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
  }
});

test("calls before a script that takes 3 s keep their time, address, title and order", async () => {
  page.options = { anonymous: "send" };
  // Listeners and promises wait as well, and an adapter knows which events the page tracked itself.
  const ready = `<script>
    window.heard = [];
    shoptrail.on('call', ({ method, args }) => heard.push(args[0] || method));
    shoptrail.ready().then(() => heard.push('ready'));
  </script>`;
  const product = {
    "@context": "https://schema.org",
    "@type": "Product",
    productID: VIEW.product_id,
    name: VIEW.name,
    offers: { "@type": "Offer", price: VIEW.price, priceCurrency: VIEW.currency },
  };
  page.body = `${ready}${EARLY}<script type="application/ld+json">${JSON.stringify(product)}</script>`;
  page.script = () => new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  const from = Date.now();
  await browser.open(`${page.origin}/slow`);
  await started(browser);
  assert.ok(Date.now() - from >= SLOW_MS);
  await browser.waitFor(
    () =>
      performance
        .getEntriesByType("resource")
        .some(({ name, responseEnd }) => /jsonld\.js$/.test(name) && responseEnd) && window.heard.length >= 4,
  );
  assert.deepEqual(await browser.run(() => window.heard), [
    "page",
    "product_viewed",
    "search_performed",
    "ready",
  ]);
  await delivered(browser);
  assert.deepEqual(paths(), ["page /slow", "product_viewed /slow", "search_performed /moved"]);
  assert.deepEqual(
    arrived(page.collector).map(({ context }) => context.page.title),
    ["Page title", "Page title", "Moved"],
  );
  for (const { timestamp } of arrived(page.collector))
    assert.ok(
      Date.parse(timestamp) - from < SLOW_MS,
      `${timestamp} is in the time in which the page was loading`,
    );
});

for (const [state, arrange] of Object.entries({
  blocked: () =>
    (page.first = `<script>Object.defineProperty(window, "localStorage", {
        get() { throw new DOMException("denied", "SecurityError"); },
      });</script>`),
  full: () =>
    browser.run(() => {
      // Halves the size until not one more character fits.
      for (let size = 1 << 22, number = 0; size >= 1;) {
        try {
          localStorage.setItem("theirs" + number++, "x".repeat(size));
        } catch (error) {
          size >>= 1;
        }
      }
    }),
})) {
  test(`storage ${state}: early calls wait in memory, with WebAssembly and with the fallback`, async () => {
    page.expectErrors(REFUSED);
    page.options = { anonymous: "send" };
    page.body = EARLY;
    page.script = () => new Promise((resolve) => setTimeout(resolve, 500));
    for (const policy of ["", "script-src 'self' 'unsafe-inline'"]) {
      page.policy = policy;
      page.first = "";
      page.collector.reset();
      await browser.open(`${page.origin}/blank`);
      await browser.run(() => localStorage.clear());
      await arrange();
      await browser.open(`${page.origin}/slow`);
      await started(browser);
      await delivered(browser);
      assert.deepEqual(paths(), ["page /slow", "product_viewed /slow", "search_performed /moved"]);
    }
  });
}

test("a page left before its slow script came: the next page sends everything, once", async () => {
  page.options = { anonymous: "send" };
  page.body = EARLY.replace("<script>", '<script>if (location.pathname === "/slow") { ').replace(
    "</script>",
    'setTimeout(() => (location.href = "/next"), 100); }</script>',
  );
  page.script = (path) => path === "/next" || new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  await browser.open(`${page.origin}/slow`).catch(() => {}); // The test does not wait for its load.
  await browser.arrive("/next");
  await started(browser);
  await delivered(browser);
  assert.deepEqual(paths(), ["page /slow", "product_viewed /slow", "search_performed /moved", "page /next"]);
});

test("before the script, a denial deletes stored calls and a grant stores them", async () => {
  page.options = { anonymous: "send" };
  page.script = (path) => path !== "/slow";
  page.expectErrors(REFUSED, /503/);
  await browser.open(`${page.origin}/slow`);
  const storedNames = () =>
    browser.run(() => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail")));
  await browser.waitFor(() => localStorage["shoptrail.q"]);
  await browser.run(() => void shoptrail.setConsent("denied"));
  assert.deepEqual(await storedNames(), []);
  await browser.run((view) => void shoptrail.track("product_viewed", view), VIEW);
  assert.deepEqual(await storedNames(), []);
  await browser.run(() => void shoptrail.setConsent({ analytics: true }));
  assert.deepEqual(await storedNames(), ["shoptrail.q"]);
  page.script = null;
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await delivered(browser);
  assert.deepEqual(paths(), ["page /slow", "product_viewed /slow", "page /next"]);
});

test("a script without its parts works; a missing consent part means no consent", async () => {
  page.expectErrors(REFUSED, /import|module|identity|attributes|consent|sources/i);
  page.missing = /(sources|identity|consent|attributes|quality|overlay)\.js$/;
  page.options = { anonymous: "send", adapters: "attributes", cookie_domain: "auto", debug: "true" };
  await browser.open(`${page.origin}/moved`);
  await started(browser);
  await browser.run((view) => void shoptrail.track("product_viewed", view), VIEW);
  await delivered(browser);
  assert.deepEqual(paths(), ["page /moved", "product_viewed /moved"]);
  const warnings = (await browser.console())
    .map(({ message }) => message)
    .filter((message) => /is not there/.test(message))
    .join("\n");
  for (const name of ["identity", "attributes", "overlay"])
    assert.match(warnings, new RegExp(name), "debug names the missing part");

  await browser.open(`${page.origin}/blank`);
  await browser.run(() => localStorage.clear());
  page.options = { anonymous: "send", consent_from: "google" };
  await browser.open(`${page.origin}/asking`);
  await browser.waitFor(() => shoptrail.diagnostics().consent?.analytics === "pending");
  assert.deepEqual(
    await browser.run((view) => [shoptrail.track("product_viewed", view), Object.keys(localStorage)], VIEW),
    [{ ok: true, queued: true }, []],
  );
  assert.equal(paths().length, 2, "nothing is sent");
  await browser.run(() => shoptrail.setConsent("granted"));
  await delivered(browser);
  assert.deepEqual(
    paths().slice(2),
    ["page /asking", "product_viewed /asking"],
    "the shop's own answer counts",
  );
});
