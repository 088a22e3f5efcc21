// The one place where the collector and the doctor check what was sent. The rules are those of
// shoptrail/tools; this file says which of them count for a request, and for a message in it.

import * as tools from "shoptrail/tools";

/** @import { CheckOptions, Problem } from "../../tools.js" */
/** @import { RequestSeen } from "../../testing.js" */
/** @typedef {{ customEvents?: CheckOptions["customEvents"], allowUnknownEvents?: boolean }} Plan */

const BEACON = "/v1/b";
const BATCH = "/v1/batch";
/** Customer.io's paths for a single message. @type {Record<string, string>} */
const SINGLE = {
  "/v1/t": "track",
  "/v1/track": "track",
  "/v1/p": "page",
  "/v1/page": "page",
  "/v1/i": "identify",
  "/v1/identify": "identify",
};

/**
 * The path of Customer.io's that a request stands for: a proxy may have another path in front of it.
 * @param {string} path
 * @returns {{ endpoint: "/v1/b" | "/v1/batch" | undefined, type: string | undefined }}
 */
export function endpointOf(path) {
  const [pathname] = path.split("?");
  if (pathname.endsWith(BATCH)) return { endpoint: BATCH, type: undefined };
  if (pathname.endsWith(BEACON)) return { endpoint: BEACON, type: undefined };
  return { endpoint: undefined, type: SINGLE[pathname] };
}

/**
 * Everything that is wrong with a request, without its messages.
 * @param {RequestSeen} request
 * @returns {Problem[]}
 */
export function checkRequest({ method, path, headers, body }) {
  const { endpoint, type } = endpointOf(path);
  if (endpoint) return tools.checkRequest({ method, path: endpoint, headers, body }, { endpoint }).problems;
  if (!type) return [{ code: "path", path: "", message: `${path} is no path of Customer.io's API` }];
  return method === "POST" ? [] : [{ code: "method", path: "", message: `${method} instead of POST` }];
}

/**
 * Everything that is wrong with a message: against Customer.io's documentation and against the tracking plan.
 * @param {any} message
 * @param {string} path  of its request
 * @param {Plan} plan
 * @returns {Problem[]}
 */
export function checkMessage(message, path, { customEvents, allowUnknownEvents = false }) {
  const { endpoint, type } = endpointOf(path);
  const channel = message?.context?.channel;
  const isBeacon = endpoint === BEACON;
  const { problems } = tools.checkMessage(message, {
    endpoint: endpoint ?? BATCH,
    // A server need not say that it is one.
    from: channel === "browser" || (isBeacon && channel !== "server") ? "browser" : "server",
    ...(customEvents ? { customEvents } : {}),
  });
  return problems.filter(
    ({ code, path: place }) =>
      !(allowUnknownEvents && code === "unknown_event") &&
      // The path says the type of a single message, and it may have its key inside.
      !(type && (place === "type" || place === "writeKey")),
  );
}
