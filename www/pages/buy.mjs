// The pages on which a shopper buys: cart, checkout, confirmation of an order. What they send to the tracker
// is the `calls` they give to the layout. routes.mjs calls them.
import { art } from "../art.mjs";
import { CURRENCY, OFFER, productProperties } from "../catalogue.mjs";
import { html, money, raw, scriptJson } from "../html.mjs";
import { layout } from "./layout.mjs";
import { QUANTITY_LIMIT } from "../session.mjs";
import { lineItems, summaryTable, totals } from "./parts.mjs";

export function cart(context) {
  const { cart: lines, coupon } = context.session;
  const percent = discountPercent(context.session);
  const sums = totals(lines, percent);
  if (!lines.length) {
    return layout(context, {
      title: "Cart",
      body: html`<div class="empty">
        <h1>Your cart is empty</h1>
        <p>That is easily changed.</p>
        <a class="button" href="/collections/trail">See trail shoes</a>
      </div>`,
    });
  }
  return layout(context, {
    title: "Cart",
    body: html`<h1>Cart</h1>
      <div class="columns">
        <div>${lines.map((line) => cartLine(context, line))}</div>
        <aside>
          <dl class="sums">
            <dt>Subtotal</dt>
            <dd>${money(sums.subtotal)}</dd>
            ${
              percent
                ? html`<dt>${OFFER.code}</dt>
                    <dd>−${money(sums.discount)}</dd>`
                : ""
            }
            <dt>Delivery</dt>
            <dd>Free</dd>
            <dt class="total">Total</dt>
            <dd class="total">${money(sums.total)}</dd>
          </dl>
          <a class="button wide" href="/checkout" id="checkout">Check out</a>
          <form
            class="coupon"
            method="post"
            action="/cart/coupon"
            id="coupon"
            data-offer="${JSON.stringify(OFFER)}"
          >
            <input
              name="code"
              placeholder="Offer code"
              aria-label="Offer code"
              value="${percent ? OFFER.code : ""}"
            /><button>Apply</button>
          </form>
          ${coupon && !percent && unknownCoupon(coupon)}
        </aside>
      </div>`,
    calls: [["track", "cart_viewed", { currency: CURRENCY, line_items: lineItems(lines) }]],
  });
}

function unknownCoupon(coupon) {
  return html`<p class="faint" id="no-offer" role="status">“${coupon}” is not a valid offer code.</p>`;
}

function cartLine({ theme }, { product, variant, quantity }) {
  const [[, properties]] = theme("add_to_cart", productProperties(product, variant, quantity));
  return html`<div class="line" data-line="${JSON.stringify(properties)}">
    <a class="art" href="/products/${product.id}?variant=${variant.id}" aria-label="${product.name}"
      >${raw(art(product.shape, variant.tint))}</a
    >
    <div>
      <b>${product.name}</b><small>${variant.colourName}, ${variant.size}</small
      ><small>${money(product.price)} each</small>
    </div>
    <form method="post" action="/cart/change" class="quantity">
      <input type="hidden" name="variant" value="${variant.id}" />
      <button name="quantity" value="${quantity - 1}" aria-label="One less">−</button><span>${quantity}</span>
      <button
        name="quantity"
        value="${quantity + 1}"
        aria-label="One more"
        ${raw(quantity >= QUANTITY_LIMIT ? "disabled" : "")}
      >
        +
      </button>
    </form>
    <b>${money(product.price * quantity)}</b>
    <form method="post" action="/cart/change">
      <input type="hidden" name="variant" value="${variant.id}" />
      <button class="link" name="quantity" value="0" data-remove>Remove</button>
    </form>
  </div>`;
}

export function checkout(context) {
  const { cart: lines, account } = context.session;
  const sums = totals(lines, discountPercent(context.session));
  return layout(context, {
    title: "Checkout",
    pageClass: "checkout",
    body: html`<h1>Checkout</h1>
      <div class="columns">
        <div>
          <form class="step" id="contact" data-checkout="${JSON.stringify(cartOf(lines))}">
            <h2><i>1</i>Contact</h2>
            <label
              >E-mail<input
                type="email"
                id="email"
                name="email"
                required
                autocomplete="off"
                placeholder="you@example.com"
                value="${account?.email ?? ""}"
              />
            </label>
            <button class="button" id="continue">Continue</button>
          </form>
          <form class="step later" id="delivery" method="post" action="/checkout">
            <h2><i>2</i>Delivery and payment</h2>
            <label
              >Name<input
                name="name"
                autocomplete="off"
                value="${account ? `${account.first_name} ${account.last_name}` : "Jane Porter"}"
              /> </label
            ><label
              >Address<input name="address" autocomplete="off" value="4 Mill Lane, Hebden Bridge"
            /></label>
            ${choice("delivery", "Delivery", ["Standard", "Express"])}
            ${choice("payment", "Payment", ["Card", "Invoice"])}
            <p class="faint">This is a test shop: it takes no payment.</p>
            <button class="button" id="place-order">Place order · ${money(sums.total)}</button>
          </form>
        </div>
        <aside>${summaryTable(lines, sums)}</aside>
      </div>`,
    calls: [["track", "checkout_started", cartOf(lines)]],
  });
}

const cartOf = (lines) => ({ currency: CURRENCY, line_items: lineItems(lines) });

/** A choice of the checkout: its step is completed when the shopper chooses. */
function choice(name, title, options) {
  return html`<fieldset class="choice">
    <legend>${title}</legend>
    ${options.map(
      (option) =>
        html`<label
          ><input type="radio" name="${name}" id="${name}-${option.toLowerCase()}" value="${option}" />
          ${option}</label
        >`,
    )}
  </fieldset>`;
}

/**
 * The page that shoppers reload, bookmark and open again. It tracks `order_completed` each time, as real
 * themes do.
 */
export function confirmation(context, order) {
  const sums = totals(order.lines, order.percent);
  const completed = {
    order_id: order.id,
    total: sums.total,
    subtotal: sums.subtotal,
    currency: CURRENCY,
    ...(sums.discount && { discount: sums.discount, coupon: OFFER.code }),
    line_items: lineItems(order.lines),
  };
  return layout(context, {
    title: `Order ${order.id}`,
    body: html`<div class="thanks">
        <p class="eyebrow">Order ${order.id}</p>
        <h1>Thank you. We have your order.</h1>
      </div>
      <div class="columns">
        <div class="panel">
          <p>
            You can reload this page, open it in a second tab or come back tomorrow. The order counts once.
          </p>
          <p>
            <a class="button quiet" href="/orders/${order.id}" id="reload">Reload</a>
            <a class="button quiet" href="/orders/${order.id}" target="_blank" rel="noopener" id="second-tab"
              >Open in a second tab</a
            >
          </p>
          <hr />
          <p class="faint">What the shop's support can do:</p>
          <p>
            <button class="button quiet" id="refund">Refund one item</button>
            <button class="button quiet" id="cancel">Cancel the order</button>
          </p>
          <p class="result" id="result" role="status"></p>
        </div>
        <aside>${summaryTable(order.lines, sums)}</aside>
      </div>
      <script type="application/json" id="order-data">
        ${scriptJson(completed)}
      </script>`,
    calls: [["track", "order_completed", completed]],
  });
}

export function discountPercent({ coupon }) {
  return coupon.toUpperCase() === OFFER.code ? OFFER.value : 0;
}
