// The cart of a platform page, kept in a cookie as `42x2_57x1`. The number of an order is the text of its
// cart, so that the page of the order needs no memory. The pages of Magento, BigCommerce, PrestaShop and
// Shopware use it.
import { cookie } from "../session.mjs";

export const PRODUCTS = {
  42: { id: 42, name: "Fjord mug", sku: "FJ-MUG", price: 14.25, brand: "Kai", category: "Kitchen" },
  57: { id: 57, name: "Skerry jumper", sku: "SK-JUMPER", price: 45, brand: "Kai", category: "Knitwear" },
};
export const SHIPPING = 5;

/** `{lines, total, write(id, by), clear()}` of the cart in the cookie `name`; the last two give a cookie. */
export function cookieCart(cookies, name) {
  const [, text = ""] = new RegExp(`${name}=([\\dx_]+)`).exec(cookies ?? "") ?? [];
  return { ...parse(text), write: (id, by) => cookie(name, changed(text, id, by)), clear: cookie(name, "") };
}

/** `{text, lines, total}` of a cart's text, which is an order's number too. */
export function parse(text) {
  const lines = text
    .split("_")
    .map((line) => line.split("x"))
    .filter(([id]) => PRODUCTS[id])
    .map(([id, quantity]) => ({ ...PRODUCTS[id], quantity: Number(quantity) }));
  return { text, lines, total: lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0) };
}

function changed(text, id, by) {
  const lines = new Map(parse(text).lines.map((line) => [String(line.id), line.quantity]));
  lines.set(String(id), (lines.get(String(id)) ?? 0) + Number(by));
  return [...lines]
    .filter(([, quantity]) => quantity > 0)
    .map((line) => line.join("x"))
    .join("_");
}
