// Reads and writes a shopper's cookies: cart, account, and the options of the harness. The shop keeps nothing
// else about a shopper; placed orders are in routes.mjs. The harness server and the pages call it.
import { findVariant } from "./catalogue.mjs";

export const PEOPLE = [
  { id: "C-1001", email: "jane@example.com", first_name: "Jane", last_name: "Porter" },
  { id: "C-1002", email: "sam@example.com", first_name: "Sam", last_name: "Okafor" },
];
export const QUANTITY_LIMIT = 20;

/**
 * Reads those cookies of a request whose names begin with `prefix`. `options` are the tracker options that a
 * query set by `?shoptrail_…`.
 */
export function readSession(request, prefix = "") {
  const cookies = Object.fromEntries(
    (request.headers.cookie ?? "")
      .split(/;\s*/)
      .filter((pair) => pair && pair.startsWith(prefix))
      .map((pair) => {
        const end = pair.indexOf("=");
        return [pair.slice(prefix.length, end), decode(pair.slice(end + 1))];
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

/** `[{product, variant, quantity}]` from "variant*2.variant*1"; unknown variants are left out. */
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

/** The lines of a cart with another quantity of one variant: the result of `change(old quantity)`. */
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

/**
 * Options of the tracker from a query: `?shoptrail_anonymous=send` → `{anonymous: "send"}`. An empty value
 * removes the option.
 */
export function queryOptions(search, before = {}) {
  const options = { ...before };
  for (const [name, value] of search) {
    const option = /^shoptrail_([a-z]+(?:_[a-z]+)*)$/.exec(name)?.[1];
    if (!option || option === "debug") continue; // `?shoptrail_debug=1` opens the tracker's overlay
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
