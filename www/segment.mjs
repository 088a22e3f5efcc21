// The second wire contract: what a pipeline that speaks Segment's HTTP API requires of a request. It is
// written from what Segment, RudderStack and Jitsu document for `/v1/batch` (JSON, the write key as the user
// name of Basic authentication) and shares no code with the tracker. A browser sends a preflight to such a
// server. Tests give it to `startCollector`.
import { checkMessage } from "./contract.mjs";

export const BATCH_LIMIT_BYTES = 500_000; // Segment's; RudderStack takes 4 MB
const HEADERS = ["authorization", "content-type"];

/**
 * The contract of a pipeline whose source has `writeKey`, for `startCollector`. `allows`: the pipeline
 * accepts pages of other origins. `maxAge`: for how many seconds a browser may remember that. `preflightMs`:
 * how long the answer to a preflight takes. All but the key may be changed at any time.
 */
export function segment({ writeKey, allows = true, maxAge = 600, preflightMs = 0 }) {
  const contract = {
    allows,
    maxAge,
    preflightMs,
    checkRequest,
    checkMessage: (message, { plan }) => checkMessage(message, { plan, keyInBody: false }),
    corsHeaders,
  };
  return contract;

  function checkRequest({ method, path, headers, body }) {
    const problems = [];
    const say = (code, place, text) => void problems.push({ code, path: place, message: text });
    if (method === "OPTIONS") {
      const asked = (headers["access-control-request-headers"] ?? "").split(",").map((name) => name.trim());
      if (headers["access-control-request-method"] !== "POST")
        say("preflight", "", `asked for ${headers["access-control-request-method"]}`);
      for (const name of asked) if (!HEADERS.includes(name)) say("preflight", name, `not one of ${HEADERS}`);
      return { problems, envelope: null };
    }
    if (method !== "POST") say("method", "", `${method} instead of POST`);
    if (path !== "/v1/batch") say("path", "", `${path} instead of /v1/batch`);
    if (headers["content-type"] !== "application/json")
      say("content_type", "content-type", `"${headers["content-type"]}" instead of application/json`);
    const isKnown = headers.authorization === `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`;
    if (!isKnown) say("unauthorized", "authorization", `"${headers.authorization}"`);
    if ("cookie" in headers) say("cookie", "cookie", "a request must not carry the cookies of the page");
    if (Buffer.byteLength(body) > BATCH_LIMIT_BYTES)
      say("request_too_large", "", `${Buffer.byteLength(body)} bytes, allowed ${BATCH_LIMIT_BYTES}`);
    let envelope = null;
    try {
      envelope = JSON.parse(body);
    } catch (error) {
      say("not_json", "", error.message);
    }
    if (!Array.isArray(envelope?.batch) || !envelope.batch.length) say("batch", "batch", "missing or empty");
    if (Number.isNaN(Date.parse(envelope?.sentAt))) say("timestamp", "sentAt", "missing or not a time");
    if (envelope && "writeKey" in envelope) say("write_key", "writeKey", "belongs in the header");
    return { problems, envelope, status: isKnown ? undefined : 401 };
  }

  // Not `*`, because that does not include `authorization`:
  // https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name
  function corsHeaders(isPreflight, { origin = "null" }) {
    if (!contract.allows) return {};
    const preflightHeaders = isPreflight && {
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": HEADERS.join(", "),
      "access-control-max-age": String(contract.maxAge),
    };
    return { "access-control-allow-origin": origin, vary: "origin", ...preflightHeaders };
  }
}
