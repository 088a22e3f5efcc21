// Shopify storefront events: https://shopify.dev/docs/api/storefront-events-and-actions/events
// The payload is on the event itself; prices are text in major units.
import { registerIfNew, trackFromSource } from "./shared/adapter.js";
import { completeProduct } from "./shared/known-products.js";
import { sharedState } from "./shared/shared-state.js";
import { isAnsweredTwice, readCart, trackCartView } from "./shared/shopify-cart.js";
import {
  activeCurrency,
  isThemeEditor,
  lineItem,
  numericId,
  productUrl,
  variantName,
} from "./shared/shopify-fields.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/**
 * @typedef {object} Variant
 * @property {string} [id]
 * @property {string} [title]
 * @property {{ amount: string, currencyCode?: string } | null} [price]
 * @property {boolean} [availableForSale]
 */
/** @typedef {{ merchandiseId?: string, quantity?: number }} AddedLine */
/**
 * The members that are read, of all the events.
 * @typedef {object} StorefrontPayload
 * @property {string} context  of `product:view`
 * @property {{ id?: string, title?: string, handle?: string, selectedVariant?: Variant }} [product]
 * @property {{ id?: string, title?: string, handle?: string }} [collection]
 * @property {{ query?: string }} [search]
 * @property {"add" | "update" | "remove"} [action]  of `cart:lines-update`
 * @property {AddedLine[] | { nodes?: AddedLine[] }} [lines]
 * @property {Promise<PromiseResult | undefined>} [promise]  settles with the outcome of the request
 */
/**
 * @typedef {object} PromiseResult
 * @property {number} [totalCount]  of a search
 * @property {unknown[]} [userErrors]  of a change of the cart
 * @property {{ didError?: boolean }} [detail]
 * @property {{ totalQuantity?: number }} [cart]  after the change
 */
/** @typedef {Event & StorefrontPayload} StorefrontEvent */

const SOURCE = "shopify";

/** @type {Record<string, (tracker: AdapterTracker, event: StorefrontEvent) => unknown>} */
const HANDLERS = {
  "product:view"(tracker, { context, product: given }) {
    // A card in a list is no product view.
    if (!/^(page|dialog)$/.test(context)) return;
    /** @type {NonNullable<StorefrontPayload["product"]>} */
    const product = Object(given);
    const { id, title, price, availableForSale } = product.selectedVariant || {};
    trackFromSource(tracker, SOURCE, "product_viewed", {
      product_id: numericId(product.id),
      name: product.title,
      url: productUrl(product.handle),
      variant_id: numericId(id),
      variant_name: variantName(title),
      price: price && Number(price.amount),
      currency: price && (price.currencyCode ?? activeCurrency()),
      in_stock: availableForSale,
    });
  },

  "collection:view"(tracker, { collection }) {
    const { id, handle, title } = Object(collection);
    trackFromSource(tracker, SOURCE, "collection_viewed", {
      collection_id: numericId(id) ?? handle,
      collection_name: title,
    });
  },

  async "search:update"(tracker, { search, promise }) {
    const { totalCount } = (await promise) || {};
    trackFromSource(tracker, SOURCE, "search_performed", {
      query: search?.query,
      results_count: totalCount,
    });
  },

  "cart:view": (tracker) => trackCartView(tracker, SOURCE),

  async "cart:lines-update"(tracker, { action, lines, promise }) {
    const beganAt = performance.now();
    const { cartVersion } = sharedState(tracker);
    // The event comes before the change: only the promise knows whether it succeeds.
    const { userErrors, detail, cart: answer } = (await promise) || {};
    if (userErrors?.length || detail?.didError) return;
    const pieces = answer?.totalQuantity;
    if (pieces && action === "add" && isAnsweredTwice(tracker, { lines, pieces }, beganAt)) return;
    /**
     * @param {{ variant_id: string | undefined, quantity: number | undefined }} added
     * @param {object} [properties]
     */
    const trackAdded = (added, properties) =>
      trackFromSource(
        tracker,
        SOURCE,
        "add_to_cart",
        { currency: activeCurrency(), ...properties, ...added },
        beganAt,
      );
    const unknown = [];
    for (const { merchandiseId, quantity } of action === "add" ? toList(lines) : []) {
      const added = { variant_id: numericId(merchandiseId), quantity };
      // The event has no name and no price. A product of this page is known, so it is tracked at once: the
      // page may be about to be left.
      if (completeProduct(tracker, { variant_id: added.variant_id }).product_id) trackAdded(added);
      else unknown.push(added);
    }
    // A line that changes has an id of its own and no product's, so the changed cart is compared with the one
    // before. Not where the request was observed: then the comparison is done.
    if (!unknown.length && sharedState(tracker).cartVersion !== cartVersion) return;
    const cart = await readCart(tracker, action !== "add" && SOURCE, beganAt);
    for (const added of unknown) {
      const item = cart?.items.find(({ variant_id }) => numericId(variant_id) === added.variant_id);
      trackAdded(added, item && lineItem(item));
    }
  },
};

/** @param {AdapterTracker} tracker */
export default function (tracker) {
  if (isThemeEditor() || !registerIfNew(tracker, SOURCE)) return;
  const handle = (/** @type {Event} */ event) =>
    attempt(() => HANDLERS[event.type.slice(8)](tracker, /** @type {StorefrontEvent} */ (event)));
  const { raw } = tracker;
  if (raw) {
    // The stub pushes each event that it receives; from now on a push is handled at once.
    const waiting = raw.splice(0);
    raw.push = /** @type {typeof raw.push} */ (/** @type {unknown} */ (handle));
    waiting.forEach(handle);
  } else {
    for (const type in HANDLERS) document.addEventListener("shopify:" + type, handle);
  }
  tracker.ready(() => shareAnonymousId(tracker));
}

/**
 * The lines of an event: an array, or a connection with nodes. Without lines, one empty line: the tracker
 * refuses its add and names what is missing.
 * @param {StorefrontPayload["lines"]} lines
 */
function toList(lines) {
  const { nodes } = /** @type {{ nodes?: AddedLine[] }} */ (lines || {});
  const list = /** @type {AddedLine[]} */ (lines);
  return nodes || (list?.[0] ? list : [{}]);
}

/**
 * Writes the anonymous id into a cookie, the one thing that this page and the pixel in the checkout can both
 * read. With the option `cookieDomain` the tracker has written it already.
 * @param {AdapterTracker} tracker
 */
function shareAnonymousId(tracker) {
  const share = () => {
    const report = tracker.diagnostics();
    const id = report.on && report.identity?.anonymousId;
    if (id && !document.cookie.includes("shoptrail_anonymous_id=" + id))
      document.cookie = `shoptrail_anonymous_id=${id};path=/;max-age=31536000;samesite=lax`;
  };
  share();
  // Not for every event: the report reads all messages that wait.
  tracker.on("call", ({ method }) => method !== "track" && share());
  tracker.on("consent", share);
}

/**
 * Runs what may throw or reject. What a platform does unexpectedly is no exception in the page.
 * @param {() => unknown} work
 */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    // The page must not notice.
  }
}
