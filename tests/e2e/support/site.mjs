// A small web server on 127.0.0.1 for one test: pages and files by path. The shop of the harness is in
// www/server.mjs. Tests and page.mjs start it.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * Serves `routes`, which map paths to answers. An answer is an HTML text, `{file}`, `{status, headers,
 * body}`, or a function `(request, response, url)` that returns one of these, or nothing when it has answered
 * itself. A path that ends in `/*` matches all paths below it. Resolves with `{origin, requests, close()}`;
 * `requests` lists `{method, path, headers, body}` in order of arrival.
 */
export async function startSite(routes) {
  const requests = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    requests.push({ method: request.method, path: request.url, headers: request.headers, body });
    const route =
      routes[url.pathname] ??
      routes[
        Object.keys(routes).find((path) => path.endsWith("/*") && url.pathname.startsWith(path.slice(0, -1)))
      ];
    try {
      const answer =
        typeof route === "function" ? await route({ ...requests.at(-1), url }, response, url) : route;
      if (!response.headersSent) send(response, answer ?? { status: 404, body: "not found" });
    } catch (error) {
      if (!response.headersSent) send(response, { status: 500, body: String(error.stack) });
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    requests,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response, answer) {
  const { status = 200, headers = {}, file, body } = typeof answer === "string" ? { body: answer } : answer;
  const type = TYPES[file ? extname(file) : ".html"] ?? "application/octet-stream";
  response.writeHead(status, { "content-type": type, "cache-control": "no-store", ...headers });
  response.end(file ? readFileSync(file) : body);
}
