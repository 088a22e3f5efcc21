// The harness server: the shop on one loopback port, the collector on another, and the inspector's switches
// under /harness/. It reads requests and writes answers. What a page holds is decided in routes.mjs and
// pages/; what the collector does, in collector.mjs. `npm start` and the end-to-end tests call `serve`.
import { readFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startCollector } from "./collector.mjs";
import { createCompare } from "./compare.mjs";
import { DOCS_FOLDER, isDocs, sendDocs } from "./docs-site.mjs";
import { FAULTS } from "./faults.mjs";
import { listen, shut } from "./listen.mjs";
import { createRoutes } from "./routes.mjs";
import { cookie, queryOptions, readSession, writeOptions } from "./session.mjs";
import { readPlan, snippet } from "./snippet.mjs";
import { THEME_OPTIONS, THEMES } from "./themes.mjs";

const ASSETS = fileURLToPath(new URL("./assets/", import.meta.url));
const PACKAGE = fileURLToPath(new URL("../pkg/", import.meta.url));
/** Folders of files that the inspector shares with the package's parts, by file. */
const SHARED = {
  "inspector/nearest-spelling.js": partsFolder("quality"),
  "inspector/device-view.js": partsFolder("overlay"),
  "shared/element.js": partsFolder("shared"),
};
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
function partsFolder(name) {
  return fileURLToPath(new URL(`../pkg-template/src/parts/${name}/`, import.meta.url));
}
const NOT_A_FILE = ["ENOENT", "EISDIR", "ENOTDIR", "ERR_INVALID_ARG_VALUE"];

/**
 * Serves the shop with the package in `pkgDir`, and the documentation in `docsDir` under /docs. Resolves with
 * `{url, collector, docs, close()}`; who builds the documentation writes into `docs.problem` why it failed.
 *
 * The shop listens on `shopPort` or on the next free port. `?shoptrail_anonymous=send` sets an option of the
 * tracker for the rest of the visit; any option can be given in snake case. `?harness_inspector=off` leaves
 * the inspector out. With a `theme` (themes.mjs) the shop is one of the two storefronts of /compare: it has
 * no inspector, reports to the page around it, and prefixes its cookies.
 */
export async function serve({
  shopPort = 4173,
  collectorPort = 0,
  pkgDir = PACKAGE,
  docsDir = DOCS_FOLDER,
  host = "127.0.0.1",
  theme = "",
} = {}) {
  const collector = await startCollector({ port: collectorPort, host, plan: await readPlan(pkgDir) });
  const compare = createCompare((sideTheme) => serve({ shopPort: 0, pkgDir, host, theme: sideTheme }));
  const docs = { folder: docsDir, problem: "" };
  const shop = new Shop({ collector, compare, pkgDir, docs, theme });
  const server = http.createServer((request, response) => {
    shop.handle(request, response).catch((error) => {
      console.error(error);
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end("The shop failed. Its console shows the error.");
    });
  });
  try {
    const port = await listen(server, { port: shopPort, host, tries: shopPort === 0 ? 1 : PORTS_TRIED });
    shop.url = `http://${host}:${port}/`;
  } catch (error) {
    await collector.close();
    throw error;
  }
  return {
    url: shop.url,
    collector,
    docs,
    close: () => Promise.all([shut(server), collector.close(), compare.close()]).then(() => {}),
  };
}

class Shop {
  url = "";
  #routes = createRoutes();
  #fault = "200";

  constructor({ collector, compare, pkgDir, docs, theme }) {
    Object.assign(this, { collector, compare, pkgDir, docs, theme });
    this.cookiePrefix = theme && `${theme}.`;
  }

  async handle(request, response) {
    const address = new URL(request.url, this.url);
    const [, folder, name] = /^\/(cdn|assets)\/(.+)$/.exec(address.pathname) ?? [];
    if (folder === "cdn") return sendFile(response, this.pkgDir, name, PACKAGE_HEADERS);
    if (folder === "assets") {
      const file = SHARED[name] ? path.basename(name) : name;
      return sendFile(response, SHARED[name] ?? ASSETS, file, { "cache-control": "no-cache" });
    }
    if (isDocs(address.pathname)) return sendDocs(response, address.pathname, this.docs);
    if (address.pathname.startsWith("/harness/")) return this.#switch(request, response, address.pathname);
    if (address.pathname === "/compare" && !this.theme) return sendPage(response, await this.compare.page());

    const { session, cookies } = this.#readVisit(request, address);
    const context = await this.#context(request, address, session);
    const answer =
      request.method === "POST"
        ? this.#routes.post(context, await readForm(request))
        : this.#routes.page(context);
    const allCookies = [...cookies, ...(answer.cookies ?? [])];
    sendAnswer(request, response, answer, {
      "set-cookie": allCookies.map((pair) => this.cookiePrefix + pair),
    });
  }

  /** The session of a request, and the cookies that keep what its query asks for. */
  #readVisit(request, address) {
    const session = readSession(request, this.cookiePrefix);
    if (this.theme) session.inspector = "off";
    const cookies = [];
    if ([...address.searchParams.keys()].some((name) => name.startsWith("shoptrail_"))) {
      session.options = queryOptions(address.searchParams, session.options);
      cookies.push(writeOptions(session.options));
    }
    const inspector = address.searchParams.get("harness_inspector");
    if (["open", "closed", "off"].includes(inspector)) {
      session.inspector = inspector;
      cookies.push(cookie("harness_inspector", inspector));
    }
    return { session, cookies };
  }

  /** What the routes and the pages read. */
  async #context(request, address, session) {
    const showsReport = this.theme || session.inspector !== "off";
    return {
      url: address,
      session,
      cookies: request.headers.cookie,
      collectorOrigin: this.collector.origin,
      theme: THEMES[this.theme || "complete"],
      inFrame: !!this.theme,
      snippet: await snippet({
        pkgDir: this.pkgDir,
        cdn: "/cdn",
        api: this.collector.origin,
        options: {
          ...(showsReport && { quality: true }),
          ...THEME_OPTIONS[this.theme],
          ...session.options,
        },
      }),
    };
  }

  /**
   * The inspector's switches. GET /harness/state. POST /harness/fault: the body is one of the names in
   * faults.mjs. POST /harness/clear empties the collector; GET /harness/clear is a page that empties the
   * browser as well.
   */
  async #switch(request, response, pathname) {
    const route = `${request.method} ${pathname}`;
    if (route === "POST /harness/fault") {
      const wanted = (await readBody(request)).trim();
      if (!Object.hasOwn(FAULTS, wanted)) return response.writeHead(400).end();
      this.#setFault(wanted);
    } else if (route === "POST /harness/clear") {
      this.collector.reset();
      this.#setFault("200");
    } else if (route === "GET /harness/clear") {
      return sendClearPage(response);
    } else if (route !== "GET /harness/state") {
      return response.writeHead(404).end();
    }
    const state = {
      fault: this.#fault,
      faults: Object.entries(FAULTS).map(([name, { label }]) => ({ name, label })),
      collector: this.collector.origin,
      anonymous: readSession(request).options.anonymous ?? "hold",
    };
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify(state));
  }

  #setFault(name) {
    this.#fault = name;
    this.collector.answer = FAULTS[name].answer;
  }
}

function sendPage(response, html) {
  response.writeHead(200, { "content-type": TYPES[".html"], "cache-control": "no-cache" });
  response.end(html);
}

function sendAnswer(request, response, answer, headers) {
  if (answer.redirect) return response.writeHead(303, { ...headers, location: answer.redirect }).end();
  const type = TYPES[answer.svg ? ".svg" : answer.json ? ".json" : ".html"];
  // "no-store" would keep the pages out of the back/forward cache, which the tracker has to handle.
  response.writeHead(answer.status ?? 200, {
    ...headers,
    "content-type": type,
    "cache-control": answer.svg ? "max-age=3600" : (answer.cacheControl ?? "no-cache"),
  });
  response.end(request.method === "HEAD" ? undefined : (answer.svg ?? answer.json ?? answer.html));
}

async function sendClearPage(response) {
  const names = ["mf_cart", "mf_coupon", "mf_account", "harness_options"];
  response.writeHead(200, {
    "set-cookie": names.map((name) => cookie(name, "")),
    "content-type": TYPES[".html"],
    "cache-control": "no-store",
  });
  response.end(await readFile(path.join(ASSETS, "clear.html")));
}

// The package is served as from a CDN, but for a short time: a reload shows a rebuilt package after 5 s.
const PACKAGE_HEADERS = {
  "cache-control": "public, max-age=5",
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

async function sendFile(response, folder, name, headers) {
  try {
    const file = path.join(folder, path.normalize(`/${decodeURIComponent(name)}`));
    const content = await readFile(file);
    const type = TYPES[path.extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { "content-type": type, ...headers });
    response.end(content);
  } catch (error) {
    // The name belongs to no file, or cannot be the name of a file.
    if (!NOT_A_FILE.includes(error.code) && !(error instanceof URIError)) throw error;
    response.writeHead(404, { "content-type": "text/plain" }).end("not found");
  }
}

/** The fields of a form. `text` is the body as it came, because not every body is a form. */
async function readForm(request) {
  const text = await readBody(request);
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
