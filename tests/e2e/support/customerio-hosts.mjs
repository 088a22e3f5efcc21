// Customer.io's hosts for in-app messages and for its SDK, played on this machine: the settings of a source,
// the queue of messages with its live stream, the frame that shows a message, and the endpoint of the SDK.
// Written from the source of `customerio-gist-web` 3.26.0 and `@customerio/cdp-analytics-browser` 0.5.11.
// in-app.test.mjs uses it.

import { createServer } from "node:https";
import { certificate } from "../../package/consumers/certificate.mjs";

const HOSTS = [
  "cdp.customer.io",
  "*.cloud.gist.build",
  "*.api.gist.build",
  "code.gist.build",
  "renderer.gist.build",
];
const HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*",
  "access-control-allow-methods": "*",
  "access-control-expose-headers": "*",
};
// The library accepts words from this frame alone, and reads the instance from what it posts to it.
const FRAME = `<!doctype html><title>Message</title><button id="act">Shop now</button>
<button id="shut">Close</button><button id="own">Own event</button><script>
let options;
const post = (method, parameters) =>
  parent.postMessage({ gist: { instanceId: options.instanceId, method, parameters } }, "*");
addEventListener("message", ({ data }) => {
  if (!data.options) return;
  options = data.options;
  document.title = options.messageId + " " + JSON.stringify(options.customAttributes);
  post("routeLoaded", { route: "/" });
  post("sizeChanged", { width: 300, height: 200 });
});
act.onclick = () => post("tap", { action: "promo-banner", name: "Shop now", system: false });
shut.onclick = () => post("tap", { action: "gist://close", name: "", system: false });
own.onclick = () => post("eventDispatched",
  { name: "analytics:track", payload: { event: "survey_answered", properties: { answer: "yes" } } });
</script>`;

/**
 * `{requests, messages, usesStream, flags, push(messages), close()}`. `requests` has every request as `{host,
 * method, path, headers, body}`; `messages` is what a person's queue answers, by user id. `flags` let
 * Chromium find these hosts here, and no other.
 */
export async function startCustomerIoHosts() {
  const streams = new Set();
  const hosts = {
    requests: [],
    messages: {},
    usesStream: false,
    /** Sends messages to every open live stream. */
    push: (messages) =>
      streams.forEach((stream) => stream.write(`event: messages\ndata: ${JSON.stringify(messages)}\n\n`)),
  };
  const server = createServer(certificate("customerio.test"), async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const { method, url: path, headers } = request;
    if (method === "OPTIONS") return void response.writeHead(204, HEADERS).end();
    const seen = { host: headers.host, method, path, headers, body };
    hosts.requests.push(seen);
    if (path.startsWith("/api/v3/sse")) return openStream(response, streams);
    const { status = 200, type = "application/json", ...answer } = answerOf(seen, hosts);
    response.writeHead(status, { ...HEADERS, "content-type": type, ...answer.headers });
    response.end(answer.body ?? "{}");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const place = `127.0.0.1:${server.address().port}`;
  const rules = [...HOSTS.map((host) => `MAP ${host}:443 ${place}`), "MAP *.test 127.0.0.1"];
  hosts.flags = [
    "--ignore-certificate-errors",
    `--host-resolver-rules=${rules.join(", ")}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
  ];
  hosts.reset = () => {
    hosts.requests.length = 0;
    Object.assign(hosts, { messages: {}, usesStream: false });
  };
  hosts.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return hosts;
}

function answerOf({ host, path, headers }, { messages, usesStream }) {
  if (host === "cdp.customer.io" && path.endsWith("/settings"))
    return { body: JSON.stringify({ integrations: { "Customer.io Data Pipelines": { apiKey: "key" } } }) };
  if (host === "renderer.gist.build")
    return { status: 302, headers: { location: "https://code.gist.build/renderer/index.html" } };
  if (host === "code.gist.build") return { type: "text/html", body: FRAME };
  if (!path.startsWith("/api/v4/users")) return {};
  return {
    headers: { "x-gist-queue-polling-interval": "600", "x-cio-use-sse": String(usesStream) },
    body: JSON.stringify({ inAppMessages: messages[userOf(headers)] ?? [], inboxMessages: [] }),
  };
}

/** The person for whom the library asks. */
export function userOf(headers) {
  const token = headers["x-gist-encoded-user-token"];
  return token && Buffer.from(token, "base64").toString();
}

function openStream(response, streams) {
  response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
  response.write('event: connected\ndata: {"heartbeat":30}\n\n');
  streams.add(response);
  response.on("close", () => streams.delete(response));
}
