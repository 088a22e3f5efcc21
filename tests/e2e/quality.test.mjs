// The data-quality part and the overlay, in a page of their own.

import assert from "node:assert/strict";
import { test } from "node:test";
import { consoleErrors, usePages } from "./support/pages.mjs";
import { delivered, started } from "./support/story.mjs";

const LIMIT_MS = 10_000;
const VIEW = { product_id: "SECRET-p1", name: "SECRET One", price: 5, currency: "EUR", note: "SECRET" };
const LINES = [{ product_id: "SECRET-p1", name: "SECRET One", price: 5, quantity: 2 }];
const ORDER = { order_id: "SECRET-1", total: 10, currency: "EUR", line_items: LINES };

let browser;
let page;
usePages((...fresh) => void ([browser, page] = fresh));

const reported = () =>
  browser.waitFor(() => window.shoptrail.diagnostics().on && window.shoptrail.diagnostics().quality);
const loaded = () => page.requests.map(({ path }) => path).filter((path) => /quality|overlay/.test(path));
const overlay = (body, ...args) =>
  browser.run(
    `(...args) => (${body})(document.querySelector("shoptrail-overlay")?.shadowRoot, ...args)`,
    ...args,
  );
const shown = (body, ...args) =>
  browser.waitFor(
    `(...args) => { const root = document.querySelector("shoptrail-overlay")?.shadowRoot; return root && (${body})(root, ...args); }`,
    ...args,
  );

test("a page that asks for neither loads neither, and keeps nothing of them", async () => {
  await browser.open(page.origin);
  await started(browser);
  assert.deepEqual(loaded(), []);
  assert.equal(await browser.run(() => window.shoptrail.diagnostics().quality), null);
  assert.deepEqual(await browser.run(() => Object.keys(sessionStorage)), []);
});

test("the report counts from the page's first call on, over pages, by event, property and code", async () => {
  page.options = { quality: "true" };
  page.body = `<script>
    if (location.pathname === "/first") {
      shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
      shoptrail.track("product_viewed", { price: "5,00", currency: "EUR", sku: "" });
      shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
      shoptrail.track("prodct_viewed", {});
    }
  </script>`;
  await browser.open(`${page.origin}/first`);
  await reported();
  await browser.open(`${page.origin}/second`);
  await reported();
  const quality = await browser.run((order) => {
    shoptrail.track("order_completed", order);
    return shoptrail.diagnostics().quality;
  }, ORDER);
  const counts = (taken, refused, repeats) => ({
    taken,
    refused,
    repeats,
    waiting: taken,
    dropped: 0,
    delivered: 0,
  });
  assert.deepEqual(quality.events, {
    page: counts(2, 0, 0),
    product_viewed: counts(1, 1, 1),
    prodct_viewed: counts(0, 1, 0),
    order_completed: counts(1, 0, 0),
  });
  const {
    product_viewed: viewed,
    order_completed: completed,
    "line_items[]": lines,
    page: own,
    prodct_viewed: unknown,
  } = quality.properties;
  assert.deepEqual(
    [viewed.product_id, viewed.currency, viewed.sku],
    [
      { required: true, given: 1, possible: 2, taken: 1 },
      { required: true, given: 2, possible: 2, taken: 1 },
      { required: false, given: 0, possible: 2, taken: 0 },
    ],
  );
  assert.deepEqual(completed.line_items, { required: true, given: 1, possible: 1, taken: 1 });
  assert.equal(completed.cart_id, undefined, "filled in by the tracker");
  assert.deepEqual([lines.name.given, lines.sku.given, lines.sku.possible], [1, 0, 1]);
  assert.deepEqual([own, unknown], [{}, undefined]);
  assert.deepEqual(quality.violations, { missing_property: 2, wrong_type: 1, unknown_event: 1 });
  assert.deepEqual(quality.places, {
    "product_viewed price wrong_type": 1,
    "product_viewed product_id missing_property": 1,
    "product_viewed name missing_property": 1,
    "prodct_viewed  unknown_event": 1,
  });
  assert.equal(quality.repeats, 1);
});

test("what is delivered is told from what waits and what was dropped", async () => {
  page.options = { quality: "true", anonymous: "send" };
  page.expectErrors(/400/);
  await browser.open(page.origin);
  await reported();
  await delivered(browser);
  page.collector.answer = async () => ({ status: 400 });
  await browser.run((view) => shoptrail.track("product_viewed", view), VIEW);
  await browser.waitFor(() => shoptrail.diagnostics().quality.events.product_viewed.dropped === 1);
  page.collector.answer = async () => "refuse";
  page.expectErrors(/ERR_|Failed to load/);
  const { events, drops } = await browser.run(() => {
    shoptrail.track("search_performed", { query: "x" });
    return shoptrail.diagnostics().quality;
  });
  const fates = Object.fromEntries(
    Object.entries(events).map(([name, { waiting, dropped, delivered }]) => [
      name,
      [waiting, dropped, delivered],
    ]),
  );
  assert.deepEqual(fates, { page: [0, 0, 1], product_viewed: [0, 1, 0], search_performed: [1, 0, 0] });
  assert.deepEqual(drops, { rejected: 1 });
});

test("an order resolves the checkout of its own shopper alone; what was anonymous is stitched once, when the shopper is known", async () => {
  page.options = { quality: "true" };
  await browser.open(page.origin);
  await reported();
  const steps = await browser.run((order) => {
    const identity = () => shoptrail.diagnostics().quality.identity;
    const out = [];
    const checkout = { line_items: order.line_items, currency: "EUR" };
    shoptrail.track("checkout_started", checkout);
    out.push(identity());
    shoptrail.identify("jane@example.com");
    shoptrail.track("order_completed", order);
    out.push(identity());
    shoptrail.track("checkout_started", checkout);
    shoptrail.reset();
    shoptrail.track("order_completed", { ...order, order_id: "2" });
    out.push(identity());
    shoptrail.identify("sam@example.com");
    shoptrail.identify("sam@example.com", { first_name: "Sam" });
    out.push(identity());
    return out;
  }, ORDER);
  assert.deepEqual(steps, [
    { events: 2, stitched: 0, checkouts: 1, ordered: 0 },
    { events: 3, stitched: 2, checkouts: 1, ordered: 1 },
    { events: 5, stitched: 2, checkouts: 2, ordered: 1 },
    { events: 5, stitched: 3, checkouts: 2, ordered: 1 },
  ]);
});

test("what was anonymous before the part was there is stitched by an identify that was made before it, too", async () => {
  page.options = { quality: "true" };
  page.body = `<script>
    shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});
    shoptrail.identify("jane@example.com");
    shoptrail.track("search_performed", { query: "x" });
  </script>`;
  await browser.open(page.origin);
  const { identity } = await reported();
  assert.deepEqual(identity, { events: 3, stitched: 2, checkouts: 0, ordered: 0 });
});

test("the report holds no value of a property or trait, no address, no person, and no name that may be one", async () => {
  page.options = { quality: "true" };
  await browser.open(`${page.origin}/secret-path?email=secret@example.com`);
  await reported();
  const text = await browser.run(
    (view, order) => {
      shoptrail.track("product_viewed", view);
      shoptrail.track("order_completed", order);
      shoptrail.track("product_viewed", { ...view, "secret@example.com": () => 1, SECRET: { deep: 1n } });
      shoptrail.track("order_completed", { ...order, line_items: [{ ...order.line_items[0], SECRET: 1n }] });
      shoptrail.track("secret@example.com", {});
      shoptrail.track("call +44 20 7946 0000", {});
      shoptrail.track("constructor", {});
      shoptrail.track({ SECRET: 1 });
      shoptrail.identify(
        { email: "secret@example.com", phone: "+442079460000" },
        { SECRET: "SECRET", secret_at: "SECRET" },
      );
      return JSON.stringify(shoptrail.diagnostics().quality);
    },
    VIEW,
    ORDER,
  );
  assert.ok(!/secret|7946/i.test(text), text);
  const { events, places } = JSON.parse(text);
  assert.equal(events["(other)"].refused, 3);
  assert.equal(events.constructor.refused, 1);
  assert.ok(Object.keys(places).includes("order_completed line_items[].… bigint"), text);
});

test("names without end do not fill the memory, getters of the page are not run, and blocked storage costs only the memory of other pages", async () => {
  page.options = { quality: "true", allow_unknown_events: "true" };
  page.head =
    '<script>Object.defineProperty(window, "sessionStorage", { get() { throw new Error("blocked"); } });</script>';
  await browser.open(page.origin);
  await reported();
  const [names, runs] = await browser.run((view) => {
    for (let index = 0; index < 200; index += 1) shoptrail.track(`own_${index}`, {});
    let runs = 0;
    shoptrail.track("product_viewed", {
      ...view,
      get sku() {
        runs += 1;
        return "s";
      },
    });
    const read = runs;
    let own = 0;
    const properties = Object.defineProperty({ ...view, product_id: "p2" }, "sku", {
      enumerable: true,
      get() {
        own += 1;
        return "s";
      },
    });
    shoptrail.track("product_viewed", properties);
    return [Object.keys(shoptrail.diagnostics().quality.events).length, [read, own]];
  }, VIEW);
  assert.ok(names <= 61, String(names));
  assert.deepEqual(runs, [1, 1], "once, by the core");
});

test("the overlay shows each event, what is wrong with it and where it is, and follows the shopper to the next page", async () => {
  page.collector.answer = async () => "refuse";
  page.expectErrors(/ERR_|Failed to load/);
  await browser.open(`${page.origin}/first?shoptrail_debug=1`);
  await started(browser);
  await shown((root) => root.querySelector("[data-event=page]"));
  await browser.run(
    (view, order) => {
      shoptrail.track("product_viewed", view);
      shoptrail.track("product_viewed", { price: "5,00" });
      shoptrail.track("order_completed", order);
      shoptrail.track("order_completed", order);
      shoptrail.track("<img src=x onerror=alert(1)>", {});
    },
    VIEW,
    ORDER,
  );
  await shown((root) => root.querySelectorAll("article").length === 6);
  await browser.open(`${page.origin}/second`);
  await started(browser);
  await shown((root) => root.querySelectorAll("article").length === 7);
  const rows = await overlay((root) =>
    [...root.querySelectorAll("article")].map((row) => [
      row.querySelector("b").textContent,
      row.dataset.where.replace("stored", "held"),
      [...row.querySelectorAll("p code")].map((code) => code.textContent),
    ]),
  );
  assert.deepEqual(rows.slice(1), [
    ["<img src=x onerror=alert(1)>", "refused", ["<img src=x onerror=alert(1)>"]],
    ["order_completed", "repeat", []],
    ["order_completed", "held", []],
    ["product_viewed", "refused", ["price", "product_id", "name", "currency"]],
    ["product_viewed", "held", []],
    ["page", "held", []],
  ]);
  assert.equal(await overlay((root) => root.querySelectorAll("img").length), 0);
  await browser.run(() => shoptrail.identify("jane@example.com"));
  await shown((root) => root.querySelector("[data-where=waiting], [data-where=in_flight]"));
  page.collector.answer = null;
  await browser.run(() => shoptrail.flush());
  await shown((root) => root.querySelector("[data-event=product_viewed][data-where=delivered]"));
});

test("the overlay has the quality report, folds, changes sides, and once closed it is gone and stays away", async () => {
  await browser.open(`${page.origin}/?shoptrail_debug=1`);
  await started(browser);
  await shown((root) => root.querySelector("article"));
  await browser.run((view) => shoptrail.track("product_viewed", { ...view, price: undefined }), VIEW);
  const press = (title) =>
    overlay(
      (root, title) =>
        [...root.querySelectorAll("button")]
          .find((button) => (button.title || button.textContent) === title)
          .click(),
      title,
    );
  await press("Data quality");
  const text = await shown(
    (root) => /missing_property/.test(root.textContent) && root.querySelector("main").textContent,
  );
  assert.match(text, /product_viewed price.*missing_property/);
  assert.match(text, /0 \/ 1/);
  assert.match(text, /Checkouts started: 0/);
  await press("To the other side");
  await press("Fold");
  assert.equal(await overlay((root) => root.querySelector("main")), null);
  await browser.open(`${page.origin}/next`);
  await started(browser);
  await shown((root) => root.querySelector("header"));
  assert.deepEqual(
    await overlay((root) => [root.querySelector("main"), root.host.hasAttribute("left")]),
    [null, true],
    "as it was left",
  );
  await press("Close");
  assert.deepEqual(
    await browser.run(() =>
      [
        document.querySelector("shoptrail-overlay"),
        sessionStorage["shoptrail.debug"],
        sessionStorage["shoptrail.overlay"],
      ].map((it) => it ?? null),
    ),
    [null, null, null],
  );
  await browser.open(`${page.origin}/?shoptrail_debug=1`);
  await shown((root) => root.querySelector("header"));
  await browser.open(`${page.origin}/?shoptrail_debug=0`);
  await browser.waitFor(
    () =>
      window.shoptrail.diagnostics().quality &&
      !document.querySelector("shoptrail-overlay") &&
      !sessionStorage["shoptrail.debug"],
  );
  page.requests.length = 0;
  await browser.open(`${page.origin}/after`);
  await started(browser);
  assert.deepEqual(loaded(), []);
});

test("under a strict Content-Security-Policy the overlay is there, with its own look, and the page's style sheet does not reach it", async () => {
  page.policy =
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; connect-src *; style-src 'nonce-theirs'; require-trusted-types-for 'script'";
  page.head =
    '<style nonce="theirs">section, button { display: none !important; color: rgb(1, 2, 3) !important; }</style>';
  page.options = { debug: "true" };
  await browser.open(page.origin);
  await started(browser);
  await shown((root) => root.querySelector("article"));
  const [position, display, width] = await overlay((root) => [
    getComputedStyle(root.host).position,
    getComputedStyle(root.querySelector("section")).display,
    root.querySelector("section").offsetWidth,
  ]);
  assert.deepEqual([position, display], ["fixed", "flex"]);
  assert.ok(width > 300, String(width));
});

test("without consent neither part keeps anything, and what was counted is forgotten when it is withdrawn", async () => {
  page.options = { debug: "true", consent: "pending" };
  page.body = `<script>shoptrail.track("product_viewed", ${JSON.stringify(VIEW)});</script>`;
  await browser.open(page.origin);
  await browser.waitFor(
    () =>
      window.shoptrail.diagnostics().quality &&
      window.shoptrail.diagnostics().consent &&
      document.querySelector("shoptrail-overlay"),
  );
  const kept = () => browser.run(() => Object.keys(sessionStorage));
  assert.deepEqual(await kept(), []);
  await browser.run(() => shoptrail.setConsent("granted"));
  await browser.waitFor(() => sessionStorage["shoptrail.quality"] && sessionStorage["shoptrail.overlay"]);
  assert.equal(await browser.run(() => shoptrail.diagnostics().quality.events.product_viewed.taken), 1);
  await browser.run(() => shoptrail.setConsent("denied"));
  await browser.run(() => shoptrail.track("search_performed", { query: "x" }));
  const { events } = await browser.run(() => shoptrail.diagnostics().quality);
  assert.equal(events.product_viewed, undefined);
  await browser.open(`${page.origin}/next`);
  assert.deepEqual(await kept(), []);
});

test("a part that is not there is said once in debug, and the tracker works", async () => {
  page.expectErrors(/overlay|quality|MIME/);
  page.options = { debug: "true", anonymous: "send" };
  page.head =
    "<script>document.querySelector('script[data-write-key]').setAttribute('data-nothing', '');</script>";
  page.missing = /quality|overlay/;
  await browser.open(page.origin);
  await started(browser);
  await page.collector.waitFor(({ messages }) => messages.length === 1, LIMIT_MS);
  assert.equal(await browser.run(() => shoptrail.track("search_performed", { query: "x" }).ok), true);
  await browser.waitFor(() => !document.querySelector("shoptrail-overlay"));
  await consoleErrors(browser);
});

test("the npm entry loads both from beside itself", async () => {
  page.withSnippet = false;
  page.body = `<script type="module">
    import { createTracker } from "/pkg/index.js";
    createTracker({ writeKey: "k", endpoint: "${page.collector.origin}/v1/b", debug: true, bots: true });
  </script>`;
  await browser.open(page.origin);
  await reported();
  await shown((root) => root.querySelector("[data-event=page]"));
  assert.deepEqual(loaded().sort(), ["/pkg/overlay.js", "/pkg/quality.js"]);
});

test("a wrong option is named by diagnostics, without its value", async () => {
  page.expectErrors(/shoptrail is off/);
  page.options = { region: "SECRET" };
  await browser.open(page.origin);
  await browser.waitFor(() => window.shoptrail.diagnostics().off_reason === "options");
  const said = await browser.run(() => shoptrail.diagnostics());
  assert.deepEqual(said.options, [{ option: "region", allowed: "us|eu" }]);
});

test("diagnostics says when the next request is tried", async () => {
  page.expectErrors(/500/);
  page.options = { anonymous: "send" };
  page.collector.answer = async () => ({
    status: 500,
    headers: { "retry-after": "30", "access-control-expose-headers": "retry-after" },
  });
  await browser.open(page.origin);
  const next = await browser.waitFor(
    () => window.shoptrail.diagnostics().next_ms > 20_000 && window.shoptrail.diagnostics().next_ms,
  );
  assert.ok(next <= 30_000, String(next));
});
