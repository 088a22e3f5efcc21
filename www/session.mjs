// What a shopper's cookies say: cart, account, and the harness's own options. The shop keeps nothing else about a shopper.
import { findVariant } from "./catalogue.mjs";

export const PEOPLE = [
  { id: "C-1001", email: "jane@example.com", first_name: "Jane", last_name: "Porter" },
  { id: "C-1002", email: "sam@example.com", first_name: "Sam", last_name: "Okafor" },
];
export const QUANTITY_LIMIT = 20;

/** Reads a request's cookies, those that begin with `jar`. `options` are the tracker options that the harness was asked for by `?shoptrail_…`. */
export function readSession(request, jar = "") {
  const cookies = Object.fromEntries(
    (request.headers.cookie ?? "")
      .split(/;\s*/)
      .filter((pair) => pair && pair.startsWith(jar))
      .map((pair) => {
        const at = pair.indexOf("=");
        return [pair.slice(jar.length, at), decode(pair.slice(at + 1))];
      }),
  );
  return {
    cart: readCart(cookies.mf_cart),
    coupon: cookies.mf_coupon ?? "",
    account: PEOPLE.find((person) => person.id === cookies.mf_account) ?? null,
    options: readOptions(cookies.harness_options),
    inspector: cookies.harness_inspector ?? "open", // open | closed | off
  };
}

/** `[{product, variant, quantity}]` from "variant*2.variant*1"; what is unknown is left out. */
export function readCart(text = "") {
  const lines = [];
  for (const part of text.split(".")) {
    const [id, quantity] = part.split("*");
    const found = findVariant(id);
    const count = Math.min(Number(quantity) | 0, QUANTITY_LIMIT);
    if (found && count > 0) lines.push({ ...found, quantity: count });
  }
  return lines;
}

export function writeCart(lines) {
  return cookie("mf_cart", lines.map(({ variant, quantity }) => `${variant.id}*${quantity}`).join("."));
}

/** Sets the quantity of one variant; `change` gets the old one. */
export function changeCart(lines, variantId, change) {
  const found = findVariant(variantId);
  if (!found) return lines;
  const line = lines.find(({ variant }) => variant.id === variantId);
  const quantity = Math.max(0, Math.min(change(line?.quantity ?? 0), QUANTITY_LIMIT));
  const rest = line ? lines : [...lines, { ...found, quantity: 0 }];
  return rest
    .map((other) => (other.variant.id === variantId ? { ...other, quantity } : other))
    .filter((other) => other.quantity);
}

/** Options of the tracker out of a query: `?shoptrail_anonymous=send` → `{anonymous: "send"}`. An empty value takes one back. */
export function queryOptions(search, before = {}) {
  const options = { ...before };
  for (const [name, value] of search) {
    const option = /^shoptrail_([a-z]+(?:_[a-z]+)*)$/.exec(name)?.[1];
    if (!option || option === "debug") continue; // `?shoptrail_debug=1` is the overlay's own
    if (value) options[option] = value;
    else delete options[option];
  }
  return options;
}

export function cookie(name, value) {
  return `${name}=${encodeURIComponent(value)}; Path=/; SameSite=Lax${value === "" ? "; Max-Age=0" : ""}`;
}

function readOptions(text) {
  return queryOptions(new URLSearchParams(text ?? ""));
}

export function writeOptions(options) {
  const entries = Object.entries(options).map(([name, value]) => [`shoptrail_${name}`, value]);
  return cookie("harness_options", new URLSearchParams(entries).toString());
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
