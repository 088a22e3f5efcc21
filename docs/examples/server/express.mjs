// A route of Express. It stands ahead of express.json(): the signature is over the bytes as they arrived.
import express from "express";
import { createServer } from "shoptrail/server";
import { fileQueue } from "./file-queue.mjs";

const shop = createServer({
  writeKey: process.env.CUSTOMERIO_WRITE_KEY,
  endpoint: process.env.SHOPTRAIL_ENDPOINT,
  shop: process.env.SHOPTRAIL_SHOP,
  shopify: { secret: process.env.SHOPIFY_WEBHOOK_SECRET },
  woocommerce: { secret: process.env.WOOCOMMERCE_WEBHOOK_SECRET },
  queue: process.env.SHOPTRAIL_QUEUE && fileQueue(process.env.SHOPTRAIL_QUEUE),
});
// What waits is tried again every minute.
setInterval(
  () => shop.flush().catch(console.error),
  Number(process.env.SHOPTRAIL_FLUSH_MS ?? 60_000),
).unref();

const app = express();
app.post("/webhooks", shop.node);
app.use(express.json());
app.get("/stats", (request, response) => response.json(shop.stats()));

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () =>
  console.log(`listening on ${server.address().port}`),
);
