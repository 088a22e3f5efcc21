// What Shopify says, in the plan's words. It numbers and prices the same things in several ways.
import { memory } from "./memory.js";
import { report } from "./sources.js";

const DEFAULT_VARIANT = "Default Title";

/** `gid://shopify/Product/678?x` and 678 → "678"; undefined for what is neither. */
export const id = (value) => /(\d+)(\?.*)?$/.exec(value ?? "")?.[1];

/** Liquid and the AJAX API price everything in hundredths, whatever the currency: 100000 is 1000 JPY. */
export const hundredths = (value) => (value == null || isNaN(value) ? undefined : value / 100);

export const currency = () => window.Shopify?.currency?.active;

/** The shop's address without a locale is `/`; with one, such as `/fr/`. */
export const root = () => window.Shopify?.routes?.root || "/";

/** A text that means something: not the name Shopify gives a product's only variant. */
export const variantName = (value) => (value === DEFAULT_VARIANT ? undefined : value);

/** A line of an AJAX cart. */
export function line(item, quantity = +item.quantity) {
  return {
    product_id: id(item.product_id),
    variant_id: id(item.variant_id ?? item.id),
    sku: item.sku,
    name: item.product_title ?? item.title,
    variant_name: variantName(item.variant_title ?? undefined),
    category: item.product_type,
    brand: item.vendor,
    price: hundredths(item.final_price ?? item.price),
    quantity,
    currency: currency(),
    image_url: item.featured_image?.url ?? (item.image || undefined),
    url: item.url && new URL(item.url, location.origin).href,
  };
}

/**
 * Takes the cart as it is now, and tells of what changed since it was last seen: pieces added, pieces removed. What nobody saw before says
 * nothing about changes. Whoever else brings the same cart finds nothing changed.
 */
export function settle(shop, source, cart, began) {
  const shared = memory(shop);
  const before = shared.cart;
  const now = new Map();
  for (const item of cart.items) {
    const one = { ...line(item), currency: cart.currency || currency() };
    // The same variant may be in several lines, for its engraving or its discount.
    one.quantity += now.get(one.variant_id)?.quantity || 0;
    now.set(one.variant_id, one);
  }
  // Not before it was read whole: all that was in a broken one would be new in the next.
  shared.cart = now;
  shared.version++;
  if (!before || !source) return;
  for (const variant of new Set([...before.keys(), ...now.keys()])) {
    const difference = (now.get(variant)?.quantity || 0) - (before.get(variant)?.quantity || 0);
    const name = difference > 0 ? "add_to_cart" : "remove_from_cart";
    if (difference)
      report(
        shop,
        source,
        name,
        { ...(now.get(variant) || before.get(variant)), quantity: Math.abs(difference) },
        began,
      );
  }
}

/** Pieces went into the cart, and somebody told of them: whoever sees the whole cart next finds nothing new. */
export function added(shop, properties) {
  const { cart } = memory(shop);
  if (cart)
    cart.set(properties.variant_id, {
      ...properties,
      quantity: properties.quantity + (cart.get(properties.variant_id)?.quantity || 0),
    });
}

/** Reads the cart from the shop and settles it; gives the cart, or undefined. One request serves all who ask at once, unless something `began` meanwhile. */
export function readCart(shop, source, began) {
  const shared = memory(shop);
  const { version } = shared;
  if (began || !shared.reading)
    shared.reading = fetch(root() + "cart.js", { headers: { accept: "application/json" } }).then((response) =>
      response.json(),
    );
  return shared.reading
    .finally(() => (shared.reading = 0))
    .then((cart) => {
      // A change that was answered meanwhile is newer than this.
      if (shared.version === version) settle(shop, source, cart, began);
      return cart;
    })
    .catch(() => {});
}

/** The cart page or drawer is seen. */
export async function viewCart(shop, source) {
  const cart = await readCart(shop);
  if (cart?.items.length)
    report(shop, source, "cart_viewed", {
      currency: cart.currency,
      line_items: cart.items.map((item) => line(item)),
    });
}
