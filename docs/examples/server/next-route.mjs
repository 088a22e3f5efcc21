// app/api/shoptrail/route.js of Next, and any other place that takes a function from a Request to a Response:
// Remix, Hydrogen, Deno, Bun.
import { createServer } from "shoptrail/server";

const shop = createServer({
  writeKey: process.env.CUSTOMERIO_WRITE_KEY,
  region: process.env.CUSTOMERIO_REGION,
  endpoint: process.env.SHOPTRAIL_ENDPOINT,
  shop: process.env.SHOPTRAIL_SHOP,
  shopify: { secret: process.env.SHOPIFY_WEBHOOK_SECRET },
});
shop.on("problem", ({ code, message, topic }) => console.error(code, message, topic ?? ""));

export const POST = shop.webhook;
