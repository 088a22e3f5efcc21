// A platform page that looks like a WooCommerce shop from outside: body classes, the cookie of the cart, the
// Store API, and the events of classic themes and of blocks. The cart is kept in the cookie in which
// WooCommerce keeps the hash of the cart. The pages do not use shoptrail. index.mjs calls this file.
import { html, raw, scriptJson } from "../html.mjs";
import { cookie } from "../session.mjs";

const ROOT = "/platforms/woocommerce";
const PRODUCTS = {
  42: { name: "Hoodie", sku: "woo-hoodie", price: 45, category: "Clothing" },
  57: {
    name: "Hoodie with Logo",
    sku: "woo-logo",
    price: 49.5,
    variation: "Blue",
    parent: 50,
    category: "Clothing",
  },
};

// Stands in for jQuery's trigger(), as far as it matters here: a handler that is set as a property is called
// with the event and its arguments.
const THEME = `
  function trigger(name) {
    var handler = document.body["on" + name];
    if (handler) handler.apply(document.body, [{ type: name }].concat([].slice.call(arguments, 1)));
  }
  function send(address, form) {
    return fetch(address, { method: "POST", body: new URLSearchParams(form) });
  }
  function dispatch(name, detail) {
    document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: detail }));
  }
  function addClassic(button) {
    trigger("adding_to_cart", [button], {});
    var form = { id: button.dataset.product_id, quantity: button.dataset.quantity };
    send("${ROOT}/ajax?wc-ajax=add_to_cart", form).then(function () {
      trigger("added_to_cart", {}, "hash", [button]);
    });
  }
  function addBlock(id) {
    dispatch("wc-blocks_adding_to_cart");
    send("/wp-json/wc/store/v1/cart/add-item", { id: id, quantity: 1 }).then(function () {
      dispatch("wc-blocks_added_to_cart", { preserveCartData: false });
    });
  }
  function removeBlock(id) {
    send("/wp-json/wc/store/v1/cart/add-item", { id: id, quantity: -99 }).then(function () {
      dispatch("wc-blocks_removed_from_cart");
    });
  }
  // As the cart block: it announces a change, sends it a little later, and does not announce the result.
  var actions = {};
  window.wp = {
    hooks: {
      addAction: function (name, namespace, callback) {
        (actions[name] = actions[name] || []).push(callback);
      },
      doAction: function (name, value) {
        (actions[name] || []).forEach(function (callback) { callback(value); });
      },
    },
  };
  function changeBlock(id, by) {
    wp.hooks.doAction("experimental__woocommerce_blocks-cart-set-item-quantity", { product: { id: id } });
    setTimeout(function () {
      send("/wp-json/wc/store/v1/cart/update-item", { id: id, quantity: by });
    }, 400);
  }
  function choose() {
    trigger("found_variation", {
      variation_id: 57, sku: "woo-logo", display_price: 49.5, display_regular_price: 60, is_in_stock: true,
      image: { src: "/art/lark-tee/slate.svg" }, attributes: { attribute_pa_color: "Blue" },
    });
  }`;

/**
 * `?island` adds the data that shoptrail.php prints. `?closed` hides the Store API. With `?kept` the browser
 * may keep its answers for five minutes, as hosts with a cache for everything have it.
 */
export function woocommerce({ url, cookies }, [name = "", id = ""]) {
  const cart = readCart(cookies);
  if (name === "wp-json") return storeApi(url, cart);
  const { pageClass = "woocommerce archive tax-product_cat", body } = (PAGES[name] ?? archivePage)({
    url,
    cart,
    id,
  });
  const kept = url.searchParams.has("kept") ? "kept/" : "";
  const apiAddress = url.searchParams.has("closed") ? "/platforms/none/" : `/wp-json/${kept}`;
  return {
    options: { "data-adapters": "auto" },
    pageClass,
    body: html`${raw(`<link rel="https://api.w.org/" href="${apiAddress}">`)}
      <script>
        ${raw(THEME)};
      </script>
      ${url.searchParams.has("added") && ADDED}${body}`,
  };
}

// Stands in for the data store of the checkout block: its request has `extensions` as they are set here.
const CHECKOUT_STORE = `
  window.extensions = {};
  window.wp.data = {
    dispatch: function (store) {
      if (store !== "wc/store/checkout") return undefined;
      return {
        setExtensionData: function (namespace, data) {
          extensions[namespace] = Object.assign({}, extensions[namespace], data);
        },
      };
    },
  }`;

const ADDED = html`<div class="woocommerce-message" role="alert">“Hoodie” has been added to your cart.</div>`;

function productPage() {
  return {
    pageClass: "single-product woocommerce woocommerce-page postid-42",
    body: html`<h1>Hoodie</h1>
      <p class="price">$45.00</p>
      <form class="cart" method="post" action="${ROOT}/product">
        <input type="hidden" name="quantity" value="2" /><button
          class="button"
          id="add-form"
          name="add-to-cart"
          value="42"
        >
          Add two, with a new page
        </button>
      </form>
      <br />
      <p><button class="button quiet" id="choose" onclick="choose()">Choose blue</button></p>`,
  };
}

function cartPage({ cart }) {
  const names = cart.map(({ id, quantity }) => `${PRODUCTS[id].name} × ${quantity}`);
  return {
    pageClass: "woocommerce-cart woocommerce-page",
    body: html`<h1>Cart</h1>
      <p>${names.join(", ") || "The cart is empty"}</p>
      <a class="button" href="${ROOT}/checkout">Proceed to checkout</a>`,
  };
}

/** The classic checkout; with `?blocks` the block, as far as extensions of it go. */
function checkoutPage({ url }) {
  if (url.searchParams.has("blocks"))
    return {
      pageClass: "woocommerce-checkout woocommerce-page",
      body: html`<h1>Checkout</h1>
        <div class="wp-block-woocommerce-checkout"></div>
        <script>
          ${raw(CHECKOUT_STORE)};
        </script>`,
    };
  return {
    pageClass: "woocommerce-checkout woocommerce-page",
    body: html`<h1>Checkout</h1>
      <form name="checkout" class="checkout woocommerce-checkout" method="post" action="${ROOT}/order">
        <button class="button" id="place">Place order</button>
      </form>`,
  };
}

function orderPage({ id }) {
  return {
    pageClass: "woocommerce-checkout woocommerce-page woocommerce-order-received",
    body: html`<h1>Order received</h1>
      ${island(orderOf(id))}`,
  };
}

function archivePage({ url }) {
  const events = [["collection_viewed", { collection_id: "clothing", collection_name: "Clothing" }]];
  return {
    body: html`<h1>Clothing</h1>
      ${url.searchParams.has("island") && island({ events })}
      <p>
        <a
          class="button add_to_cart_button ajax_add_to_cart"
          id="classic"
          role="button"
          data-product_id="42"
          data-product_sku="woo-hoodie"
          data-quantity="1"
          onclick="addClassic(this)"
          >Hoodie</a
        >
        <button class="button" id="block" onclick="addBlock(57)">Hoodie with Logo (block)</button>
      </p>
      <p>
        <button class="button quiet" id="remove" onclick="removeBlock(57)">Remove (block)</button>
        <button class="button quiet" id="more" onclick="changeBlock(57, 2)">Two more (cart block)</button>
        <button class="button quiet" id="less" onclick="changeBlock(57, -1)">One less (cart block)</button>
      </p>
      <p>
        Pages: <a href="${ROOT}/product"><u>Hoodie</u></a> · <a href="${ROOT}/cart"><u>Cart</u></a>
      </p>`,
  };
}

const PAGES = {
  product: productPage,
  cart: cartPage,
  checkout: checkoutPage,
  "order-received": orderPage,
};

export function woocommercePost({ url, cookies }, form) {
  const cart = readCart(cookies);
  const classic = form.get("add-to-cart");
  if (url.pathname === `${ROOT}/order`) {
    const order = cart.map(({ id, quantity }) => `${id}x${quantity}`).join("_");
    return {
      redirect: `${ROOT}/order-received/${order}/?key=wc_order_x`,
      cookies: [cookie("woocommerce_cart_hash", "")],
    };
  }
  const newCart = writeCart(cart, Number(classic ?? form.get("id")), Number(form.get("quantity")));
  return classic
    ? { redirect: `${ROOT}/product?added`, cookies: [newCart] }
    : { json: "{}", status: 200, cookies: [newCart] };
}

function storeApi(url, cart) {
  const productId = url.pathname.split("/products/")[1];
  if (productId) return { json: JSON.stringify(product(productId)), status: 200 };
  const items = cart.map(({ id, quantity }) => {
    const { variation, parent } = PRODUCTS[id];
    return {
      ...product(id),
      key: `k${id}`,
      quantity,
      variation: variation ? [{ attribute: "Color", value: variation }] : [],
      extensions: parent ? { shoptrail: { product_id: String(parent) } } : {},
    };
  });
  return {
    cacheControl: url.pathname.includes("/kept/") ? "max-age=300" : undefined,
    json: JSON.stringify({ items, coupons: [], totals: { currency_code: "USD", currency_minor_unit: 2 } }),
    status: 200,
  };
}

function product(id) {
  const { name, sku, price, category } = PRODUCTS[id];
  const minor = String(Math.round(price * 100));
  return {
    id: Number(id),
    name,
    sku,
    permalink: `${ROOT}/product`,
    prices: { price: minor, regular_price: minor, currency_code: "USD", currency_minor_unit: 2 },
    images: [{ src: "/art/drover-fleece/oat.svg" }],
    categories: [{ name: category }],
    is_in_stock: true,
    on_sale: false,
  };
}

/** An order as shoptrail.php prints it. Its number holds its lines. */
function orderOf(orderId) {
  const lines = readCart(`woocommerce_cart_hash=${orderId}`).map(({ id, quantity }) => ({
    product_id: PRODUCTS[id].parent ?? Number(id),
    name: PRODUCTS[id].name,
    sku: PRODUCTS[id].sku,
    price: PRODUCTS[id].price,
    quantity,
  }));
  const total = lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
  return {
    identify: [{ email: "jane@example.com" }, { first_name: "Jane" }],
    events: [
      [
        "order_completed",
        {
          order_id: orderId,
          total: total + 5,
          shipping: 5,
          tax: 0,
          currency: "USD",
          payment_method: "cod",
          line_items: lines,
        },
      ],
    ],
  };
}

function island(data) {
  return html`<script type="application/json" class="shoptrail-woocommerce">
    ${scriptJson(data)}
  </script>`;
}

function readCart(cookies = "") {
  const [, text = ""] = /woocommerce_cart_hash=(\w+)/.exec(cookies) ?? [];
  return text
    .split("_")
    .map((line) => line.split("x"))
    .filter(([id]) => PRODUCTS[id])
    .map(([id, quantity]) => ({ id, quantity: Number(quantity) }));
}

function writeCart(cart, id, quantity) {
  const lines = new Map(cart.map((line) => [line.id, line.quantity]));
  lines.set(String(id), (lines.get(String(id)) ?? 0) + quantity);
  return cookie(
    "woocommerce_cart_hash",
    [...lines]
      .filter(([, count]) => count > 0)
      .map((line) => line.join("x"))
      .join("_"),
  );
}
