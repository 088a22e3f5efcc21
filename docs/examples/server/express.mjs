// A route of Express 5. It stands ahead of express.json(): the signature is over the bytes as they arrived.
import express from "express";
import { createServer } from "shoptrail/server";
import { fileQueue } from "./file-queue.mjs";

const { env } = process;
const shop = createServer({
  writeKey: env.CUSTOMERIO_WRITE_KEY,
  region: env.CUSTOMERIO_REGION, // us or eu; without it us
  endpoint: env.SHOPTRAIL_ENDPOINT,
  shop: env.SHOPTRAIL_SHOP,
  // One platform is enough.
  shopify: env.SHOPIFY_WEBHOOK_SECRET ? { secret: env.SHOPIFY_WEBHOOK_SECRET } : undefined,
  woocommerce: env.WOOCOMMERCE_WEBHOOK_SECRET ? { secret: env.WOOCOMMERCE_WEBHOOK_SECRET } : undefined,
  queue: env.SHOPTRAIL_QUEUE ? fileQueue(env.SHOPTRAIL_QUEUE) : undefined,
});
shop.on("problem", ({ code, message, topic }) => console.error(code, message, topic ?? ""));
// What waits is tried again every minute.
setInterval(shop.flush.bind(shop), Number(env.SHOPTRAIL_FLUSH_MS ?? 60_000)).unref();

const app = express();
app.post("/webhooks", shop.node);
app.use(express.json());
app.get("/stats", (request, response) => response.json(shop.stats()));

const server = app.listen(Number(env.PORT ?? 3000), "127.0.0.1", () =>
  console.log(`listening on ${server.address().port}`),
);
