// Reads the requests that Customer.io's API takes: beacons of a browser, batches of a server, and single
// messages. Where the write key stands and how messages are packed differs; what comes out is the same.

import { checkBody } from "./check.js";

/** @import { IncomingMessage } from "node:http" */
/** @import { Problem } from "./check.js" */

const BODY_LIMIT_BYTES = 2_000_000;
/** @type {Record<string, string>} */
const SINGLE = {
  "/v1/t": "track",
  "/v1/track": "track",
  "/v1/p": "page",
  "/v1/page": "page",
  "/v1/i": "identify",
  "/v1/identify": "identify",
};
const BATCHES = ["/v1/b", "/v1/batch"];

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
 * @param {{ method: string, path: string, headers: Record<string, any>, body: string }} request
 * @returns {Read}
 */
export function readRequest({ method, path, headers, body }) {
  const [pathname] = path.split("?");
  const envelope = parsed(body);
  const problems = method === "POST" ? checkBody(body, envelope) : [];
  if (method !== "POST") problems.push({ code: "method", path: "", message: `${method} instead of POST` });
  const key = basicUser(headers.authorization) ?? envelope?.writeKey;
  const writeKey = typeof key === "string" && key ? key : undefined;
  if (!writeKey)
    problems.push({
      code: "write_key",
      path: "writeKey",
      message: "missing: neither writeKey in the body nor Basic authentication",
    });
  const type = SINGLE[pathname];
  if (type) return { messages: envelope ? [{ type, ...envelope }] : [], problems, writeKey, envelope };
  if (!isBatchPath(pathname))
    problems.push({ code: "path", path: "", message: `${pathname} is no path of Customer.io's API` });
  const isList = Array.isArray(envelope?.batch) && envelope.batch.length > 0;
  if (envelope && !isList) problems.push({ code: "batch", path: "batch", message: "missing or empty" });
  return { messages: isList ? envelope.batch.map(withContext(envelope)) : [], problems, writeKey, envelope };
}

/**
 * Whether messages are packed in a batch there. A proxy may have a path in front of it.
 * @param {string} pathname
 */
function isBatchPath(pathname) {
  return BATCHES.some((path) => pathname.endsWith(path));
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
