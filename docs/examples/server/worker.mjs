// A Cloudflare Worker. The settings are its variables and secrets (`wrangler secret put …`).
import { createServer } from "shoptrail/server";

/** One server for each isolate: it remembers what it delivered. */
let shop;

export default {
  fetch(request, env) {
    shop ??= createServer({
      writeKey: env.CUSTOMERIO_WRITE_KEY,
      endpoint: env.SHOPTRAIL_ENDPOINT,
      shop: env.SHOPTRAIL_SHOP,
      shopify: { secret: env.SHOPIFY_WEBHOOK_SECRET },
    });
    return shop.webhook(request);
  },
};
