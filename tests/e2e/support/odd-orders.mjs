// Orders with odd fields, what arrives of each, and the warnings. repair.test.mjs tries them.

const line = { product_id: "P1", price: 10, quantity: 1 };
export const ORDER = { order_id: "1001", total: 10, currency: "EUR", line_items: [line] };
export const order = (more) => ({ ...ORDER, ...more });
const lineOrder = (more) => order({ line_items: [{ ...line, ...more }] });

/** `[what, properties of an order, what arrives of it, "code path" of each warning]` */
export const ORDERS = [
  [
    "empty texts are absent",
    lineOrder({ discount: "", position: "", brand: "", variant_name: "" }),
    { line_items: [line] },
    [
      "empty line_items[0].discount",
      "empty line_items[0].position",
      "empty line_items[0].brand",
      "empty line_items[0].variant_name",
    ],
  ],
  [
    "an empty quantity is one piece",
    lineOrder({ quantity: "" }),
    { line_items: [line], item_count: 1 },
    ["missing_property line_items[0].quantity"],
  ],
  ["a number as a code", order({ coupon: 2026 }), { coupon: "2026" }, ["wrong_type coupon"]],
  ["a list of codes", order({ coupon: ["SPRING", "VIP"] }), { coupon: "SPRING,VIP" }, ["wrong_type coupon"]],
  ["a list of one code", order({ coupon: ["SPRING"] }), { coupon: "SPRING" }, ["wrong_type coupon"]],
  ["no codes", order({ coupon: [] }), { coupon: undefined }, ["wrong_type coupon"]],
  [
    "pieces by the metre",
    lineOrder({ quantity: 1.5, price: 8 }),
    { item_count: 1.5, cart_value: 12 },
    ["out_of_range line_items[0].quantity"],
  ],
  [
    "numbers in texts",
    {
      order_id: "1001",
      total: "89.90",
      currency: "eur",
      line_items: [{ product_id: 42, price: "49,95", quantity: "2" }],
    },
    {
      total: 89.9,
      currency: "EUR",
      line_items: [{ product_id: "42", price: 49.95, quantity: 2 }],
      item_count: 2,
      cart_value: 99.9,
    },
    ["wrong_type total", "wrong_type line_items[0].price", "wrong_type line_items[0].quantity"],
  ],
  ["a sum of floats", order({ total: 0.1 + 0.2 }), { total: 0.3 }, ["rounded total"]],
  ["yen have no decimals", order({ currency: "JPY", total: 9.999 }), { total: 10 }, ["rounded total"]],
  [
    "nor have they where nothing else is odd",
    order({ currency: "JPY", total: 1299.6, line_items: [{ ...line, price: 1299.6 }] }),
    { total: 1300, line_items: [{ ...line, price: 1300 }] },
    ["rounded total", "rounded line_items[0].price"],
  ],
  [
    "decimals that are no amount's",
    order({ currency: "KRW", total: 10, rating: 4.5 }),
    { total: 10, rating: 4.5 },
    [],
  ],
  [
    "words for nothing",
    {
      ...lineOrder({ variant_id: 0, sku: "N/A", name: "{{ product.title }}", brand: "N/A", coupon: "None" }),
      coupon: "false",
      shipping_method: "[object Object]",
    },
    { coupon: undefined, shipping_method: undefined, line_items: [line] },
    [
      "empty coupon",
      "empty shipping_method",
      "empty line_items[0].variant_id",
      "empty line_items[0].sku",
      "empty line_items[0].name",
      "empty line_items[0].brand",
      "empty line_items[0].coupon",
    ],
  ],
  [
    "what nobody sees",
    order({ coupon: "\u00a0SPRING\u200b ", line_items: [{ ...line, sku: "\u202aS-1\u202c" }] }),
    { coupon: "SPRING", line_items: [{ ...line, sku: "S-1" }] },
    [],
  ],
  [
    "a day that is none",
    order({ order_date: "2026-02-30" }),
    { order_date: undefined },
    ["bad_date order_date"],
  ],
  [
    "the year 1",
    order({ order_date: "0001-01-01T00:00:00" }),
    { order_date: undefined },
    ["bad_date order_date"],
  ],
  [
    "a date as a number",
    order({ order_date: 20261130 }),
    { order_date: 1795996800 },
    ["bad_date order_date"],
  ],
  ["dinars have three", order({ currency: "KWD", total: 9.995 }), { total: 9.995 }, []],
  [
    "a price with its taxes",
    order({ total: "10,00 € inkl. 19 % MwSt." }),
    { total: 10 },
    ["wrong_type total"],
  ],
  [
    "rupiahs",
    order({ currency: "IDR", total: "Rp 150.000", line_items: [{ ...line, price: "150.000" }] }),
    { total: 150000, cart_value: 150000 },
    ["wrong_type total", "wrong_type line_items[0].price"],
  ],
  [
    "thousands of euros",
    order({ total: "€ 1.299", line_items: [{ ...line, price: "1.299,- €" }] }),
    { total: 1299, cart_value: 1299 },
    ["wrong_type total", "wrong_type line_items[0].price"],
  ],
  [
    "what could be several amounts is left out",
    order({ total: "10 € statt 12 €" }),
    { total: undefined },
    ["wrong_type total"],
  ],
  [
    "money of a storefront",
    order({ total: { amount: "10.0", currencyCode: "EUR" } }),
    { total: 10 },
    ["wrong_type total"],
  ],
  [
    "a currency in the price",
    { order_id: "1001", total: "10,00 €", line_items: [line] },
    { total: 10, currency: "EUR" },
    ["missing_property currency", "wrong_type total"],
  ],
  [
    "a sign for a currency",
    order({ currency: "€" }),
    { currency: "EUR", total: 10 },
    ["bad_currency currency"],
  ],
  [
    "an unreadable currency",
    order({ currency: "$$" }),
    { currency: undefined, total: undefined, line_items: [{ product_id: "P1", quantity: 1 }] },
    ["bad_currency currency", "missing_property total", "missing_property line_items[0].price"],
  ],
  [
    "a negative line is a discount",
    order({ total: 8, line_items: [line, { name: "Coupon", price: -2, quantity: 1 }] }),
    { discount: 2, line_items: [line], cart_value: 10 },
    ["out_of_range line_items[1]"],
  ],
  ["a negative discount", order({ discount: -2, total: 8 }), { discount: 2 }, ["out_of_range discount"]],
  [
    "a line without a product",
    order({ line_items: [line, { price: 5 }, null, 7] }),
    { line_items: [line] },
    ["missing_property line_items[1]", "wrong_type line_items[3]"],
  ],
  ["one line alone", order({ line_items: line }), { line_items: [line] }, ["wrong_type line_items"]],
  [
    "lines of PHP",
    order({ line_items: { 0: line, 1: { ...line, product_id: "P2" } } }),
    { item_count: 2 },
    ["wrong_type line_items"],
  ],
  [
    "lines as JSON",
    order({ line_items: JSON.stringify([line]) }),
    { line_items: [line] },
    ["wrong_type line_items"],
  ],
  [
    "no lines",
    order({ line_items: undefined }),
    { total: 10, line_items: undefined },
    ["missing_property line_items"],
  ],
  [
    "a line known by its sku",
    order({ line_items: [{ sku: "S", price: 10, quantity: 1 }] }),
    { line_items: [{ sku: "S", price: 10, quantity: 1 }] },
    ["missing_property line_items[0].product_id"],
  ],
  [
    "nothing of a template",
    order({ coupon: "undefined", payment_method: "(not set)", shipping_method: "null" }),
    { coupon: undefined, payment_method: undefined, shipping_method: undefined },
    ["empty coupon", "empty payment_method", "empty shipping_method"],
  ],
  [
    "a date of another order",
    order({ order_date: "23.11.2026" }),
    { order_date: 1795392000 },
    ["bad_date order_date"],
  ],
  [
    "a date that could be two",
    order({ order_date: "11/12/2026" }),
    { order_date: undefined },
    ["bad_date order_date"],
  ],
  [
    "an object for a name",
    lineOrder({ brand: { "@type": "Brand", name: "Acme" } }),
    { line_items: [{ ...line, brand: "Acme" }] },
    ["wrong_type line_items[0].brand"],
  ],
  [
    "an unsafe name",
    order({ reply_to: "a@b.example", "": 1 }),
    { reply_to: undefined, total: 10 },
    ["reserved_property reply_to", "name_empty "],
  ],
  [
    "a picture with a space",
    lineOrder({ image_url: "/a b.png" }),
    (origin) => ({ line_items: [{ ...line, image_url: `${origin}/a%20b.png` }] }),
    ["bad_url line_items[0].image_url"],
  ],
  [
    "addresses of the site",
    lineOrder({ image_url: "//cdn.example/a.png", url: "/p?x=1" }),
    (origin) => ({
      line_items: [{ ...line, image_url: "https://cdn.example/a.png", url: `${origin}/p?x=1` }],
    }),
    [],
  ],
  [
    "addresses beside the page",
    lineOrder({ image_url: "img/a.png", url: "mug.html" }),
    (origin) => ({ line_items: [{ ...line, image_url: `${origin}/img/a.png`, url: `${origin}/mug.html` }] }),
    ["bad_url line_items[0].image_url", "bad_url line_items[0].url"],
  ],
  [
    "what only this page can load",
    lineOrder({ image_url: "data:image/gif;base64,R0lGOD", url: "blob:https://shop.example/1" }),
    { line_items: [line] },
    ["bad_url line_items[0].image_url", "bad_url line_items[0].url"],
  ],
  [
    "a script for a link",
    lineOrder({ url: "javascript:void 0" }),
    { line_items: [line] },
    ["bad_url line_items[0].url"],
  ],
];
