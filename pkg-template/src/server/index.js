// `shoptrail/server`: what a shop's own server imports. It reads requests, and hands all decisions to the
// tools module (src/server).
import wasm from "#tools-module";
import { BodyError, readNodeBytes, readRequestBytes } from "./body.js";
import { flushQueue } from "./flush-queue.js";
import { toExactJson, toJson } from "./json.js";
import { Listeners } from "./listeners.js";
import { readOptions } from "./options.js";
import { runJob } from "./run-job.js";
import { reasonOf } from "./with-timeout.js";

/** @typedef {import("../../server.js").ServerOptions} ServerOptions */
/** @typedef {import("../../server.js").CallResult} CallResult */
/** @typedef {import("../../server.js").About} About */
/** @typedef {import("../../server.js").ShopServer} PublicServer */
/** @typedef {import("./types.js").Answer} Answer */
/** @typedef {Record<string, string | string[] | undefined>} Headers */

/**
 * The platform sends it again, and the queue keeps it.
 * @type {Answer}
 */
const FAULT = {
  kind: "done",
  status: 500,
  outcome: "unavailable",
  messageIds: [],
  refusedIds: [],
  problems: [],
  rows: [],
};
/** Answers to a body that was not read to its end. */
const UNREAD = [400, 408, 413];

/**
 * A server for one shop. Throws an error that names everything wrong about the options.
 * @param {ServerOptions} options
 * @returns {PublicServer}
 */
export function createServer(options) {
  return new ShopServer(options);
}

/** @implements {PublicServer} */
class ShopServer {
  #begin;
  #core;
  #listeners = new Listeners();
  #ports;
  /** @type {ReturnType<typeof flushQueue> | undefined} */
  #flushing;
  /** @type {Map<string, Promise<Answer>>} */
  #webhooks = new Map();

  /** @param {ServerOptions} options */
  constructor(options) {
    const { json, fetch, queue, personOfOrder } = readOptions(options);
    this.#begin = () => new wasm.ShopServer(json, Boolean(queue), Boolean(personOfOrder));
    this.#core = this.#begin();
    this.#ports = {
      /** @type {typeof globalThis.fetch} */
      fetch: (...request) => (fetch ?? globalThis.fetch)(...request),
      queue,
      personOfOrder,
      flush: async () => (await this.#flush()).state,
      tellNotices: () => this.#listeners.tell(this.#core.takeNotices()),
      /** @type {(code: string, message: string) => void} */
      report: (code, message) => this.#listeners.tell([{ kind: "problem", code, message }]),
    };
    // Routers take a handler without its object.
    this.webhook = this.webhook.bind(this);
    this.node = this.node.bind(this);
  }

  /** @param {Request} request */
  async webhook(request) {
    const { status, outcome } = await this.#answer(async () => ({
      method: request.method,
      headers: Object.fromEntries(request.headers),
      body: await readRequestBytes(request),
    }));
    return new Response(outcome, { status, headers: { "content-type": "text/plain" } });
  }

  /**
   * @param {import("./types.js").NodeRequest} request
   * @param {import("./types.js").NodeResponse} response
   */
  async node(request, response) {
    const { status, outcome } = await this.#answer(async () => ({
      method: request.method ?? "",
      headers: request.headers,
      body: await readNodeBytes(request),
    }));
    try {
      response.statusCode = status;
      response.setHeader("content-type", "text/plain");
      // The rest of a body that was not read to its end is not wanted.
      if (UNREAD.includes(status)) response.setHeader("connection", "close");
      response.end(outcome);
    } catch (error) {
      this.#ports.report("internal", `A webhook could not be answered: ${reasonOf(error)}.`);
    }
  }

  /**
   * Answers a request. It never throws: anybody may send one.
   * @param {() => Promise<{ method: string, headers: Headers, body: Uint8Array | undefined }>} read
   * @returns {Promise<Pick<Answer, "status" | "outcome">>}
   */
  async #answer(read) {
    try {
      const { method, headers, body } = await read();
      return await this.#receive(method, headers, body);
    } catch (error) {
      const { status, code } = error instanceof BodyError ? error : { status: 500, code: "internal" };
      this.#ports.report(code, reasonOf(error));
      return { status, outcome: "unreadable" };
    }
  }

  /**
   * @param {string} method
   * @param {Headers} headers
   * @param {Uint8Array | undefined} body
   * @returns {Promise<Answer>}
   */
  #receive(method, headers, body) {
    const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    /** @type {import("../tools/glue.js").ShopJob} */
    let job;
    try {
      job = this.#core.receive(method, toJson(Object.fromEntries(texts)), body, Date.now());
    } catch (error) {
      return this.#run(() => {
        throw error;
      });
    }
    const key = job.copyKey();
    if (key === undefined) return this.#run(() => job);
    // Copies of a webhook that come while it is under way have its answer.
    const first = this.#webhooks.get(key);
    if (first) {
      job.free();
      this.#ports.tellNotices();
      return first;
    }
    const answer = this.#run(() => job).finally(() => this.#webhooks.delete(key));
    this.#webhooks.set(key, answer);
    return answer;
  }

  /**
   * @param {string} event
   * @param {Record<string, unknown>} properties
   * @param {About} about
   */
  track(event, properties, about) {
    const core = this.#core;
    return this.#call((now, random) =>
      core.track(String(event), toJson(properties), toExactJson(about), now, random),
    );
  }

  /**
   * @param {About} about
   * @param {Record<string, unknown>} [traits]
   */
  identify(about, traits = {}) {
    return this.#call((now, random) => this.#core.identify(toExactJson(about), toJson(traits), now, random));
  }

  /**
   * @param {import("../../server.js").Person} person
   * @param {{ suppress?: boolean }} [options]
   */
  forget(person, { suppress = false } = {}) {
    return this.#call((now, random) => this.#core.forget(toJson(person), suppress, now, random));
  }

  /**
   * @param {import("../../server.js").Order[]} orders
   * @param {{ eventsOnly?: boolean }} [options]
   */
  async sendOrders(orders, { eventsOnly = false } = {}) {
    const answer = await this.#run(() =>
      this.#core.orders(toExactJson(orders), eventsOnly, Date.now(), randomBytes()),
    );
    return { ...resultOf(answer), rows: answer.rows };
  }

  /** @returns {ReturnType<PublicServer["flush"]>} */
  async flush() {
    const { delivered, refused } = await this.#flush();
    return { delivered, refused };
  }

  /**
   * One at a time: two would send the same messages.
   * @returns {ReturnType<typeof flushQueue>}
   */
  #flush() {
    this.#flushing ??= flushQueue({
      queue: this.#ports.queue,
      send: (entries) => this.#run(() => this.#core.flush(toJson(entries), Date.now(), randomBytes())),
      report: this.#ports.report,
    }).finally(() => (this.#flushing = undefined));
    return this.#flushing;
  }

  stats() {
    return this.#core.stats();
  }

  /**
   * @param {"problem" | "privacy"} kind
   * @param {(notice: import("../../server.js").Notice) => unknown} listener
   */
  on(kind, listener) {
    return this.#listeners.add(kind, listener);
  }

  /**
   * @param {(now: number, random: Uint8Array) => import("../tools/glue.js").ShopJob} begin
   * @returns {Promise<CallResult>}
   */
  async #call(begin) {
    return resultOf(await this.#run(() => begin(Date.now(), randomBytes())));
  }

  /**
   * @param {() => import("../tools/glue.js").ShopJob} begin
   * @returns {Promise<Answer>}
   */
  async #run(begin) {
    const core = this.#core;
    try {
      return await runJob(core, begin(), this.#ports);
    } catch (error) {
      // A module that broke once refuses every later call. One anew has forgotten what it delivered, and the
      // ids still hold.
      if (this.#core === core) this.#core = this.#begin();
      const problem = `A fault of shoptrail/server: ${reasonOf(error)}.`;
      this.#ports.report("internal", problem);
      return { ...FAULT, problems: [problem] };
    }
  }
}

/**
 * @param {Answer} answer
 * @returns {CallResult}
 */
function resultOf({ outcome, messageIds, problems }) {
  return { outcome: /** @type {CallResult["outcome"]} */ (outcome), messageIds, problems };
}

function randomBytes() {
  return crypto.getRandomValues(new Uint8Array(10));
}
