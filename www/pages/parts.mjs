// Parts that several pages of the shop show: product cards, cart lines as properties, the sums of a cart.
// browse.mjs and buy.mjs call them.
import { art } from "../art.mjs";
import { CURRENCY, productProperties } from "../catalogue.mjs";
import { html, money, raw } from "../html.mjs";

export function productCard(product) {
  const [first] = product.swatches;
  const dots = product.swatches.map(
    ({ tint, name }) => html`<i style="background:${tint}" title="${name}"></i>`,
  );
  return html`<a class="card" href="/products/${product.id}" data-product="${product.id}">
    <span class="art">${raw(art(product.shape, first.tint))}</span>
    <span class="row"><b>${product.name}</b><span>${money(product.price)}</span></span>
    <span class="row faint"
      ><span>${product.category}</span>
      <span class="dots">${dots}</span>
    </span>
  </a>`;
}

export function grid(products) {
  return html`<div class="grid">${products.map(productCard)}</div>`;
}

/** The lines of a cart as the tracking plan requires them. */
export function lineItems(lines) {
  return lines.map(({ product, variant, quantity }) => productProperties(product, variant, quantity));
}

/** The sums of a cart, in pounds. */
export function totals(lines, discountPercent = 0) {
  const subtotal = pence(lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0));
  const discount = pence((subtotal * discountPercent) / 100);
  return { subtotal, discount, total: pence(subtotal - discount), currency: CURRENCY };
}

export function summaryTable(lines, { subtotal, discount, total }) {
  return html`<div class="summary">
    ${lines.map(
      ({ product, variant, quantity }) =>
        html`<div class="mini">
          <span class="art">${raw(art(product.shape, variant.tint))}</span>
          <span
            ><b>${product.name}</b><small>${variant.colourName}, ${variant.size} × ${quantity}</small></span
          >
          <span>${money(product.price * quantity)}</span>
        </div>`,
    )}
    <dl>
      <dt>Subtotal</dt>
      <dd>${money(subtotal)}</dd>
      ${
        discount
          ? html`<dt>Offer</dt>
              <dd>−${money(discount)}</dd>`
          : ""
      }
      <dt>Delivery</dt>
      <dd>Free</dd>
      <dt class="total">Total</dt>
      <dd class="total">${money(total)}</dd>
    </dl>
  </div>`;
}

function pence(amount) {
  return Math.round(amount * 100) / 100;
}
