// Products and cart lines of WooCommerce's Store API in the plan's names. WordPress encodes names as HTML.
// https://developer.woocommerce.com/docs/apis/store-api/
import { plainKey, plainText } from "./schema-org.js";

/** @typedef {import("./types.js").Properties} Properties */
/**
 * @typedef {object} StoreProduct
 * @property {number} id
 * @property {string} [name]
 * @property {string} [sku]
 * @property {StorePrices} [prices]
 * @property {{ src?: string }[]} [images]
 * @property {string} [permalink]
 * @property {{ name?: string }[]} [categories]
 * @property {boolean} [is_in_stock]
 */
/**
 * @typedef {object} StorePrices
 * @property {string} price  in minor units, as all prices here
 * @property {string} [regular_price]
 * @property {string} currency_code
 * @property {number} currency_minor_unit
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
function toProduct({ id, name, sku, prices, images, permalink, categories, is_in_stock }) {
  return {
    product_id: id,
    name: textOf(name),
    sku: sku && plainKey(sku),
    price: inMajorUnits(prices, "price"),
    currency: prices?.currency_code,
    category: textOf(categories?.[0]?.name),
    in_stock: is_in_stock,
    image_url: images?.[0]?.src && plainKey(images[0].src),
    url: permalink && plainKey(permalink),
  };
}

/**
 * The properties of a view of a product.
 * @param {StoreProduct} product
 * @returns {Properties}
 */
export function toView(product) {
  const { prices } = product;
  const isReduced = Number(prices?.regular_price) > Number(prices?.price);
  return {
    ...toProduct(product),
    compare_at_price: isReduced ? inMajorUnits(prices, "regular_price") : undefined,
  };
}

/**
 * A product without a price has an empty one, and is not free.
 * @param {StorePrices | null | undefined} prices
 * @param {"price" | "regular_price"} name
 */
function inMajorUnits(prices, name) {
  const amount = prices?.[name];
  return prices && amount ? +amount / 10 ** prices.currency_minor_unit : undefined;
}

/** @param {string | undefined} name */
const textOf = (name) => (name ? plainText(name) : undefined);

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
        variant_name: variation
          .map(({ value }) => textOf(value))
          .filter(Boolean)
          .join(" / "),
      }
    : line;
}
