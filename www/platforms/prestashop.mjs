// A platform page that looks like a PrestaShop from outside: the global `prestashop` with its emitter, the
// theme's buttons and pages with their names. The pages do not use shoptrail. index.mjs calls this file.
import { html, raw } from "../html.mjs";
import { cookieCart, parse, PRODUCTS, SHIPPING } from "./cookie-cart.mjs";

const ROOT = "/platforms/prestashop";
const STORE = "prestashop_cart";

// core.js gives the global its emitter; the theme posts and announces the new cart.
const CORE = `
  var listeners = {};
  prestashop.on = function (name, listener) { (listeners[name] = listeners[name] || []).push(listener); };
  prestashop.emit = function (name, data) {
    (listeners[name] || []).forEach(function (listener) { listener(data); });
  };
  function post(form, reason) {
    fetch("${ROOT}/cart?ajax=1", { method: "POST", body: new URLSearchParams(form) })
      .then(function (answer) { return answer.json(); })
      .then(function (resp) {
        prestashop.emit("updateCart", { reason: Object.assign({ cart: resp.cart }, reason), resp: resp });
      });
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-button-action],[data-link-action]");
    if (!button) return;
    event.preventDefault();
    var id = button.dataset.idProduct;
    if (button.dataset.buttonAction)
      post({ id_product: id, qty: 1 }, { linkAction: "add-to-cart", idProduct: id });
    else post({ id_product: id, qty: -99 }, Object.assign({}, button.dataset));
  });`;

export function prestashop({ url, cookies }, [name = ""]) {
  const cart = cookieCart(cookies, STORE);
  const page = PAGES[name] ? name : "category";
  const global = {
    cart: cartOf(cart),
    currency: { name: "Euro", iso_code: "EUR", sign: "€" },
    customer: { email: page === "order-confirmation" ? "jane@example.com" : null, is_logged: false },
    page: { page_name: page },
  };
  return {
    options: { "data-adapters": "auto,prestashop" },
    pageClass: `lang-en page-${page} ${page === "category" ? "category-id-3 category-kitchen" : ""}`,
    body: html`<script>
        ${raw(`var prestashop = ${JSON.stringify(global)};${CORE}`)};
      </script>
      ${(PAGES[page] ?? categoryPage)(cart, url)}`,
  };
}

function cartOf({ lines, total }) {
  const all = total + (lines.length ? SHIPPING : 0);
  return {
    products: lines.map(({ id, name, sku, price, brand, category, quantity }) => ({
      id_product: String(id),
      id_product_attribute: "0",
      id_customization: null,
      name,
      reference: sku,
      category: category.toLowerCase(),
      manufacturer_name: brand,
      attributes: [],
      price_wt: price,
      cart_quantity: String(quantity),
      quantity,
      url: `${ROOT}/product`,
      cover: null,
    })),
    totals: {
      total: { amount: all },
      total_including_tax: { amount: all },
      total_excluding_tax: { amount: Math.round(all * 80) / 100 },
    },
    subtotals: { products: { amount: total }, discounts: null, shipping: { amount: SHIPPING }, tax: null },
    vouchers: { allowed: 1, added: [] },
  };
}

function categoryPage() {
  return html`<h1>Kitchen</h1>
    <p>
      <a href="${ROOT}/product"><u>Fjord mug</u></a> · <a href="${ROOT}/cart"><u>Cart</u></a>
    </p>`;
}

function productPage() {
  const { id, name, sku, price } = PRODUCTS[42];
  const data = {
    id_product: String(id),
    id_product_attribute: 0,
    name,
    reference: sku,
    price_amount: price,
    quantity: 9,
  };
  return html`<h1>${name}</h1>
    <p>
      <button class="button" id="add" data-button-action="add-to-cart" data-id-product="${id}">
        Add to cart
      </button>
      <a
        class="button quiet"
        id="remove"
        href="#"
        data-link-action="delete-from-cart"
        data-id-product="${id}"
        data-id-product-attribute="0"
        >Remove</a
      >
    </p>
    <div id="product-details" data-product="${JSON.stringify(data)}"></div>`;
}

function cartPage() {
  return html`<h1>Shopping Cart</h1>
    <a class="button" id="to-checkout" href="${ROOT}/checkout">Proceed to checkout</a>`;
}

function checkoutPage(cart, url) {
  const isLast = url.searchParams.has("payment");
  return html`<h1>${isLast ? "Payment" : "Personal information"}</h1>
    ${
      isLast
        ? html`<form method="post" action="${ROOT}/order">
            <button class="button" id="place">Place order</button>
          </form>`
        : html`<a class="button" id="continue" href="${ROOT}/checkout?payment">Continue</a>`
    }`;
}

function confirmationPage(cart, url) {
  const { total } = parse(url.searchParams.get("ordered") ?? "");
  return html`<h1>Your order is confirmed</h1>
    <div class="order-confirmation-table">
      <table>
        <tr>
          <td>Total</td>
          <td>€${(total + SHIPPING).toFixed(2)}</td>
        </tr>
      </table>
    </div>`;
}

const PAGES = {
  product: productPage,
  cart: cartPage,
  checkout: checkoutPage,
  "order-confirmation": confirmationPage,
};

export function prestashopPost({ url, cookies }, form) {
  const cart = cookieCart(cookies, STORE);
  if (url.pathname === `${ROOT}/order`) {
    const query = `id_cart=5&id_module=3&id_order=17&key=abc&ordered=${cart.text}`;
    return { redirect: `${ROOT}/order-confirmation?${query}`, cookies: [cart.clear] };
  }
  const changed = cart.write(form.get("id_product"), form.get("qty"));
  const after = cartOf(cookieCart(changed.replace(/;.*/, ""), STORE));
  return { json: JSON.stringify({ success: true, cart: after }), status: 200, cookies: [changed] };
}
