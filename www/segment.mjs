// A pipeline that speaks Segment's HTTP API as Segment, RudderStack and Jitsu document it: `/v1/batch`, JSON,
// the write key as the user name of Basic authentication. The rules are Customer.io's documented ones (the
// tools module, src/wire). A browser sends a preflight to such a server; what is asked of that is here. Tests
// give it to `startCollector`.
import { checkMessage, checkRequest as checkReceived } from "../pkg/tools/index.js";

const PIPELINE = { from: "browser", endpoint: "/v1/batch" };
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
    checkMessage: (message, { wireOnly }) => checkMessage(message, { ...PIPELINE, wireOnly }),
    corsHeaders,
  };
  return contract;

  function checkRequest(request) {
    const { method, headers } = request;
    if (method === "OPTIONS") return { problems: preflightProblems(headers) };
    const { problems } = checkReceived(request, { ...PIPELINE, writeKey });
    const isKnown = !problems.some(({ code }) => code === "unauthorized");
    return { problems, status: isKnown ? undefined : 401 };
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

function preflightProblems(headers) {
  const problems = [];
  const say = (path, message) => void problems.push({ code: "preflight", path, message });
  const asked = (headers["access-control-request-headers"] ?? "").split(",").map((name) => name.trim());
  const method = headers["access-control-request-method"];
  if (method !== "POST") say("", `asked for ${method}`);
  for (const name of asked) if (!HEADERS.includes(name)) say(name, `not one of ${HEADERS}`);
  return problems;
}
