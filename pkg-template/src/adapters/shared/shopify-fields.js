// Shopify's ids, prices and cart lines in the plan's names. Shopify writes the same value in several ways.

/** @typedef {import("./types.js").ShopifyCartItem} ShopifyCartItem */
/** @typedef {import("./types.js").ShopifyLine} ShopifyLine */
/**
 * @typedef {object} ShopifyGlobal  `window.Shopify`, as far as it is read
 * @property {boolean} [designMode]  true in the theme editor
 * @property {{ active?: string }} [currency]
 * @property {{ root?: string }} [routes]
 */

const DEFAULT_VARIANT = "Default Title";

/** @returns {ShopifyGlobal | undefined} */
const shopify = () => /** @type {{ Shopify?: ShopifyGlobal }} */ (window).Shopify;

/** True in the theme editor, where nothing is tracked. */
export const isThemeEditor = () => shopify()?.designMode;

/**
 * The number in `gid://shopify/Product/678?x` or 678, as text; undefined where there is none.
 * @param {unknown} value
 */
export const numericId = (value) => /(\d+)(\?.*)?$/.exec(/** @type {string} */ (value ?? ""))?.[1];

/**
 * Liquid and the AJAX API give every price in hundredths, whatever the currency: 1000 JPY is 100000. A text
 * with a point is in major units, and a price that is empty is none.
 * @param {number | string | null | undefined} value
 */
export const fromHundredths = (value) =>
  value == null || value === "" || isNaN(+value)
    ? undefined
    : typeof value === "string" && value.includes(".")
      ? +value
      : +value / 100;

export const activeCurrency = () => shopify()?.currency?.active;

/** The path of the shop: `/`, or with a locale `/fr/`. */
export const shopRoot = () => shopify()?.routes?.root || "/";

/**
 * The name of a variant; undefined for the name that Shopify gives to a product's only variant.
 * @param {string | undefined} value
 */
export const variantName = (value) => (value === DEFAULT_VARIANT ? undefined : value);

/**
 * The address of a product's page.
 * @param {string | undefined} handle
 */
export const productUrl = (handle) => handle && new URL("/products/" + handle, location.origin).href;

/**
 * An AJAX cart line in the plan's names.
 * @param {ShopifyCartItem} item
 * @param {number} quantity
 * @returns {ShopifyLine}
 */
export function lineItem(item, quantity = +item.quantity) {
  return {
    product_id: numericId(item.product_id),
    variant_id: numericId(item.variant_id ?? item.id),
    sku: item.sku,
    name: item.product_title ?? item.title,
    variant_name: variantName(item.variant_title ?? undefined),
    category: item.product_type,
    brand: item.vendor,
    price: fromHundredths(item.final_price ?? item.price),
    quantity,
    currency: activeCurrency(),
    image_url: item.featured_image?.url ?? (item.image || undefined),
    url: item.url && new URL(item.url, location.origin).href,
  };
}
