// A Cloudflare Worker. The settings are its variables and secrets (`wrangler secret put …`).
import { createServer } from "shoptrail/server";

/** One server for each isolate: it remembers what it delivered. */
let shop;

export default {
  fetch(request, env) {
    shop ??= createServer({
      writeKey: env.CUSTOMERIO_WRITE_KEY,
      region: env.CUSTOMERIO_REGION, // us or eu; without it us
      endpoint: env.SHOPTRAIL_ENDPOINT,
      shop: env.SHOPTRAIL_SHOP,
      // One platform is enough.
      shopify: env.SHOPIFY_WEBHOOK_SECRET ? { secret: env.SHOPIFY_WEBHOOK_SECRET } : undefined,
      woocommerce: env.WOOCOMMERCE_WEBHOOK_SECRET ? { secret: env.WOOCOMMERCE_WEBHOOK_SECRET } : undefined,
    });
    return shop.webhook(request);
  },
};
