// What the page sends for an order: prints the bodies of its requests. A process of its own, because the page
// needs globals.
import { tracker } from "../../package/support/tracker.mjs";

const bodies = [];
const page = await tracker(bodies);
page.identify({ customer_id: "7120000001", email: "jane.roe@example.com" });
page.track("order_completed", {
  order_id: "5514000001",
  total: 84.9,
  currency: "EUR",
  line_items: [{ product_id: "8400000001", name: "Runner", price: 60, quantity: 1 }],
});
await page.flush();
for (let waited = 0; waited < 100 && !bodies.some((body) => body.includes("order_completed")); waited++)
  await new Promise((resolve) => setTimeout(resolve, 50));
process.stdout.write(JSON.stringify(bodies), () => process.exit());
