// app/api/shoptrail/route.js of Next, and any other place that takes a function from a Request to a Response:
// Remix, Hydrogen, Deno, Bun.
import { createServer } from "shoptrail/server";

const { env } = process;
const shop = createServer({
  writeKey: env.CUSTOMERIO_WRITE_KEY,
  region: env.CUSTOMERIO_REGION, // us or eu; without it us
  endpoint: env.SHOPTRAIL_ENDPOINT,
  shop: env.SHOPTRAIL_SHOP,
  // One platform is enough.
  shopify: env.SHOPIFY_WEBHOOK_SECRET ? { secret: env.SHOPIFY_WEBHOOK_SECRET } : undefined,
  woocommerce: env.WOOCOMMERCE_WEBHOOK_SECRET ? { secret: env.WOOCOMMERCE_WEBHOOK_SECRET } : undefined,
});
shop.on("problem", ({ code, message, topic }) => console.error(code, message, topic ?? ""));

export const POST = shop.webhook;
