// npm run bench:server: 10,000 webhooks through one server. It prints how many were answered in a second, how
// long each took, and how much memory the process has before and after. The receiver is another process on
// this machine, so the figures have the cost of HTTP on both sides.
//
// node bench/server.mjs [webhooks] [at once]
import { fork } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { createServer } from "../pkg/server/index.js";

const SECRET = "s";
const ROUNDS = 4;
const [webhooks = 10_000, atOnce = 16] = process.argv.slice(2).map(Number);

const ORDER = JSON.parse(
  readFileSync(new URL("../tests/server/payloads/shopify-order.json", import.meta.url), "utf8"),
);

if (process.send) receive();
else await measure();

/** The receiver: counts messages and ids. */
function receive() {
  const ids = new Set();
  let messages = 0;
  const server = http.createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += chunk));
    request.on("end", () => {
      for (const { messageId } of JSON.parse(text).batch) {
        messages++;
        ids.add(messageId);
      }
      response.end("{}");
    });
  });
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
  process.on("message", () => process.send({ messages, ids: ids.size }));
}

async function measure() {
  const receiver = fork(fileURLToPath(import.meta.url));
  const { port } = await once(receiver);
  const shop = createServer({
    writeKey: "k",
    shop: "shop.example",
    endpoint: `http://127.0.0.1:${port}/v1/batch`,
    shopify: { secret: SECRET },
  });
  const took = [];
  const memory = [];
  const from = performance.now();
  const cpuFrom = process.cpuUsage();
  for (let round = 0; round < ROUNDS; round++) {
    await play(shop, took, round);
    globalThis.gc?.();
    memory.push(Math.round(process.memoryUsage().rss / 1e6));
  }
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpuFrom);
  receiver.send("count");
  const { messages, ids } = await once(receiver);
  receiver.kill();
  report({ seconds, cpuMs: (user + system) / 1000, took, memory, messages, ids, stats: shop.stats() });
}

/** A share of the webhooks, so many at once: each is an order of its own. */
async function play(shop, took, round) {
  const share = webhooks / ROUNDS;
  let next = round * share;
  const end = next + share;
  const worker = async () => {
    while (next < end) {
      const request = webhook(next++);
      const from = performance.now();
      const { status } = await shop.webhook(request);
      took.push(performance.now() - from);
      if (status !== 200) throw new Error(`answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

function webhook(index) {
  const customer = { ...ORDER.customer, id: 7_000_000_000 + index, email: `shopper${index}@shop.example` };
  const order = { ...ORDER, id: 5_000_000_000 + index, email: customer.email, contact_email: customer.email };
  const body = JSON.stringify({ ...order, customer });
  const signature = createHmac("sha256", SECRET).update(body).digest("base64");
  const headers = { "x-shopify-topic": "orders/create", "x-shopify-hmac-sha256": signature };
  return new Request("http://shop.example/webhooks", { method: "POST", body, headers });
}

function report({ seconds, cpuMs, took, memory, messages, ids, stats }) {
  took.sort((one, other) => one - other);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(took.length * share))].toFixed(1);
  console.log(`${took.length} webhooks, ${atOnce} at once: ${Math.round(took.length / seconds)} a second`);
  console.log(`answered after p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(1)} ms`);
  console.log(`processor time of the server: ${(cpuMs / took.length).toFixed(2)} ms a webhook`);
  console.log(`memory after each quarter: ${memory.join(", ")} MB`);
  console.log(`${messages} messages, ${ids} ids; delivered by the server's count: ${stats.delivered}`);
  if (ids !== webhooks * 2 || stats.delivered !== ids) throw new Error("messages are missing");
}

function once(child) {
  return new Promise((resolve) => child.once("message", resolve));
}
