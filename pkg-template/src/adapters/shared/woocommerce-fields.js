// Products and cart lines of WooCommerce's Store API in the plan's names:
// https://developer.woocommerce.com/docs/apis/store-api/

/** @typedef {import("./types.js").Properties} Properties */
/**
 * @typedef {object} StoreProduct
 * @property {number} id
 * @property {string} [name]
 * @property {string} [sku]
 * @property {{ price: string, currency_code: string, currency_minor_unit: number }} [prices]  in minor units
 * @property {{ src?: string }[]} [images]
 * @property {string} [permalink]
 * @property {{ name?: string }[]} [categories]
 * @property {boolean} [is_in_stock]
 */
/**
 * @typedef {object} CartItemMembers
 * @property {string} key
 * @property {number} quantity
 * @property {{ value: string }[]} [variation]
 * @property {{ shoptrail?: { product_id?: string } }} [extensions]  what shoptrail.php adds
 */
/** @typedef {StoreProduct & CartItemMembers} StoreCartItem */
/**
 * @typedef {object} StoreCart
 * @property {StoreCartItem[]} items
 * @property {{ code?: string }[]} coupons
 * @property {{ currency_code?: string }} totals
 */
/** @typedef {Properties & { quantity: number }} CartLine */

/**
 * @param {StoreProduct} product
 * @returns {Properties}
 */
export function toProduct({ id, name, sku, prices, images, permalink, categories, is_in_stock }) {
  const { price, currency_code, currency_minor_unit } = /** @type {NonNullable<typeof prices>} */ (
    prices || {}
  );
  return {
    product_id: id,
    name,
    sku,
    price: +price / 10 ** currency_minor_unit,
    currency: currency_code,
    category: categories?.[0]?.name,
    in_stock: is_in_stock,
    image_url: images?.[0]?.src,
    url: permalink,
  };
}

/**
 * An item of the cart. The Store API names a variation by its own id alone; shoptrail.php adds the product's.
 * @param {StoreCartItem} item
 * @returns {CartLine}
 */
export function toLine(item) {
  const { id, quantity, variation, extensions } = item;
  const line = { ...toProduct(item), quantity };
  return variation?.[0]
    ? {
        ...line,
        product_id: extensions?.shoptrail?.product_id ?? id,
        variant_id: id,
        variant_name: variation.map(({ value }) => value).join(" / "),
      }
    : line;
}
