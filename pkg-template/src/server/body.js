// The body of a request as it arrived, byte for byte: the signature is over these bytes.

/** A webhook of the platforms has some kilobytes; an order with a thousand lines has two megabytes. */
export const MAX_BODY_BYTES = 10_000_000;

/**
 * The bytes of a stream; undefined when there are more than `MAX_BODY_BYTES`.
 * @param {AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null} stream
 * @returns {Promise<Uint8Array | undefined>}
 */
export async function readBytes(stream) {
  const chunks = [];
  let length = 0;
  for await (const chunk of toIterable(stream)) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/**
 * Not every runtime iterates a web stream.
 * @param {AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null} stream
 * @returns {AsyncIterable<Uint8Array>}
 */
async function* toIterable(stream) {
  if (!stream) return;
  if (!("getReader" in stream)) return yield* stream;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Also when the rest is not wanted.
    reader.cancel().catch(() => {});
  }
}

/**
 * The bytes of a node request. A body parser that ran before may have left them in `rawBody` or `body`.
 * @param {import("./types.js").NodeRequest} request
 * @returns {Promise<Uint8Array | undefined>}
 */
export async function readNodeBytes(request) {
  for (const left of [request.rawBody, request.body]) {
    if (left instanceof Uint8Array) return left.byteLength > MAX_BODY_BYTES ? undefined : left;
    if (typeof left === "string") return new TextEncoder().encode(left);
  }
  if (request.readableEnded || (request.complete === true && request.body !== undefined))
    throw new TypeError(
      "The body of the webhook was parsed before. Mount shop.node ahead of express.json(), " +
        "or keep the bytes in request.rawBody.",
    );
  return readBytes(request);
}
