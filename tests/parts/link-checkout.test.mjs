// The part `link-checkout`: when the anonymous id goes into Shopify's cart and WooCommerce's checkout, and
// when it is taken out. In a browser: tests/e2e/link-checkout.test.mjs.

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { A, ATTRIBUTE, B, granted, openBrowser, openPage, wait, withheld } from "./support/linked-shop.mjs";

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));
afterEach(() => mock.timers.reset());

test("the id goes into the cart once the cart has been quiet, and is not written again", async () => {
  const browser = openBrowser({ attributes: { gift: "yes" } });
  const page = openPage(browser);
  page.call("reset");
  page.call("identify", "jane@example.com");
  await wait(2000);
  assert.deepEqual(page.requests, [], "nobody asks for a cart that no one made");
  page.theme("add");
  page.call("track", "add_to_cart");
  await wait(400);
  page.theme("change", 2);
  await wait(400);
  assert.deepEqual(page.requests, [], "the theme is still changing its cart");
  await wait(300);
  assert.deepEqual(
    page.requests.map(({ method, url }) => [method, url]),
    [
      ["GET", "/cart.js"],
      ["POST", "/cart/update.js"],
    ],
  );
  assert.deepEqual(page.requests[1].body, { attributes: { [ATTRIBUTE]: A } }, "nothing else is changed");
  assert.deepEqual(browser.cart.attributes, { gift: "yes", [ATTRIBUTE]: A });
  assert.equal(page.diagnostics().checkout_link, "linked");

  page.theme("change", 3);
  page.call("track", "cart_viewed");
  await wait(3000);
  const next = openPage(browser);
  await wait(3000);
  assert.equal(page.requests.length + next.requests.length, 2, "the same cart, the same id");
});

test("a request of the theme that is under way is waited for, though not for ever", async () => {
  const page = openPage(openBrowser());
  page.theme("add");
  page.shop.sources = { cartChanges: 1 };
  await wait(4000);
  assert.deepEqual(page.requests, []);
  page.shop.sources.cartChanges = 0;
  await wait(600);
  assert.deepEqual(page.writes(), [A]);
  const hanging = openPage(openBrowser());
  hanging.shop.sources = { cartChanges: 1 };
  hanging.theme("add");
  await wait(9000);
  assert.deepEqual(hanging.requests, []);
  await wait(3000);
  assert.deepEqual(hanging.writes(), [A]);
});

test("a cart without items gets no attribute, and a page without a cart makes no request", async () => {
  const browser = openBrowser({ cookie: "cart=c1" });
  const page = openPage(browser);
  await wait(2000);
  assert.deepEqual(page.writes(), []);
  assert.equal(page.diagnostics().checkout_link, "none");
  const stranger = openPage(openBrowser(), { root: "" });
  stranger.call("track", "add_to_cart");
  await wait(2000);
  assert.deepEqual(stranger.requests, [], "no store of Shopify's");
});

test("a locale's own root is used", async () => {
  const page = openPage(openBrowser(), { root: "/fr-ca/" });
  page.theme("add");
  await wait(1000);
  assert.deepEqual(
    page.requests.map(({ url }) => url),
    ["/fr-ca/cart.js", "/fr-ca/cart/update.js"],
  );
});

test("another cart, and another id, are linked anew", async () => {
  const browser = openBrowser();
  const page = openPage(browser);
  page.theme("add");
  await wait(1000);
  // The order took the first cart.
  browser.cart = { items: 0, attributes: {} };
  browser.cookie = "cart=c2";
  page.theme("add");
  await wait(1000);
  assert.deepEqual([page.writes(), browser.cart.attributes[ATTRIBUTE]], [[A, A], A]);
  page.state.report = granted(B);
  page.call("identify", "other@example.com");
  await wait(1000);
  assert.deepEqual([page.writes(), browser.cart.attributes[ATTRIBUTE]], [[A, A, B], B]);
});

test("two tabs write once", async () => {
  const browser = openBrowser();
  const [one, two] = [openPage(browser), openPage(browser)];
  one.theme("add");
  two.theme("add");
  await wait(2000);
  assert.equal(one.writes().length + two.writes().length, 1);
});

for (const [name, withdraw] of [
  ["a denial", (page) => page.consent("denied")],
  ["consent that is open again", (page) => page.consent("pending")],
  ["reset()", (page) => ((page.state.report = granted(B)), page.call("reset"))],
])
  test(`${name} takes the id out, on a page that did not put it in too`, async () => {
    for (const isSamePage of [true, false]) {
      const browser = openBrowser({ attributes: { gift: "yes" } });
      let page = openPage(browser);
      page.theme("add");
      await wait(1000);
      assert.equal(browser.cart.attributes[ATTRIBUTE], A);
      if (!isSamePage) page = openPage(browser);
      // The tracker erases its records before it says so.
      browser.storage = {};
      withdraw(page);
      await wait(1000);
      assert.deepEqual(browser.cart.attributes, { gift: "yes", [ATTRIBUTE]: "" });
      assert.equal(page.diagnostics().checkout_link, "removed");
      assert.deepEqual(browser.storage, {});
    }
  });

test("an id that has to go goes at once, by a request that outlives the page", async () => {
  const browser = openBrowser();
  openPage(browser).theme("add");
  await wait(1000);
  const page = openPage(browser);
  browser.storage = {};
  page.consent("denied");
  await wait(50);
  assert.deepEqual(
    page.requests.map(({ method, url, keepalive }) => [method, url, keepalive]),
    [["POST", "/cart/update.js", true]],
  );
  // Another cart than the linked one is read first: it may have no id.
  browser.cookie = "cart=c2";
  browser.cart = { items: 0, attributes: {} };
  const later = openPage(browser, { report: withheld("denied") });
  await wait(1000);
  assert.deepEqual(later.writes(), []);
});

test("after reset() the next cart event links the new id", async () => {
  const browser = openBrowser();
  const page = openPage(browser);
  page.theme("add");
  await wait(1000);
  page.state.report = granted(B);
  page.call("reset");
  await wait(1000);
  page.call("track", "add_to_cart");
  await wait(1000);
  assert.deepEqual(page.writes(), [A, "", B]);
});

test("without an answer nothing is written; a denial from before the page takes the id out", async () => {
  const browser = openBrowser({ items: 1, cookie: "cart=c1", attributes: { [ATTRIBUTE]: A } });
  const waiting = openPage(browser, { report: withheld("pending") });
  waiting.theme("change");
  await wait(2000);
  assert.deepEqual(waiting.requests, []);
  openPage(browser, { report: withheld("denied") });
  await wait(2000);
  assert.equal(browser.cart.attributes[ATTRIBUTE], "");
  const later = openPage(browser, { report: withheld("denied") });
  await wait(2000);
  later.theme("add", 2);
  later.theme("change", 3);
  await wait(2000);
  assert.deepEqual(
    later.requests.map(({ url }) => url),
    ["/cart.js"],
    "looked at once, whatever becomes of the cart",
  );
});

test("a granted answer links a cart that is there already", async () => {
  const browser = openBrowser({ items: 2, cookie: "a=1; cart=c1" });
  const page = openPage(browser, { report: withheld("pending") });
  page.consent("granted");
  await wait(1000);
  assert.deepEqual(page.writes(), [A]);
});

test("a denial while the request is under way is what counts in the end", async () => {
  const browser = openBrowser();
  const page = openPage(browser);
  const { fetch } = globalThis;
  page.theme("add");
  globalThis.fetch = async (url, init) => {
    const answer = await fetch(url, init);
    if (init?.method === "POST" && page.state.report.on) {
      browser.storage = {};
      page.consent("denied");
    }
    return answer;
  };
  await wait(600);
  await wait(2000);
  assert.equal(browser.cart.attributes[ATTRIBUTE], "");
  assert.deepEqual(browser.storage, {});
});

test("a failed request is repeated once, and then the next change tries again", async () => {
  for (const failure of [0, 409, 422, 429, 503]) {
    const page = openPage(openBrowser(), { answers: [200, failure, 200, failure] });
    page.theme("add");
    await wait(10_000);
    assert.deepEqual([page.writes(), page.diagnostics().checkout_link], [[A, A], "failed"], String(failure));
    page.theme("change", 2);
    await wait(2000);
    assert.deepEqual([page.writes().length, page.diagnostics().checkout_link], [3, "linked"]);
  }
});

test("who sets all attributes of the cart may leave this one out: it comes back", async () => {
  const browser = openBrowser();
  const page = openPage(browser);
  page.theme("add");
  await wait(1000);
  browser.cart.attributes = { gift: "yes" };
  page.dispatch("shopify:cart:attributes-update");
  await wait(1000);
  assert.deepEqual(browser.cart.attributes, { gift: "yes", [ATTRIBUTE]: A });
});

test("where scripts may not read the cart's cookie, cart events still link it", async () => {
  const browser = openBrowser({ items: 1 });
  const page = openPage(browser);
  page.call("track", "add_to_cart");
  await wait(1000);
  assert.deepEqual(page.writes(), [A]);
  page.state.report = granted(B);
  page.call("identify", "other@example.com");
  await wait(1000);
  assert.deepEqual(page.writes(), [A, B]);
});

test("WooCommerce's classic checkout gets a hidden field, without a request", async () => {
  const fields = [];
  const form = {
    querySelector: () => fields[0] ?? null,
    append: (field) => fields.push({ ...field, remove: () => fields.pop() }),
  };
  const page = openPage(openBrowser(), { root: "", html: { "form.checkout": form } });
  assert.deepEqual([fields[0].name, fields[0].type, fields[0].value], [ATTRIBUTE, "hidden", A]);
  assert.equal(page.diagnostics().checkout_link, "linked");
  page.consent("denied");
  assert.deepEqual([fields, page.requests], [[], []]);
});

test("WooCommerce's checkout block gets the id as data of an extension, in old versions too", () => {
  for (const name of ["setExtensionData", "__internalSetExtensionData"]) {
    const set = [];
    const wp = { data: { dispatch: (store) => ({ [name]: (...given) => set.push([store, ...given]) }) } };
    const html = { ".wp-block-woocommerce-checkout": {} };
    const page = openPage(openBrowser(), { root: "", html });
    assert.equal(page.diagnostics().checkout_link, "none", "the block's scripts come later");
    html.wp = wp;
    page.dispatch("load");
    assert.deepEqual(set.at(-1), ["wc/store/checkout", "shoptrail", { anonymous_id: A }]);
    page.consent("denied");
    assert.deepEqual(set.at(-1), ["wc/store/checkout", "shoptrail", { anonymous_id: "" }]);
    const denied = openPage(openBrowser(), { root: "", html, report: withheld("denied") });
    denied.dispatch("load");
  }
});
