// `shoptrail/server`: what a shop's own server imports. It reads requests, and hands all decisions to the
// tools module (src/server).
import wasm from "#tools-module";
import { readBytes, readNodeBytes } from "./body.js";
import { Listeners } from "./listeners.js";
import { runJob } from "./run-job.js";

/** @typedef {import("../../server.js").ServerOptions} ServerOptions */
/** @typedef {import("../../server.js").CallResult} CallResult */
/** @typedef {import("../../server.js").About} About */
/** @typedef {import("../../server.js").ShopServer} PublicServer */
/** @typedef {import("./types.js").Answer} Answer */

const QUEUE_BATCH = 100;

/**
 * A server for one shop. Throws a sentence when an option is wrong.
 * @param {ServerOptions} options
 * @returns {PublicServer}
 */
export function createServer(options) {
  return new ShopServer(options);
}

/** @implements {PublicServer} */
class ShopServer {
  #core;
  #listeners = new Listeners();
  #ports;
  /** @type {ReturnType<PublicServer["flush"]> | undefined} */
  #flushing;

  /** @param {ServerOptions} options */
  constructor({ fetch, queue, personOfOrder, ...plain }) {
    const core = new wasm.ShopServer(toJson(plain), Boolean(queue), Boolean(personOfOrder));
    this.#core = core;
    this.#ports = {
      /** @type {typeof globalThis.fetch} */
      fetch: (...request) => (fetch ?? globalThis.fetch)(...request),
      queue,
      personOfOrder,
      flush: () => this.flush(),
      tellNotices: () => this.#listeners.tell(core.takeNotices()),
      /** @type {(code: string, error: unknown) => void} */
      reportError: (code, error) => this.#listeners.tell([{ kind: "problem", code, message: String(error) }]),
    };
    // Routers take a handler without its object.
    this.webhook = this.webhook.bind(this);
    this.node = this.node.bind(this);
  }

  /** @param {Request} request */
  async webhook(request) {
    const body = await readBytes(request.body);
    const { status, outcome } = await this.#receive(
      request.method,
      Object.fromEntries(request.headers),
      body,
    );
    return new Response(outcome, { status, headers: { "content-type": "text/plain" } });
  }

  /**
   * @param {import("./types.js").NodeRequest} request
   * @param {import("./types.js").NodeResponse} response
   */
  async node(request, response) {
    const body = await readNodeBytes(request);
    const { status, outcome } = await this.#receive(request.method ?? "", request.headers, body);
    response.statusCode = status;
    response.setHeader("content-type", "text/plain");
    response.end(outcome);
  }

  /**
   * @param {string} method
   * @param {Record<string, string | string[] | undefined>} headers
   * @param {Uint8Array | undefined} body
   * @returns {Promise<Pick<Answer, "status" | "outcome">>}
   */
  async #receive(method, headers, body) {
    const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
    const core = this.#core;
    return this.#run(() => core.receive(method, toJson(Object.fromEntries(texts)), body, Date.now()));
  }

  /**
   * @param {string} event
   * @param {Record<string, unknown>} properties
   * @param {About} about
   */
  track(event, properties, about) {
    const core = this.#core;
    return this.#call((now, random) =>
      core.track(String(event), toJson(properties), toJson(about), now, random),
    );
  }

  /**
   * @param {About} about
   * @param {Record<string, unknown>} [traits]
   */
  identify(about, traits = {}) {
    return this.#call((now, random) => this.#core.identify(toJson(about), toJson(traits), now, random));
  }

  /**
   * @param {import("../../server.js").Person} person
   * @param {{ suppress?: boolean }} [options]
   */
  forget(person, { suppress = false } = {}) {
    return this.#call((now, random) => this.#core.forget(toJson(person), suppress, now, random));
  }

  /** @param {import("../../server.js").Order[]} orders */
  sendOrders(orders) {
    return this.#call((now, random) => this.#core.orders(toJson(orders), now, random));
  }

  /** @returns {ReturnType<PublicServer["flush"]>} */
  flush() {
    this.#flushing ??= this.#flush().finally(() => (this.#flushing = undefined));
    return this.#flushing;
  }

  /** Sends batch after batch, until the queue is empty or nothing is taken any more. It does not throw. */
  async #flush() {
    const total = { delivered: 0, refused: 0 };
    try {
      while (await this.#flushBatch(total));
    } catch (error) {
      this.#ports.reportError("queue", error);
    }
    return total;
  }

  /**
   * Whether there may be more to send.
   * @param {{ delivered: number, refused: number }} total
   */
  async #flushBatch(total) {
    const { queue } = this.#ports;
    const entries = (await queue?.take(QUEUE_BATCH)) ?? [];
    if (!queue || !entries.length) return false;
    const { messageIds, refusedIds, outcome } = await this.#run(() =>
      this.#core.flush(toJson(entries), Date.now(), randomBytes()),
    );
    const ids = [...messageIds, ...refusedIds];
    if (ids.length) await queue.done(ids);
    total.delivered += messageIds.length;
    total.refused += refusedIds.length;
    return ids.length > 0 && outcome !== "unavailable";
  }

  stats() {
    return this.#core.stats();
  }

  /**
   * @param {"problem" | "privacy"} kind
   * @param {(notice: import("../../server.js").Notice) => void} listener
   */
  on(kind, listener) {
    return this.#listeners.add(kind, listener);
  }

  /**
   * @param {(now: number, random: Uint8Array) => import("../tools/glue.js").ShopJob} begin
   * @returns {Promise<CallResult>}
   */
  async #call(begin) {
    const answer = await this.#run(() => begin(Date.now(), randomBytes()));
    const { outcome, messageIds, problems } = answer;
    return { outcome: /** @type {CallResult["outcome"]} */ (outcome), messageIds, problems };
  }

  /** @param {() => import("../tools/glue.js").ShopJob} begin */
  #run(begin) {
    return runJob(this.#core, begin(), this.#ports);
  }
}

/**
 * The value as JSON; "null" for what has no JSON, such as a circle.
 * @param {unknown} value
 */
function toJson(value) {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return "null";
  }
}

function randomBytes() {
  return crypto.getRandomValues(new Uint8Array(10));
}
