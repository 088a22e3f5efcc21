// The themes of the harness shop: which tracker calls a theme makes for an event of the shop. `complete`
// passes everything on; `broken` makes the mistakes of real themes, for /compare. The pages call the theme of
// their server.

/** By name, `(event, properties) => [[event, properties], …]`: the calls that the theme makes. */
export const THEMES = {
  complete: (event, properties) => [[event, properties]],
  broken,
};

/** By name, the options of the tracker that a theme sets. Strict, a tracker puts no mistake right. */
export const THEME_OPTIONS = { broken: { strict: true } };

/** Makes the mistakes of real themes, one or two for each event. */
function broken(event, properties) {
  switch (event) {
    case "collection_viewed": // a name from another tool
      return [["collection_view", properties]];
    case "product_viewed": // the price as text with the currency sign, no name
    case "add_to_cart":
    case "remove_from_cart":
      return [[event, asPrinted(properties)]];
    case "cart_viewed": // lines with little more than an id, and no currency
      return [[event, { line_items: properties.line_items.map(bare) }]];
    case "checkout_started": // sent before the cart has loaded
      return [[event, { ...properties, line_items: [] }]];
    case "order_completed": {
      // in pence, and sent by two templates
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

function asPrinted(properties) {
  const printed = { ...properties, price: `£${properties.price.toFixed(2)}` };
  for (const missing of ["name", "currency", "brand", "category"]) delete printed[missing];
  return printed;
}

function bare({ product_id, price, quantity }) {
  return { product_id, price, quantity };
}
