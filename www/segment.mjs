// The other wire contract: what a pipeline that speaks Segment's HTTP API needs of a request. Written from what Segment, RudderStack and Jitsu document of
// `/v1/batch` (JSON, the write key as the user name of Basic authentication), not from our own code. A browser asks such a server first.
import { checkMessage } from "./contract.mjs";

export const BATCH_LIMIT_BYTES = 500_000; // Segment's; RudderStack takes 4 MB
const HEADERS = ["authorization", "content-type"];

/** The contract of a pipeline whose source has `writeKey`, for `startCollector`. `allows` says whether it lets pages of other origins in, `maxAge` for how many seconds a browser may remember that, `preflightMs` how long it takes to say so. All but the key may be changed at any time. */
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
    const say = (code, path, message) => void problems.push({ code, path, message });
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
    if ("cookie" in headers) say("cookie", "cookie", "the page's cookies are nobody's business");
    if (Buffer.byteLength(body) > BATCH_LIMIT_BYTES)
      say("request_too_large", "", `${Buffer.byteLength(body)} bytes, allowed ${BATCH_LIMIT_BYTES}`);
    let envelope = null;
    try {
      envelope = JSON.parse(body);
    } catch (error) {
      say("not_json", "", error.message);
    }
    if (!Array.isArray(envelope?.batch) || !envelope.batch.length) say("batch", "batch", "missing or empty");
    if (Number.isNaN(Date.parse(envelope?.sentAt))) say("timestamp", "sentAt", "missing or no time");
    if (envelope && "writeKey" in envelope) say("write_key", "writeKey", "belongs into the header");
    return { problems, envelope, status: isKnown ? undefined : 401 };
  }

  // No `*`: it does not stand for `authorization`, <https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name>.
  function corsHeaders(isPreflight, { origin = "null" }) {
    if (!contract.allows) return {};
    const more = isPreflight && {
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": HEADERS.join(", "),
      "access-control-max-age": String(contract.maxAge),
    };
    return { "access-control-allow-origin": origin, vary: "origin", ...more };
  }
}
