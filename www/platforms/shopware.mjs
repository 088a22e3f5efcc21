// A platform page that looks like a Shopware 6 storefront from outside: body classes, the printed lines of
// the cart, the buy form, and the off-canvas cart that publishes its events on its element. The pages do not
// use shoptrail. index.mjs calls this file.
import { html, raw } from "../html.mjs";
import { cookieCart, parse, PRODUCTS, SHIPPING } from "./cookie-cart.mjs";

const ROOT = "/platforms/shopware";
const STORE = "shopware_cart";

// As the plugins AddToCart and OffCanvasCart: a form is posted, the answer is the content of the off-canvas
// cart, and then the plugin publishes its events, which do not bubble.
const THEME = `
  window.PluginManager = {};
  window.activeNavigationId = "0a1b2c";
  function show(content, name) {
    var canvas = document.querySelector(".offcanvas") || document.createElement("div");
    document.body.appendChild(canvas);
    canvas.className = "offcanvas cart-offcanvas";
    canvas.innerHTML = content;
    document.querySelector("[data-off-canvas-cart]").dispatchEvent(new CustomEvent(name));
  }
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("[data-add-to-cart],.js-offcanvas-cart-remove-product")) return;
    event.preventDefault();
    fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) })
      .then(function (answer) { return answer.text(); })
      .then(function (content) {
        show(content, form.matches("[data-add-to-cart]") ? "offCanvasOpened" : "registerEvents");
      });
  });`;

export function shopware({ url, cookies }, [name = "", second]) {
  const cart = cookieCart(cookies, STORE);
  const { pageClass, body } = (PAGES[second ?? name] ?? categoryPage)(cart, url);
  return {
    options: { "data-adapters": "auto,shopware" },
    pageClass,
    body: html`<script>
        ${raw(THEME)};
      </script>
      <a data-off-canvas-cart="true" href="${ROOT}/checkout/cart"></a>${body}`,
  };
}

/** hidden-line-items-information.html.twig */
function hiddenLines({ lines, total }, withOrder = false) {
  return html`<div
    class="d-none hidden-line-items-information"
    data-currency="EUR"
    data-shipping="${SHIPPING}"
    data-value="${withOrder ? total + SHIPPING : total}"
    data-tax="0"
  >
    ${lines.map(
      ({ id, name, sku, price, brand, quantity }) =>
        html`<span
          class="hidden-line-item"
          data-id="${id}"
          data-sku="${sku}"
          data-name="${name}"
          data-quantity="${quantity}"
          data-price="${price}"
          data-brand="${brand}"
        ></span>`,
    )}
  </div>`;
}

function canvas(cart) {
  return html`<div class="offcanvas-cart">
      ${cart.lines.map(
        ({ id, name }) =>
          html`<form
            action="${ROOT}/checkout/line-item/delete/${id}"
            class="cart-item-remove js-offcanvas-cart-remove-product"
            method="post"
          >
            ${name} <button class="button quiet cart-item-remove-button" id="remove-${id}">Remove</button>
          </form>`,
      )}
    </div>
    ${hiddenLines(cart)}`.html;
}

function categoryPage() {
  return {
    pageClass: "is-ctl-navigation is-act-index",
    body: html`<h1>Kitchen</h1>
      <div class="product-box">
        <a href="${ROOT}/product"><u>Fjord mug</u></a>
      </div>`,
  };
}

function productPage() {
  const { id, name, sku, price, brand } = PRODUCTS[42];
  const field = `lineItems[${id}]`;
  return {
    pageClass: "is-ctl-product is-act-index",
    body: html`${raw(`<meta property="product:brand" content="${brand}">
        <meta property="product:price:amount" content="${price}">
        <meta property="product:price:currency" content="EUR">`)}
      <h1 class="product-detail-name">${name}</h1>
      <p class="product-detail-ordernumber">${sku}</p>
      <form action="${ROOT}/checkout/line-item/add" method="post" class="buy-widget" data-add-to-cart="true">
        <input type="hidden" name="${field}[quantity]" value="2" />
        <input type="hidden" name="${field}[id]" value="${id}" />
        <input type="hidden" name="${field}[type]" value="product" />
        <button class="button btn-buy" id="add">Add to shopping cart</button>
      </form>`,
  };
}

function cartPage(cart) {
  return {
    pageClass: "is-ctl-checkout is-act-cartpage",
    body: html`<h1>Shopping cart</h1>
      ${hiddenLines(cart)}
      <a class="button begin-checkout-btn" id="to-checkout" href="${ROOT}/checkout/confirm">Checkout</a>`,
  };
}

function confirmPage(cart) {
  return {
    pageClass: "is-ctl-checkout is-act-confirmpage",
    body: html`<h1>Complete order</h1>
      ${hiddenLines(cart)}
      <form method="post" action="${ROOT}/checkout/order">
        <button class="button" id="place">Submit order</button>
      </form>`,
  };
}

function finishPage(cart, url) {
  return {
    pageClass: "is-ctl-checkout is-act-finishpage",
    body: html`<h1 class="finish-header">Thank you for your order!</h1>
      <p class="finish-ordernumber" data-order-number="10042">Your order number: #10042</p>
      ${hiddenLines(parse(url.searchParams.get("ordered") ?? ""), true)}`,
  };
}

const PAGES = { product: productPage, cart: cartPage, confirm: confirmPage, finish: finishPage };

export function shopwarePost({ url, cookies }, form) {
  const cart = cookieCart(cookies, STORE);
  const { pathname } = url;
  if (pathname.endsWith("/order"))
    return { redirect: `${ROOT}/checkout/finish?ordered=${cart.text}`, cookies: [cart.clear] };
  const [, removed] = /delete\/(\d+)$/.exec(pathname) ?? [];
  const [, added] = /lineItems%5B(\d+)%5D/.exec(form.text) ?? [];
  const changed = removed
    ? cart.write(removed, -99)
    : cart.write(added, form.get(`lineItems[${added}][quantity]`));
  return { html: canvas(cookieCart(changed.replace(/;.*/, ""), STORE)), status: 200, cookies: [changed] };
}
