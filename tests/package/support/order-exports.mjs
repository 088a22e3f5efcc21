// Order exports as the platforms document them, with invented data.

const SHOPIFY = [
  "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total",
  "Discount Code",
  "Discount Amount,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at",
  "Payment Method,Id,Tags,Source",
].join(",");

/** A row of Shopify's export. A row of a further line has only the name and the line. */
export function shopifyRow(cells) {
  const text = (cell) => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return SHOPIFY.split(",")
    .map((name) => text(String(cells[name] ?? "")))
    .join(",");
}

const order = (number, id, cells) =>
  shopifyRow({
    Name: `#${number}`,
    Email: `Shopper${number}@shop.example`,
    "Financial Status": "paid",
    Currency: "EUR",
    Subtotal: "49.90",
    Shipping: "10.00",
    Taxes: "9.57",
    Total: "59.90",
    "Created at": "2026-11-02 10:15:00 +0100",
    "Lineitem quantity": "2",
    "Lineitem name": "Runner",
    "Lineitem price": "24.95",
    "Lineitem sku": "RUN-1",
    "Payment Method": "Card",
    Id: String(id),
    Source: "web",
    ...cells,
  });

/** With a byte order mark, an order of two lines, and a name with a line break, a comma and quotes. */
export const SHOPIFY_EXPORT = `\uFEFF${[
  SHOPIFY,
  order(1001, 5001),
  shopifyRow({
    Name: "#1001",
    Email: "Shopper1001@shop.example",
    "Lineitem quantity": "1",
    "Lineitem name": 'Socks, "warm"\nblack',
    "Lineitem price": "9.95",
    "Lineitem sku": "SOCK-2",
  }),
  order(1002, 5002, { Total: "20.00", "Created at": "2026-11-02 23:30:00 -0500", Source: "pos" }),
  order(1003, 5003, { "Created at": "2026-11-03 09:00:00 +0100" }),
  order(1004, 5004, { "Created at": "2026-11-03 12:00:00 +0100", Total: "1,234.50", Currency: "USD" }),
  order(1005, 5005, { "Created at": "2026-11-03 13:00:00 +0100", "Payment Method": "Bogus Gateway" }),
  order(1006, 5006, { "Financial Status": "voided", "Cancelled at": "2026-11-03 15:00:00 +0100" }),
  order(1007, 5007, { "Cancelled at": "2026-11-03 16:00:00 +0100" }),
  order(1008, 5008, { Email: "", "Created at": "2026-11-04 08:00:00 +0100" }),
].join("\r\n")}\r\n`;

const WOOCOMMERCE = [
  "order_id;order_number;date;status;shipping_total;tax_total;discount_total;order_total;order_currency",
  "payment_method;customer_id;billing_email;item_name;item_sku;item_quantity;item_total;created_via",
].join(";");

/** Semicolons, decimal commas, times without a zone, one row a line. */
export const WOOCOMMERCE_EXPORT = [
  [WOOCOMMERCE],
  [
    "71;71;2026-03-29 01:30:00;completed;4,90;3,20;0;24,90;EUR",
    "stripe;12;jane@shop.example;Mug;MUG-1;2;20,00;checkout",
  ],
  [
    '72;72;2026-03-29 03:30:00;wc-processing;0;0;0;"1.299,00";EUR',
    'bacs;0;max@shop.example;"Bike; red";BIKE;1;1.299,00;checkout',
  ],
  ["73;73;2026-03-30 08:00:00;pending;0;0;0;10,00;EUR", "paypal;0;eva@shop.example;Cap;CAP;1;10,00;checkout"],
  [
    "74;74;2026-03-30 08:00:00;cancelled;0;0;0;10,00;EUR",
    "paypal;0;eva@shop.example;Cap;CAP;1;10,00;checkout",
  ],
  ["75;75;2026-03-30 09:00:00;completed;0;0;0;15,00;EUR", "cod;0;ada@shop.example;Cap;CAP;1;10,00;admin"],
  ["75;75;2026-03-30 09:00:00;completed;0;0;0;15,00;EUR", "cod;0;ada@shop.example;Pin;PIN;5;5,00;admin"],
]
  .map((halves) => halves.join(";"))
  .join("\n");

export const WOOCOMMERCE_ANALYTICS = [
  [
    '"Date","Order #","N. Revenue","Status","Customer","Customer type","Product(s)"',
    '"Items sold","Coupon(s)","Attribution"',
  ],
  ['"2026-11-02 10:15:00","81","20.00","completed","Jane Doe","new","2× Mug"', '"2","","Organic: Google"'],
  ['"2026-11-02 11:15:00","82","30.00","processing","Max Doe","returning","3× Mug"', '"3","","Direct"'],
]
  .map((halves) => halves.join(","))
  .join("\n");
