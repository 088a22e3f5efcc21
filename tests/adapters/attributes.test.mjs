// The adapter `attributes`: declarative attributes become events of the plan.

import assert from "node:assert/strict";
import { test } from "node:test";
import attributes from "../../pkg-template/src/adapters/attributes.js";
import { openDom, settle } from "./support/dom.mjs";

async function opened(body) {
  const page = openDom(`<head></head><body>${body}</body>`);
  attributes(page.tracker);
  await settle();
  return { ...page, find: (selector) => page.document.querySelector(selector) };
}

test("attribute texts become numbers, booleans, lists and JSON by the types of the plan", async () => {
  const { find, events, problems } =
    await opened(`<button id="b" data-shoptrail-event="add_to_cart" data-shoptrail-product-id="007"
      data-shoptrail-name="Mug" data-shoptrail-price="1299.90"
    data-shoptrail-currency="EUR" data-shoptrail-quantity="2" data-shoptrail-in-stock
      data-shoptrail-properties='{"colour":"red","name":"not this"}'>Add</button>
    <a id="a" data-shoptrail-event=" collection_viewed " data-shoptrail-on="click"
      data-shoptrail-collection-id="c1" data-shoptrail-product-ids="7, 8  9">List</a>`);
  find("#b").click();
  find("#a").click();
  assert.deepEqual(events, [
    [
      "add_to_cart",
      {
        product_id: "007",
        name: "Mug",
        price: 1299.9,
        currency: "EUR",
        quantity: 2,
        in_stock: true,
        colour: "red",
      },
    ],
    ["collection_viewed", { collection_id: "c1", product_ids: ["7", "8", "9"] }],
  ]);
  assert.deepEqual(problems, []);
});

test("the nearest element's property wins, and elements around it add what is missing", async () => {
  const { find, events } =
    await opened(`<section data-shoptrail-currency="EUR" data-shoptrail-product-id="outer"><div
      data-shoptrail-product-id="inner" data-shoptrail-name="Mug" data-shoptrail-price="5">
    <span><button data-shoptrail-event="add_to_cart" data-shoptrail-quantity="1"><b
      id="deep">Add</b></button></span></div></section>`);
  find("#deep").click();
  assert.deepEqual(events, [
    ["add_to_cart", { quantity: 1, product_id: "inner", name: "Mug", price: 5, currency: "EUR" }],
  ]);
});

test("a form is tracked when it is sent, with the marked fields and no others", async () => {
  const { find, events, problems, window } =
    await opened(`<div data-shoptrail-event="search_performed" data-shoptrail-on="submit"><form><input
      id="q" data-shoptrail-field="query" value="mug"><input name="email" value="jane@example.com">
    <button data-shoptrail-event="offer_shown" data-shoptrail-offer-id="o"><input
      data-shoptrail-field="offer_name" value="x"></button></form></div>`);
  find("form").dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));
  assert.deepEqual([events, problems], [[["search_performed", { query: "mug" }]], []]);
});

test("any other element is tracked when it is seen, once a page view, also if added later", async () => {
  const page = await opened(
    `<p data-shoptrail-event="offer_shown" data-shoptrail-offer-code="SPRING">Ten off</p>`,
  );
  page.seen(page.find("p"));
  page.seen(page.find("p"));
  page
    .find("body")
    .insertAdjacentHTML(
      "beforeend",
      `<div><i data-shoptrail-event="offer_shown" data-shoptrail-offer-code="LATE">x</i></div>`,
    );
  await settle();
  page.seen(page.find("i"));
  assert.deepEqual(
    page.events.map(([, { offer_code }]) => offer_code),
    ["SPRING", "LATE"],
  );
});

test("an element seen before its page view was processed is tracked once", async () => {
  const offerCodes = (page) => page.events.map(([, { offer_code }]) => offer_code);
  const queued = await opened(
    `<p data-shoptrail-event="offer_shown" data-shoptrail-offer-code="SPRING">Ten off</p>`,
  );
  queued.seen(queued.find("p"));
  for (const listener of queued.listeners) listener({ method: "page", args: [], result: { ok: true } });
  queued.seen(queued.find("p"));
  assert.deepEqual(offerCodes(queued), ["SPRING"]);
  queued.tracker.page();
  queued.seen(queued.find("p"));
  assert.deepEqual(offerCodes(queued), ["SPRING", "SPRING"], "the next page view");

  const page = openDom(
    `<head></head><body><p data-shoptrail-event="offer_shown"
      data-shoptrail-offer-code="SPRING">Ten off</p></body>`,
  );
  const { track } = page.tracker;
  let pending = true;
  // The adapter `spa` counts the page view before an event of the page.
  page.tracker.track = (...args) => {
    if (pending) pending = page.tracker.page();
    return track(...args);
  };
  attributes(page.tracker);
  await settle();
  page.seen(page.document.querySelector("p"));
  page.seen(page.document.querySelector("p"));
  assert.deepEqual([offerCodes(page), page.pages.length], [["SPRING"], 1]);
});

test("broken attributes give a violation or nothing, and never an exception", async () => {
  const errors = [];
  const { find, events, problems, window } =
    await opened(`<button id="price" data-shoptrail-event="add_to_cart" data-shoptrail-product-id="1"
      data-shoptrail-name="Mug" data-shoptrail-price="ask us" data-shoptrail-quantity="1"
      data-shoptrail-currency="EUR">x</button>
    <button id="event" data-shoptrail-event="">x</button>
    <button id="lines" data-shoptrail-event="cart_viewed"
      data-shoptrail-line-items='[{"product_id":'>x</button>
    <button id="proto" data-shoptrail-event="offer_shown" data-shoptrail-offer-id="o"
      data-shoptrail-properties='{"__proto__":{"polluted":1},"constructor":1}'>x</button>`);
  window.addEventListener("error", (event) => errors.push(event));
  for (const id of ["price", "event", "lines", "proto"]) find("#" + id).click();
  assert.ok(
    problems.some((problem) => /wrong_type properties.price/.test(problem)),
    String(problems),
  );
  assert.ok(
    problems.some((problem) => /line_items/.test(problem)),
    String(problems),
  );
  assert.equal({}.polluted, undefined);
  assert.deepEqual([events.filter(([name]) => name !== "offer_shown"), errors], [[], []]);
});

test("a field gives its checked radio, whether its box is ticked, or its text", async () => {
  const { find, events } =
    await opened(`<div id="d" data-shoptrail-event="add_to_cart" data-shoptrail-on="click"
      data-shoptrail-product-id="1" data-shoptrail-name="Mug" data-shoptrail-quantity="1"
      data-shoptrail-currency="EUR">
    <input type="radio" name="c" value="Red" data-shoptrail-field="variant_name"><input
      type="radio" name="c" value="Blue" checked data-shoptrail-field="variant_name"><input
      type="radio" name="c" value="Green" data-shoptrail-field="variant_name">
    <input type="checkbox" data-shoptrail-field="gift" checked><input type="checkbox"
      data-shoptrail-field="in_stock" value="yes">
    <span data-shoptrail-field="price"> 5.00 </span><ul
      data-shoptrail-field="product_ids"><li>7</li> <li>8</li></ul></div>`);
  find("#d").click();
  const [[, { variant_name, gift, in_stock, price, product_ids }]] = events;
  assert.deepEqual([variant_name, gift, in_stock, price, product_ids], ["Blue", true, false, 5, ["7", "8"]]);
});

test("in a browser without observers nothing is thrown and clicks are tracked", async () => {
  const page = openDom(
    `<head></head><body><p data-shoptrail-event="offer_shown" data-shoptrail-offer-code="a">x</p><button
      id="b" data-shoptrail-event="offer_shown" data-shoptrail-offer-code="o">x</button></body>`,
  );
  globalThis.IntersectionObserver = undefined;
  attributes(page.tracker);
  page.document.querySelector("#b").click();
  await settle();
  assert.deepEqual(
    page.events.map(([, { offer_code }]) => offer_code),
    ["o"],
  );
});

test("broken JSON is refused as a wrong type of its property", async () => {
  const tracked = [];
  const page = openDom(
    `<body><button id="a" data-shoptrail-event="offer_shown" data-shoptrail-offer-id="o"
      data-shoptrail-properties='{"colour":'>x</button></body>`,
  );
  page.tracker.track = (name, properties) => tracked.push(Object.entries(properties));
  attributes(page.tracker);
  page.document.querySelector("#a").click();
  const [[name, value]] = tracked[0].filter(([property]) => property !== "offer_id");
  assert.deepEqual([name, typeof value, value.description], ["properties", "symbol", "wrong_type"]);
});

/** What a click on a button with these attributes is tracked as. `around`: those of the element around it. */
async function clicked(attributeTexts, around = {}, inside = "") {
  const page = openDom("<body></body>");
  const tracked = [];
  page.tracker.track = (name, properties) => tracked.push(properties);
  const [outer, button] = ["div", "button"].map((name) => page.document.createElement(name));
  outer.append(button);
  button.innerHTML = inside;
  page.document.body.append(outer);
  for (const [element, texts] of [
    [outer, around],
    [button, { event: "add_to_cart", ...attributeTexts }],
  ])
    for (const [name, text] of Object.entries(texts))
      element.setAttribute("data-shoptrail-" + name.replaceAll("_", "-"), text);
  attributes(page.tracker);
  button.click();
  return tracked[0];
}

for (const [what, given, expected, around] of [
  ["a price as JSON writes numbers", { price: "1299.90", quantity: "2" }, { price: 1299.9, quantity: 2 }],
  ["a price is handed on as it is written", { price: " 1.299,90\u00a0€ " }, { price: "1.299,90\u00a0€" }],
  [
    "a price of several numbers",
    { price: "49,90 € inkl. 19 % MwSt." },
    { price: "49,90 € inkl. 19 % MwSt." },
  ],
  ["a price that may be thousands", { price: "1.299" }, { price: "1.299" }],
  ["a quantity of metres", { quantity: "1,5" }, { quantity: "1,5" }],
  ["an element around a price", { price: '<span class="money">$20.00</span>' }, { price: "$20.00" }],
  ["an empty price is absent", { price: "", name: "Mug" }, { name: "Mug" }],
  [
    "an empty text gives way to the element around it",
    { currency: " " },
    { currency: "EUR" },
    { currency: "EUR" },
  ],
  ["an empty JSON is absent", { properties: "", line_items: " " }, {}],
  ["a name is trimmed", { name: "\n  Mug\n" }, { name: "Mug" }],
  ["a name keeps what looks encoded", { name: "Salt &amp; Pepper" }, { name: "Salt &amp; Pepper" }],
  [
    "an id without invisible characters",
    { product_id: "\ufeff4\u200b2 ", sku: "\u00a0A\u200d1" },
    { product_id: "42", sku: "A1" },
  ],
  [
    "an address without invisible characters",
    { url: "https://s.example/\u200bmug" },
    { url: "https://s.example/mug" },
  ],
  ["a joiner in a name stays", { name: "👩\u200d🍳" }, { name: "👩\u200d🍳" }],
  ["a set without a value", { in_stock: "" }, { in_stock: true }],
  ["true", { in_stock: "TRUE" }, { in_stock: true }],
  ["one", { in_stock: "1" }, { in_stock: true }],
  ["yes", { in_stock: "yes" }, { in_stock: true }],
  ["in stock", { in_stock: "In stock" }, { in_stock: true }],
  ["zero", { in_stock: "0" }, { in_stock: false }],
  ["no", { in_stock: "No" }, { in_stock: false }],
  ["out of stock", { in_stock: "out_of_stock" }, { in_stock: false }],
  ["words that say neither", { in_stock: "perhaps" }, { in_stock: "perhaps" }],
  ["a list of ids as JSON", { product_ids: '["7", 8]' }, { product_ids: ["7", 8] }],
  ["a list of ids with semicolons", { product_ids: "7;8 | 9" }, { product_ids: ["7", "8", "9"] }],
  [
    "JSON of a loop, with a comma too many",
    { line_items: '[{"product_id":"7"},]' },
    { line_items: [{ product_id: "7" }] },
  ],
  [
    "JSON that is encoded twice",
    { line_items: "[{&quot;product_id&quot;:&quot;7&quot;}]" },
    { line_items: [{ product_id: "7" }] },
  ],
  ["JSON in lines", { properties: '{\n "colour": "red",\n}' }, { colour: "red" }],
]) {
  test(`attributes: ${what}`, async () => {
    assert.deepEqual(JSON.parse(JSON.stringify(await clicked(given, around))), expected);
  });
}

test("a field without a value leaves the attribute, and a list item gives its text", async () => {
  const tracked = await clicked(
    { quantity: "1", name: "Mug" },
    {},
    '<input data-shoptrail-field="quantity" value=""><ul><li data-shoptrail-field="name">Red mug</li></ul>' +
      '<data data-shoptrail-field="variant_name" value="Red">R</data>',
  );
  assert.deepEqual([String(tracked.quantity), tracked.name, tracked.variant_name], ["1", "Red mug", "Red"]);
});
