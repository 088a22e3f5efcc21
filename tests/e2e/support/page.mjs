// One page of one's own with the built head snippet in it, and a collector beside it.

import { fileURLToPath } from "node:url";
import { startCollector } from "../../../www/collector.mjs";
import { readPlan, snippet } from "../../../www/snippet.mjs";
import { startSite } from "./site.mjs";

const PKG = fileURLToPath(new URL("../../../pkg/", import.meta.url));

/**
 * Serves any path as a page: the snippet with `options` (in snake case) as its attributes, then `head`, then `body`. `options`, `first` (before the snippet), `head` and
 * `body` of the result may be changed between pages; `script(path)`, when set, is awaited before the page at `path` gets the script
 * and says by `false` that it gets none; `missing` is a pattern of the files of ours that are not there, `types` gives some another MIME type and `nosniff`; `files` are further scripts (path → text) or answers, or functions that give one; `policy` is its Content-Security-Policy, `headers`
 * what else it comes with; without `withSnippet` it loads nothing of ours. `/pkg/index.js` is the npm entry, `/blank` a page without anything; parts are beside both. `{origin, collector, requests, close()}` besides.
 */
export async function startPage({ options = {}, head = "", body = "<h1>A page</h1>" } = {}) {
  const collector = await startCollector({ plan: await readPlan(PKG) });
  const page = {
    options,
    head,
    body,
    script: null,
    missing: null,
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
    "/blank": "<!doctype html><title>Nothing of ours</title>",
    "/cdn/embed.min.js": async (...args) => {
      const from = new URL(args[0].headers.referer ?? "http://127.0.0.1/").pathname;
      if (page.script && (await page.script(from)) === false) return { status: 503, body: "" };
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
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page title</title>${page.first}${tag || ""}${page.head}</head><body>${page.body}</body></html>`;
      // Not "no-store": that would keep it out of the back/forward cache.
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
  function packaged(request, response, { pathname }) {
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
