// What the sources of a page have said about products. It completes events whose source leaves something out.
import { sharedState } from "./shared-state.js";

/** @typedef {import("./types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("./types.js").Properties} Properties */

const PRODUCT = /^(product_id|variant_id|sku|name|variant_name|category|brand|price|currency|image_url|url)$/;
const MAX_PRODUCTS = 200;

/**
 * The properties that have a value, which undefined, null and "" are not.
 * @param {object | undefined} properties
 * @param {RegExp} names
 * @returns {Properties}
 */
export const withoutEmpty = (properties, names = /./) =>
  Object.fromEntries(
    Object.entries(properties || {}).filter(([name, value]) => names.test(name) && (value ?? "") !== ""),
  );

/**
 * Remembers a product or a variant of one.
 * @param {AdapterTracker} tracker
 * @param {object} properties  any that the plan knows; only those of a product are kept
 */
export function rememberProduct(tracker, properties) {
  const { products } = sharedState(tracker);
  products.unshift(withoutEmpty(properties, PRODUCT));
  products.splice(MAX_PRODUCTS);
}

/**
 * The same properties, completed: first from what is known of the variant, then from what is known of the
 * product.
 * @param {AdapterTracker} tracker
 * @param {object | undefined} properties
 */
export function completeProduct(tracker, properties) {
  const { products } = sharedState(tracker);
  let complete = withoutEmpty(properties);
  /** @param {string} name */
  const withSame = (name) =>
    products.filter((known) => known[name] && String(known[name]) === String(complete[name]));
  for (const known of withSame("variant_id")) complete = { ...known, ...complete };
  for (const known of withSame("product_id")) {
    // Two variants of a product may differ in price.
    const price = known.variant_id && complete.variant_id ? "" : known.price;
    complete = withoutEmpty({ ...known, variant_id: "", variant_name: "", sku: "", price, ...complete });
  }
  return complete;
}
