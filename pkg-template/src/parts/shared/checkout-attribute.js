// The name under which the anonymous id rides to the order: an attribute of Shopify's cart, meta of
// WooCommerce's order. One underscore in front: themes and WooCommerce's pages hide such names. With two,
// neither Shopify's Ajax API nor a pixel can read the attribute:
// https://shopify.dev/docs/api/liquid/objects/cart#cart-attributes
// tests/package/checkout-attribute.test.mjs holds the same name in the PHP, the server and the Hydrogen
// entry, which cannot import this file.

export const ATTRIBUTE = "_shoptrail_anonymous_id";
