// A server under requests that no platform sends. It prints whether it still answers one that a platform
// sends. A process of its own: a promise that nobody hears ends it.
import http from "node:http";
import { once } from "node:events";
import { connect } from "node:net";
import { createServer } from "../../../pkg/server/index.js";
import { SECRET, headersOf, payload } from "./shop.mjs";

const counts = {};
const shop = createServer({
  writeKey: "k",
  shop: "shop.example",
  shopify: { secret: SECRET },
  fetch: async () => new Response("{}"),
});
shop.on("problem", async ({ code }) => {
  counts[code] = (counts[code] ?? 0) + 1;
  throw new Error("a listener that rejects");
});
console.error = () => {};
const server = http.createServer(shop.node);
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address();

const HEAD = "POST / HTTP/1.1\r\nhost: s\r\n";
const EMPTY = "content-length: 2\r\n\r\n{}";
const starts = [
  `${HEAD}content-length: 1000\r\n\r\n{"id":`,
  `${HEAD}transfer-encoding: chunked\r\n\r\n5\r\n{"id"\r\n`,
  `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n`,
  `${HEAD}content-length: 0\r\n\r\n`,
  `${HEAD}content-type: multipart/form-data\r\nx-shopify-topic: ${"x".repeat(9_000)}\r\n${EMPTY}`,
  `${HEAD}x-shopify-hmac-sha256: ${"A".repeat(5_000)}\r\nx-shopify-topic: orders/create\r\n${EMPTY}`,
  "GET / HTTP/1.1\r\nhost: s\r\n\r\n",
  "nonsense\r\n\r\n",
];
const cut = async (text) => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(text);
  await new Promise((resolve) => setTimeout(resolve, 20));
  socket.destroy();
};
for (let round = 0; round < 5; round++) await Promise.all(starts.map(cut));
await new Promise((resolve) => setTimeout(resolve, 100));

const body = payload("shopify-order");
const headers = headersOf("orders/create", body);
const answer = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body, headers });
const line = `alive: ${answer.status} ${await answer.text()}; cut_off ${counts.cut_off}\n`;
process.stdout.write(line, () => process.exit());
