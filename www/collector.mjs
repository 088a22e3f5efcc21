// A test collector on its own port, so that CORS is real. By default it behaves like Customer.io's browser
// endpoint; with another `contract` (segment.mjs) it is another receiver. It records and checks every request
// and every accepted message, and serves them to the inspector. A message is accepted when its request is
// answered with 2xx, or when the connection breaks after the collector recorded it ("cut"). The rules are not
// here: the tools module of the build has them (src/wire). The harness server and the tests start it.
import http from "node:http";
import { checkMessage, checkRequest } from "../pkg/tools/index.js";
import { listen, shut } from "./listen.mjs";
import { receivedQuality } from "./received-quality.mjs";

// Far above the limit of the contract, so that the contract check sees the requests that are too large.
const BODY_LIMIT_BYTES = 2_000_000;
const BROWSER = { from: "browser", endpoint: "/v1/b" };
const CUSTOMER_IO = {
  checkRequest: (request) => checkRequest(request, BROWSER),
  checkMessage: (text, options) => checkMessage(text, { ...BROWSER, ...options }),
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
const INSPECTOR_PATHS = ["/messages", "/events", "/quality"];

/** Starts a collector and resolves with it when it listens. Port 0 takes any free port. */
export async function startCollector({
  port = 0,
  host = "127.0.0.1",
  plan = null,
  contract = CUSTOMER_IO,
} = {}) {
  const collector = new Collector(plan, contract);
  await collector.listen(port, host);
  return collector;
}

class Collector {
  origin = "";
  port = 0;
  /** Every recorded request, in order of arrival. */
  requests = [];
  /** Every accepted message: `{message, verdict, requestIndex, receivedAt, duplicate}`. */
  messages = [];
  /**
   * What the collector answers; may be set at any time. `async (request, record) => answer`, where an answer
   * is `{status, headers, body, delayMs}`, "cut" (records, then breaks the connection), "refuse" (breaks the
   * connection without recording) or undefined (200 and `{}`).
   */
  answer = null;

  #contract;
  #liveFeeds = new Set();
  #waiters = new Set();
  #acceptedIds = new Set();
  #server = http.createServer((request, response) => {
    this.#handle(request, response).catch(() => response.destroy());
  });

  constructor(plan, contract) {
    this.plan = plan;
    this.#contract = contract;
  }

  async listen(port, host) {
    this.port = await listen(this.#server, { port, host });
    this.origin = `http://${host}:${this.port}`;
  }

  close() {
    return shut(this.#server);
  }

  /** Deletes all records; the answer and the plan stay. */
  reset() {
    this.requests.length = 0;
    this.messages.length = 0;
    this.#acceptedIds.clear();
    this.#feed("reset", {});
  }

  /**
   * Resolves with the first truthy result of `predicate(collector)`, which is called on every arrival.
   * Rejects after `timeoutMs`, or when the predicate throws.
   */
  waitFor(predicate, timeoutMs = 5000) {
    return new Promise((resolve, reject) => {
      const check = () => {
        let found;
        try {
          found = predicate(this);
        } catch (error) {
          end();
          return reject(error);
        }
        if (found) (end(), resolve(found));
      };
      const timer = setTimeout(() => (end(), reject(new Error(this.#timeoutText(timeoutMs)))), timeoutMs);
      const end = () => (clearTimeout(timer), this.#waiters.delete(check));
      this.#waiters.add(check);
      check();
    });
  }

  async #handle(request, response) {
    const { pathname } = new URL(request.url, this.origin);
    if (INSPECTOR_PATHS.includes(pathname)) return this.#serveInspector(request, response, pathname);
    const receivedAt = Date.now();
    const body = await readBody(request);
    const seen = { method: request.method, path: request.url, headers: request.headers, body };
    const { problems, status } = this.#contract.checkRequest(seen);
    const envelope = parseObject(body);
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
      accepted: false,
    };
    const isPreflight = request.method === "OPTIONS";
    const answer = isPreflight
      ? { status: 204, delayMs: this.#contract.preflightMs }
      : ((await this.answer?.(seen, record)) ?? { status });
    if (answer === "refuse") return request.socket.destroy();

    this.#record(record, batch, answer);
    if (answer === "cut") return request.socket.destroy();
    if (answer.delayMs) await delay(answer.delayMs);
    response.writeHead(record.status, {
      ...this.#contract.corsHeaders(isPreflight, request.headers),
      "content-type": "application/json",
      "cache-control": "no-store",
      ...answer.headers,
    });
    response.end(isPreflight ? undefined : (answer.body ?? "{}"));
  }

  #record(record, batch, answer) {
    record.index = this.requests.length;
    record.status = answer === "cut" ? 0 : (answer.status ?? 200);
    const isSuccess = record.status >= 200 && record.status < 300;
    record.accepted = record.method !== "OPTIONS" && (answer === "cut" || isSuccess);
    this.requests.push(record);
    this.#feed("request", summary(record));
    if (record.accepted) for (const message of batch) this.#accept(message, record);
    for (const check of [...this.#waiters]) check();
  }

  #accept(message, record) {
    const { writeKey } = record.json;
    // A text in the place of a message would be taken for its JSON.
    const verdict = this.#contract.checkMessage(JSON.stringify(message), {
      wireOnly: !this.plan,
      writeKey: typeof writeKey === "string" ? writeKey : undefined,
    });
    const duplicate = this.#acceptedIds.has(message?.messageId);
    this.#acceptedIds.add(message?.messageId);
    const entry = { message, verdict, requestIndex: record.index, receivedAt: record.receivedAt, duplicate };
    this.messages.push(entry);
    this.#feed("message", entry);
  }

  /**
   * What the inspector reads: GET /messages, DELETE /messages, GET /events (a live feed), GET /quality. POST
   * /quality with a list of message ids gives the report over those messages alone. Only pages of this
   * machine get access.
   */
  async #serveInspector(request, response, pathname) {
    const origin = request.headers.origin ?? "";
    const cors = LOOPBACK.test(origin) ? { "access-control-allow-origin": origin, vary: "origin" } : {};
    const sendJson = (value) => {
      response.writeHead(200, { ...cors, "content-type": "application/json", "cache-control": "no-store" });
      response.end(JSON.stringify(value));
    };
    const route = `${request.method} ${pathname}`;
    if (request.method === "OPTIONS") {
      response.writeHead(204, { ...cors, "access-control-allow-methods": "GET, DELETE" }).end();
    } else if (route === "GET /events") {
      response.writeHead(200, { ...cors, "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(": connected\n\n");
      this.#liveFeeds.add(response);
      response.on("close", () => this.#liveFeeds.delete(response));
    } else if (route === "GET /messages") {
      sendJson({ requests: this.requests.map(summary), messages: this.messages });
    } else if (this.plan && (route === "GET /quality" || route === "POST /quality")) {
      const ids = request.method === "POST" && new Set(JSON.parse(await readBody(request)));
      const messages = this.messages.filter(({ message }) => !ids || ids.has(message?.messageId));
      sendJson(receivedQuality(messages, this.plan));
    } else if (route === "DELETE /messages" && (!origin || cors.vary)) {
      this.reset();
      response.writeHead(204, cors).end();
    } else {
      response.writeHead(405, cors).end();
    }
  }

  #feed(event, data) {
    if (!this.#liveFeeds.size) return;
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const response of this.#liveFeeds) response.write(text);
  }

  #timeoutText(timeoutMs) {
    const names = this.messages.map(({ message }) => message?.event ?? message?.type).join(", ");
    const counts = `${this.requests.length} requests, took [${names}]`;
    return `the collector did not see the expected state within ${timeoutMs} ms; ${counts}`;
  }
}

function summary({ index, method, bytes, receivedAt, problems, messageIds, status, accepted }) {
  return { index, method, bytes, receivedAt, problems, messageIds, status, accepted };
}

/** The object that a text is in JSON; null for any other text. */
function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

async function readBody(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > BODY_LIMIT_BYTES) throw new Error("the body is too large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
