// The body of a request as it arrived, byte for byte: the signature is over these bytes.
import { reasonOf } from "./with-timeout.js";

/** A webhook of the platforms has some kilobytes; an order with a thousand lines has two megabytes. */
export const MAX_BODY_BYTES = 10_000_000;
/** A platform sends a body in one go. Who takes longer is no platform. */
const READ_LIMIT_MS = 10_000;

/** A request whose body cannot be read. Anybody can send one. */
export class BodyError extends Error {
  /**
   * @param {number} status  of the answer
   * @param {string} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @typedef {{ next(): Promise<IteratorResult<unknown>>, stop(): void }} Source */

/**
 * The bytes of a stream; undefined when there are more than `MAX_BODY_BYTES`. Throws a `BodyError`.
 * @param {AsyncIterable<unknown> | ReadableStream<Uint8Array> | null} stream
 * @param {number} [limitMs]
 * @returns {Promise<Uint8Array | undefined>}
 */
export async function readBytes(stream, limitMs = READ_LIMIT_MS) {
  if (!stream) return new Uint8Array();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const tooLate = new Promise((resolve, reject) => {
    const error = new BodyError(408, "too_slow", `The body of a request took over ${limitMs} ms.`);
    timer = setTimeout(() => reject(error), limitMs);
  });
  /** @type {Source | undefined} */
  let source;
  try {
    source = sourceOf(stream);
    return await collect(source, tooLate);
  } catch (error) {
    if (error instanceof BodyError) throw error;
    throw new BodyError(400, "cut_off", `The body of a request ended early: ${reasonOf(error)}.`);
  } finally {
    clearTimeout(timer);
    source?.stop();
  }
}

/**
 * @param {Source} source
 * @param {Promise<never>} tooLate
 */
async function collect(source, tooLate) {
  const chunks = [];
  let length = 0;
  for (;;) {
    const { done, value } = await Promise.race([source.next(), tooLate]);
    if (done) return joined(chunks, length);
    const chunk = bytesOf(value);
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
}

/**
 * Not every runtime iterates a web stream. A stream of node is not destroyed with its iterator: the answer
 * goes over the same connection.
 * @param {AsyncIterable<unknown> | ReadableStream<Uint8Array>} stream
 * @returns {Source}
 */
function sourceOf(stream) {
  if ("getReader" in stream) {
    const reader = stream.getReader();
    return {
      next: () => /** @type {Promise<IteratorResult<unknown>>} */ (reader.read()),
      stop: () => void reader.cancel().catch(() => {}),
    };
  }
  const { iterator } = /** @type {{ iterator?: (how: object) => AsyncIterator<unknown> }} */ (stream);
  const items = iterator?.call(stream, { destroyOnReturn: false }) ?? stream[Symbol.asyncIterator]();
  // It waits for the next piece, which may never come.
  return { next: () => items.next(), stop: () => void items.return?.().catch(() => {}) };
}

/**
 * @param {Uint8Array[]} chunks
 * @param {number} length
 */
function joined(chunks, length) {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** @param {unknown} chunk */
function bytesOf(chunk) {
  if (chunk instanceof Uint8Array) return chunk;
  // A stream that somebody gave an encoding.
  if (typeof chunk === "string") return new TextEncoder().encode(chunk);
  throw new TypeError("it is not made of bytes");
}

/**
 * The bytes of a request of the fetch API. Throws a `BodyError`.
 * @param {Request} request
 */
export function readRequestBytes(request) {
  if (request.bodyUsed) throw parsedBefore("shop.webhook", "Give it the request, or a clone, first.");
  return readBytes(request.body);
}

/**
 * The bytes of a node request. A body parser that ran before may have left them in `rawBody` or `body`.
 * Throws a `BodyError`.
 * @param {import("./types.js").NodeRequest} request
 * @returns {Promise<Uint8Array | undefined>}
 */
export async function readNodeBytes(request) {
  for (const left of [request.rawBody, request.body]) {
    if (left instanceof Uint8Array) return left.byteLength > MAX_BODY_BYTES ? undefined : left;
    if (typeof left === "string") return new TextEncoder().encode(left);
  }
  if (request.readableEnded || (request.complete === true && request.body !== undefined))
    throw parsedBefore(
      "shop.node",
      "Mount it ahead of express.json(), or keep the bytes in request.rawBody.",
    );
  return readBytes(request);
}

/**
 * @param {string} reader
 * @param {string} hint
 */
function parsedBefore(reader, hint) {
  const message = `The body of the webhook was read before ${reader} got it. ${hint}`;
  return new BodyError(500, "parsed_body", message);
}
