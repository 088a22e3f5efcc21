// A receiver on 127.0.0.1 that stands in for every vendor's: it accepts whatever comes, counts the different
// events, and counts the bytes that came over its connections. It checks nothing. contestants.mjs starts it.

import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

// JSON may be inside a text of JSON.
const PRODUCT = /\\*"product_id\\*":\\*"(P\d+)\\*"/g;

/** Resolves with `{origin, events, requests, wireBytes(), waitFor(count, limitMs), close()}`. */
export async function startStandIn() {
  const sockets = new Set();
  const events = new Set();
  const waiting = new Set();
  let requests = 0;
  let closedBytes = 0;
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const cors = headersFor(request);
    if (request.method === "OPTIONS") return response.writeHead(204, cors).end();
    requests += 1;
    response.writeHead(200, cors).end("{}");
    for (const [, id] of textOf(Buffer.concat(chunks)).matchAll(PRODUCT)) events.add(id);
    for (const check of waiting) check();
  });
  server.keepAliveTimeout = 60_000;
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      closedBytes += socket.bytesRead;
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    events,
    get requests() {
      return requests;
    },
    /** What the browser sent: request lines, headers and bodies, preflights included. */
    wireBytes: () => [...sockets].reduce((sum, socket) => sum + socket.bytesRead, closedBytes),
    /** Resolves when that many different events are there; false after `limitMs`. */
    waitFor(count, limitMs) {
      return new Promise((resolve) => {
        const end = (isThere) => {
          clearTimeout(timer);
          waiting.delete(check);
          resolve(isThere);
        };
        const check = () => events.size >= count && end(true);
        const timer = setTimeout(end, limitMs, false);
        waiting.add(check);
        check();
      });
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const headersFor = ({ headers }) => ({
  "access-control-allow-origin": headers.origin ?? "*",
  "access-control-allow-credentials": "true",
  "access-control-allow-headers": headers["access-control-request-headers"] ?? "*",
  "access-control-allow-methods": "POST, GET",
  "access-control-max-age": "600",
  "content-type": "application/json",
  "cache-control": "no-store",
});

/** A body, which may be gzipped. */
const textOf = (body) => (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body).toString();
