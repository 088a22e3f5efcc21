// A platform page that looks like a Magento 2 shop from outside: body classes, Open Graph, the customer-data
// sections in localStorage, Luma's modules behind `require` and, with `?hyva`, Hyvä's events. The pages do
// not use shoptrail. index.mjs calls this file.
import { html, raw } from "../html.mjs";
import { cookieCart, PRODUCTS, SHIPPING } from "./cookie-cart.mjs";

const ROOT = "/platforms/magento";
const STORE = "magento_cart";

// What the themes' scripts do, as far as it matters here. Both reload the sections after a request that
// changes the cart; Luma marks them as invalid until then.
const SECTIONS = `
  var storageKey = "mage-cache-storage";
  function stored(name) { return JSON.parse(localStorage[name] || "{}"); }
  function store(name, value) { localStorage[name] = JSON.stringify(value); }
  function loadSections() {
    return fetch("${ROOT}/customer/section/load/?sections=cart").then(function (answer) {
      return answer.json();
    }).then(function (sections) {
      store(storageKey, Object.assign(stored(storageKey), sections));
      return sections;
    });
  }
  function post(address, form) {
    return fetch("${ROOT}" + address, { method: "POST", body: new URLSearchParams(form) });
  }`;

const LUMA = `
  function observable(value) {
    var listeners = [];
    function read() { return value; }
    read.subscribe = function (listener) { listeners.push(listener); };
    read.set = function (next) { value = next; listeners.forEach(function (each) { each(next); }); };
    return read;
  }
  var cartSection = observable(stored(storageKey).cart || {});
  var invalid = "mage-cache-storage-section-invalidation";
  function reload() {
    store(invalid, { cart: true });
    return loadSections().then(function (sections) {
      store(invalid, {});
      cartSection.set(sections.cart);
    });
  }
  var modules = { "Magento_Customer/js/customer-data": { get: function () { return cartSection; } } };
  if (window.checkoutConfig)
    modules["Magento_Checkout/js/model/quote"] = {
      totals: observable(checkoutConfig.totalsData), paymentMethod: observable(null)
    };
  window.require = function (names, use, fail) {
    setTimeout(function () {
      if (names.every(function (name) { return modules[name]; })) use(modules[names[0]]);
      else fail(new Error("Script error"));
    });
  };
  document.addEventListener("submit", function (event) {
    if (/checkout\\/cart/.test(event.target.action)) store(invalid, { cart: true });
  });
  if (stored(invalid).cart || !stored(storageKey).cart) reload();
  function changed() { reload(); }`;

const HYVA = `
  window.hyva = { getBrowserStorage: function () { return localStorage; } };
  function announce(data) {
    dispatchEvent(new CustomEvent("private-content-loaded", { detail: { data: data } }));
  }
  function reload() { return loadSections().then(announce); }
  addEventListener("load", reload);
  addEventListener("reload-customer-section-data", reload);
  function changed() { dispatchEvent(new CustomEvent("reload-customer-section-data")); }`;

const BUTTONS = `
  // As the widget catalogAddToCart: the form is not sent, its action is asked by a request.
  document.addEventListener("submit", function (event) {
    if (event.target.dataset.role !== "tocart-form") return;
    event.preventDefault();
    post("/checkout/cart/add/", new FormData(event.target)).then(changed);
  });
  function removeItem(id) {
    post("/checkout/sidebar/removeItem/", { item_id: id, qty: -99 }).then(changed);
  }
  function chooseShipping() {
    var quote = modules["Magento_Checkout/js/model/quote"];
    quote.paymentMethod.set({ method: "checkmo" });
    quote.totals.set(Object.assign({}, checkoutConfig.totalsData, checkoutConfig.withShipping));
  }`;

export function magento({ url, cookies }, [name = "", ...rest]) {
  const cart = cookieCart(cookies, STORE);
  if (name === "customer") return { json: JSON.stringify({ cart: section(cart) }), status: 200 };
  const isHyva = url.searchParams.has("hyva");
  const page = [name, rest[0]].filter(Boolean).join("/");
  const { pageClass, head = "", body } = (PAGES[page] ?? categoryPage)(cart, isHyva ? "?hyva" : "");
  return {
    options: { "data-adapters": "auto,magento" },
    pageClass,
    body: html`${raw(head)}
      <script>
        ${raw(SECTIONS + (isHyva ? HYVA : LUMA) + BUTTONS)};
      </script>
      ${body}`,
  };
}

const money = (amount) => Math.round(amount * 100) / 100;

function totals({ total }, shipping) {
  const all = money((total + shipping) * 1.25);
  return {
    grand_total: total + shipping,
    shipping_amount: shipping,
    shipping_incl_tax: shipping * 1.25,
    tax_amount: money(all - total - shipping),
    discount_amount: 0,
    quote_currency_code: "EUR",
    total_segments: [{ code: "grand_total", value: all }],
  };
}

function section({ lines }) {
  return {
    summary_count: lines.length,
    data_id: Math.floor(Date.now() / 1000),
    items: lines.map(({ id, name, sku, price, quantity }) => ({
      item_id: String(id),
      product_id: String(id),
      product_sku: sku,
      product_name: name,
      product_price_value: price,
      product_url: `${ROOT}/product`,
      product_image: { src: "/art/lark-tee/slate.svg" },
      options: [],
      qty: quantity,
    })),
  };
}

/** A form that adds one piece by a request. */
function addForm(id, button) {
  return html`<form data-role="tocart-form" action="${ROOT}/checkout/cart/add/" method="post">
    <input type="hidden" name="product" value="${id}" />
    <input type="hidden" name="qty" value="1" />
    <button class="button tocart" id="${button}">Add ${PRODUCTS[id].name}</button>
  </form>`;
}

function categoryPage() {
  return {
    pageClass: "page-products categorypath-kitchen category-kitchen catalog-category-view",
    body: html`<h1 class="page-title">Kitchen</h1>
      ${addForm(57, "add-other")}
      <p>
        <button class="button quiet" id="remove-other" onclick="removeItem(57)">Remove the jumper</button>
      </p>
      <p>
        <a href="${ROOT}/product"><u>Fjord mug</u></a> · <a href="${ROOT}/checkout/cart"><u>Cart</u></a> ·
        <a href="${ROOT}?hyva"><u>as Hyvä</u></a>
      </p>`,
  };
}

function productPage(cart, query) {
  const { id, name, sku, price } = PRODUCTS[42];
  return {
    pageClass: "catalog-product-view product-fjord-mug",
    head: `<meta property="og:title" content="${name}">
      <meta property="product:price:amount" content="${price}">
      <meta property="product:price:currency" content="EUR">`,
    body: html`<h1 class="page-title"><span itemprop="name">${name}</span></h1>
      <form
        data-product-sku="${sku}"
        action="${ROOT}/checkout/cart/add/product/${id}/${query}"
        method="post"
        id="product_addtocart_form"
      >
        <input type="hidden" name="product" value="${id}" />
        <input type="hidden" name="qty" value="2" />
        <button class="button" id="add-form">Add two, with a new page</button>
      </form>
      ${addForm(id, "add")}`,
  };
}

function cartPage(cart, query) {
  return {
    pageClass: "checkout-cart-index page-layout-1column",
    body: html`<h1>Shopping Cart</h1>
      <a class="button" id="to-checkout" href="${ROOT}/checkout/onepage${query}">Proceed to Checkout</a>`,
  };
}

function checkoutPage(cart, query) {
  const config = { totalsData: totals(cart, 0), withShipping: totals(cart, SHIPPING) };
  return {
    pageClass: query ? "hyva_checkout-index-index" : "checkout-index-index page-layout-checkout",
    head: `<script>window.checkoutConfig = ${JSON.stringify(config)};</script>`,
    body: html`<h1>Checkout</h1>
      ${!query && SHIP}
      <form method="post" action="${ROOT}/order">
        <button class="button" id="place">Place Order</button>
      </form>`,
  };
}

const SHIP = html`<p><button class="button quiet" id="ship" onclick="chooseShipping()">Ship</button></p>`;

function successPage() {
  return {
    pageClass: "checkout-onepage-success",
    body: html`<h1>Thank you for your purchase!</h1>
      <div class="checkout-success">
        <p>Your order # is: <span>000000042</span>.</p>
      </div>`,
  };
}

const PAGES = {
  product: productPage,
  "checkout/cart": cartPage,
  "checkout/onepage": checkoutPage,
  "checkout/success": successPage,
};

export function magentoPost({ url, cookies }, form) {
  const cart = cookieCart(cookies, STORE);
  if (url.pathname === `${ROOT}/order`)
    return { redirect: `${ROOT}/checkout/success`, cookies: [cart.clear] };
  const changed = [cart.write(form.get("product") ?? form.get("item_id"), form.get("qty"))];
  return url.pathname.includes("/add/product/")
    ? { redirect: `${ROOT}/checkout/cart${url.search}`, cookies: changed }
    : { json: "[]", status: 200, cookies: changed };
}
