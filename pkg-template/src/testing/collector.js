// A server on this machine that stands in for Customer.io in tests. It receives what a page or a server
// sends, checks and keeps it, answers with faults on demand, and waits for what a test expects.

import { createServer } from "node:http";
import { checkMessage } from "./check.js";
import { checkExpectation, compareAll, countLimits, failure, listNames } from "./expectation.js";
import { faultAnswer } from "./faults.js";
import { remoteAnswer } from "./remote.js";
import { report } from "./report.js";
import { readBody, readRequest } from "./requests.js";

/** @import { IncomingMessage, ServerResponse } from "node:http" */
/** @import * as T from "../../testing.js" */

const WAIT_MS = 5000;
// Long enough for a second copy of an event that a page sends by mistake.
const SETTLE_MS = 250;
const CORS = { "access-control-allow-origin": "*", "access-control-allow-private-network": "true" };
const PREFLIGHT = {
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": "authorization, content-type, x-strict-mode",
  "access-control-max-age": "0",
};

/**
 * Starts a collector and resolves with it when it listens.
 * @param {T.CollectorOptions} [options]
 * @returns {Promise<T.Collector>}
 */
export async function startCollector(options = {}) {
  const collector = new Collector(options);
  await collector.listen();
  return collector;
}

/** @implements {T.Collector} */
class Collector {
  port = 0;
  origin = "";
  /** @type {T.ReceivedRequest[]} */
  requests = [];
  /** @type {T.ReceivedMessage[]} */
  messages = [];
  /** @type {T.AnswerFunction | null} */
  answer = null;

  /** @type {{ answer: T.Answer, left: number } | null} */
  #fault = null;
  /** @type {Set<() => void>} */
  #waiters = new Set();
  #messageIds = new Set();
  #options;
  #server = createServer((request, response) => {
    this.#handle(request, response).catch(() => response.destroy());
  });

  /** @param {T.CollectorOptions} options */
  constructor(options) {
    this.#options = options;
  }

  async listen() {
    const { port = 0, host = "127.0.0.1" } = this.#options;
    await new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => resolve(undefined));
    });
    this.port = /** @type {import("node:net").AddressInfo} */ (this.#server.address()).port;
    this.origin = `http://${host.includes(":") ? `[${host}]` : host}:${this.port}`;
  }

  /** For the option `endpoint` of a page. */
  get endpoint() {
    return `${this.origin}/v1/b`;
  }

  /** For a server, and for a page with `destination: "segment"`. */
  get batchEndpoint() {
    return `${this.origin}/v1/batch`;
  }

  /** @returns {Promise<void>} */
  close() {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  reset() {
    this.requests.length = 0;
    this.messages.length = 0;
    this.#messageIds.clear();
    this.#fault = null;
  }

  /**
   * @param {T.Fault | null} fault
   * @param {{ times?: number }} [options]
   */
  fault(fault, { times = Infinity } = {}) {
    this.#fault = fault === null ? null : { answer: faultAnswer(fault), left: times };
  }

  /** @param {string} [name] */
  events(name) {
    const { candidates } = compareAll({ event: name ?? "" }, this.messages);
    const entries =
      name === undefined
        ? this.messages.filter(({ duplicate }) => !duplicate)
        : candidates.map(({ entry }) => entry);
    return entries.map(({ message }) => message);
  }

  problems() {
    const { requests, messages } = this;
    return [
      ...requests.flatMap(({ index, problems }) =>
        problems.map((problem) => ({ ...problem, requestIndex: index })),
      ),
      ...messages.flatMap(({ message, requestIndex, problems }) =>
        problems.map((problem) => ({ ...problem, requestIndex, messageId: message?.messageId })),
      ),
    ];
  }

  /** @param {T.Expectation[]} [expectations] */
  report(expectations = []) {
    return report(this, expectations);
  }

  /**
   * Resolves with the messages that meet the expectation. Rejects with an `ExpectationError`.
   * @param {T.Expectation} expectation
   * @param {T.WaitOptions} [options]
   */
  async expect(expectation, { timeoutMs = WAIT_MS, settleMs = SETTLE_MS } = {}) {
    checkExpectation(expectation);
    const { least, most } = countLimits(expectation);
    const count = () => compareAll(expectation, this.messages).matching.length;
    await this.waitFor(() => count() >= least, timeoutMs).catch(() => {});
    // One too many may come a moment later.
    if (Number.isFinite(most) && count() <= most && count() >= least)
      await this.waitFor(() => count() > most, settleMs).catch(() => {});
    const error = failure(expectation, this.messages, timeoutMs);
    if (error) throw error;
    return compareAll(expectation, this.messages).matching.map(({ entry }) => entry);
  }

  /**
   * Resolves with the first truthy result of `predicate`, which is called now and after every arrival.
   * @template Found
   * @param {(collector: T.Collector) => Found} predicate
   * @param {number} [timeoutMs]
   * @returns {Promise<Found>}
   */
  waitFor(predicate, timeoutMs = WAIT_MS) {
    return new Promise((resolve, reject) => {
      const check = () => {
        try {
          const found = predicate(this);
          if (found) (end(), resolve(found));
        } catch (error) {
          end();
          reject(error);
        }
      };
      const timer = setTimeout(() => (end(), reject(new Error(this.#timeoutText(timeoutMs)))), timeoutMs);
      const end = () => (clearTimeout(timer), this.#waiters.delete(check));
      this.#waiters.add(check);
      check();
    });
  }

  /**
   * @param {IncomingMessage} request
   * @param {ServerResponse} response
   */
  async #handle(request, response) {
    const { method = "GET", url = "/", headers } = request;
    const receivedAt = Date.now();
    const body = await readBody(request);
    const remote = remoteAnswer(this, { method, path: url, headers, body });
    if (remote) return void response.writeHead(remote.status, remote.headers).end(remote.body);
    const isPreflight = method === "OPTIONS";
    if (isPreflight) return void response.writeHead(204, { ...CORS, ...PREFLIGHT }).end();
    const answer = (await this.#nextAnswer({ method, path: url, headers, body })) ?? { status: 200 };
    if (answer === "refuse") return void request.socket.destroy();
    this.#record({ method, path: url, headers, body, receivedAt }, answer);
    if (answer === "cut") return void request.socket.destroy();
    if (answer.delayMs) await new Promise((resolve) => setTimeout(resolve, answer.delayMs).unref());
    const type = { "content-type": "application/json", "cache-control": "no-store" };
    response.writeHead(answer.status ?? 200, { ...CORS, ...type, ...answer.headers });
    response.end(answer.body ?? "{}");
  }

  /** @param {T.RequestSeen} seen */
  #nextAnswer(seen) {
    if (this.#fault && this.#fault.left > 0) {
      this.#fault.left -= 1;
      return this.#fault.answer;
    }
    return this.answer?.(seen);
  }

  /**
   * @param {T.RequestSeen & { receivedAt: number }} seen
   * @param {Exclude<T.Answer, "refuse">} answer
   */
  #record(seen, answer) {
    const { messages, problems, writeKey, envelope } = readRequest(seen);
    const status = answer === "cut" ? 0 : (answer.status ?? 200);
    // Where the connection breaks after it, Customer.io has the request, and its sender does not know.
    const accepted = answer === "cut" || (status >= 200 && status < 300);
    const bytes = Buffer.byteLength(seen.body);
    const index = this.requests.length;
    this.requests.push({ index, ...seen, bytes, writeKey, problems, json: envelope, status, accepted });
    if (accepted) for (const message of messages) this.#accept(message, { ...seen, index });
    for (const check of [...this.#waiters]) check();
  }

  /**
   * @param {any} message
   * @param {{ path: string, index: number, receivedAt: number }} request
   */
  #accept(message, { path, index: requestIndex, receivedAt }) {
    const id = message?.messageId;
    const duplicate = id !== undefined && this.#messageIds.has(id);
    this.#messageIds.add(id);
    const entry = {
      message,
      problems: checkMessage(message, path, this.#options),
      requestIndex,
      receivedAt,
      duplicate,
    };
    this.messages.push(entry);
    this.#options.onMessage?.(entry);
  }

  /** @param {number} timeoutMs */
  #timeoutText(timeoutMs) {
    const came = listNames(this.messages) || "nothing";
    return `the collector did not see the expected state within ${timeoutMs} ms; what came: ${came}`;
  }
}
