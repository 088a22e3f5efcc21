// The way of a newcomer by script tag: README.md and docs/script-tag.md as printed, with only the
// placeholders filled in as these pages say. Also the blocks of other pages that need no platform.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, afterEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { startCollector } from "../../www/collector.mjs";
import { readPlan } from "../../www/snippet.mjs";
import { startBrowser } from "./support/browser.mjs";
import { arrived, consoleErrors, messageProblems, names } from "./support/pages.mjs";
import { startSite } from "./support/site.mjs";
import { delivered, started } from "./support/story.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path) => readFileSync(`${ROOT}${path}`, "utf8");
/** The blocks of `language` of a document, in order. */
const blocks = (path, language) =>
  [...read(path).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, "gm"))].map(([, block]) => block);

let browser, collector, site, page;
before(async () => void (browser = await startBrowser()));
after(() => browser?.quit());
beforeEach(async () => {
  collector = await startCollector({ plan: await readPlan(`${ROOT}pkg/`) });
  site = await startSite({
    "/favicon.ico": { status: 204 },
    "/cdn/*": ({ url }) => ({ file: `${ROOT}pkg/${url.pathname.slice(5)}` }),
    "/*": () => `<!doctype html><html lang="en"><head><title>Shop</title>${page}</head><body></body></html>`,
  });
});
afterEach(async () => {
  await browser.run(() => localStorage.clear());
  await browser.open("about:blank");
  await Promise.all([site.close(), collector.close()]);
});

/** pkg/snippet.html with the placeholders of the documents replaced. Tests drive the browser: `data-bots`. */
function snippet() {
  const placeholders = { __CDN__: "/cdn", __KEY__: "wk_readme", __API__: collector.origin };
  let text = read("pkg/snippet.html");
  for (const [placeholder, value] of Object.entries(placeholders)) {
    for (const path of ["README.md", "docs/script-tag.md"]) assert.ok(read(path).includes(placeholder), path);
    text = text.replaceAll(placeholder, value);
  }
  assert.doesNotMatch(text, /__[A-Z]+__/, "the documents name every placeholder");
  return text.replace('data-write-key="', 'data-bots="true" data-write-key="');
}

test("the README's script tag and calls deliver an order to the collector", async () => {
  page = snippet() + blocks("README.md", "html")[0];
  await browser.open(`${site.origin}/thanks?shoptrail_debug=1`);
  await started(browser);
  await collector.waitFor(() => names(collector).includes("order_completed"), 10_000);
  await delivered(browser);
  assert.deepEqual([...new Set(names(collector))].sort(), [
    "identify",
    "order_completed",
    "page",
    "product_viewed",
  ]);
  assert.deepEqual(messageProblems(collector), []);
  const identify = arrived(collector).find(({ type }) => type === "identify");
  assert.deepEqual([identify.userId, identify.traits.first_name], ["jane@example.com", "Jane"]);
  assert.ok(
    site.requests.some(({ path }) => path.includes("overlay")),
    "the overlay was asked for",
  );
  assert.deepEqual(await consoleErrors(browser), []);
});

test("what script-tag.md says one should see: a held page view, then a request after identify", async () => {
  page = snippet();
  await browser.open(`${site.origin}/`);
  await started(browser);
  await browser.waitFor(() => shoptrail.diagnostics().counts.held === 1);
  const state = await browser.run(() => shoptrail.diagnostics());
  assert.deepEqual([state.on, state.identity.state, state.messages[0].name], [true, "anonymous", "page"]);
  assert.deepEqual(names(collector), []);
  await browser.run(() => void shoptrail.identify("you@your-shop.example"));
  await collector.waitFor(() => names(collector).length >= 2, 10_000);
  await delivered(browser);
  assert.deepEqual(names(collector).sort(), ["identify", "page"]);
});

test("the declaration in custom-events.md makes its event one that is delivered", async () => {
  const [code] = blocks("docs/custom-events.md", "js");
  const options = `writeKey: "k", endpoint: "${collector.origin}/v1/b", anonymous: "send", bots: true`;
  assert.ok(code.includes('writeKey: "YOUR_KEY"'));
  page = `<script type="module">
    import { createTracker } from "/cdn/index.js";
    ${code.replace('writeKey: "YOUR_KEY"', options)}
  </script>`;
  await browser.open(`${site.origin}/`);
  await browser.waitFor(() => window.shoptrail?.diagnostics().on);
  await collector.waitFor(() => names(collector).includes("gift_wrapped"), 10_000);
  assert.deepEqual(await consoleErrors(browser), []);
});

test("the theme's block in calls.md uses what profile() gives", async () => {
  const [code] = blocks("docs/calls.md", "js");
  page = `${snippet()}<script>
    const shown = (what) => { window.shown = what; };
    const showRelatedTo = shown, showBestOf = shown;
    shoptrail.track("product_viewed", { product_id: "P1", name: "Runner", price: 89.9, currency: "EUR" });
    (async () => { ${code} })();
  </script>`;
  await browser.open(`${site.origin}/`);
  await browser.waitFor(() => window.shown === "P1");
});

test("each of the calls in consent.md does what its comment says", async () => {
  const [code] = blocks("docs/consent.md", "js");
  const calls = code.match(/^shoptrail\..*?;/gm);
  assert.equal(calls.length, 4);
  page = snippet().replace('data-bots="', 'data-consent="pending" data-bots="');
  await browser.open(`${site.origin}/`);
  const stored = () => browser.run(() => Object.keys(localStorage).filter((name) => /^shoptrail/.test(name)));
  const run = (call) =>
    browser.run(
      (text) =>
        void document.head.append(Object.assign(document.createElement("script"), { textContent: text })),
      call,
    );
  await browser.waitFor(() => window.shoptrail.diagnostics().off_reason === "consent");
  assert.deepEqual(await stored(), []);
  await run(calls[0]);
  await browser.waitFor(() => shoptrail.diagnostics().counts?.held === 1);
  await run(calls[1]);
  await browser.waitFor(() => shoptrail.diagnostics().consent.marketing === "denied");
  await run(calls[2]);
  await browser.waitFor(() => shoptrail.diagnostics().off_reason === "consent");
  assert.deepEqual(await stored(), []);
  await browser.open(`${site.origin}/`);
  await run(calls[0]);
  await browser.waitFor(() => shoptrail.diagnostics().on);
  await run(calls[3]);
  await browser.waitFor(() => !shoptrail.diagnostics().on);
  assert.deepEqual(await stored(), []);
});
