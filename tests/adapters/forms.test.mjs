// Sign-ups, newsletters and wish lists of the platforms: a form that was sent becomes an event when a page
// shows that the shop has accepted it.

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { adapter } from "./support/page.mjs";
import { openDom, settle } from "./support/dom.mjs";

const RECORD = "shoptrail.sent";
const SIGN_UP = ["signed_up", { method: "email" }];
const FORMS = ["signed_up", "newsletter_subscribed", "wishlist_added"];

const dawnNewsletter =
  '<footer><form method="post" action="/contact#ContactFooter" id="ContactFooter" class="newsletter-form">' +
  '<input type="hidden" name="form_type" value="customer"><input type="hidden" name="contact[tags]" ' +
  'value="newsletter"><input type="email" name="contact[email]" value="jane@example.com"></form></footer>';
const shopifyRegister =
  '<form method="post" action="/account" id="create_customer"><input type="hidden" name="form_type" ' +
  'value="create_customer"><input name="customer[email]" value="jane@example.com"></form>';
const footer = { placement: "footer" };

/**
 * Each form: the adapter, the page that has it, what is sent or clicked, the page that accepts, the event.
 * `page` and `accepts` are `{body, bodyClass, url, globals}`.
 */
const ROWS = [
  {
    name: "shopify-page",
    page: { body: dawnNewsletter },
    sent: "form",
    accepts: { body: dawnNewsletter, url: "https://s.example/?customer_posted=true#ContactFooter" },
    event: ["newsletter_subscribed", { form_id: "ContactFooter", ...footer }],
  },
  {
    name: "shopify-page",
    page: { body: shopifyRegister, url: "https://s.example/account/register" },
    sent: "form",
    accepts: { globals: { __st: { cid: 207119551 } } },
    event: SIGN_UP,
  },
  {
    name: "shopify-page",
    page: { body: shopifyRegister },
    sent: "form",
    accepts: { globals: { ShopifyAnalytics: { meta: { page: { customerId: 207119551 } } } } },
    event: SIGN_UP,
  },
  {
    name: "woocommerce",
    page: {
      body: '<form method="post" class="woocommerce-form woocommerce-form-register register"></form>',
      bodyClass: "woocommerce-account",
    },
    sent: "form",
    accepts: { bodyClass: "logged-in woocommerce-account" },
    event: SIGN_UP,
  },
  {
    name: "woocommerce",
    page: { body: '<form id="mc4wp-form-1" class="mc4wp-form mc4wp-form-52" data-id="52"></form>' },
    sent: "form",
    accepts: { body: '<form class="mc4wp-form"><div class="mc4wp-alert mc4wp-success">Thanks</div></form>' },
    event: ["newsletter_subscribed", { form_id: "52" }],
  },
  {
    name: "magento",
    page: {
      body: '<form class="form create account form-create-account" action="/customer/account/createpost/">',
    },
    sent: "form",
    accepts: { bodyClass: "account customer-account-index" },
    event: SIGN_UP,
  },
  {
    name: "magento",
    page: {
      body:
        '<footer class="page-footer"><form class="form subscribe" id="newsletter-validate-detail" ' +
        'action="https://s.example/newsletter/subscriber/new/"></form></footer>',
    },
    sent: "form",
    accepts: { body: '<div class="message-success success message"><div>Thank you</div></div>' },
    event: ["newsletter_subscribed", { form_id: "newsletter-validate-detail", ...footer }],
  },
  {
    name: "magento",
    page: {
      body:
        '<a class="action towishlist" data-action="add-to-wishlist" data-post=\'{"action":"https://s.example/' +
        'wishlist/index/add/","data":{"product":14,"uenc":"x"}}\'><span>Add</span></a>',
    },
    sent: "span",
    accepts: { bodyClass: "account wishlist-index-index" },
    event: ["wishlist_added", { product_id: 14 }],
  },
  {
    name: "bigcommerce",
    page: { body: '<form data-create-customer-form action="/login.php?action=save_new_account"></form>' },
    sent: "form",
    accepts: { url: "https://s.example/login.php?action=account_created" },
    event: SIGN_UP,
  },
  {
    name: "bigcommerce",
    page: { body: '<footer><form class="form" action="/subscribe.php" method="post"></form></footer>' },
    sent: "form",
    accepts: { url: "https://s.example/subscribe.php?result=success" },
    event: ["newsletter_subscribed", footer],
  },
  {
    name: "bigcommerce",
    page: { body: '<form action="/wishlist.php?action=add&amp;product_id=112" method="post"></form>' },
    sent: "form",
    accepts: { url: "https://s.example/wishlist.php?action=viewwishlistitems" },
    event: ["wishlist_added", { product_id: "112" }],
  },
  {
    name: "shopware",
    page: { body: '<form class="register-form" action="/account/register" method="post"></form>' },
    sent: "form",
    accepts: { bodyClass: "is-ctl-accountprofile is-act-index" },
    event: SIGN_UP,
  },
  {
    name: "prestashop",
    page: {
      body: '<form action="/registration" id="customer-form" class="js-customer-form" method="post"></form>',
      globals: { prestashop: { page: { page_name: "registration" } } },
    },
    sent: "form",
    accepts: { globals: { prestashop: { page: { page_name: "index" }, customer: { is_logged: true } } } },
    event: SIGN_UP,
  },
  {
    name: "prestashop",
    page: {
      body: '<div class="block_newsletter"><form action="/#block" method="post"></form></div>',
      globals: { prestashop: { page: { page_name: "index" } } },
    },
    sent: "form",
    accepts: {
      body: '<div class="block_newsletter"><form></form><p class="alert alert-success">Thanks</p></div>',
      globals: { prestashop: { page: { page_name: "index" } } },
    },
    event: ["newsletter_subscribed", {}],
  },
];

/** Opens a page with an adapter; `stored` is what an earlier page kept. */
async function open(name, { body = "", bodyClass = "", url, globals = {} }, stored) {
  const page = openDom(`<head></head><body class="${bodyClass}">${body}</body>`, { url });
  if (stored) page.window.localStorage[RECORD] = stored;
  if (name === "shopify-page") page.window.Shopify = {};
  Object.assign(page.window, globals);
  const run = await adapter(name);
  run(page.tracker);
  await settle();
  return {
    ...page,
    tracked: () => page.events.filter(([event]) => FORMS.includes(event)),
    stored: () => page.window.localStorage[RECORD],
    send(selector) {
      const element = page.document.querySelector(selector);
      const type = element.matches("form") ? "submit" : "click";
      element.dispatchEvent(new page.window.Event(type, { bubbles: true, cancelable: true }));
    },
  };
}

for (const { name, page, sent, accepts, event } of ROWS) {
  const title = `${name}: ${event[0]} by ${(page.body.match(/(action|class)="[^"]+"/) ?? [""])[0]}`;

  test(`${title}: tracked by the page that accepts, once`, async () => {
    const first = await open(name, page);
    first.send(sent);
    assert.deepEqual(first.tracked(), [], "sent is not accepted");
    const kept = first.stored();
    assert.doesNotMatch(kept, /jane/, "nothing that was typed is kept");
    const next = await open(name, accepts, kept);
    assert.deepEqual(next.tracked(), [event]);
    assert.deepEqual(next.problems, []);
    const again = await open(name, accepts, next.stored());
    assert.deepEqual(again.tracked(), [], "the page may be opened again");
  });

  test(`${title}: not tracked without the form, when it comes back, or after five minutes`, async () => {
    assert.deepEqual((await open(name, accepts)).tracked(), []);
    const first = await open(name, page);
    first.send(sent);
    const kept = JSON.parse(first.stored());
    assert.deepEqual((await open(name, page, JSON.stringify(kept))).tracked(), []);
    for (const one of Object.values(kept)) one.at -= 301_000;
    assert.deepEqual((await open(name, accepts, JSON.stringify(kept))).tracked(), []);
  });
}

test("a sign-up that the shop has refused is not one when the shopper logs in afterwards", async () => {
  const [, row] = ROWS;
  const first = await open(row.name, row.page);
  first.send(row.sent);
  const refused = await open(row.name, row.page, first.stored());
  assert.deepEqual((await open(row.name, row.accepts, refused.stored())).tracked(), []);
});

test("a form that the shop answers without a new page is tracked when its answer is shown", async () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const form =
    '<form id="mailpoet_form_3" class="mailpoet_form"><p class="mailpoet_validate_success" ' +
    'style="display:none;">Check your inbox</p></form>';
  const page = await open("woocommerce", { body: form });
  page.send("form");
  mock.timers.tick(500);
  assert.deepEqual(page.tracked(), []);
  page.document.querySelector(".mailpoet_validate_success").setAttribute("style", "");
  mock.timers.tick(500);
  assert.deepEqual(page.tracked(), [["newsletter_subscribed", { form_id: "mailpoet_form_3" }]]);
  mock.timers.tick(5000);
  page.send("form");
  mock.timers.tick(500);
  assert.equal(page.tracked().length, 1, "the answer to the first is no answer to the second");
  mock.timers.reset();
});

test("a contact form, an unsubscription and a change of an account are no such forms", async () => {
  const contact =
    '<form action="/contact#contact_form" id="contact_form"><input name="form_type" value="contact">';
  const [newsletter] = ROWS;
  const page = await open("shopify-page", { body: contact });
  page.send("form");
  assert.deepEqual((await open("shopify-page", newsletter.accepts, page.stored())).tracked(), []);

  const option = '<form action="/form/newsletter"><input name="option" value="unsubscribe"></form>';
  const shopware = await open("shopware", { body: option });
  shopware.send("form");
  assert.equal(shopware.stored(), undefined);

  const prestashop = await open("prestashop", {
    body: '<form id="customer-form"></form>',
    globals: { prestashop: { page: { page_name: "identity" } } },
  });
  prestashop.send("form");
  assert.equal(prestashop.stored(), undefined);
});

test("Shopware's newsletter is tracked when its form is answered", async () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const page = await open("shopware", {
    body: '<form action="/form/newsletter"><select name="option"><option value="subscribe"></select></form>',
  });
  page.send("form");
  page.document.body.insertAdjacentHTML("beforeend", '<div class="alert alert-success">Thanks</div>');
  mock.timers.tick(300);
  assert.deepEqual(page.tracked(), [["newsletter_subscribed", {}]]);
  mock.timers.reset();
});

test("a form of Klaviyo is a newsletter once, on whatever platform", async () => {
  const page = await open("woocommerce", {});
  const report = (detail) =>
    page.window.dispatchEvent(new page.window.CustomEvent("klaviyoForms", { detail }));
  report({ type: "open", formId: "SzjQ53" });
  report({ type: "submit", formId: "SzjQ53", metaData: { $email: "jane@example.com" } });
  page.window.dispatchEvent(new page.window.Event("klaviyoForms"));
  assert.deepEqual(page.tracked(), [["newsletter_subscribed", { form_id: "SzjQ53" }]]);
});

test("wish lists of YITH and TI, in the shapes of their versions", async () => {
  const button = '<a class="add_to_wishlist" data-product-id="93"></a>';
  const ti = '<a class="tinvwl_button" data-tinv-wl-product="94" data-tinv-wl-productvariation="95">';
  const page = await open("woocommerce", { body: button + ti, bodyClass: "single-product postid-92" });
  const trigger = (name, ...args) => page.document.body["on" + name]({ type: name }, ...args);
  const [yith, tinv] = page.document.querySelectorAll("a");
  trigger("added_to_wishlist", [yith], {});
  trigger("added_to_wishlist", yith);
  trigger("added_to_wishlist", 96);
  trigger("added_to_wishlist");
  trigger("tinvwl_wishlist_added_status", tinv, true);
  trigger("tinvwl_wishlist_added_status", tinv, false);
  assert.deepEqual(
    page.tracked().map(([, { product_id, variant_id }]) => [String(product_id), variant_id]),
    [
      ["93", undefined],
      ["93", undefined],
      ["96", undefined],
      ["92", undefined],
      ["94", "95"],
    ],
  );
});

test("the wish lists of Swym, Shopware and PrestaShop say the product", async () => {
  const shopify = await open("shopify-page", {});
  const evtLayer = shopify.document.createElement("div");
  const [listen] = shopify.window.SwymCallbacks;
  listen({ evtLayer, JSEvents: { addedToWishlist: "sw:addedtowishlist" } });
  const detail = { d: { empi: 6786188247105, epi: 39897499729985, dt: "Health potion", pr: 10 } };
  evtLayer.dispatchEvent(new shopify.window.CustomEvent("sw:addedtowishlist", { detail }));
  evtLayer.dispatchEvent(new shopify.window.CustomEvent("sw:addedtowishlist"));
  const [[name, { product_id, variant_id, price }]] = shopify.tracked();
  assert.deepEqual(
    [name, product_id, variant_id, price],
    ["wishlist_added", "6786188247105", "39897499729985", 10],
  );

  const shopware = await open("shopware", { body: "<div data-wishlist-storage></div>" });
  shopware.document.querySelector("div").dispatchEvent(
    new shopware.window.CustomEvent("Wishlist/onProductAdded", {
      detail: { productId: "0a1b", products: {} },
    }),
  );
  assert.deepEqual(shopware.tracked(), [["wishlist_added", { product_id: "0a1b" }]]);

  for (const isLate of [false, true]) {
    const [bus, core] = [{}, {}];
    const WishlistEventBus = { $on: (event, listener) => (bus[event] = listener) };
    const globals = { prestashop: { page: {}, on: (event, listener) => (core[event] = listener) } };
    const page = await open("prestashop", { globals: isLate ? globals : { ...globals, WishlistEventBus } });
    if (isLate) {
      page.window.WishlistEventBus = WishlistEventBus;
      core.wishlistEventBusInit();
    }
    bus.addedToWishlist({ detail: { productId: 19, listId: 1, productAttributeId: isLate ? "40" : "0" } });
    assert.deepEqual(
      page.tracked().map(([, found]) => [found.product_id, found.variant_id]),
      [[19, isLate ? "40" : undefined]],
    );
  }
});
