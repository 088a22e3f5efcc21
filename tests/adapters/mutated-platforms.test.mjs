// Carts, orders and records of Magento, BigCommerce, PrestaShop and Shopware with parts replaced by any value
// that JSON has. Nothing is thrown, and no promise rejects unhandled.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import bigcommerce from "../../pkg-template/src/adapters/bigcommerce.js";
import magento from "../../pkg-template/src/adapters/magento.js";
import prestashop from "../../pkg-template/src/adapters/prestashop.js";
import shopware from "../../pkg-template/src/adapters/shopware.js";
import { openDom, settle } from "./support/dom.mjs";
import { fixture } from "./support/fake-tracker.mjs";

const ROUNDS = 60;
const VALUES = [null, true, 0, -1, 1e308, "", "x", "1,2", "</script>", [], [null], [[]], {}, { length: 3 }];
const rejections = [];
const note = (error) => rejections.push(error);
before(() => process.on("unhandledRejection", note));
after(() => process.off("unhandledRejection", note));

/** Numbers from 0 to below 1, the same in each run. */
function numbers(seed) {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** A copy in which about a tenth of the members have another value. */
function mutated(value, random) {
  if (random() < 0.1) return VALUES[Math.floor(random() * VALUES.length)];
  if (Array.isArray(value)) return value.map((one) => mutated(one, random));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mutated(one, random)]));
}

const RECORD = {
  lines: { 81: { product_id: "7", quantity: 2 } },
  open: Date.now(),
  asked: { 81: 1 },
  currency: "EUR",
  checkout: { total: 5 },
  order: { order_id: "42" },
};

function open(bodyClass, body, random, options) {
  const page = openDom(`<head></head><body class="${bodyClass}">${body}</body>`, options);
  page.tracker.track = () => ({ ok: true });
  page.window.localStorage["shoptrail.platform"] = JSON.stringify(mutated(RECORD, random));
  return page;
}

/** Runs `round` with each class of a body. */
async function rounds(seed, classes, round) {
  const random = numbers(seed);
  for (let index = 0; index < ROUNDS; index += 1) {
    await round(classes[index % classes.length], random);
    await settle();
  }
  assert.deepEqual(rejections, []);
}

test("mutated Magento sections, totals and records throw nothing", () => {
  const { cart, totals } = fixture("magento-sections");
  const classes = ["checkout-cart-index", "checkout-index-index", "checkout-onepage-success", ""];
  return rounds(11, classes, (bodyClass, random) => {
    const page = open(bodyClass, '<div class="checkout-success"><p><span>42</span></p></div>', random);
    const read = (value) => Object.assign(() => value, { subscribe: (listener) => listener(value) });
    if (random() < 0.5)
      page.window.require = ([name], use) =>
        use(
          name.endsWith("quote")
            ? { totals: read(mutated(totals, random)), paymentMethod: read(mutated({ method: "x" }, random)) }
            : { get: () => read(mutated(cart, random)) },
        );
    magento(page.tracker);
    for (const detail of [undefined, null, { data: mutated({ cart }, random) }])
      page.window.dispatchEvent(new page.window.CustomEvent("private-content-loaded", { detail }));
  });
});

test("mutated BigCommerce carts, orders and globals throw nothing", async () => {
  const { carts, order, BCData } = fixture("bigcommerce-storefront");
  const view = '<div class="productView" data-entity-id="1"><form data-cart-item-add></form></div>';
  await rounds(12, ["/cart.php", "/checkout", "/checkout/order-confirmation", "/"], (path, random) => {
    const isOrder = path.includes("order");
    const page = open("", view, random, {
      url: `https://b.example${path}`,
      fetch: () => mutated(isOrder ? order : carts, random),
    });
    Object.assign(globalThis, {
      BCData: mutated(BCData, random),
      checkoutConfig: isOrder ? { orderId: 7 } : mutated({}, random),
      bodlEvents: mutated({ product: {} }, random),
    });
    bigcommerce(page.tracker);
  });
  for (const name of ["BCData", "checkoutConfig", "bodlEvents"]) delete globalThis[name];
});

test("mutated PrestaShop globals, changes and products throw nothing", () => {
  const { global, product } = fixture("prestashop-global");
  const pages = ["product", "cart", "checkout", "order-confirmation", "category", "search"];
  return rounds(13, pages, (page_name, random) => {
    const data = JSON.stringify(mutated(product, random)).replaceAll("'", "");
    const page = open("", `<h1>x</h1><div id="product-details" data-product='${data}'></div>`, random, {
      url: "https://p.example/?id_order=7&s=x",
    });
    const listeners = [];
    page.window.prestashop = {
      ...Object(mutated(global, random)),
      page: { page_name },
      on: (name, listener) => listeners.push(listener),
    };
    prestashop(page.tracker);
    for (const listener of listeners) {
      listener(mutated({ reason: { linkAction: "delete-from-cart" }, resp: { cart: global.cart } }, random));
      listener(mutated({ reason: { linkAction: "delete-from-cart", idProduct: 2 } }, random));
    }
  });
});

test("mutated lines of Shopware's pages throw nothing", () => {
  const classes = ["is-act-cartpage", "is-act-confirmpage", "is-act-finishpage", "is-ctl-product", ""];
  return rounds(14, classes, (bodyClass, random) => {
    const attribute = (name, value) => `data-${name}='${String(mutated(value, random))}'`;
    const line = `<span class="hidden-line-item" ${attribute("id", "a")} ${attribute("quantity", "2")}
      ${attribute("price", "3.5")} ${attribute("name", "Lamp")}></span>`;
    const page = open(
      bodyClass,
      `<p class="finish-ordernumber" data-order-number="7"></p>
      <div class="hidden-line-items-information" ${attribute("currency", "EUR")}>${line}</div>`,
      random,
    );
    shopware(page.tracker);
    page.document.body.dispatchEvent(new page.window.CustomEvent("offCanvasOpened"));
  });
});
