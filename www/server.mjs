// The harness: a small shop on one loopback port, the collector on another, and the switches of the inspector.
import { readFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startCollector } from "./collector.mjs";
import { createCompare } from "./compare.mjs";
import { FAULTS } from "./faults.mjs";
import { listen, shut } from "./listen.mjs";
import { createRoutes } from "./routes.mjs";
import { cookie, queryOptions, readSession, writeOptions } from "./session.mjs";
import { readPlan, snippet } from "./snippet.mjs";
import { THEMES } from "./themes.mjs";

const ASSETS = fileURLToPath(new URL("./assets/", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../pkg/", import.meta.url));
const PORTS_TRIED = 20;
const FORM_LIMIT_BYTES = 10_000;
const TYPES = {
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".ts": "text/plain; charset=utf-8",
  ".md": "text/plain; charset=utf-8",
};

/**
 * Serves the shop with the package in `pkgDir`. `{url, collector, close()}`.
 *
 * The shop takes `shopPort` or the next free one. `?shoptrail_anonymous=send` (any option in snake case) sets an option of the
 * tracker for the rest of the visit; `?harness_inspector=off` leaves the inspector out. With a `theme` (themes.mjs) it is a storefront
 * of /compare: without inspector, reporting to the page around it, with cookies of its own.
 */
export async function serve({
  shopPort = 4173,
  collectorPort = 0,
  pkgDir = PACKAGE,
  host = "127.0.0.1",
  theme = "",
} = {}) {
  const collector = await startCollector({ port: collectorPort, host, plan: await readPlan(pkgDir) });
  const routes = createRoutes();
  const compare = createCompare((theme) => serve({ shopPort: 0, pkgDir, host, theme }));
  const jar = theme && `${theme}.`;
  let fault = "200";
  const server = http.createServer((request, response) => {
    handle(request, response).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end("the shop is broken; see its console");
    });
  });
  let port;
  try {
    port = await listen(server, { port: shopPort, host, tries: shopPort === 0 ? 1 : PORTS_TRIED });
  } catch (error) {
    await collector.close();
    throw error;
  }
  const url = `http://${host}:${port}/`;
  return {
    url,
    collector,
    close: () => Promise.all([shut(server), collector.close(), compare.close()]).then(() => {}),
  };

  async function handle(request, response) {
    const at = new URL(request.url, url);
    const found = /^\/(cdn|assets)\/(.+)$/.exec(at.pathname);
    if (found) return sendFile(response, found[1] === "cdn" ? pkgDir : ASSETS, found[2], found[1] === "cdn");
    if (at.pathname.startsWith("/harness/")) return harness(request, response, at.pathname);

    if (at.pathname === "/compare" && !theme) return sendPage(response, await compare.page());

    const session = readSession(request, jar);
    if (theme) session.inspector = "off";
    const cookies = [];
    if ([...at.searchParams.keys()].some((name) => name.startsWith("shoptrail_"))) {
      session.options = queryOptions(at.searchParams, session.options);
      cookies.push(writeOptions(session.options));
    }
    const inspector = at.searchParams.get("harness_inspector");
    if (["open", "closed", "off"].includes(inspector)) {
      session.inspector = inspector;
      cookies.push(cookie("harness_inspector", inspector));
    }
    const context = {
      url: at,
      session,
      cookies: request.headers.cookie,
      collectorOrigin: collector.origin,
      theme: THEMES[theme || "complete"],
      inFrame: !!theme,
      snippet: await snippet({
        pkgDir,
        cdn: "/cdn",
        api: collector.origin,
        options: { ...((theme || session.inspector !== "off") && { quality: true }), ...session.options },
      }),
    };
    const answer =
      request.method === "POST" ? routes.post(context, await readForm(request)) : routes.page(context);
    const headers = { "set-cookie": [...cookies, ...(answer.cookies ?? [])].map((cookie) => jar + cookie) };
    if (answer.redirect) return response.writeHead(303, { ...headers, location: answer.redirect }).end();
    const type = TYPES[answer.svg ? ".svg" : answer.json ? ".json" : ".html"];
    // No "no-store": it would keep the pages out of the back/forward cache, which the tracker has to be right in.
    response.writeHead(answer.status ?? 200, {
      ...headers,
      "content-type": type,
      "cache-control": answer.svg ? "max-age=3600" : "no-cache",
    });
    response.end(request.method === "HEAD" ? undefined : (answer.svg ?? answer.json ?? answer.html));
  }

  /** GET /harness/state; POST /harness/fault with one of the names in faults.mjs as the body; GET /harness/clear forgets everything. */
  async function harness(request, response, pathname) {
    if (request.method === "POST" && pathname === "/harness/fault") {
      const wanted = (await readBody(request)).trim();
      if (!Object.hasOwn(FAULTS, wanted)) return response.writeHead(400).end();
      fault = wanted;
      collector.answer = FAULTS[wanted].answer;
    } else if (request.method === "POST" && pathname === "/harness/clear") {
      collector.reset();
      fault = "200";
      collector.answer = null;
    } else if (request.method === "GET" && pathname === "/harness/clear") {
      const gone = ["mf_cart", "mf_coupon", "mf_account", "harness_options"].map((name) => cookie(name, ""));
      response.writeHead(200, {
        "set-cookie": gone,
        "content-type": TYPES[".html"],
        "cache-control": "no-store",
      });
      return response.end(await readFile(path.join(ASSETS, "clear.html")));
    } else if (request.method !== "GET" || pathname !== "/harness/state") {
      return response.writeHead(404).end();
    }
    const faults = Object.entries(FAULTS).map(([name, { label }]) => ({ name, label }));
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(
      JSON.stringify({
        fault,
        faults,
        collector: collector.origin,
        anonymous: readSession(request).options.anonymous ?? "hold",
      }),
    );
  }
}

function sendPage(response, html) {
  response.writeHead(200, { "content-type": TYPES[".html"], "cache-control": "no-cache" });
  response.end(html);
}

async function sendFile(response, folder, name, isPackage) {
  try {
    const file = path.join(folder, path.normalize(`/${decodeURIComponent(name)}`));
    const content = await readFile(file);
    response.writeHead(200, {
      "content-type": TYPES[path.extname(file)] ?? "application/octet-stream",
      // As from a CDN, but short: a rebuilt package shows on the next reload after it.
      "cache-control": isPackage ? "public, max-age=5" : "no-cache",
      ...(isPackage && {
        "access-control-allow-origin": "*",
        "cross-origin-resource-policy": "cross-origin",
      }),
    });
    response.end(content);
  } catch (error) {
    // A name that is no file's, or that cannot be one.
    if (
      !["ENOENT", "EISDIR", "ENOTDIR", "ERR_INVALID_ARG_VALUE"].includes(error.code) &&
      !(error instanceof URIError)
    )
      throw error;
    response.writeHead(404, { "content-type": "text/plain" }).end("not found");
  }
}

async function readForm(request) {
  const text = await readBody(request);
  // The text too: not every body is a form.
  return Object.assign(new URLSearchParams(text), { text });
}

async function readBody(request) {
  let text = "";
  for await (const part of request) {
    text += part;
    if (text.length > FORM_LIMIT_BYTES) throw new Error("the form is too large");
  }
  return text;
}
