// What a storefront's theme tells the tracker, from what the shop knows.

/** By name, `(event, properties) =>` the calls that the theme makes for it: `[[event, properties]]`. */
export const THEMES = {
  complete: (event, properties) => [[event, properties]],
  broken,
};

/** The mistakes that real themes make, one or two for each event. */
function broken(event, properties) {
  switch (event) {
    case "collection_viewed": // a name from another tool
      return [["collection_view", properties]];
    case "product_viewed": // the price as printed, the currency with it, no name
    case "add_to_cart":
    case "remove_from_cart":
      return [[event, asPrinted(properties)]];
    case "cart_viewed": // lines by id alone, and no currency
      return [[event, { line_items: properties.line_items.map(bare) }]];
    case "checkout_started": // printed before the cart is there
      return [[event, { ...properties, line_items: [] }]];
    case "order_completed": {
      // in pence, and from two templates
      const order = {
        ...properties,
        total: Math.round(properties.total * 100),
        line_items: properties.line_items.map(bare),
      };
      return [
        [event, order],
        [event, order],
      ];
    }
    default:
      return [[event, properties]];
  }
}

function asPrinted({ name, currency, brand, category, ...rest }) {
  return { ...rest, price: `£${rest.price.toFixed(2)}` };
}

function bare({ product_id, price, quantity }) {
  return { product_id, price, quantity };
}
