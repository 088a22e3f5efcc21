// A platform page that looks like a BigCommerce shop with a Stencil theme from outside: forms with
// data-cart-item-add, the requests of stencil-utils, the Storefront API and BCData. The pages do not use
// shoptrail. index.mjs calls this file.
import { html, raw } from "../html.mjs";
import { cookieCart, parse, PRODUCTS, SHIPPING } from "./cookie-cart.mjs";

const ROOT = "/platforms/bigcommerce";
const STORE = "bigcommerce_cart";
const CURRENCY = { name: "US Dollar", code: "USD", symbol: "$", decimalPlaces: 2 };

// As stencil-utils: the theme's own handlers of the form's event, then a request.
const THEME = `
  function remote(path, form) {
    return fetch("/remote/v1/cart/" + path, { method: "POST", body: new URLSearchParams(form) });
  }
  document.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-cart-item-add]")) return;
    event.preventDefault();
    remote("add", new FormData(event.target)).then(function () {
      document.body.dataset.added = Number(document.body.dataset.added || 0) + 1;
    });
  });
  function removeItem(id) { remote("update", { "product_id": id, "qty[]": -99 }); }`;

export function bigcommerce({ url, cookies }, [name = "", second]) {
  const cart = cookieCart(cookies, STORE);
  const { pageClass, head = "", body } = (PAGES[second ?? name] ?? homePage)(cart, url);
  return {
    options: { "data-adapters": "auto,bigcommerce" },
    pageClass,
    body: html`<script>
        ${raw(head + THEME)};
      </script>
      ${body}`,
  };
}

/** The Storefront API: /api/storefront/carts and /api/storefront/orders/{id}. */
export function storefront({ cookies }, [resource, id]) {
  if (resource === "orders") return { json: JSON.stringify(orderOf(Number(id))), status: 200 };
  const cart = cookieCart(cookies, STORE);
  const carts = cart.lines.length
    ? [{ id: "c1", currency: CURRENCY, coupons: [], lineItems: items(cart) }]
    : [];
  return { json: JSON.stringify(carts), status: 200 };
}

function items({ lines }) {
  return {
    physicalItems: lines.map(({ id, name, sku, price, brand, quantity }) => ({
      id: `line-${id}`,
      productId: id,
      variantId: id + 1000,
      sku,
      name,
      brand,
      salePrice: price,
      quantity,
      url: `https://shop.example/${sku}/`,
      imageUrl: "https://shop.example/a.jpg",
      options: [],
    })),
    digitalItems: [],
    giftCertificates: [],
  };
}

// The number of an order of this shop says what was ordered: 1042 is one of product 42.
function orderOf(orderId) {
  const cart = parse(`${orderId % 1000}x${Math.floor(orderId / 1000)}`);
  return {
    orderId,
    currency: CURRENCY,
    orderAmount: cart.total + SHIPPING,
    shippingCostTotal: SHIPPING,
    taxTotal: 0,
    discountAmount: 0,
    coupons: [],
    billingAddress: { email: "jane@example.com", firstName: "Jane", lastName: "Porter" },
    lineItems: items(cart),
  };
}

function homePage() {
  return {
    pageClass: "page-type-default",
    head: "var BCData = {};",
    body: html`<h1>Home</h1>
      <p>
        <a href="${ROOT}/product"><u>Fjord mug</u></a> · <a href="${ROOT}/cart.php"><u>Cart</u></a>
      </p>`,
  };
}

function productPage() {
  const { id, name, sku, price, brand, category } = PRODUCTS[42];
  const BCData = {
    product_attributes: { sku, instock: true, price: { without_tax: { value: price, currency: "USD" } } },
  };
  return {
    pageClass: "page-type-product",
    head: `var BCData = ${JSON.stringify(BCData)};`,
    body: html`<div
        class="productView"
        data-entity-id="${id}"
        data-name="${name}"
        data-product-brand="${brand}"
        data-product-category="${category}"
      >
        <h1 class="productView-title">${name}</h1>
        <form method="post" action="${ROOT}/cart.php" data-cart-item-add>
          <input type="hidden" name="action" value="add" />
          <input type="hidden" name="product_id" value="${id}" />
          <input type="hidden" name="qty[]" value="1" />
          <button class="button" id="add">Add to Cart</button>
        </form>
      </div>
      <p><button class="button quiet" id="remove" onclick="removeItem(${id})">Remove</button></p>
      <a href="${ROOT}/cart.php"><u>Cart</u></a>`,
  };
}

function cartPage() {
  return {
    pageClass: "page-type-cart",
    body: html`<h1>Your Cart</h1>
      <div data-cart-content></div>
      <a class="button" id="to-checkout" href="${ROOT}/checkout">Check out</a>`,
  };
}

function checkoutPage() {
  return {
    pageClass: "page-type-checkout",
    body: html`<h1>Checkout</h1>
      <form method="post" action="${ROOT}/order">
        <button class="button" id="place">Place Order</button>
      </form>`,
  };
}

function confirmationPage(cart, url) {
  const orderId = Number(url.searchParams.get("order"));
  return {
    pageClass: "page-type-orderconfirmation",
    head: `window.checkoutConfig = ${JSON.stringify({ containerId: "checkout-app", orderId })};`,
    body: html`<div id="checkout-app"><h1>Thank you!</h1></div>`,
  };
}

const PAGES = {
  product: productPage,
  "cart.php": cartPage,
  checkout: checkoutPage,
  "order-confirmation": confirmationPage,
};

export function bigcommercePost({ url, cookies }, form) {
  const cart = cookieCart(cookies, STORE);
  if (url.pathname === `${ROOT}/order`) {
    const [{ id, quantity }] = cart.lines;
    const order = quantity * 1000 + id;
    return { redirect: `${ROOT}/checkout/order-confirmation?order=${order}`, cookies: [cart.clear] };
  }
  const changed = cart.write(form.get("product_id"), form.get("qty[]"));
  return { json: '{"data":{}}', status: 200, cookies: [changed] };
}
