// Serves one page with the built head snippet, and starts a collector for it. pages.mjs and single tests
// start it; site.mjs is the server below it.

import { fileURLToPath } from "node:url";
import { startCollector } from "../../../www/collector.mjs";
import { readPlan, snippet } from "../../../www/snippet.mjs";
import { startSite } from "./site.mjs";

const PKG = fileURLToPath(new URL("../../../pkg/", import.meta.url));

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
  const page = {
    options,
    head,
    body,
    script: null,
    missing: null,
    wait: null,
    policy: "",
    headers: {},
    first: "",
    files: {},
    types: {},
    withSnippet: true,
    collector,
    origin: "",
    requests: [],
  };
  const site = await startSite({
    "/favicon.ico": { status: 204 },
    "/blank": "<!doctype html><title>No tracker</title>",
    "/cdn/embed.min.js": async (...args) => {
      const pagePath = new URL(args[0].headers.referer ?? "http://127.0.0.1/").pathname;
      if (page.script && (await page.script(pagePath)) === false) return { status: 503, body: "" };
      return packaged(...args);
    },
    "/cdn/*": packaged,
    "/pkg/*": packaged,
    "/*": async (request, response, { pathname }) => {
      const file =
        typeof page.files[pathname] === "function" ? await page.files[pathname]() : page.files[pathname];
      if (file !== undefined)
        return typeof file === "string"
          ? { body: file, headers: { "content-type": "text/javascript" } }
          : file;
      const tag =
        page.withSnippet &&
        (await snippet({ pkgDir: PKG, cdn: "/cdn", api: collector.origin, options: page.options }));
      const meta = '<meta charset="utf-8"><title>Page title</title>';
      const wholeHead = meta + page.first + (tag || "") + page.head;
      const html = `<!doctype html><html lang="en"><head>${wholeHead}</head><body>${page.body}</body></html>`;
      // "no-store" would keep the page out of the back/forward cache.
      return {
        body: html,
        headers: {
          "content-type": "text/html; charset=utf-8",
          "cache-control": "no-cache",
          ...(page.policy && { "content-security-policy": page.policy }),
          ...page.headers,
        },
      };
    },
  });
  async function packaged(request, response, { pathname }) {
    await page.wait?.(pathname);
    const type = page.types[pathname.split("/").pop()];
    return page.missing?.test(pathname)
      ? { status: 404, body: "" }
      : {
          file: PKG + pathname.replace(/^\/\w+\//, ""),
          headers: type ? { "content-type": type, "x-content-type-options": "nosniff" } : {},
        };
  }
  page.origin = site.origin;
  page.requests = site.requests;
  page.close = () => Promise.all([site.close(), collector.close()]);
  return page;
}
