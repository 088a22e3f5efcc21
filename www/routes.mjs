// Decides which page answers which address, and what the forms of the shop do. Every change of the shop's
// state is a POST that ends in a redirect. The pages are in pages/ and platforms/. The harness server calls
// it.
import { art } from "./art.mjs";
import { findProduct } from "./catalogue.mjs";
import { account, missing } from "./pages/account.mjs";
import { collection, home, product, sale, search } from "./pages/browse.mjs";
import { cart, checkout, confirmation, discountPercent } from "./pages/buy.mjs";
import { platform, platformPost } from "./platforms/index.mjs";
import { shopify, shopifyPost } from "./platforms/shopify.mjs";
import { changeCart, cookie, PEOPLE, writeCart } from "./session.mjs";

const ORDERS_LIMIT = 1000;

/**
 * `{page(context), post(context, form)}` over the shop's memory of orders. Each returns `{html, status}`,
 * `{json, status}`, `{redirect, cookies}` or `{svg}`.
 */
export function createRoutes() {
  const orders = new Map();
  return {
    page: (context) => page(context, orders),
    post: (context, form) =>
      platformPost(context, form) ??
      shopPost(context, form, orders) ??
      shopifyPost(context, form) ?? { html: missing(context), status: 404 },
  };
}

function page(context, orders) {
  const [, first = "", second = "", third = ""] = context.url.pathname.split("/");
  if (first === "art") return picture(second, third.replace(/\.svg$/, ""));
  if (first === "checkout" && !context.session.cart.length) return { redirect: "/cart" };
  if (first === "shopify" || (first === "platforms" && second.startsWith("shopify"))) return shopify(context);
  const answer = platform(context);
  if (answer) return answer;
  const html = {
    "": () => home(context),
    collections: () => collection(context, second),
    products: () => product(context, second),
    search: () => search(context),
    sale: () => sale(context),
    cart: () => cart(context),
    checkout: () => checkout(context),
    orders: () => orders.has(second) && confirmation(context, orders.get(second)),
    account: () => account(context),
  }[first]?.();
  return html ? { html, status: 200 } : { html: missing(context), status: 404 };
}

/** What a form of the shop does, or undefined when the address is not one of the shop's forms. */
function shopPost(context, form, orders) {
  const { cart: lines } = context.session;
  const variant = form.get("variant") ?? "";
  const quantity = Number(form.get("quantity")) | 0;
  const change = (newQuantity) => writeCart(changeCart(lines, variant, newQuantity));
  switch (context.url.pathname) {
    case "/cart/add":
      return { redirect: "/cart", cookies: [change((before) => before + Math.max(1, quantity))] };
    case "/cart/change":
      return { redirect: "/cart", cookies: [change(() => quantity)] };
    case "/cart/coupon": {
      const code = (form.get("code") ?? "").trim().slice(0, 20);
      return { redirect: "/cart", cookies: [cookie("mf_coupon", code)] };
    }
    case "/checkout":
      return lines.length ? placeOrder(context.session, orders) : { redirect: "/cart" };
    case "/account/login": {
      const person = PEOPLE.find(({ id }) => id === form.get("person"));
      return { redirect: "/account", cookies: [cookie("mf_account", person?.id ?? "")] };
    }
    case "/account/logout":
      return { redirect: "/account", cookies: [cookie("mf_account", "")] };
  }
}

function placeOrder(session, orders) {
  // The number comes from the clock: a restarted shop must not reuse a number that this browser has counted.
  let number = Math.floor(Date.now() / 1000) % 10_000_000;
  while (orders.has(`MF-${number}`)) number += 1;
  const order = { id: `MF-${number}`, lines: session.cart, percent: discountPercent(session) };
  orders.set(order.id, order);
  if (orders.size > ORDERS_LIMIT) orders.delete(orders.keys().next().value);
  return { redirect: `/orders/${order.id}`, cookies: [writeCart([]), cookie("mf_coupon", "")] };
}

function picture(productId, colour) {
  const found = findProduct(productId);
  const tint = found?.swatches.find((swatch) => swatch.colour === colour)?.tint;
  return tint ? { svg: art(found.shape, tint) } : { status: 404, html: "" };
}
