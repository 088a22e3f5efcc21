// Reads the requests that Customer.io's API takes: beacons of a browser, batches of a server, and single
// messages. Where the write key stands and how messages are packed differs; what comes out is the same.

import { checkRequest, endpointOf } from "./check.js";

/** @import { IncomingMessage } from "node:http" */
/** @import { Problem, RequestSeen } from "../../testing.js" */

const BODY_LIMIT_BYTES = 2_000_000;

/**
 * @typedef {object} Read
 * @property {unknown[]} messages
 * @property {Problem[]} problems
 * @property {string | undefined} writeKey
 * @property {any} envelope
 */

/**
 * The text of a request's body. Rejects where it is far above every limit of Customer.io.
 * @param {IncomingMessage} request
 */
export async function readBody(request) {
  const parts = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > BODY_LIMIT_BYTES) throw new Error("the body is too large");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

/**
 * The messages of a request, and what is wrong with the request itself.
 * @param {RequestSeen} request
 * @returns {Read}
 */
export function readRequest(request) {
  const { path, headers, body } = request;
  const envelope = parsed(body);
  const problems = checkRequest(request);
  const key = basicUser(headers.authorization) ?? envelope?.writeKey;
  const writeKey = typeof key === "string" && key ? key : undefined;
  const { type } = endpointOf(path);
  if (type) return { messages: envelope ? [{ type, ...envelope }] : [], problems, writeKey, envelope };
  const batch = Array.isArray(envelope?.batch) ? envelope.batch.map(withContext(envelope)) : [];
  return { messages: batch, problems, writeKey, envelope };
}

/**
 * The documented context of the whole batch counts for each message that has none.
 * @param {any} envelope
 */
function withContext({ context }) {
  return (/** @type {any} */ message) =>
    context && message && typeof message === "object" && !message.context ? { ...message, context } : message;
}

/** @param {string} body */
function parsed(body) {
  try {
    const value = JSON.parse(body);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch (error) {
    return null;
  }
}

/** @param {string | undefined} header */
function basicUser(header) {
  const [, base64] = /^Basic\s+(\S+)$/i.exec(header ?? "") ?? [];
  return base64 && Buffer.from(base64, "base64").toString("utf8").split(":")[0];
}
