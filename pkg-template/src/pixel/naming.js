// Customer.io's names for the plan's events and properties, for `naming: "semantic"`. A test holds them to
// the plan.

/** @typedef {import("./types.js").Properties} Properties */

/** @type {Record<string, string>} */
const EVENT_NAMES = {
  product_viewed: "Product Viewed",
  collection_viewed: "Product List Viewed",
  search_performed: "Products Searched",
  add_to_cart: "Product Added",
  remove_from_cart: "Product Removed",
  cart_viewed: "Cart Viewed",
  checkout_started: "Checkout Started",
  checkout_step_completed: "Checkout Step Completed",
  order_completed: "Order Completed",
};
/** @type {Record<string, string>} */
const PROPERTY_NAMES = {
  variant_name: "variant",
  collection_id: "list_id",
  collection_name: "list_name",
  line_items: "products",
  cart_value: "value",
  step: "step_name",
};

/**
 * An event of the plan under the naming of the options.
 * @param {string | undefined} naming
 * @param {string} event
 * @param {Properties} properties
 */
export function applyNaming(naming, event, properties) {
  if (naming !== "semantic") return { event, properties };
  /**
   * @param {Properties} map
   * @returns {Properties}
   */
  const rename = (map) =>
    Object.fromEntries(
      Object.entries(map).map(([name, value]) => [
        PROPERTY_NAMES[name] ?? name,
        name === "line_items" ? /** @type {Properties[]} */ (value).map(rename) : value,
      ]),
    );
  return { event: EVENT_NAMES[event], properties: rename(properties) };
}
