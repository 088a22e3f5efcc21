// What another process may ask of a running collector over HTTP: a test in Cypress, a shop in a container, a
// shell. A page from another machine may change nothing.

/** @import * as T from "../../testing.js" */

const ROUTES = ["/messages", "/report", "/faults"];
const LOCAL = /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\]|[a-z0-9.-]+\.localhost)(:\d+)?$/;

/**
 * The answer to such a request, or undefined where it is none.
 * @param {T.Collector} collector
 * @param {T.RequestSeen} request
 * @returns {{ status: number, headers: Record<string, string>, body?: string } | undefined}
 */
export function remoteAnswer(collector, { method, path, headers, body }) {
  const [pathname] = path.split("?");
  if (!ROUTES.includes(pathname)) return undefined;
  const { origin = "" } = headers;
  /** @type {Record<string, string>} */
  const cors = LOCAL.test(origin) ? { "access-control-allow-origin": origin, vary: "origin" } : {};
  if (origin && !cors.vary && method !== "GET") return { status: 403, headers: {} };
  const json = (/** @type {unknown} */ value, status = 200) => ({
    status,
    headers: { ...cors, "content-type": "application/json", "cache-control": "no-store" },
    body: JSON.stringify(value),
  });
  const route = `${method} ${pathname}`;
  try {
    if (method === "OPTIONS")
      return { status: 204, headers: { ...cors, "access-control-allow-methods": "GET, POST, DELETE" } };
    if (route === "GET /messages") return json(collector.messages);
    if (route === "POST /report") return json(collector.report(JSON.parse(body)));
    if (route === "DELETE /messages") collector.reset();
    else if (route === "POST /faults") {
      const { fault, times } = JSON.parse(body);
      collector.fault(fault, times === undefined ? {} : { times });
    } else if (route === "DELETE /faults") collector.fault(null);
    else return { status: 405, headers: cors };
    return { status: 204, headers: cors };
  } catch (error) {
    return json({ error: /** @type {Error} */ (error).message }, 400);
  }
}
