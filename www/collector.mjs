// A collector that behaves like Customer.io's browser endpoint, on its own port so that CORS is real.
//
// It records every request and every message that it took, and checks both. It takes what it answers with 2xx, and what it
// recorded before the connection broke ("cut"): a message that was answered with 500 was not taken. With another `contract` it is another receiver.
import http from "node:http";
import { checkMessage, checkRequest } from "./contract.mjs";
import { listen, shut } from "./listen.mjs";
import { receivedQuality } from "./received-quality.mjs";

const BODY_LIMIT_BYTES = 2_000_000; // far above the contract: the contract check must see what is too large
const CUSTOMER_IO = {
  checkRequest,
  checkMessage,
  corsHeaders: (isPreflight) => ({
    "access-control-allow-origin": "*",
    ...(isPreflight && {
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "*",
      "access-control-max-age": "0",
    }),
  }),
};
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]|[a-z0-9.-]+\.localhost)(:\d+)?$/;

/**
 * Starts a collector.
 *
 * `answer` may be set at any time: `async (request, record) => ({status, headers, body, delayMs} | "cut" | "refuse" | undefined)`,
 * where "cut" records and then breaks the connection, "refuse" breaks it without recording, undefined is 200 `{}`.
 */
export async function startCollector({
  port = 0,
  host = "127.0.0.1",
  plan = null,
  contract = CUSTOMER_IO,
} = {}) {
  const collector = {
    origin: "",
    port: 0,
    plan,
    requests: [],
    messages: [],
    answer: null,
    reset,
    waitFor,
    close: () => shut(server),
  };
  const viewers = new Set(); // open live feeds
  const waiters = new Set();
  const takenIds = new Set();

  const server = http.createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  collector.port = await listen(server, { port, host });
  collector.origin = `http://${host}:${collector.port}`;
  return collector;

  async function handle(request, response) {
    const { pathname } = new URL(request.url, collector.origin);
    if (["/messages", "/events", "/quality"].includes(pathname)) return view(request, response, pathname);
    const receivedAt = Date.now();
    const body = await readBody(request);
    const seen = { method: request.method, path: request.url, headers: request.headers, body };
    const { problems, envelope, status } = contract.checkRequest(seen);
    const batch = Array.isArray(envelope?.batch) ? envelope.batch : [];
    const record = {
      index: -1,
      ...seen,
      bytes: Buffer.byteLength(body),
      receivedAt,
      problems,
      json: envelope,
      messageIds: batch.map((message) => message?.messageId),
      status: 0,
      taken: false,
    };
    const isPreflight = request.method === "OPTIONS";
    const answer = isPreflight
      ? { status: 204, delayMs: contract.preflightMs }
      : ((await collector.answer?.(seen, record)) ?? { status });
    if (answer === "refuse") return request.socket.destroy();

    record.index = collector.requests.length;
    record.status = answer === "cut" ? 0 : (answer.status ?? 200);
    record.taken = !isPreflight && (answer === "cut" || (record.status >= 200 && record.status < 300));
    collector.requests.push(record);
    feed("request", summary(record));
    if (record.taken) for (const message of batch) take(message, record);
    wake();

    if (answer === "cut") return request.socket.destroy();
    if (answer.delayMs) await delay(answer.delayMs);
    response.writeHead(record.status, {
      ...contract.corsHeaders(isPreflight, request.headers),
      "content-type": "application/json",
      "cache-control": "no-store",
      ...answer.headers,
    });
    response.end(isPreflight ? undefined : (answer.body ?? "{}"));
  }

  function take(message, record) {
    const verdict = contract.checkMessage(message, { plan: collector.plan, writeKey: record.json.writeKey });
    const duplicate = takenIds.has(message?.messageId);
    takenIds.add(message?.messageId);
    const entry = { message, verdict, requestIndex: record.index, receivedAt: record.receivedAt, duplicate };
    collector.messages.push(entry);
    feed("message", entry);
  }

  /**
   * What the inspector reads: GET /messages, DELETE /messages, GET /events; GET /quality, or POST with a list of message ids for the report
   * over those alone. Open to pages of this machine only.
   */
  async function view(request, response, pathname) {
    const origin = request.headers.origin ?? "";
    const cors = LOOPBACK.test(origin) ? { "access-control-allow-origin": origin, vary: "origin" } : {};
    if (request.method === "OPTIONS") {
      response.writeHead(204, { ...cors, "access-control-allow-methods": "GET, DELETE" }).end();
    } else if (pathname === "/events" && request.method === "GET") {
      response.writeHead(200, { ...cors, "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(": connected\n\n");
      viewers.add(response);
      response.on("close", () => viewers.delete(response));
    } else if (pathname === "/messages" && request.method === "GET") {
      const { requests, messages } = collector;
      response.writeHead(200, { ...cors, "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify({ requests: requests.map(summary), messages }));
    } else if (
      pathname === "/quality" &&
      collector.plan &&
      (request.method === "GET" || request.method === "POST")
    ) {
      const ids = request.method === "POST" && new Set(JSON.parse(await readBody(request)));
      const messages = collector.messages.filter(({ message }) => !ids || ids.has(message?.messageId));
      response.writeHead(200, { ...cors, "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(receivedQuality(messages, collector.plan)));
    } else if (pathname === "/messages" && request.method === "DELETE" && (!origin || cors.vary)) {
      reset();
      response.writeHead(204, cors).end();
    } else {
      response.writeHead(405, cors).end();
    }
  }

  function reset() {
    collector.requests.length = 0;
    collector.messages.length = 0;
    takenIds.clear();
    feed("reset", {});
  }

  /** Resolves with the first truthy `predicate(collector)`, looked at on every arrival; rejects after `timeoutMs`. */
  function waitFor(predicate, timeoutMs = 5000) {
    return new Promise((resolve, reject) => {
      const look = () => {
        let found;
        try {
          found = predicate(collector);
        } catch (error) {
          end();
          return reject(error);
        }
        if (found) (end(), resolve(found));
      };
      const timer = setTimeout(() => (end(), reject(new Error(unmet(timeoutMs)))), timeoutMs);
      const end = () => (clearTimeout(timer), waiters.delete(look));
      waiters.add(look);
      look();
    });
  }

  function unmet(timeoutMs) {
    const names = collector.messages.map(({ message }) => message?.event ?? message?.type);
    return `the collector did not see it within ${timeoutMs} ms; ${collector.requests.length} requests, took [${names.join(", ")}]`;
  }

  function wake() {
    for (const look of [...waiters]) look();
  }

  function feed(event, data) {
    if (!viewers.size) return;
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const response of viewers) response.write(text);
  }

  function delay(ms) {
    return new Promise((resolve) => setTimeout(resolve, ms).unref());
  }
}

function summary({ index, method, bytes, receivedAt, problems, messageIds, status, taken }) {
  return { index, method, bytes, receivedAt, problems, messageIds, status, taken };
}

async function readBody(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > BODY_LIMIT_BYTES) throw new Error("body too large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
