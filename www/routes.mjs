// Which page answers which address, and what the shop's forms do. Every change is a POST that ends in a redirect.
import { art } from "./art.mjs";
import { findProduct } from "./catalogue.mjs";
import { account, missing } from "./pages/account.mjs";
import { collection, home, product, sale, search } from "./pages/browse.mjs";
import { cart, checkout, confirmation, discountPercent } from "./pages/buy.mjs";
import { platform, platformPost } from "./platforms/index.mjs";
import { shopify, shopifyPost } from "./platforms/shopify.mjs";
import { changeCart, cookie, PEOPLE, writeCart } from "./session.mjs";

const ORDERS_LIMIT = 1000;

/** Routes over the shop's own memory of orders. Each returns `{html, status}`, `{redirect, cookies}` or `{svg}`. */
export function createRoutes() {
  const orders = new Map();
  return { page, post };

  function page(context) {
    const [, first = "", second = "", third = ""] = context.url.pathname.split("/");
    if (first === "art") return picture(second, third.replace(/\.svg$/, ""));
    if (first === "checkout" && !context.session.cart.length) return { redirect: "/cart" };
    if (first === "shopify" || (first === "platforms" && second.startsWith("shopify")))
      return shopify(context);
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

  function post(context, form) {
    const answer = platformPost(context, form);
    if (answer) return answer;
    const { cart: lines } = context.session;
    const variant = form.get("variant") ?? "";
    const quantity = Number(form.get("quantity")) | 0;
    switch (context.url.pathname) {
      case "/cart/add":
        return {
          redirect: "/cart",
          cookies: [writeCart(changeCart(lines, variant, (before) => before + Math.max(1, quantity)))],
        };
      case "/cart/change":
        return { redirect: "/cart", cookies: [writeCart(changeCart(lines, variant, () => quantity))] };
      case "/cart/coupon":
        return {
          redirect: "/cart",
          cookies: [cookie("mf_coupon", (form.get("code") ?? "").trim().slice(0, 20))],
        };
      case "/checkout":
        return lines.length ? placeOrder(context.session) : { redirect: "/cart" };
      case "/account/login":
        return {
          redirect: "/account",
          cookies: [cookie("mf_account", PEOPLE.find(({ id }) => id === form.get("person"))?.id ?? "")],
        };
      case "/account/logout":
        return { redirect: "/account", cookies: [cookie("mf_account", "")] };
      default:
        return shopifyPost(context, form) ?? { html: missing(context), status: 404 };
    }
  }

  function placeOrder(session) {
    // From the clock, so that a restarted shop does not give a number that this browser has counted already.
    let number = Math.floor(Date.now() / 1000) % 10_000_000;
    while (orders.has(`MF-${number}`)) number += 1;
    const order = { id: `MF-${number}`, lines: session.cart, percent: discountPercent(session) };
    orders.set(order.id, order);
    if (orders.size > ORDERS_LIMIT) orders.delete(orders.keys().next().value);
    return { redirect: `/orders/${order.id}`, cookies: [writeCart([]), cookie("mf_coupon", "")] };
  }
}

function picture(productId, colour) {
  const found = findProduct(productId);
  const tint = found?.swatches.find((swatch) => swatch.colour === colour)?.tint;
  return tint ? { svg: art(found.shape, tint) } : { status: 404, html: "" };
}
