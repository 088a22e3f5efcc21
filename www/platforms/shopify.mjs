// Pages that behave like a Shopify store. `/shopify/…` is built as by the theme Dawn 15: the AJAX cart and no
// storefront events. `?theme=horizon` is built as by Horizon, which adds storefront events. `/shopify/` is
// the root of the store, as the prefix of a locale would be. The theme does not use shoptrail; only the head
// snippet is shoptrail's. The theme's script is assets/platforms/shopify-theme.js. routes.mjs calls this
// file.
import { html, raw, scriptJson } from "../html.mjs";
import { inspector } from "../pages/layout.mjs";
import { cookie } from "../session.mjs";

const ROOT = "/shopify/";
const CART = "shopify_cart";
// Shopify's own cookie, which names the cart. Here its lines and attributes are in cookies of their own.
const TOKEN = "cart";
const ATTRIBUTES = "shopify_attributes";
const CURRENCY = "CAD";
const STOCK = 5;
const PRODUCT = {
  id: 6786188247105,
  title: "Health potion",
  handle: "health-potion",
  vendor: "Polina's Potent Potions",
  type: "Health",
  variants: [
    { id: 39897499729985, public_title: "S / Low", sku: "HP-S-L", price: 1000 },
    { id: 39897499762753, public_title: "S / Medium", sku: "HP-S-M", price: 2000 },
  ],
};
const CARD = { id: 6786188247999, title: "Love potion", handle: "love-potion" };

/** The answer to a GET below /shopify/ or /platforms/shopify. */
export function shopify(context) {
  const [, first, second = "", third = ""] = context.url.pathname.split("/");
  if (first === "platforms")
    return {
      redirect: `${ROOT}products/${PRODUCT.handle}${second.endsWith("horizon") ? "?theme=horizon" : ""}`,
    };
  const lines = readCart(context);
  if (second === "cart.js")
    return { json: JSON.stringify(cartJson(lines, readAttributes(context))), status: 200 };
  if (second === "cart" && !third) return theme(context, "cart", lines, html`<h1>Your cart</h1>`);
  if (second === "products" && third === PRODUCT.handle)
    return theme(context, "product", lines, product(context));
  if (second === "collections") return theme(context, "collection", lines, html`<h1>Potions</h1>`);
  return { html: "no such page", status: 404 };
}

/**
 * The AJAX cart: https://shopify.dev/docs/api/ajax/reference/cart. Undefined when the address is not the
 * cart's.
 */
export function shopifyPost(context, form) {
  const verb = /^\/shopify\/cart\/(add|change|update|clear)(\.js)?$/.exec(context.url.pathname)?.[1];
  if (!verb) return undefined;
  const asked = readFields(form);
  const lines = readCart(context);
  const index = asked.line ? asked.line - 1 : lines.findIndex(({ id }) => String(id) === String(asked.id));
  const quantity = Number(asked.quantity ?? 1);
  if (verb === "add") return addToCart(lines, index, Number(asked.id), quantity);
  if (verb === "clear") lines.length = 0;
  else if (verb === "change" && lines[index]) lines[index].quantity = quantity;
  const left = lines.filter((line) => line.quantity > 0);
  // An update changes the attributes that it names. Clearing the cart keeps them.
  const attributes = { ...readAttributes(context), ...(verb === "update" && asked.attributes) };
  const cookies = [
    writeCart(left),
    cookie(TOKEN, "c1-token"),
    cookie(ATTRIBUTES, JSON.stringify(attributes)),
  ];
  return { json: JSON.stringify(cartJson(left, attributes)), status: 200, cookies };
}

function addToCart(lines, index, id, quantity) {
  const total = (lines[index]?.quantity ?? 0) + quantity;
  if (total > STOCK) {
    const error = { status: 422, message: "Cart Error", description: `All ${STOCK} are in your cart.` };
    return { json: JSON.stringify(error), status: 422 };
  }
  if (index < 0) lines.unshift({ id, quantity: total });
  else lines[index].quantity = total;
  const added = cartItem(lines[Math.max(index, 0)]);
  return {
    json: JSON.stringify(added),
    status: 200,
    cookies: [writeCart(lines), cookie(TOKEN, "c1-token")],
  };
}

/** The fields of a body that is a multipart form, JSON or a urlencoded form. */
function readFields(form) {
  if (form.text.startsWith("{")) return JSON.parse(form.text);
  const parts = [...form.text.matchAll(/name="([^"]+)"\r\n\r\n([^\r]*)/g)];
  return Object.fromEntries(parts.length ? parts.map(([, name, value]) => [name, value]) : form);
}

function readCart({ cookies = "" }) {
  const [, text = ""] = cookies.match(new RegExp(`(?:^|; )${CART}=([^;]*)`)) ?? [];
  return decodeURIComponent(text)
    .split(".")
    .filter(Boolean)
    .map((part) => ({ id: Number(part.split("*")[0]), quantity: Number(part.split("*")[1]) }));
}

function readAttributes({ cookies = "" }) {
  const [, text = "%7B%7D"] = cookies.match(new RegExp(`(?:^|; )${ATTRIBUTES}=([^;]*)`)) ?? [];
  return JSON.parse(decodeURIComponent(text));
}

function writeCart(lines) {
  return cookie(CART, lines.map(({ id, quantity }) => `${id}*${quantity}`).join("."));
}

function cartItem({ id, quantity }) {
  const variant = PRODUCT.variants.find((candidate) => candidate.id === id) ?? PRODUCT.variants[0];
  return {
    id,
    variant_id: id,
    key: `${id}:abc`,
    quantity,
    product_id: PRODUCT.id,
    product_title: PRODUCT.title,
    variant_title: variant.public_title,
    title: `${PRODUCT.title} - ${variant.public_title}`,
    sku: variant.sku,
    price: variant.price,
    final_price: variant.price,
    line_price: variant.price * quantity,
    vendor: PRODUCT.vendor,
    product_type: PRODUCT.type,
    url: `${ROOT}products/${PRODUCT.handle}?variant=${id}`,
    handle: PRODUCT.handle,
    properties: {},
  };
}

function cartJson(lines, attributes) {
  const items = lines.map(cartItem);
  return {
    token: "c1-token",
    attributes,
    currency: CURRENCY,
    item_count: items.reduce((sum, { quantity }) => sum + quantity, 0),
    total_price: items.reduce((sum, { line_price }) => sum + line_price, 0),
    items,
  };
}

function product(context) {
  const chosen =
    PRODUCT.variants.find(({ id }) => String(id) === context.url.searchParams.get("variant")) ??
    PRODUCT.variants[0];
  const options = PRODUCT.variants.map(({ id, public_title }) => {
    const selected = raw(id === chosen.id ? "selected" : "");
    return html`<option value="${id}" ${selected}>${public_title}</option>`;
  });
  return html`<product-info data-product-id="${PRODUCT.id}" data-url="${ROOT}products/${PRODUCT.handle}"
    ><h1>${PRODUCT.title}</h1>
    <p class="price">$${(chosen.price / 100).toFixed(2)} ${CURRENCY}</p>
    <label
      >Size and strength<select id="variant">
        ${options}
      </select></label
    >
    <form method="post" action="${ROOT}cart/add" enctype="multipart/form-data" data-type="add-to-cart-form">
      <input type="hidden" name="form_type" value="product" />
      <input type="hidden" name="id" value="${chosen.id}" /><label class="narrow"
        >Quantity<input name="quantity" type="number" value="1" min="1"
      /></label>
      <input type="hidden" name="product-id" value="${PRODUCT.id}" /><button class="button" name="add">
        Add to cart
      </button>
    </form>
    <p id="error" role="alert"></p
  ></product-info>`;
}

const EMPTY_CART = html`<p class="faint">The cart is empty. Reload the page after you add something.</p>`;

/** The global variables that a Shopify theme sets. */
function themeGlobals(pageType, isHorizon) {
  const metaProduct = {
    ...PRODUCT,
    title: undefined,
    gid: `gid://shopify/Product/${PRODUCT.id}`,
    variants: PRODUCT.variants.map((variant) => ({
      ...variant,
      name: `${PRODUCT.title} - ${variant.public_title}`,
    })),
  };
  return {
    meta: {
      page: { pageType, resourceId: pageType === "collection" ? 268601557077 : PRODUCT.id },
      currency: CURRENCY,
      ...(pageType === "product" && { product: metaProduct }),
    },
    shopify: {
      shop: "polinas-potent-potions.myshopify.com",
      locale: "en",
      currency: { active: CURRENCY, rate: "1.0" },
      country: "CA",
      theme: { name: isHorizon ? "Horizon" : "Dawn" },
      routes: { root: ROOT },
    },
  };
}

function drawerLine({ id, quantity }, index) {
  return html`<div class="line plain">
    <b>${PRODUCT.title}</b> <small>${cartItem({ id, quantity }).variant_title}</small>
    <input
      name="updates[]"
      type="number"
      min="0"
      value="${quantity}"
      data-line="${index + 1}"
      aria-label="Quantity"
    /><button class="link" data-remove="${index + 1}">Remove</button>
  </div>`;
}

function themeBody(lines, main) {
  return html`<div class="shop">
    <header class="top">
      <a class="brand" href="${ROOT}products/${PRODUCT.handle}">Polina's <i>Potions</i></a>
      <nav aria-label="Shop">
        <a href="${ROOT}collections/potions">Potions</a><a href="${ROOT}cart">Cart</a>
      </nav>
    </header>
    <main>
      ${main}
      <hr />
      <p>
        You may also like
        <product-card data-product="${JSON.stringify(CARD)}"><u>${CARD.title}</u></product-card>
      </p>
      <section id="cart-drawer">
        <h2>Cart</h2>
        ${!lines.length && EMPTY_CART} ${lines.map(drawerLine)}
      </section>
    </main>
    <footer>
      <span>A store like Shopify's, for testing <b>shoptrail</b></span
      ><span
        ><a href="/platforms"><u>Other platforms</u></a> · <a href="/"><u>The shop</u></a></span
      >
    </footer>
  </div>`;
}

function theme(context, pageType, lines, main) {
  const isHorizon = context.url.searchParams.get("theme") === "horizon";
  const globals = themeGlobals(pageType, isHorizon);
  const beside = inspector(context);
  return {
    status: 200,
    html: html`<!doctype html>
      <html lang="en" class="${beside.pageClass}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          ${raw(context.snippet ?? "")}${beside.head}
          <title>${PRODUCT.title} · a store like ${isHorizon ? "Horizon" : "Dawn"}</title>
          <link rel="icon" href="data:," />
          <link rel="stylesheet" href="/assets/shop.css" />
          ${beside.style}
          <script>
            var Shopify = ${scriptJson(globals.shopify)};
            window.ShopifyAnalytics = { meta: ${scriptJson(globals.meta)} };
          </script>
          <script src="/assets/platforms/shopify-theme.js" defer data-horizon="${isHorizon}"></script>
        </head>
        <body>
          ${themeBody(lines, main)}
          <script type="application/json" id="product">
            ${scriptJson(PRODUCT)}
          </script>
          ${beside.end}
        </body>
      </html>`.html,
  };
}
