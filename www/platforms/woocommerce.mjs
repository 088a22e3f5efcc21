// A WooCommerce shop as its pages look from outside: body classes, the cart's cookie, the Store API, and the events of classic themes and
// of blocks. The cart is in the cookie that WooCommerce keeps a hash of it in.
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

// jQuery's trigger() as far as it matters here: handlers set as properties are called with the event and what comes with it.
const THEME = `
  function trigger(name) { var own = document.body["on" + name]; if (own) own.apply(document.body, [{ type: name }].concat([].slice.call(arguments, 1))); }
  function send(at, form) { return fetch(at, { method: "POST", body: new URLSearchParams(form) }); }
  function addClassic(button) {
    trigger("adding_to_cart", [button], {});
    send("/?wc-ajax=add_to_cart".replace("/", "${ROOT}/ajax"), { id: button.dataset.product_id, quantity: button.dataset.quantity }).then(function () { trigger("added_to_cart", {}, "hash", [button]); });
  }
  function addBlock(id) {
    document.body.dispatchEvent(new CustomEvent("wc-blocks_adding_to_cart", { bubbles: true }));
    send("/wp-json/wc/store/v1/cart/add-item", { id: id, quantity: 1 }).then(function () { document.body.dispatchEvent(new CustomEvent("wc-blocks_added_to_cart", { bubbles: true, detail: { preserveCartData: false } })); });
  }
  function removeBlock(id) {
    send("/wp-json/wc/store/v1/cart/add-item", { id: id, quantity: -99 }).then(function () { document.body.dispatchEvent(new CustomEvent("wc-blocks_removed_from_cart", { bubbles: true })); });
  }
  // As the cart block does: it says what it is about to do, asks a little later, and says nothing when it is done.
  var actions = {};
  window.wp = { hooks: { addAction: function (name, who, work) { (actions[name] = actions[name] || []).push(work); }, doAction: function (name, what) { (actions[name] || []).forEach(function (work) { work(what); }); } } };
  function changeBlock(id, by) {
    wp.hooks.doAction("experimental__woocommerce_blocks-cart-set-item-quantity", { product: { id: id } });
    setTimeout(function () { send("/wp-json/wc/store/v1/cart/update-item", { id: id, quantity: by }); }, 400);
  }
  function choose() { trigger("found_variation", { variation_id: 57, sku: "woo-logo", display_price: 49.5, display_regular_price: 60, is_in_stock: true, image: { src: "/art/lark-tee/slate.svg" }, attributes: { attribute_pa_color: "Blue" } }); }`;

/** `?island` prints what shoptrail.php prints; `?closed` keeps the Store API shut. */
export function woocommerce({ url, cookies }, [page = "", what = ""]) {
  const cart = readCart(cookies);
  if (page === "wp-json") return storeApi(url, cart);
  const closed = url.searchParams.has("closed");
  const pages = {
    product: () => ({
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
    }),
    cart: () => ({
      pageClass: "woocommerce-cart woocommerce-page",
      body: html`<h1>Cart</h1>
        <p>
          ${cart.map(({ id, quantity }) => `${PRODUCTS[id].name} × ${quantity}`).join(", ") || "Nothing yet"}
        </p>
        <a class="button" href="${ROOT}/checkout">Proceed to checkout</a>`,
    }),
    checkout: () => ({
      pageClass: "woocommerce-checkout woocommerce-page",
      body: html`<h1>Checkout</h1>
        <form method="post" action="${ROOT}/order">
          <button class="button" id="place">Place order</button>
        </form>`,
    }),
    "order-received": () => ({
      pageClass: "woocommerce-checkout woocommerce-page woocommerce-order-received",
      body: html`<h1>Order received</h1>
        ${island(orderOf(what))}`,
    }),
  };
  const { pageClass = "woocommerce archive tax-product_cat", body } = (
    pages[page] ??
    (() => ({
      body: html`<h1>Clothing</h1>
        ${url.searchParams.has("island") && island({ events: [["collection_viewed", { collection_id: "clothing", collection_name: "Clothing" }]] })}
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
    }))
  )();
  return {
    options: { "data-adapters": "auto" },
    pageClass,
    body: html`${!closed && raw('<link rel="https://api.w.org/" href="/wp-json/">')}${closed && raw('<link rel="https://api.w.org/" href="/platforms/none/">')}
      <script>
        ${raw(THEME)};
      </script>
      ${url.searchParams.has("added") && html`<div class="woocommerce-message" role="alert">“Hoodie” has been added to your cart.</div>`}${body}`,
  };
}

export function woocommercePost({ url, cookies }, form) {
  const cart = readCart(cookies);
  const classic = form.get("add-to-cart");
  if (url.pathname === `${ROOT}/order`) {
    return {
      redirect: `${ROOT}/order-received/${cart.map(({ id, quantity }) => `${id}x${quantity}`).join("_")}/?key=wc_order_x`,
      cookies: [cookie("woocommerce_cart_hash", "")],
    };
  }
  const cookies_ = [writeCart(cart, Number(classic ?? form.get("id")), Number(form.get("quantity")))];
  return classic
    ? { redirect: `${ROOT}/product?added`, cookies: cookies_ }
    : { json: "{}", status: 200, cookies: cookies_ };
}

function storeApi(url, cart) {
  const id = url.pathname.split("/products/")[1];
  if (id) return { json: JSON.stringify(product(id)), status: 200 };
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

/** As shoptrail.php prints an order; the number tells what is in it. */
function orderOf(id) {
  const lines = readCart(`woocommerce_cart_hash=${id}`).map(({ id, quantity }) => ({
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
          order_id: id,
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

function writeCart(cart, id, more) {
  const lines = new Map(cart.map((line) => [line.id, line.quantity]));
  lines.set(String(id), (lines.get(String(id)) ?? 0) + more);
  return cookie(
    "woocommerce_cart_hash",
    [...lines]
      .filter(([, quantity]) => quantity > 0)
      .map(([id, quantity]) => `${id}x${quantity}`)
      .join("_"),
  );
}
