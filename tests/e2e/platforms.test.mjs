// Each adapter on a page that behaves like its platform, in a real browser: what is tracked, once, and nothing thrown into the page.

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

/** Opens a platform's page, tracking anonymously, and waits for the adapter that it needs. */
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

/** The page views and events of the collector so far, `[name, properties]`, once `count` of them are there and nothing waits. */
async function events(count) {
  await browser.waitFor(async (count) => {
    await shoptrail.flush();
    return true;
  }, count);
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
  test(`${path}: what Google is told becomes one event each, what was said before us included, and Google still hears all`, async () => {
    await open(path, "ga4");
    if (path.endsWith("late"))
      await browser.waitFor(() => dataLayer.some(({ event }) => event === "gtm.load"));
    const heard = await browser.run((buttons) => {
      const before = dataLayer.length;
      for (const id of buttons) document.getElementById(id).click();
      return dataLayer.length - before;
    }, BUTTONS);
    assert.equal(heard, BUTTONS.length * (path === "/platforms/gtag" ? 1 : path.endsWith("both") ? 3 : 2));
    const list = await events(GOOGLE.length);
    assert.deepEqual(pick(list, "product_id", "price"), GOOGLE);
    const [, order] = list.find(([name]) => name === "order_completed");
    assert.deepEqual(
      [order.order_id, order.total, order.tax, order.currency, order.line_items.length],
      ["T_12345", 10.01, 1.6, "USD", 1],
    );
    assert.deepEqual(await browser.run(() => shoptrail.diagnostics().violations), {});
  });
}

test("a page with JSON-LD, one block broken, is one product view, of the variant of its address", async () => {
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

for (const [query, id] of [
  ["push", "6786188247105"],
  ["own", "HP"],
]) {
  test(`JSON-LD beside ${query === "push" ? "a push to Google" : "the theme's own call"} counts the view once`, async () => {
    await open(`/platforms/jsonld/health-potion?${query}`, "jsonld");
    await events(2);
    // Its last chance to tell.
    await browser.open(new URL("/platforms", harness.url).href);
    await started(browser);
    assert.deepEqual(pick(await events(3), "product_id"), [
      ["page", undefined],
      ["product_viewed", id],
      ["page", undefined],
    ]);
  });
}

test("a shopper who leaves before structured data had its turn has seen the product too", async () => {
  await open("/platforms/jsonld/health-potion", "jsonld");
  await browser.open(new URL("/platforms", harness.url).href);
  await started(browser);
  assert.deepEqual(names(await events(3)).sort(), ["page", "page", "product_viewed"]);
});

test("microdata: the product, its own name and its own price; a price that is none is a violation", async () => {
  await open("/platforms/microdata", "jsonld");
  const [, [name, seen]] = await events(2);
  const { product_id, sku, price, currency, in_stock } = seen;
  assert.deepEqual(
    [name, product_id, sku, seen.name, price, currency, in_stock],
    ["product_viewed", "14", "24-WB04", "Push It Messenger Bag", 34, "USD", true],
  );
  await open("/platforms/microdata?broken", "jsonld");
  await browser.waitFor(() => shoptrail.diagnostics().violations.wrong_type === 1);
  assert.deepEqual(names(await events(3)), ["page", "product_viewed", "page"]);
});

test("WooCommerce, classic and blocks: what the cart gained or lost, with its prices, and a form that loads a new page", async () => {
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

test("WooCommerce: what the cart block changes, with no event when it is done", async () => {
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
for (const [what, leave, added] of [
  ["before the shop answered", () => trigger("adding_to_cart", [], {}), 1],
  [
    "before the shop answered, and the theme told of it itself",
    (own) => (trigger("adding_to_cart", [], {}), shoptrail.track("add_to_cart", own)),
    1,
  ],
  ["by a form, and the theme told of it itself", (own) => shoptrail.track("add_to_cart", own), 1, "?added"],
  [
    "while the cart was asked for",
    () => trigger("added_to_cart", {}, "hash", [document.querySelector("#classic")]),
    1,
  ],
  ["in another way that nobody told of", () => {}, 0],
]) {
  test(`WooCommerce: an add whose page is left ${what}: ${added} on the next page and the one after`, async () => {
    await open("/platforms/woocommerce", "woocommerce");
    await browser.run(
      async (leave, own, next) => {
        await send("/platforms/woocommerce/ajax?wc-ajax=add_to_cart", { id: 42, quantity: 1 }).then(
          (answer) => answer.text(),
        );
        // Not before the driver has its answer: it would do it all again on the next page.
        setTimeout(() => {
          (0, eval)(`(${leave})`)(own);
          location.href = next;
        });
      },
      String(leave),
      OWN,
      what.includes("form") ? "/platforms/woocommerce/product?added" : "/platforms/woocommerce/product",
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

test("WooCommerce: cart, checkout and an order that the server printed, once however often it is shown", async () => {
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

test("WooCommerce without its Store API: the button says what was added, and the missing price is a violation", async () => {
  await open("/platforms/woocommerce?closed", "woocommerce");
  await browser.click("#classic");
  await browser.waitFor(() => shoptrail.diagnostics().violations.missing_property > 0);
  assert.deepEqual(names(await events(1)), ["page"]);
});

test("attributes: on a click, when a form is sent, when an element is seen; from the nearest element outwards", async () => {
  await open("/platforms/attributes", "attributes");
  await events(2);
  await browser.click("#add");
  await browser.click("#send");
  await browser.click("#broken");
  await browser.run(() => {
    document.querySelector("#query").value = "red mug";
    document.querySelector("#find").requestSubmit();
  });
  const list = await events(5);
  assert.deepEqual(
    pick(list, "product_id", "name", "price", "currency", "quantity", "query").map((row) =>
      row.filter((cell) => cell !== undefined),
    ),
    [
      ["page"],
      ["collection_viewed", "EUR"],
      ["add_to_cart", "007", "Mug", 1299, "EUR", 2],
      ["add_to_cart", "007", "Mug", 1299, "EUR", 3],
      ["search_performed", "EUR", "red mug"],
    ],
  );
  assert.deepEqual(list[1][1].product_ids, ["7", "8"]);
  assert.ok(!JSON.stringify(list).includes("private"), "a field without a mark was read");
  assert.deepEqual(await browser.run(() => shoptrail.diagnostics().violations), { wrong_type: 1 });
  await browser.run(() => document.querySelector("#offer").scrollIntoView());
  assert.deepEqual(pick((await events(6)).slice(5), "offer_code", "offer_value"), [
    ["offer_shown", "SPRING", 10],
  ]);
  await browser.run(
    () =>
      (document.querySelector("#later").innerHTML =
        '<b data-shoptrail-event="offer_shown" data-shoptrail-offer-code="LATE">Late</b>') && scrollTo(0, 0),
  );
  assert.deepEqual(pick((await events(7)).slice(6), "offer_code"), [["offer_shown", "LATE"]]);
});

test("e-mail forms: on submit alone, the chosen forms alone, and only with the box ticked where there is one", async () => {
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

test("while consent is pending adapters store and send nothing; once it is given, what they saw goes out", async () => {
  const opened = async (path, adapter) => {
    await browser.open(
      new URL(`${path}?shoptrail_anonymous=send&shoptrail_consent=pending`, harness.url).href,
    );
    await browser.waitFor((name) => shoptrail.sources?.installed.has(name), adapter);
  };
  const kept = () =>
    browser.run(() =>
      Object.keys(localStorage)
        .concat(Object.keys(sessionStorage))
        .filter((key) => key.startsWith("shoptrail")),
    );
  await opened("/platforms/woocommerce", "woocommerce");
  await browser.click("#classic");
  await browser.waitFor(() => shoptrail.diagnostics().queued > 1);
  assert.deepEqual([await kept(), harness.collector.requests.length], [[], 0]);
  await browser.run(() => shoptrail.setConsent("granted"));
  await started(browser);
  assert.deepEqual(names(await events(2)), ["page", "add_to_cart"]);
  await browser.run(() => shoptrail.setConsent("denied"));
  await browser.waitFor(() => !Object.keys(localStorage).some((key) => key.startsWith("shoptrail.woo")));

  await opened("/platforms/email", "email");
  await browser.type("#address", "jane@example.com");
  await browser.click("#subscribe");
  assert.deepEqual([await kept(), arrived(harness.collector).length], [[], 2]);
  await browser.run(() => shoptrail.setConsent("denied"));
  await browser.run(() => shoptrail.setConsent("granted"));
  await started(browser);
  await delivered(browser);
  assert.ok(
    !arrived(harness.collector).some(({ type }) => type === "identify"),
    "identified in spite of a denial",
  );
});
