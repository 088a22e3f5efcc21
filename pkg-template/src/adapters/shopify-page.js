// What a Shopify page says about itself: for themes without storefront events, and to complete what those
// leave out.
import { registerIfNew, trackFromSource } from "./shared/adapter.js";
import { byEmail, formProperties, observeForms } from "./shared/forms.js";
import { rememberProduct } from "./shared/known-products.js";
import { readCart, trackCartView } from "./shared/shopify-cart.js";
import {
  activeCurrency,
  fromHundredths,
  isThemeEditor,
  numericId,
  productUrl,
  variantName,
} from "./shared/shopify-fields.js";

/** @typedef {import("./shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {number | string} Id */
/** @typedef {string | { src?: string, url?: string } | null | undefined} Picture */
/**
 * @typedef {object} Variant  of `{{ product | json }}` or ShopifyAnalytics.meta
 * @property {Id} [id]
 * @property {string | null} [public_title]
 * @property {string | null} [title]
 * @property {string} [name]
 * @property {string} [sku]
 * @property {number} [price]
 * @property {number} [compare_at_price]
 * @property {boolean} [available]
 * @property {Picture} [featured_image]
 */
/**
 * @typedef {object} Product
 * @property {Id} [id]
 * @property {string} [title]
 * @property {string} [handle]
 * @property {string} [type]
 * @property {string} [vendor]
 * @property {Picture} [featured_image]
 * @property {number} [price]
 * @property {number} [compare_at_price]
 * @property {boolean} [available]
 * @property {Variant | (Variant | null)[] | null} [variants]
 */
/**
 * What the snippet of this package prints, see shopify/README.md.
 * @typedef {object} Printed
 * @property {string} [page_type]
 * @property {string} [currency]
 * @property {Product} [product]
 * @property {Id} [variant_id]
 * @property {{ id?: Id, title?: string }} [collection]
 * @property {number} [results_count]
 */
/**
 * What Shopify prints into every page. Undocumented.
 * @typedef {object} Meta
 * @property {Product} [product]
 * @property {string} [currency]
 * @property {Id} [selectedVariantId]
 * @property {{ pageType?: string, resourceId?: Id, customerId?: Id }} [page]
 */

/** @typedef {{ evtLayer: EventTarget, JSEvents: { addedToWishlist: string } }} Swym */

const SOURCE = "shopify-page";

/** The forms of themes: https://shopify.dev/docs/api/liquid/tags/form */
const FORMS = [
  {
    event: "newsletter_subscribed",
    sent: "form[action*='/contact']",
    // Without a tag it is the form of the contact page.
    read: (/** @type {Element} */ form) =>
      form.querySelector("[name='contact[tags]']") ? formProperties(form) : undefined,
    isAccepted: () => /[?&]customer_posted=true/.test(location.search),
  },
  {
    event: "signed_up",
    sent: "form#create_customer,form[action$='/account']",
    read: (/** @type {Element} */ form) =>
      form.querySelector("[value=create_customer]") ? byEmail() : undefined,
    isAccepted: isLoggedIn,
    isRefusedWhenShown: true,
  },
];

/** Whether the page was made for a customer who is logged in. */
function isLoggedIn() {
  const { __st, ShopifyAnalytics } =
    /** @type {{ __st?: { cid?: Id }, ShopifyAnalytics?: { meta?: Meta } }} */ (window);
  return __st?.cid || ShopifyAnalytics?.meta?.page?.customerId;
}

/** @param {AdapterTracker} tracker */
export default function (tracker) {
  if (isThemeEditor() || !registerIfNew(tracker, SOURCE)) return;
  try {
    trackPage(tracker);
  } catch (error) {
    // Not a page of Shopify after all, or not of its usual shape.
  }
  observeForms(tracker, SOURCE, FORMS);
  observeSwym(tracker);
}

/**
 * The wish list of the app Swym.
 * @param {AdapterTracker} tracker
 */
function observeSwym(tracker) {
  const globals = /** @type {{ SwymCallbacks?: unknown[] }} */ (window);
  const listen = (/** @type {Swym} */ { evtLayer, JSEvents }) =>
    evtLayer.addEventListener(JSEvents.addedToWishlist, (event) => {
      const { empi, epi, dt, pr } = Object(/** @type {CustomEvent} */ (event).detail?.d);
      trackFromSource(tracker, SOURCE, "wishlist_added", {
        product_id: numericId(empi),
        variant_id: numericId(epi),
        name: dt,
        price: pr,
        currency: activeCurrency(),
      });
    });
  (globals.SwymCallbacks ||= []).push(listen);
}

/** @param {AdapterTracker} tracker */
function trackPage(tracker) {
  const printed = readPrinted();
  const globals = /** @type {{ ShopifyAnalytics?: { meta?: Meta } }} */ (window);
  const meta = globals.ShopifyAnalytics?.meta || {};
  const kind = printed.page_type || meta.page?.pageType || "";
  const product = printed.product || meta.product;
  if (product) {
    const currency = printed.currency || meta.currency || activeCurrency();
    const variants = /** @type {(Variant | null)[]} */ ([])
      .concat(product.variants || [])
      .filter(Boolean)
      .map((variant) => viewedProperties(product, variant || {}, currency));
    // A product without variants is still one.
    if (!variants[0]) variants.push(viewedProperties(product, {}, currency));
    const shown = shownVariant(printed, meta);
    const viewed = variants.find(({ variant_id }) => variant_id === shown) || variants[0];
    variants.forEach((variant) => rememberProduct(tracker, variant));
    // The product itself, for an event that names no variant.
    rememberProduct(tracker, { ...viewed, variant_id: undefined, variant_name: undefined, sku: undefined });
    if (kind === "product") trackFromSource(tracker, SOURCE, "product_viewed", viewed);
  }
  const collection = printed.collection || (kind === "collection" && { id: meta.page?.resourceId });
  if (collection && collection.id)
    trackFromSource(tracker, SOURCE, "collection_viewed", {
      collection_id: numericId(collection.id),
      collection_name: /** @type {{ title?: string }} */ (collection).title,
    });
  const query = /^search/.test(kind) && new URLSearchParams(location.search).get("q");
  if (query)
    trackFromSource(tracker, SOURCE, "search_performed", { query, results_count: printed.results_count });
  // A cart with something in it is on this page, and may be changed. A change is seen only against the cart
  // before.
  if (document.querySelector("[name^=updates]")) readCart(tracker);
  if (kind === "cart" || /\/cart\/?$/.test(location.pathname)) trackCartView(tracker, SOURCE);
}

/** @returns {Printed} */
function readPrinted() {
  try {
    const script = /** @type {Element} */ (document.querySelector("script[data-shoptrail-page]"));
    return Object(JSON.parse(/** @type {string} */ (script.textContent)));
  } catch (error) {
    // Not there, or broken: what Shopify prints itself has to do.
    return {};
  }
}

/**
 * The id of the variant that the page shows.
 * @param {Printed} printed
 * @param {Meta} meta
 */
function shownVariant(printed, meta) {
  /** @type {HTMLInputElement | null} */
  const field = document.querySelector("form[action*='/cart/add'] [name=id]");
  return numericId(
    new URLSearchParams(location.search).get("variant") ||
      field?.value ||
      printed.variant_id ||
      meta.selectedVariantId,
  );
}

/**
 * The properties of a view of a variant.
 * @param {Product} product
 * @param {Variant} variant
 * @param {string | undefined} currency
 */
function viewedProperties(product, variant, currency) {
  const variant_name = variantName(variant.public_title ?? variant.title ?? undefined);
  // The meta has no title of the product; a variant's name there begins with it.
  const name = product.title ?? variant.name?.replace(variant_name ? " - " + variant_name : "", "");
  const price = variant.price ?? product.price;
  const before = variant.compare_at_price ?? product.compare_at_price;
  return {
    product_id: numericId(product.id),
    variant_id: numericId(variant.id),
    sku: variant.sku,
    name,
    variant_name,
    category: product.type,
    brand: product.vendor,
    price: fromHundredths(price),
    compare_at_price: Number(before) > Number(price) ? fromHundredths(before) : undefined,
    currency,
    in_stock: variant.available ?? product.available,
    image_url: pictureUrl(variant.featured_image) ?? pictureUrl(product.featured_image),
    url: productUrl(product.handle),
  };
}

/** @param {Picture} picture */
function pictureUrl(picture) {
  try {
    const url = typeof picture === "string" ? picture : (picture?.src ?? picture?.url);
    return url ? new URL(url, location.origin).href : undefined;
  } catch (error) {
    // Not an address: the product is viewed without a picture.
  }
}
