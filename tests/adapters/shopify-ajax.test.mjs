// The adapter `shopify-ajax`: what it tracks of cart requests, and that the page gets what it gets without
// the adapter. tests/e2e does the same in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { adapter, fixture, openPage, settle } from "./support/page.mjs";

const ajax = await adapter("shopify-ajax");
const shopifyPage = await adapter("shopify-page");
const LINE = fixture("shopify-cart-add.form"); // two in the cart now
const CART = fixture("shopify-cart.js"); // one in the cart
const ID = String(LINE.variant_id);

/** What is tracked of requests `[url, init, answer]`. `before`: the cart that the page was rendered with. */
async function tracked(requests, { before, ...options } = {}) {
  const answers = [];
  const fetch = async (url) => (String(url).endsWith("cart.js") ? Response.json(before) : answers.shift());
  const elements = before && { "[name^=updates]": {} };
  const page = openPage({ Shopify: { currency: { active: "USD" } }, fetch, elements, ...options });
  ajax(page.tracker);
  if (before) shopifyPage(page.tracker);
  await settle();
  for (const [url, init, answer] of requests) {
    answers.push(answer instanceof Response ? answer : Response.json(answer));
    await window.fetch(url, init).catch(() => {});
    await settle();
  }
  return page.calls;
}

const form = (entries) =>
  Object.entries(entries).reduce((data, [name, value]) => (data.append(name, value), data), new FormData());
const added = (calls) => calls.map(([name, { variant_id, quantity }]) => [name, variant_id, quantity]);

test("an added line counts the pieces asked for, not those in the cart", async () => {
  const calls = await tracked([
    [
      "/cart/add",
      { method: "POST", body: form({ id: ID, quantity: "1", "product-id": "8", "properties[width]": "9" }) },
      LINE,
    ],
  ]);
  assert.deepEqual(calls, [
    [
      "add_to_cart",
      {
        product_id: "8256294617388",
        variant_id: ID,
        name: "Example T-Shirt",
        variant_name: 'Lithograph - Height: 9" x Width: 12"',
        category: "Shirts",
        brand: "Acme",
        price: 50,
        quantity: 1,
        currency: "USD",
        image_url: "https://cdn.shopify.com/s/files/1/0000/0000/0000/products/green-t-shirt.jpg?v=1681140282",
        url: "https://s.example/products/example-t-shirt?variant=44894561108268",
      },
    ],
  ]);
});

test("every form of an add request is understood", async () => {
  const check = async (what, url, init, quantity = 1, answer = LINE) =>
    assert.deepEqual(added(await tracked([[url, init, answer]])), [["add_to_cart", ID, quantity]], what);
  const json = (value) => ({ method: "POST", body: JSON.stringify(value) });
  await check(".js", "/cart/add.js", json({ id: Number(ID), quantity: 2 }), 2);
  await check("no quantity is one", "/cart/add.js", json({ id: ID }));
  await check("items", "/cart/add.js", json({ items: [{ id: ID, quantity: 2 }] }), 2, { items: [LINE] });
  await check("locale", "/fr/cart/add", { method: "POST", body: form({ id: ID, quantity: "1" }) });
  await check("region", "/en-ca/cart/add.js", json({ id: ID, quantity: 1 }));
  await check(
    "items in a form",
    "/cart/add.js",
    { method: "POST", body: form({ "items[0][id]": ID, "items[0][quantity]": "2" }) },
    2,
    { items: [LINE] },
  );
  await check("urlencoded text", "/cart/add.js", { method: "POST", body: `id=${ID}&quantity=2` }, 2);
  await check(
    "URLSearchParams",
    "/cart/add.js",
    { method: "POST", body: new URLSearchParams({ id: ID, quantity: "2" }) },
    2,
  );
  await check("in the address", `/cart/add.js?id=${ID}&quantity=2`, undefined, 2);
  await check("a URL", new URL("https://s.example/cart/add.js"), json({ id: ID, quantity: 1 }));
  await check(
    "a Request",
    new Request("https://s.example/cart/add.js", json({ id: ID, quantity: 2 })),
    undefined,
    2,
  );
  await check("more than there is", "/cart/add.js", json({ id: ID, quantity: 9 }), 2);
  await check("an unreadable body", "/cart/add.js", { method: "POST", body: new Blob(["x"]) });
});

test("each item of an add request is one add", async () => {
  const other = { ...LINE, id: 7, variant_id: 7, quantity: 3 };
  const body = JSON.stringify({
    items: [
      { id: Number(ID), quantity: 1 },
      { id: 7, quantity: 3 },
    ],
  });
  assert.deepEqual(
    added(await tracked([["/cart/add.js", { method: "POST", body }, { items: [LINE, other] }]])),
    [
      ["add_to_cart", ID, 1],
      ["add_to_cart", "7", 3],
    ],
  );
});

test("refused requests and requests for other addresses track nothing", async () => {
  const body = JSON.stringify({ id: ID, quantity: 1 });
  const check = async (what, url, answer) =>
    assert.deepEqual(await tracked([[url, { method: "POST", body }, answer]]), [], what);
  await check(
    "422",
    "/cart/add.js",
    Response.json({ status: 422, message: "Cart Error", description: "Sold out" }, { status: 422 }),
  );
  await check("a page", "/cart/add", new Response("<!doctype html>"));
  await check("empty", "/cart/add.js", new Response(""));
  await check("null", "/cart/add.js", Response.json(null));
  await check("a number", "/cart/change.js", Response.json(7));
  await check("no items", "/cart/change.js", Response.json({ items: null }));
  await check("another path", "/apps/cart/add/x", LINE);
  await check("a deeper path", "/a/b/cart/add", LINE);
  await check("another origin", "https://other.example/cart/add.js", LINE);
  await check("no address at all", "https://", LINE);
});

test("a change is the difference to the cart before, for every kind of request", async () => {
  const cart = (quantity) => ({ ...CART, items: quantity ? [{ ...CART.items[0], quantity }] : [] });
  const change = (verb, quantity) => [`/cart/${verb}`, { method: "POST", body: "{}" }, cart(quantity)];
  const calls = await tracked(
    [
      change("change", 3),
      change("change.js", 1),
      change("update", 1),
      change("update.js", 4),
      change("clear.js", 0),
    ],
    { before: cart(1) },
  );
  assert.deepEqual(added(calls), [
    ["add_to_cart", ID, 2],
    ["remove_from_cart", ID, 2],
    ["add_to_cart", ID, 3],
    ["remove_from_cart", ID, 4],
  ]);
  assert.deepEqual([calls[0][1].price, calls[0][1].currency], [50, "USD"]);
});

test("lines of one variant count together, and a changed line key is no change", async () => {
  const cart = (...quantities) => ({
    ...CART,
    items: quantities.map((quantity, index) => ({ ...CART.items[0], key: `k${index}`, quantity })),
  });
  const calls = await tracked(
    [
      ["/cart/change", {}, cart(3)],
      ["/cart/change", {}, cart(2, 2)],
    ],
    { before: cart(1, 2) },
  );
  assert.deepEqual(added(calls), [["add_to_cart", ID, 1]]);
});

test("an add and the change after it do not count the same pieces twice", async () => {
  const cart = { ...CART, items: [{ ...CART.items[0], quantity: 2 }] };
  const calls = await tracked(
    [
      ["/cart/add.js", { method: "POST", body: JSON.stringify({ id: ID, quantity: 1 }) }, LINE],
      ["/cart/change.js", {}, cart],
    ],
    { before: CART },
  );
  assert.deepEqual(added(calls), [["add_to_cart", ID, 1]]);
});

test("a change tracks nothing when the cart before was never seen", async () => {
  assert.deepEqual(await tracked([["/cart/change", {}, CART]]), []);
});

test("fetch returns to the page what it returns without the adapter", async () => {
  const seen = [];
  const response = Response.json(LINE);
  const own = Object.assign(
    async function fetch(input, ...others) {
      return (seen.push([this, input, ...others]), response);
    },
    { polyfill: true },
  );
  const page = openPage({ fetch: own });
  ajax(page.tracker);
  ajax(page.tracker);
  assert.notEqual(window.fetch, own);
  assert.deepEqual([window.fetch.name, window.fetch.length, window.fetch.polyfill], ["fetch", 1, true]);
  const init = { method: "POST", body: "{}" };
  assert.equal(await window.fetch("/cart/add.js", init), response, "the very response");
  assert.equal(response.bodyUsed, false);
  assert.deepEqual(await response.json(), LINE);
  assert.deepEqual(seen, [[window, "/cart/add.js", init]]);
  assert.equal(seen[0][2], init, "the very arguments");

  const other = Promise.resolve(new Response(""));
  const untouched = openPage({ fetch: () => other });
  ajax(untouched.tracker);
  assert.equal(window.fetch("/anything"), other, "the very promise of a request to another address");
  assert.equal(window.fetch(), other);
});

test("a failing request fails as it does without the adapter", async () => {
  const failure = new TypeError("offline");
  const page = openPage({ fetch: () => Promise.reject(failure) });
  ajax(page.tracker);
  await assert.rejects(window.fetch("/cart/add.js", {}), (error) => error === failure);
  const thrown = openPage({
    fetch: () => {
      throw failure;
    },
  });
  ajax(thrown.tracker);
  assert.throws(
    () => window.fetch("/cart/add.js"),
    (error) => error === failure,
  );
});

class Xhr extends EventTarget {
  responseType = "";
  open(method, url) {
    return `opened ${method} ${url}`;
  }
  send(body) {
    this.sent = body;
    return "sent";
  }
  answer(status, value) {
    this.status = status;
    this.responseText = this.responseType === "json" ? undefined : JSON.stringify(value);
    this.response = this.responseType === "json" ? value : this.responseText;
    this.dispatchEvent(new Event("load"));
  }
}

test("XMLHttpRequest is observed like fetch", async () => {
  for (const responseType of ["", "text", "json"]) {
    class Own extends Xhr {
      open(method, url) {
        return super.open(method, url);
      }
      send(body) {
        return super.send(body);
      }
    }
    const page = openPage({ XMLHttpRequest: Own, Shopify: { currency: { active: "USD" } } });
    ajax(page.tracker);
    const request = Object.assign(new XMLHttpRequest(), { responseType });
    assert.equal(request.open("POST", "/cart/add.js"), "opened POST /cart/add.js");
    assert.equal(request.send(`id=${ID}&quantity=1`), "sent");
    assert.equal(request.sent, `id=${ID}&quantity=1`);
    request.answer(200, LINE);
    await settle();
    request.open("POST", "/cart/add.js");
    request.send("");
    request.answer(422, LINE);
    request.open("GET", "/other");
    request.send();
    request.answer(200, LINE);
    await settle();
    assert.deepEqual(added(page.calls), [["add_to_cart", ID, 1]], responseType);
    assert.deepEqual(
      [Own.prototype.open.name, Own.prototype.open.length, Own.prototype.send.name],
      ["open", 2, "send"],
    );
  }
});

test("an aborted request that is opened again for another address tracks nothing", async () => {
  class Own extends Xhr {
    open(method, url) {
      return super.open(method, url);
    }
    send(body) {
      return super.send(body);
    }
  }
  const page = openPage({ XMLHttpRequest: Own, Shopify: { currency: { active: "USD" } } });
  ajax(page.tracker);
  const request = new XMLHttpRequest();
  for (const address of ["/cart/add.js", "/cart/add.js", "/other"]) {
    request.open("POST", address);
    request.send(`id=${ID}&quantity=1`);
  }
  request.answer(200, LINE);
  await settle();
  assert.deepEqual(page.calls, []);
  request.open("POST", "/cart/add.js");
  request.send(`id=${ID}&quantity=2`);
  request.answer(200, LINE);
  await settle();
  assert.deepEqual(added(page.calls), [["add_to_cart", ID, 2]]);
});

test("with a read-only fetch only XMLHttpRequest is observed", async () => {
  class Own extends Xhr {
    open(method, url) {
      return super.open(method, url);
    }
    send(body) {
      return super.send(body);
    }
  }
  const page = openPage({ XMLHttpRequest: Own, Shopify: { currency: { active: "USD" } } });
  const { fetch } = window;
  Object.defineProperty(window, "fetch", { writable: false, value: fetch });
  ajax(page.tracker);
  assert.equal(window.fetch, fetch);
  const request = new XMLHttpRequest();
  request.open("POST", "/cart/add.js");
  request.send(`id=${ID}&quantity=1`);
  request.answer(200, LINE);
  await settle();
  assert.equal(page.calls.length, 1);
});

test("another script's wrapper around fetch and the adapter see each request once", async () => {
  const order = [];
  const wrap = (name) => {
    const own = window.fetch;
    window.fetch = function (...args) {
      order.push(name);
      return own.apply(this, args).then((response) => response);
    };
  };
  const page = openPage({ Shopify: { currency: { active: "USD" } }, fetch: async () => Response.json(LINE) });
  wrap("before");
  ajax(page.tracker);
  wrap("after");
  const response = await window.fetch("/cart/add.js", {
    method: "POST",
    body: JSON.stringify({ id: ID, quantity: 1 }),
  });
  assert.deepEqual([(await response.json()).variant_id, order], [Number(ID), ["after", "before"]]);
  await settle();
  assert.deepEqual(added(page.calls), [["add_to_cart", ID, 1]]);
});

test("a cart of two hundred lines is read, with texts as numbers and without empty lines", async () => {
  const items = Array.from({ length: 200 }, (_, index) => ({
    ...CART.items[0],
    id: 9000 + index,
    variant_id: String(9000 + index),
    quantity: "2",
  }));
  const cart = (quantity) => ({
    ...CART,
    items: items.map((item, index) => (index === 150 ? { ...item, quantity } : item)),
  });
  const calls = await tracked(
    [
      ["/cart/change", {}, cart("5")],
      ["/cart/change", {}, { items: [null] }],
      ["/cart/change", {}, cart(4)],
    ],
    { before: cart("2") },
  );
  assert.deepEqual(added(calls), [
    ["add_to_cart", "9150", 3],
    ["remove_from_cart", "9150", 1],
  ]);
});

test("a polyfill's promise keeps its class, and a value that is no promise stays unchanged", async () => {
  const body = JSON.stringify({ id: ID, quantity: 1 });
  class Other extends Promise {}
  const native = globalThis.Promise;
  for (const [answer, expected] of [
    [() => Other.resolve(Response.json(LINE)), 1],
    [() => undefined, 0],
    [() => null, 0],
    [() => 7, 0],
  ]) {
    const page = openPage({ Shopify: { currency: { active: "USD" } }, fetch: answer });
    ajax(page.tracker);
    // The page has replaced the browser's promise by a polyfill.
    globalThis.Promise = class Polyfill extends native {};
    const got = window.fetch("/cart/add.js", { method: "POST", body });
    globalThis.Promise = native;
    if (expected) assert.ok(got instanceof Other && (await got) instanceof Response);
    else assert.equal(got, answer());
    await settle();
    assert.equal(page.calls.length, expected);
  }
});
