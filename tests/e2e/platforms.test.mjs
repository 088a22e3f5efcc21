// Each adapter on a page of the harness that behaves like its platform, in a real browser: what is tracked,
// once, with nothing thrown into the page. Shopify is in shopify.test.mjs, the router adapter in
// spa.test.mjs.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { serve } from "../../www/server.mjs";
import { startBrowser } from "./support/browser.mjs";
import { arrived, consoleErrors } from "./support/pages.mjs";
import { delivered, started, withoutInspector } from "./support/story.mjs";

let browser;
let harness;
before(async () => void (browser = await startBrowser()));
after(() => browser?.quit());
beforeEach(async () => {
  harness = await serve({ shopPort: 0 });
  await withoutInspector(browser, harness);
});
afterEach(async () => {
  const errors = await consoleErrors(browser);
  await browser.run(() => localStorage.clear());
  await browser.driver.manage().deleteAllCookies();
  await browser.open("about:blank");
  await harness.close();
  assert.deepEqual(
    errors.filter((message) => !/favicon|\/platforms\/none\//.test(message)),
    [],
    "errors on the page's console",
  );
});

/** Opens a page of a platform, where anonymous events are sent, and waits for its adapter. */
async function open(path, adapter) {
  const url = new URL(path, harness.url);
  url.searchParams.set("shoptrail_anonymous", "send");
  await browser.open(url.href);
  await ready(adapter);
}

async function ready(adapter) {
  await started(browser);
  if (adapter) await browser.waitFor((name) => shoptrail.sources?.installed.has(name), adapter);
}

/** `[name, properties]` of all messages, when at least `count` have arrived and none waits. */
async function events(count) {
  await browser.waitFor(() => shoptrail.flush().then(() => true));
  await harness.collector.waitFor((collector) => arrived(collector).length >= count, 10_000);
  await delivered(browser);
  assert.deepEqual(
    harness.collector.messages.flatMap(({ verdict }) => verdict.problems),
    [],
  );
  return arrived(harness.collector).map(({ type, event, properties, traits }) => [
    event ?? type,
    properties ?? traits,
  ]);
}

const names = (list) => list.map(([name]) => name);
const pick = (list, ...wanted) =>
  list.map(([name, properties]) => [name, ...wanted.map((key) => properties[key])]);

const BUTTONS = [
  "add_to_cart",
  "remove_from_cart",
  "view_cart",
  "begin_checkout",
  "purchase",
  "refund",
  "search",
];
const GOOGLE = [
  ["page", undefined, undefined],
  ["product_viewed", "SKU_12345", 10.01],
  ["add_to_cart", "SKU_12345", 10.01],
  ["remove_from_cart", "SKU_12345", 10.01],
  ["cart_viewed", undefined, undefined],
  ["checkout_started", undefined, undefined],
  ["order_completed", undefined, undefined],
  ["order_refunded", undefined, undefined],
  ["search_performed", undefined, undefined],
];

for (const path of ["/platforms/gtag", "/platforms/gtm", "/platforms/gtm?late", "/platforms/gtm?both"]) {
  test(`${path}: each push to Google is one event, early ones included, and Google gets all`, async () => {
    await open(path, "ga4");
    if (path.endsWith("late"))
      await browser.waitFor(() => dataLayer.some(({ event }) => event === "gtm.load"));
    const pushes = await browser.run((buttons) => {
      const pushed = dataLayer.length;
      for (const id of buttons) document.getElementById(id).click();
      return dataLayer.length - pushed;
    }, BUTTONS);
    assert.equal(pushes, BUTTONS.length * (path === "/platforms/gtag" ? 1 : path.endsWith("both") ? 3 : 2));
    const list = await events(GOOGLE.length);
    assert.deepEqual(pick(list, "product_id", "price"), GOOGLE);
    const [, order] = list.find(([name]) => name === "order_completed");
    assert.deepEqual(
      [order.order_id, order.total, order.tax, order.currency, order.line_items.length],
      ["T_12345", 10.01, 1.6, "USD", 1],
    );
    // The item's price is the text "10,01": each event that has the item has one warning.
    assert.deepEqual(await browser.run(() => shoptrail.diagnostics().violations), { wrong_type: 7 });
  });
}

test("a page with JSON-LD and a broken block is one product view, of the variant in its URL", async () => {
  await open("/platforms/jsonld/health-potion", "jsonld");
  assert.deepEqual(pick(await events(2), "product_id", "variant_id", "price", "currency"), [
    ["page", undefined, undefined, undefined, undefined],
    ["product_viewed", "6786188247105", "39897499729985", 10, "CAD"],
  ]);
  await open("/platforms/jsonld/health-potion?variant=39897499762753", "jsonld");
  assert.deepEqual(pick((await events(4)).slice(3), "product_id", "variant_id", "price"), [
    ["product_viewed", "6786188247105", "39897499762753", 20],
  ]);
});

for (const [other, query, id] of [
  ["a push to Google", "push", "6786188247105"],
  ["the theme's own call", "own", "HP"],
]) {
  test(`JSON-LD beside ${other} counts the view once`, async () => {
    await open(`/platforms/jsonld/health-potion?${query}`, "jsonld");
    await events(2);
    // Structured data can report its product until the page is left.
    await browser.open(new URL("/platforms", harness.url).href);
    await started(browser);
    assert.deepEqual(pick(await events(3), "product_id"), [
      ["page", undefined],
      ["product_viewed", id],
      ["page", undefined],
    ]);
  });
}

test("a product view from structured data counts when the page is left early", async () => {
  await open("/platforms/jsonld/health-potion", "jsonld");
  await browser.open(new URL("/platforms", harness.url).href);
  await started(browser);
  assert.deepEqual(names(await events(3)).sort(), ["page", "page", "product_viewed"]);
});

test("microdata gives the product with its own name and price; a bad price is left out", async () => {
  await open("/platforms/microdata", "jsonld");
  const [, [name, seen]] = await events(2);
  const { product_id, sku, price, currency, in_stock } = seen;
  assert.deepEqual(
    [name, product_id, sku, seen.name, price, currency, in_stock],
    ["product_viewed", "14", "24-WB04", "Push It Messenger Bag", 34, "USD", true],
  );
  await open("/platforms/microdata?broken", "jsonld");
  await browser.waitFor(() => shoptrail.diagnostics().violations.wrong_type === 1);
  const [, [, broken]] = (await events(4)).slice(2);
  assert.deepEqual([broken.product_id, broken.name, broken.price], ["14", seen.name, undefined]);
  assert.deepEqual(await browser.run(() => shoptrail.diagnostics().violations), { wrong_type: 1 });
});

test("WooCommerce, classic and blocks: cart changes with prices, and a form that reloads", async () => {
  await open("/platforms/woocommerce", "woocommerce");
  await browser.click("#classic");
  await events(2);
  await browser.click("#block");
  await events(3);
  await browser.click("#remove");
  assert.deepEqual(pick(await events(4), "product_id", "variant_id", "quantity", "price", "currency"), [
    ["page", undefined, undefined, undefined, undefined, undefined],
    ["add_to_cart", "42", undefined, 1, 45, "USD"],
    ["add_to_cart", "50", "57", 1, 49.5, "USD"],
    ["remove_from_cart", "50", "57", 1, 49.5, "USD"],
  ]);
  await browser.open(new URL("/platforms/woocommerce/product", harness.url).href);
  await ready("woocommerce");
  await browser.click("#choose");
  await events(7);
  await browser.click("#add-form");
  await browser.arrive("/platforms/woocommerce/product?added");
  await ready("woocommerce");
  const list = (await events(10)).slice(4);
  assert.deepEqual(pick(list.slice(0, 3), "product_id", "variant_id", "price"), [
    ["page", undefined, undefined, undefined],
    ["product_viewed", "42", undefined, 45],
    ["product_viewed", "42", "57", 49.5],
  ]);
  const { quantity, product_id } = list.find(([name]) => name === "add_to_cart")[1];
  assert.deepEqual([list.length, product_id, quantity], [6, "42", 2]);
});

test("WooCommerce: changes of the cart block, which dispatches no event when they are done", async () => {
  await open("/platforms/woocommerce", "woocommerce");
  await browser.click("#more");
  await events(2);
  await browser.click("#less");
  assert.deepEqual(pick(await events(3), "variant_id", "quantity"), [
    ["page", undefined, undefined],
    ["add_to_cart", "57", 2],
    ["remove_from_cart", "57", 1],
  ]);
});

const OWN = { product_id: "42", name: "Hoodie", price: 45, quantity: 1, currency: "USD" };
for (const [how, leave, added] of [
  ["before the shop answered", () => window.trigger("adding_to_cart", [], {}), 1],
  [
    "before the shop answered, and the theme tracked it itself",
    (own) => (window.trigger("adding_to_cart", [], {}), shoptrail.track("add_to_cart", own)),
    1,
  ],
  ["by a form, and the theme tracked it itself", (own) => shoptrail.track("add_to_cart", own), 1, "?added"],
  [
    "while the adapter was reading the cart",
    () => window.trigger("added_to_cart", {}, "hash", [document.querySelector("#classic")]),
    1,
  ],
  ["without any event or call", () => {}, 0],
]) {
  test(`WooCommerce: a page left ${how}: ${added} add on the next pages`, async () => {
    await open("/platforms/woocommerce", "woocommerce");
    await browser.run(
      async (leaveSource, own, next) => {
        await window
          .send("/platforms/woocommerce/ajax?wc-ajax=add_to_cart", { id: 42, quantity: 1 })
          .then((answer) => answer.text());
        // Later, when the driver has its answer: otherwise it would run the script again on the next page.
        setTimeout(() => {
          (0, eval)(`(${leaveSource})`)(own);
          location.href = next;
        });
      },
      String(leave),
      OWN,
      how.includes("form") ? "/platforms/woocommerce/product?added" : "/platforms/woocommerce/product",
    );
    await browser.arrive("/platforms/woocommerce/product");
    await ready("woocommerce");
    await events(3 + added);
    await browser.open(new URL("/platforms/woocommerce/product", harness.url).href);
    await ready("woocommerce");
    assert.deepEqual(names(await events(5 + added)).sort(), [
      ...Array(added).fill("add_to_cart"),
      "page",
      "page",
      "page",
      "product_viewed",
      "product_viewed",
    ]);
  });
}

test("WooCommerce: cart, checkout, and an order printed by the server, which counts once", async () => {
  await open("/platforms/woocommerce", "woocommerce");
  await browser.click("#classic");
  await events(2);
  await browser.open(new URL("/platforms/woocommerce/cart", harness.url).href);
  await ready("woocommerce");
  await events(4);
  await browser.open(new URL("/platforms/woocommerce/checkout", harness.url).href);
  await ready("woocommerce");
  await events(6);
  await browser.click("#place");
  await browser.arrive("/platforms/woocommerce/order-received/");
  await ready("woocommerce");
  await events(9);
  await browser.driver.navigate().refresh();
  await ready("woocommerce");
  const list = await events(10);
  assert.deepEqual(
    names(list).filter((name) => name !== "identify"),
    [
      "page",
      "add_to_cart",
      "page",
      "cart_viewed",
      "page",
      "checkout_started",
      "page",
      "order_completed",
      "page",
    ],
  );
  assert.equal(list.find(([name]) => name === "identify")[1].email, "jane@example.com");
  const [, order] = list.find(([name]) => name === "order_completed");
  assert.deepEqual(
    [order.order_id, order.total, order.line_items[0].product_id, order.line_items[0].quantity],
    ["42x1", 50, "42", 1],
  );
});

test("WooCommerce without its Store API: an add counts without its price, with warnings", async () => {
  await open("/platforms/woocommerce?closed", "woocommerce");
  await browser.click("#classic");
  assert.deepEqual(pick(await events(2), "product_id", "quantity", "price", "currency"), [
    ["page", undefined, undefined, undefined, undefined],
    ["add_to_cart", "42", 1, undefined, undefined],
  ]);
  assert.deepEqual(await browser.run(() => shoptrail.diagnostics().violations), { missing_property: 2 });
});

test("attributes: events on click, submit and view, with values of the nearest element", async () => {
  await open("/platforms/attributes", "attributes");
  await events(2);
  await browser.click("#add");
  await browser.click("#send");
  await browser.click("#broken");
  await browser.run(() => {
    document.querySelector("#query").value = "red mug";
    document.querySelector("#find").requestSubmit();
  });
  const list = await events(6);
  assert.deepEqual(
    pick(list, "product_id", "name", "price", "currency", "quantity", "query").map((row) =>
      row.filter((cell) => cell !== undefined),
    ),
    [
      ["page"],
      ["collection_viewed", "EUR"],
      ["add_to_cart", "007", "Mug", 1299, "EUR", 2],
      ["add_to_cart", "007", "Mug", 1299, "EUR", 3],
      ["add_to_cart", "007", "Mug", "EUR", 1],
      ["search_performed", "EUR", "red mug"],
    ],
  );
  assert.deepEqual(list[1][1].product_ids, ["7", "8"]);
  assert.ok(!JSON.stringify(list).includes("private"), "a field without a mark was read");
  // Each price is a text: twice "1.299,00", once "ask us".
  assert.deepEqual(await browser.run(() => shoptrail.diagnostics().violations), { wrong_type: 3 });
  await browser.run(() => document.querySelector("#offer").scrollIntoView());
  assert.deepEqual(pick((await events(7)).slice(6), "offer_code", "offer_value"), [
    ["offer_shown", "SPRING", 10],
  ]);
  await browser.run(
    () =>
      (document.querySelector("#later").innerHTML =
        '<b data-shoptrail-event="offer_shown" data-shoptrail-offer-code="LATE">Late</b>') && scrollTo(0, 0),
  );
  assert.deepEqual(pick((await events(8)).slice(7), "offer_code"), [["offer_shown", "LATE"]]);
});

test("e-mail forms identify on submit, only chosen forms, and only with the box ticked", async () => {
  await open("/platforms/email", "email");
  await browser.type("#address", "jane@example.com");
  await browser.type("#own", "sam@example.com");
  await browser.type("#friend", "friend@example.com");
  await browser.click("#tell");
  await browser.click("#join");
  const state = () => browser.run(() => shoptrail.diagnostics().identity.state);
  assert.equal(await state(), "anonymous");
  await browser.click("#subscribe");
  assert.equal(await state(), "known");
  const list = await events(2);
  assert.deepEqual(pick(list, "email"), [
    ["page", undefined],
    ["identify", "jane@example.com"],
  ]);
  await browser.click("#agree");
  await browser.click("#join");
  assert.deepEqual(pick((await events(3)).slice(2), "email", "email_consent"), [
    ["identify", "sam@example.com", true],
  ]);
  assert.ok(!JSON.stringify(await events(3)).includes("friend"));
});

test("adapters store and send nothing while consent is pending, and send after a grant", async () => {
  const opened = async (path, adapter) => {
    await browser.open(
      new URL(`${path}?shoptrail_anonymous=send&shoptrail_consent=pending`, harness.url).href,
    );
    await browser.waitFor((name) => shoptrail.sources?.installed.has(name), adapter);
  };
  const storedNames = () =>
    browser.run(() =>
      Object.keys(localStorage)
        .concat(Object.keys(sessionStorage))
        .filter((key) => key.startsWith("shoptrail")),
    );
  await opened("/platforms/woocommerce", "woocommerce");
  await browser.click("#classic");
  await browser.waitFor(() => shoptrail.diagnostics().queued > 1);
  assert.deepEqual([await storedNames(), harness.collector.requests.length], [[], 0]);
  await browser.run(() => shoptrail.setConsent("granted"));
  await started(browser);
  assert.deepEqual(names(await events(2)), ["page", "add_to_cart"]);
  await browser.run(() => shoptrail.setConsent("denied"));
  await browser.waitFor(() => !Object.keys(localStorage).some((key) => key.startsWith("shoptrail.woo")));

  await opened("/platforms/email", "email");
  await browser.type("#address", "jane@example.com");
  await browser.click("#subscribe");
  assert.deepEqual([await storedNames(), arrived(harness.collector).length], [[], 2]);
  await browser.run(() => shoptrail.setConsent("denied"));
  await browser.run(() => shoptrail.setConsent("granted"));
  await started(browser);
  await delivered(browser);
  assert.ok(
    !arrived(harness.collector).some(({ type }) => type === "identify"),
    "identified although consent was denied",
  );
});
