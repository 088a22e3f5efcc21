// The page's own JavaScript is old or hostile: libraries that change built-ins, before the stub, between the
// stub and the script, or after the script. Everything arrives as on a clean page, or the tracker is off with
// one line. Nothing is thrown into the page, and a clean page can read what is stored.

import assert from "node:assert/strict";
import { build } from "esbuild";
import { test } from "node:test";
import { arrived, namesWithPaths, usePages } from "./support/pages.mjs";
import { PROTOTYPE } from "./support/old-libraries.mjs";
import { ALL, SAME_AS_CLEAN } from "./support/page-patches.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 15_000;

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

// Taken before any patch: the driver's own scripts rely on built-ins, so the page reports by itself.
const WATCH = `<script>
  (function () {
    var send = XMLHttpRequest.prototype.send, open = XMLHttpRequest.prototype.open, later = setTimeout;
    window.runLater = function (work, ms) { later.call(window, work, ms); };
    function report(text) {
      var request = new XMLHttpRequest();
      open.call(request, "POST", "/report");
      send.call(request, text);
    }
    addEventListener("error", function (event) { report("error: " + event.message); });
    addEventListener("unhandledrejection", function (event) { report("rejection: " + event.reason); });
    window.done = function () { report("done"); };
  })();
</script>`;

const line = (id, name, quantity) => ({ product_id: id, name, price: 5, quantity });
const order = (id) => ({
  order_id: id,
  total: 15,
  currency: "EUR",
  line_items: [line("p1", "One", 1), line("p2", "Two", 2)],
});
const PURCHASE = {
  event: "purchase",
  ecommerce: {
    transaction_id: "early",
    value: 15,
    currency: "EUR",
    items: [
      { item_id: "p1", item_name: "One", price: 5, quantity: 1 },
      { item_id: "p2", item_name: "Two", price: 5, quantity: 2 },
    ],
  },
};
const text = JSON.stringify;
// Calls before the script, and calls after it. Both as a theme makes them: in inline scripts.
const EARLY = `<script>
  shoptrail.track("product_viewed", { product_id: "p1", name: "One", price: 5, currency: "EUR" });
  window.dataLayer = [];
  ORDER
</script>`;
const EARLY_ORDERS = {
  "by track()": `shoptrail.track("order_completed", ${text(order("early"))});`,
  "by dataLayer": `dataLayer.push(${text(PURCHASE)});`,
};
const LATE = `<script>
  addEventListener("load", function () {
    runLater(function () {
      LATE_ORDER
      shoptrail.identify("jane@example.com", { first_name: "Jane" });
      runLater(function () { shoptrail.flush(); done(); }, 500);
    }, 300);
  });
</script>`;
// Two sources that report an order on one page within two seconds report one order.
const LATE_ORDER = `shoptrail.track("order_completed", ${text(order("late"))});`;
const EXPECTED = ["identify", "order early", "order late", "page", "product_viewed"];

const script = (code) => `<script>${code.replaceAll("</script", "<\\/script")}</script>`;
const reports = () => page.requests.filter(({ path }) => path === "/report").map(({ body }) => body);
const nameOf = ({ type, event, properties }) =>
  event === "order_completed" ? `order ${properties.order_id}` : (event ?? type);
const shape = (message) =>
  text([
    nameOf(message),
    Object.keys(message)
      .filter((name) => name !== "userId")
      .sort(),
    message.properties?.line_items,
    Object.keys(message.properties ?? {}).sort(),
    message.traits?.first_name,
    message.context?.page?.title,
  ]);

/** Opens a page with `patch` at `place`, and asserts that everything arrives as on a clean page. */
async function play(patch, place, { early = "by track()", ...options } = {}) {
  page.options = { anonymous: "send", adapters: "ga4", ...options };
  page.files["/report"] = { status: 204 };
  const code = script(patch);
  page.first = WATCH + (place === "before the stub" ? code : "");
  page.head = place === "between stub and script" ? code : "";
  page.body =
    EARLY.replace("ORDER", () => EARLY_ORDERS[early]) +
    LATE.replace("LATE_ORDER", early === "by track()" ? LATE_ORDER : "") +
    (place === "after the script" ? script(`addEventListener("load", () => { ${patch} });`) : "");
  await browser.open(`${page.origin}/patched`);
  await waitFor(() => reports().includes("done"));
}

async function waitFor(isDone) {
  for (const limit = Date.now() + LIMIT_MS; !isDone();) {
    assert.ok(
      Date.now() < limit,
      `waited for ${isDone}: ${reports()}, ${arrived(page.collector).map(nameOf)}`,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Opens a clean page, which reads what the patched one stored, and lets it deliver. */
async function openCleanPage() {
  page.first = page.head = page.body = "";
  await browser.open(`${page.origin}/clean`);
  await started(browser);
  await delivered(browser);
}

const messages = () =>
  arrived(page.collector).filter(({ context }) => !/clean$/.test(context.page?.path ?? ""));

async function assertArrivesAsOnACleanPage(patch, place, options) {
  await play(patch, place, options);
  await openCleanPage();
  const expected = EXPECTED.filter((name) => name !== "order late" || options?.early !== "by dataLayer");
  // What the patched page had under way when it was left, the clean page takes over after its lease.
  for (const limit = Date.now() + LIMIT_MS; messages().length < expected.length && Date.now() < limit;)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(
    reports().filter((body) => body !== "done"),
    [],
    "nothing is thrown",
  );
  assert.deepEqual(messages().map(nameOf).sort(), expected);
  assert.deepEqual(
    page.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
  );
  const patched = messages().map(shape).sort();
  assert.deepEqual(patched, (clean[options?.early] ??= await cleanShapes(options)));
}

const clean = {};
/** What a clean page sends. */
async function cleanShapes(options) {
  const before = page.collector.messages.length;
  await browser.run(() => (localStorage.clear(), sessionStorage.clear()));
  page.requests.length = 0;
  await play("", "before the stub", { early: options?.early });
  await waitFor(
    () =>
      new Set(page.collector.messages.slice(before).map(({ message }) => nameOf(message))).size >=
      (options?.early ? 4 : 5),
  );
  const fresh = page.collector.messages.slice(before).map(({ message }) => message);
  return [
    ...new Set(fresh.filter(({ context }) => !/clean$/.test(context.page?.path ?? "")).map(shape)),
  ].sort();
}

for (const [name, [patch, places = ALL]] of Object.entries(SAME_AS_CLEAN))
  for (const place of places)
    test(`${name}, ${place}: everything arrives as on a clean page`, () =>
      assertArrivesAsOnACleanPage(patch, place));

const { outputFiles } = await build({
  stdin: {
    contents: 'import { install } from "@sinonjs/fake-timers"; install({ now: 1e12 });',
    resolveDir: new URL("../../", import.meta.url).pathname,
  },
  bundle: true,
  write: false,
  format: "iife",
  external: ["util", "timers", "timers/promises"],
  define: { global: "window", "process.env.NODE_ENV": '"production"' },
});
const FAKE_TIMERS = outputFiles[0].text;
for (const place of ["between stub and script", "after the script"])
  test(`fake timers, ${place}: everything arrives as on a clean page`, () =>
    assertArrivesAsOnACleanPage(FAKE_TIMERS, place));

/** Broken before anything of the tracker is there. */
const OFF = {
  "fake timers": [FAKE_TIMERS, /the page changed timers/],
  "JSON.stringify that returns nothing": ["JSON.stringify = function () {};", /JSON or Date/],
  "JSON.stringify that throws": [
    "JSON.stringify = function () { throw new Error('theirs'); };",
    /JSON or Date/,
  ],
  "JSON.stringify that encodes twice": [
    "(function (s) { JSON.stringify = function (v) { return s(s(v)); }; })(JSON.stringify);",
    /JSON or Date/,
  ],
  "JSON without anything": ["window.JSON = {};", /JSON or Date/],
  "toISOString with quotes": [
    `(function (iso) {
       Date.prototype.toISOString = function () { return '"' + iso.call(this) + '"'; };
     })(Date.prototype.toISOString);`,
    /JSON or Date/,
  ],
  "toISOString without milliseconds": [
    `(function (iso) {
       Date.prototype.toISOString = function () { return iso.call(this).slice(0, 19) + "Z"; };
     })(Date.prototype.toISOString);`,
    /JSON or Date/,
  ],
  "a Date without toISOString": ["delete Date.prototype.toISOString;", /JSON or Date/],
  "Array.prototype.map that returns nothing": ["Array.prototype.map = function () {};", /./],
  "Array.prototype.map that gives indexes": [
    `(function (map) {
       Array.prototype.map = function (work) {
         return map.call(this, function (v, i) { return work(i, v); }); };
     })(Array.prototype.map);`,
    /./,
  ],
};
for (const [name, [patch, reason]] of Object.entries(OFF))
  test(`${name}, before the stub: the tracker is off with one line, and the next page works`, async () => {
    page.expectErrors(/shoptrail is off/);
    await play(patch, "before the stub");
    const lines = (await browser.console()).filter(({ message }) => message.includes("shoptrail"));
    assert.equal(lines.length, 1, lines.map(({ message }) => message).join("\n"));
    assert.match(lines[0].message, /shoptrail is off/);
    assert.match(lines[0].message, reason);
    await openCleanPage();
    assert.deepEqual(
      reports().filter((body) => body !== "done"),
      [],
      "nothing is thrown",
    );
    assert.deepEqual(
      namesWithPaths(page.collector).filter((event) => event.endsWith("/clean")),
      ["page /clean"],
    );
  });

for (const [what, options] of Object.entries({
  "an order by dataLayer": { early: "by dataLayer" },
  debug: { debug: "true" },
  "consent pending": { consent: "pending" },
}))
  for (const place of ["before the stub", "between stub and script"])
    test(`Array.prototype.toJSON ${place}, with ${what}`, () =>
      assertArrivesAsOnACleanPage(
        PROTOTYPE +
          (options.consent ? 'addEventListener("load", function () { shoptrail.setConsent(true); });' : ""),
        place,
        options,
      ));
