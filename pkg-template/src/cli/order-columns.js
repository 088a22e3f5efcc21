// The columns of order exports, by platform, as the platforms document them:
// Shopify: https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders
// WooCommerce, "Customer / Order / Coupon Export", one row an order or one row a line, and the import and
// export suite: https://woocommerce.com/document/import-and-export-of-woocommerce-orders/
// WooCommerce, Analytics > Orders > Download: https://woocommerce.com/document/woocommerce-analytics/

/**
 * @typedef {object} Columns  names of columns; the first one that the file has counts
 * @property {string[]} id
 * @property {string[]} number  what the shopper reads as the number of the order
 * @property {string[]} date
 * @property {string[]} total
 * @property {string[]} currency
 * @property {string[]} status
 * @property {string[]} cancelled
 * @property {string[]} email
 * @property {string[]} customer
 * @property {string[]} source
 * @property {string[]} tags
 * @property {string[]} payment
 * @property {string[]} subtotal
 * @property {string[]} shipping
 * @property {string[]} tax
 * @property {string[]} discount
 * @property {string[]} coupon
 * @property {{ name: string[], price: string[], quantity: string[], sku: string[], total: string[] }} line
 */
/** @typedef {{ platform: string, sign: string[], hasFullTotal: boolean, columns: Columns }} Export */

/** @type {Export[]} */
export const EXPORTS = [
  {
    platform: "Shopify",
    sign: ["Name", "Financial Status", "Lineitem quantity"],
    hasFullTotal: true,
    columns: {
      id: ["Id"],
      number: ["Name"],
      date: ["Created at"],
      total: ["Total"],
      currency: ["Currency"],
      status: ["Financial Status"],
      cancelled: ["Cancelled at"],
      email: ["Email"],
      customer: [],
      source: ["Source"],
      tags: ["Tags"],
      payment: ["Payment Method"],
      subtotal: ["Subtotal"],
      shipping: ["Shipping"],
      tax: ["Taxes"],
      discount: ["Discount Amount"],
      coupon: ["Discount Code"],
      line: {
        name: ["Lineitem name"],
        price: ["Lineitem price"],
        quantity: ["Lineitem quantity"],
        sku: ["Lineitem sku"],
        total: [],
      },
    },
  },
  {
    platform: "WooCommerce",
    sign: ["order_id", "order_total"],
    hasFullTotal: true,
    columns: {
      id: ["order_id"],
      number: ["order_number", "order_number_formatted"],
      date: ["date", "order_date"],
      total: ["order_total"],
      currency: ["order_currency", "currency"],
      status: ["status"],
      cancelled: [],
      email: ["billing_email", "customer_email"],
      customer: ["customer_id", "customer_user"],
      source: ["created_via", "order_attribution_source_type"],
      tags: [],
      payment: ["payment_method"],
      subtotal: ["order_subtotal"],
      shipping: ["shipping_total"],
      tax: ["tax_total"],
      discount: ["discount_total"],
      coupon: ["coupons", "coupon_items"],
      line: {
        name: ["item_name"],
        price: ["item_price"],
        quantity: ["item_quantity"],
        sku: ["item_sku"],
        total: ["item_total"],
      },
    },
  },
  {
    platform: "WooCommerce Analytics",
    sign: ["Order #", "Status"],
    // Net sales: without shipping and taxes.
    hasFullTotal: false,
    columns: {
      id: ["Order #"],
      number: [],
      date: ["Date"],
      total: ["Net sales", "N. Revenue"],
      currency: ["Currency"],
      status: ["Status"],
      cancelled: [],
      email: [],
      customer: [],
      source: ["Attribution", "Origin"],
      tags: [],
      payment: [],
      subtotal: [],
      shipping: [],
      tax: [],
      discount: [],
      coupon: ["Coupon(s)"],
      line: { name: [], price: [], quantity: [], sku: [], total: [] },
    },
  },
];

/** Columns of an export that is none of these; `--columns` gives the names. */
export const OTHER = ["id", "total", "currency", "date", "email", "customer", "status", "source"];
