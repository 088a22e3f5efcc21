// Shopify storefront events: https://shopify.dev/docs/api/storefront-events-and-actions/events
// The payload is on the event itself; prices are text in major units.
import { fill } from "./shared/facts.js";
import { memory } from "./shared/memory.js";
import { currency, id, line, readCart, variantName, viewCart } from "./shared/shopify.js";
import { install, report } from "./shared/sources.js";

const SOURCE = "shopify";

const HEARD = {
  "product:view"(shop, { context, product: given }) {
    // A card of a list is seen too; that is no product view.
    if (!/^(page|dialog)$/.test(context)) return;
    const product = Object(given);
    const variant = product.selectedVariant || {};
    report(shop, SOURCE, "product_viewed", {
      product_id: id(product.id),
      name: product.title,
      url: product.handle && new URL("/products/" + product.handle, location.origin).href,
      ...ofVariant(variant),
      in_stock: variant.availableForSale,
    });
  },

  "collection:view"(shop, { collection }) {
    const { id: gid, handle, title } = Object(collection);
    report(shop, SOURCE, "collection_viewed", { collection_id: id(gid) ?? handle, collection_name: title });
  },

  async "search:update"(shop, { search, promise }) {
    const { totalCount } = (await promise) || {};
    report(shop, SOURCE, "search_performed", { query: search?.query, results_count: totalCount });
  },

  "cart:view": (shop) => viewCart(shop, SOURCE),

  async "cart:lines-update"(shop, { action, lines, promise }) {
    const began = performance.now();
    const { version } = memory(shop);
    // It is told before it happens: only the promise knows whether it did.
    const { userErrors, detail } = (await promise) || {};
    if (userErrors?.length || detail?.didError) return;
    const add = (variant_id, quantity, properties) =>
      report(
        shop,
        SOURCE,
        "add_to_cart",
        { currency: currency(), ...properties, variant_id, quantity },
        began,
      );
    const unknown = [];
    for (const { merchandiseId, quantity } of action === "add" ? list(lines) : []) {
      const variant = id(merchandiseId);
      // The event has no name and no price. Of what this page shows they are known, and it is told at once; the page may be about to be left.
      if (fill(shop, { variant_id: variant }).product_id) add(variant, quantity);
      else unknown.push([variant, quantity]);
    }
    // A line that changes has an id of its own, of no product: what became of the cart says it all. Unless the request was watched, which did.
    if (!unknown.length && memory(shop).version !== version) return;
    const cart = await readCart(shop, action !== "add" && SOURCE, began);
    for (const [variant, quantity] of unknown) {
      const item = cart?.items.find((item) => id(item.variant_id) === variant);
      add(variant, quantity, item && line(item));
    }
  },
};

export default function (shop) {
  if (window.Shopify?.designMode || !install(shop, SOURCE)) return;
  const hear = (event) => attempt(() => HEARD[event.type.slice(8)](shop, event));
  const kept = shop.raw;
  if (kept) {
    // From now on the stub hands over what it hears.
    const raw = kept.splice(0);
    kept.push = hear;
    raw.forEach(hear);
  } else {
    for (const type in HEARD) document.addEventListener("shopify:" + type, hear);
  }
  shop.ready(() => shareId(shop));
}

/** Lines are an array, or a connection with nodes; none is an add of something that the tracker refuses by name. */
function list(lines) {
  return lines?.nodes || (lines?.[0] ? lines : [{}]);
}

function ofVariant({ id: variant, title, price }) {
  return {
    variant_id: id(variant),
    variant_name: variantName(title),
    price: price && Number(price.amount),
    currency: price?.currencyCode,
  };
}

/** The pixel in the checkout is another world: a cookie is what both can read. With `cookieDomain` the tracker has written it already. */
function shareId(shop) {
  const share = () => {
    const id = shop.diagnostics().identity?.anonymousId;
    if (id && !document.cookie.includes("shoptrail_anonymous_id=" + id))
      document.cookie = `shoptrail_anonymous_id=${id};path=/;max-age=31536000;samesite=lax`;
  };
  share();
  // Not for every event: the report walks all that waits.
  shop.on("call", ({ method }) => method !== "track" && share());
  shop.on("consent", share);
}

/** Runs what may throw or reject; a platform's surprise is nobody's exception. */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    // Not for the page to see.
  }
}
