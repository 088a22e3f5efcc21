// Serves one page with the built head snippet, and starts a collector for it. pages.mjs and single tests
// start it; site.mjs is the server below it.

import { fileURLToPath } from "node:url";
import { startCollector } from "../../../www/collector.mjs";
import { readPlan, snippet } from "../../../www/snippet.mjs";
import { startSite } from "./site.mjs";

const PKG = fileURLToPath(new URL("../../../pkg/", import.meta.url));

/** The members of a page that no test has changed. */
const DEFAULTS = {
  script: null,
  missing: null,
  wait: null,
  policy: "",
  first: "",
  withSnippet: true,
  origin: "",
  requests: [],
};

/**
 * Serves any path as a page: the snippet with `options` (in snake case) as its attributes, then `head`, then
 * `body`. `/blank` is a page without a script, `/pkg/index.js` is the npm entry; parts are beside both.
 *
 * Resolves with `{origin, collector, requests, close()}` and these members, which a test may change between
 * pages:
 * - `options`, `head`, `body`, and `first`, which comes before the snippet
 * - `withSnippet`: false loads nothing of shoptrail
 * - `script(path)`: awaited before the page at `path` gets the script; false means that it gets a 503
 * - `missing`: a pattern of package files that answer 404
 * - `wait(path)`: awaited before a package file at `path` is answered
 * - `types`: other MIME types by file name; such a file also comes with `nosniff`
 * - `files`: more answers by path: a script's text, an answer of site.mjs, or a function that returns one
 * - `policy`: the Content-Security-Policy; `headers`: more headers of the page
 */
export async function startPage({ options = {}, head = "", body = "<h1>A page</h1>" } = {}) {
  const collector = await startCollector({ plan: await readPlan(PKG) });
  const page = { ...DEFAULTS, files: {}, headers: {}, types: {}, options, head, body, collector };
  const files = (...args) => packaged(page, ...args);
  const site = await startSite({
    "/favicon.ico": { status: 204 },
    "/blank": "<!doctype html><title>No tracker</title>",
    "/cdn/embed.min.js": async (...args) => {
      const pagePath = new URL(args[0].headers.referer ?? "http://127.0.0.1/").pathname;
      if (page.script && (await page.script(pagePath)) === false) return { status: 503, body: "" };
      return files(...args);
    },
    "/cdn/*": files,
    "/pkg/*": files,
    "/*": async (request, response, { pathname }) =>
      (await ownFile(page, pathname)) ?? { body: await html(page), headers: headers(page) },
  });
  page.origin = site.origin;
  page.requests = site.requests;
  page.close = () => Promise.all([site.close(), collector.close()]);
  return page;
}

/** A file of the package, with what the test changed about it. */
async function packaged(page, request, response, { pathname }) {
  await page.wait?.(pathname);
  const type = page.types[pathname.split("/").pop()];
  return page.missing?.test(pathname)
    ? { status: 404, body: "" }
    : {
        file: PKG + pathname.replace(/^\/\w+\//, ""),
        headers: type ? { "content-type": type, "x-content-type-options": "nosniff" } : {},
      };
}

/** The answer that the test itself gives for this path, if it gives one. */
async function ownFile({ files }, pathname) {
  const file = typeof files[pathname] === "function" ? await files[pathname]() : files[pathname];
  return typeof file === "string" ? { body: file, headers: { "content-type": "text/javascript" } } : file;
}

async function html({ withSnippet, collector, options, first, head, body }) {
  const tag = withSnippet && (await snippet({ pkgDir: PKG, cdn: "/cdn", api: collector.origin, options }));
  const wholeHead = `<meta charset="utf-8"><title>Page title</title>${first}${tag || ""}${head}`;
  return `<!doctype html><html lang="en"><head>${wholeHead}</head><body>${body}</body></html>`;
}

// "no-store" would keep the page out of the back/forward cache.
function headers(page) {
  return {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-cache",
    ...(page.policy && { "content-security-policy": page.policy }),
    ...page.headers,
  };
}
