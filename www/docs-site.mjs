// Serves the documentation site under /docs. `npm start` builds it in the background (scripts/docs/site.mjs);
// until it is there, a page says so and looks again. The harness server calls it.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { html } from "./html.mjs";

export const DOCS_FOLDER = fileURLToPath(new URL("../target/docs/site/", import.meta.url));
const LOOK_AGAIN_S = 3;
const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const NOT_A_FILE = ["ENOENT", "EISDIR", "ENOTDIR", "ERR_INVALID_ARG_VALUE"];

/** Whether `pathname` belongs to the documentation. */
export function isDocs(pathname) {
  return /^\/docs(\/|$)/.test(pathname);
}

/** Answers a request for `pathname` from the site in `folder`; `problem` says why there is none. */
export async function sendDocs(response, pathname, { folder, problem }) {
  if (pathname === "/docs") return response.writeHead(308, { location: "/docs/" }).end();
  const name = pathname.slice("/docs/".length);
  const wanted = !name || name.endsWith("/") ? `${name}index.html` : name;
  const found = (await read(folder, wanted)) ?? (await read(folder, `${wanted}.html`));
  if (found) return send(response, 200, found);
  if (!(await read(folder, "index.html")))
    return problem ? sendProblem(response, problem) : sendBuilding(response);
  return send(
    response,
    404,
    (await read(folder, "404.html")) ?? { type: "text/plain", content: "not found" },
  );
}

/** `{type, content}` of a file of the site, or undefined. */
async function read(folder, name) {
  try {
    const file = path.join(folder, path.normalize(`/${decodeURIComponent(name)}`));
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    return { type, content: await readFile(file) };
  } catch (error) {
    if (!NOT_A_FILE.includes(error.code) && !(error instanceof URIError)) throw error;
    return undefined;
  }
}

function send(response, status, { type, content }) {
  response.writeHead(status, { "content-type": type, "cache-control": "no-cache" });
  response.end(content);
}

function sendProblem(response, problem) {
  const content = `The documentation was not built: ${problem}\nIts pages are the files of docs/.\n`;
  send(response, 500, { type: "text/plain; charset=utf-8", content });
}

function sendBuilding(response) {
  const content = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="refresh" content="${LOOK_AGAIN_S}" />
        <title>Documentation</title>
      </head>
      <body>
        <h1>The documentation is not built yet</h1>
        <p>
          <code>npm start</code> builds it in the background, in about half a minute. This page looks again by
          itself. <code>npm run docs:build</code> builds it by hand.
        </p>
        <p><a href="/">Back to the shop</a></p>
      </body>
    </html>`;
  response.writeHead(503, {
    "content-type": TYPES[".html"],
    "cache-control": "no-store",
    "retry-after": String(LOOK_AGAIN_S),
  });
  response.end(content.html);
}
