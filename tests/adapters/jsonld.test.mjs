// The adapter `jsonld`: it tracks the page's product when no other source has.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import jsonld from "../../pkg-template/src/adapters/jsonld.js";
import { openDom } from "./support/dom.mjs";
import { fakeTracker } from "./support/fake-tracker.mjs";
import { HOODIE } from "./support/hoodie.mjs";

test("a product that the page tracked is tracked again only if that call is refused", () => {
  const page = openDom(
    `<head><script type="application/ld+json">${JSON.stringify(HOODIE)}</script></head><body></body>`,
    { url: "https://shop.example/product/hoodie/" },
  );
  const check = (expected, what, recentCalls, ...laterResults) => {
    mock.timers.enable({ apis: ["setTimeout"] });
    const { tracker, listeners } = fakeTracker();
    const calls = [];
    tracker.track = (name) => {
      calls.push(name);
      for (const listener of [...listeners])
        listener({ method: "track", args: [name, {}], result: { ok: false, reason: "invalid" } });
    };
    jsonld(tracker, {}, recentCalls);
    // Before and after the adapter has stopped waiting for other sources.
    for (const [ms, result] of laterResults) {
      mock.timers.tick(ms);
      for (const listener of [...listeners])
        listener({ method: "track", args: ["product_viewed", {}], result });
    }
    mock.timers.tick(1000);
    mock.timers.reset();
    assert.equal(calls.length, expected, what);
  };
  const notice = (result) => [{ method: "track", args: ["product_viewed", {}], result }];
  const [queued, accepted, refused] = [
    { ok: true, queued: true },
    { ok: true, messageId: "m" },
    { ok: false, reason: "invalid" },
  ];
  check(1, "no other report", []);
  check(0, "accepted", notice(accepted));
  check(0, "waiting", notice(queued));
  check(0, "waiting, then accepted", notice(queued), [2000, accepted]);
  check(1, "waiting, then refused at once", notice(queued), [10, refused]);
  check(1, "waiting, then refused late", notice(queued), [2000, refused]);
  check(0, "accepted, and a similar one refused", notice(accepted), [10, refused], [2000, refused]);
  check(1, "refused", notice(refused), [2000, refused]);
  assert.ok(page.document.querySelector("script"));
});

/** A page whose adapter runs under mocked timers: `show(product)` replaces its structured data. */
function openedPage({ url = "https://shop.example/product/hoodie/", product, shared } = {}) {
  const page = openDom("<head></head><body></body>", { url });
  const show = (...shown) => {
    for (const script of page.document.querySelectorAll("script")) script.remove();
    for (const one of shown) {
      const script = page.document.createElement("script");
      script.type = "application/ld+json";
      script.textContent = JSON.stringify(one);
      page.document.head.append(script);
    }
  };
  mock.timers.enable({ apis: ["setTimeout"] });
  const { tracker, listeners } = fakeTracker();
  const calls = [];
  tracker.track = (name, properties) => {
    calls.push([name, properties.name]);
    for (const listener of [...listeners])
      listener({ method: "track", args: [name, properties], result: { ok: true, messageId: "m" } });
  };
  Object.assign(tracker.sources, shared);
  if (product) show(product);
  jsonld(tracker);
  return {
    ...page,
    show,
    tracker,
    viewed: () => calls.map(([, name]) => name),
    wait: (seconds) => {
      for (let at = 0; at < seconds * 10; at += 1) mock.timers.tick(100);
    },
    go: (path) => {
      page.window.history.pushState({}, "", path);
      globalThis.location = page.window.location;
      for (const listener of [...listeners]) listener({ method: "page", args: [], result: { ok: true } });
    },
    left: () => page.window.dispatchEvent(new page.window.Event("pagehide")),
  };
}

const named = (name, members) => ({ ...HOODIE, name, sku: name, ...members });

for (const seconds of [0, 1.5, 3, 6, 10])
  test(`structured data that comes ${seconds} s after load is one view`, () => {
    const page = openedPage();
    page.wait(seconds);
    page.show(HOODIE);
    page.wait(20);
    page.show(named("Later"));
    page.wait(20);
    mock.timers.reset();
    assert.deepEqual(page.viewed(), ["Hoodie"]);
  });

test("structured data that comes late counts when the page is left before the next look", () => {
  const page = openedPage();
  page.wait(4.5);
  page.show(HOODIE);
  page.left();
  page.wait(20);
  mock.timers.reset();
  assert.deepEqual(page.viewed(), ["Hoodie"]);
});

test("a page that is left without structured data is not looked at any more", () => {
  const page = openedPage();
  page.wait(2);
  page.left();
  page.show(HOODIE);
  page.wait(20);
  mock.timers.reset();
  assert.deepEqual(page.viewed(), []);
});

test("each route of a single-page shop is one view, with its own data, whenever that comes", () => {
  const page = openedPage({ product: named("Hoodie") });
  page.wait(2);
  page.go("/product/scarf/");
  page.wait(3);
  assert.deepEqual(page.viewed(), ["Hoodie"], "the data of the route before is still there");
  page.show(named("Scarf"));
  page.wait(5);
  page.go("/about/");
  page.wait(3);
  page.show();
  page.wait(20);
  page.go("/product/hat/");
  page.wait(2.5);
  page.show(named("Hat", { sku: undefined }));
  page.wait(20);
  page.go("/product/hoodie/");
  page.wait(0.2);
  page.show(named("Hoodie"));
  page.wait(20);
  mock.timers.reset();
  assert.deepEqual(page.viewed(), ["Hoodie", "Scarf", "Hat", "Hoodie"]);
});

test("data without an id that a route leaves in place is no view of the next route", () => {
  const page = openedPage({ product: named("Hoodie", { sku: undefined }) });
  page.wait(2);
  page.go("/product/scarf/");
  page.wait(20);
  page.go("/product/hoodie/");
  page.wait(20);
  mock.timers.reset();
  assert.deepEqual(page.viewed(), ["Hoodie", "Hoodie"], "the way back is a view");
});

test("while another adapter asks the shop for the product, structured data waits", () => {
  const page = openedPage({ product: HOODIE, shared: { isAskingShop: true } });
  page.wait(3);
  assert.deepEqual(page.viewed(), []);
  page.tracker.sources.isAskingShop = false;
  page.wait(20);
  mock.timers.reset();
  assert.deepEqual(page.viewed(), ["Hoodie"]);
});

for (const [what, first, expected] of [
  ["without a name", named("", { sku: "H1" }), ["Filled"]],
  ["without a price, filled after two seconds", { ...HOODIE, offers: {} }, ["Hoodie"]],
])
  test(`structured data ${what} is waited for`, () => {
    const page = openedPage({ product: first });
    page.wait(2.5);
    page.show(named("Filled"));
    page.wait(20);
    mock.timers.reset();
    assert.deepEqual(page.viewed(), expected);
  });

test("structured data that gets its price within a second look is viewed with it", () => {
  const page = openedPage({ product: { ...HOODIE, offers: {} } });
  page.wait(1.5);
  page.show(named("Priced"));
  page.wait(20);
  mock.timers.reset();
  assert.deepEqual(page.viewed(), ["Priced"]);
});

test("structured data that never gets a name counts at the end", () => {
  const page = openedPage({ product: named("", { sku: "H1" }) });
  page.wait(20);
  mock.timers.reset();
  assert.deepEqual(page.viewed(), [undefined]);
});
