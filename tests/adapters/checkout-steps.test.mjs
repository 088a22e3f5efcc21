// Steps of the checkout, on the platforms whose pages show them: each is one event, when the shopper goes on.

import assert from "node:assert/strict";
import { test } from "node:test";
import { adapter } from "./support/page.mjs";
import { openDom, settle } from "./support/dom.mjs";

const LINES = { 1: { product_id: "14", sku: "M-1", price: 8, quantity: 2, currency: "EUR" } };
const BEFORE = { lines: LINES, currency: "EUR", started: "x" };

/** A checkout page with an adapter; `before` is what an earlier page saw of the cart. */
async function open(name, { body = "", bodyClass = "", globals = {}, before = BEFORE, hasTouched = true }) {
  const page = openDom(`<head></head><body class="${bodyClass}">${body}</body>`);
  page.window.localStorage["shoptrail.platform"] = JSON.stringify(before);
  Object.defineProperty(page.window.navigator, "userActivation", {
    configurable: true,
    value: { hasBeenActive: hasTouched },
  });
  Object.assign(page.window, globals);
  (await adapter(name))(page.tracker);
  await settle();
  return {
    ...page,
    steps: () =>
      page.events
        .filter(([event]) => event === "checkout_step_completed")
        .map(([, { step, shipping_method, payment_method, line_items }]) => [
          step,
          shipping_method ?? payment_method,
          line_items?.[0].sku,
        ]),
    stored: () => JSON.parse(page.window.localStorage["shoptrail.platform"]),
    change(selector) {
      page.document.querySelector(selector).dispatchEvent(new page.window.Event("change", { bubbles: true }));
    },
  };
}

function observable(value) {
  const listeners = [];
  const read = () => value;
  read.subscribe = (listener) => listeners.push(listener);
  read.set = (next) => {
    value = next;
    listeners.forEach((listener) => listener(next));
  };
  return read;
}

/** Luma's checkout: the modules behind `require`. */
function luma() {
  const quote = {
    totals: observable({ quote_currency_code: "EUR", coupon_code: "TEN" }),
    paymentMethod: observable(null),
    shippingMethod: observable(null),
  };
  const modules = {
    "Magento_Customer/js/customer-data": { get: () => observable({}) },
    "Magento_Checkout/js/model/quote": quote,
  };
  return { quote, require: ([name], use) => use(modules[name]) };
}

test("Magento: Luma's step of the delivery and the chosen payment, once until the order", async () => {
  const { quote, require } = luma();
  const page = await open("magento", { bodyClass: "checkout-index-index", globals: { require } });
  const goTo = (hash) => {
    page.window.location.hash = hash;
    page.window.dispatchEvent(new page.window.Event("hashchange"));
  };
  goTo("#shipping");
  assert.deepEqual(page.steps(), []);
  quote.shippingMethod.set({ method_title: "Fixed" });
  goTo("#payment");
  goTo("#shipping");
  goTo("#payment");
  quote.paymentMethod.set(null);
  quote.paymentMethod.set({ method: "checkmo" });
  quote.paymentMethod.set({ method: "banktransfer" });
  const expected = [
    ["shipping", "Fixed", "M-1"],
    ["payment", "checkmo", "M-1"],
  ];
  assert.deepEqual(page.steps(), expected);
  const [, { currency, coupon }] = page.events.find(([event]) => event === "checkout_step_completed");
  assert.deepEqual([currency, coupon], ["EUR", "TEN"]);

  const again = luma();
  const reopened = await open("magento", {
    bodyClass: "checkout-index-index",
    globals: { require: again.require },
    before: page.stored(),
  });
  again.quote.paymentMethod.set({ method: "checkmo" });
  assert.deepEqual(reopened.steps(), [], "the checkout is opened again");
  const untouched = luma();
  const loaded = await open("magento", {
    bodyClass: "checkout-index-index",
    globals: { require: untouched.require },
    hasTouched: false,
  });
  untouched.quote.paymentMethod.set({ method: "checkmo" });
  assert.deepEqual(loaded.steps(), [], "chosen by the shop");
});

test("PrestaShop: the sections of the checkout that the theme marks as complete", async () => {
  const section = (id, state) =>
    `<section id="checkout-${id}-step" class="checkout-step ${state}"></section>`;
  const globals = { prestashop: { page: { page_name: "checkout" }, currency: { iso_code: "EUR" } } };
  const address = await open("prestashop", {
    globals,
    body: section("personal-information", "-reachable -complete") + section("delivery", "-current"),
  });
  assert.deepEqual(address.steps(), [["contact", undefined, "M-1"]]);
  const payment = await open("prestashop", {
    globals,
    before: address.stored(),
    body: section("personal-information", "-complete") + section("delivery", "-reachable -complete"),
  });
  assert.deepEqual(payment.steps(), [["shipping", undefined, "M-1"]]);
});

test("WooCommerce: the choices of classic checkouts and of blocks, not those of the shop", async () => {
  const body =
    '<input type="radio" name="shipping_method[0]" value="flat_rate:1">' +
    '<input type="radio" name="payment_method" value="cod"><input name="billing_email">';
  const actions = {};
  const wp = { hooks: { addAction: (name, namespace, callback) => (actions[name] = callback) } };
  const page = await open("woocommerce", { body, bodyClass: "woocommerce-checkout", globals: { wp } });
  page.change("[name^=shipping]");
  page.change("[name=payment_method]");
  page.change("[name=billing_email]");
  const action = (name, data) => actions["experimental__woocommerce_blocks-checkout-set-" + name](data);
  action("selected-shipping-rate", { shippingRateId: "free:2" });
  action("active-payment-method", { value: "stripe" });
  action("active-payment-method", { paymentMethodSlug: "paypal" });
  assert.deepEqual(
    page.steps().map(([step, chosen]) => [step, chosen]),
    [
      ["shipping", "flat_rate:1"],
      ["payment", "cod"],
      ["shipping", "free:2"],
      ["payment", "stripe"],
      ["payment", "paypal"],
    ],
    "of which the core counts the first of each step",
  );
  const loaded = await open("woocommerce", { body, bodyClass: "woocommerce-checkout", hasTouched: false });
  loaded.change("[name=payment_method]");
  assert.deepEqual(loaded.steps(), []);
  const cart = await open("woocommerce", { body, bodyClass: "woocommerce-cart" });
  cart.change("[name^=shipping]");
  assert.deepEqual(cart.steps(), [], "the cart's choice is no step of the checkout");
});
