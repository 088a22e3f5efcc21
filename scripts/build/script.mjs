// Part of the bundle step: one entry of pkg-template/src in, one bundled and minified script out (esbuild,
// terser).
//
// Worth: terser after esbuild's own minifier, 550 bytes of the page total.
// Measure: `npm run build -- --without terser`.

import { build as esbuild } from "esbuild";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { minify } from "terser";
import { Problem, ROOT } from "../run.mjs";
import { HEAP } from "./bind.mjs";
import { filled } from "./texts.mjs";

export const TEMPLATE = join(ROOT, "pkg-template");
// Chrome 85, Firefox 79, Safari 15: the first that run the module (bulk memory).
export const TARGET = "es2021";
// Nearly every function of the script tag's scripts runs at the start. Chromium then compiles them off the
// main thread together with the script, and not one by one as each is called. To other browsers it is a
// comment.
// <https://github.com/WICG/explicit-javascript-compile-hints-file-based>
const EAGER = "//# allFunctionsCalledOnLoad\n";

/** Modules of adapters/shared that are files beside the adapters. All others are copied into each adapter. */
export const SHARED_FILES = [
  "cart-changes",
  "data-layer",
  "forms",
  "json-ld",
  "schema-org",
  "structured-data",
  "woocommerce-cart",
];

/**
 * `modules`: the source of each import that begins with `shoptrail:`. `texts`: those of its
 * placeholders (texts.mjs). `globalName`: the global of an iife.
 * `fallback`: the name of the file that has the core as a script.
 */
export async function script(entry, { texts, ...options }) {
  return filled(await unfilledScript(entry, options), texts);
}

/** The script with placeholders for its texts. */
export async function unfilledScript(entry, options) {
  const { format, modules = {}, globalName, fallback = "compat", without } = options;
  const { outputFiles } = await esbuild({
    entryPoints: [join(TEMPLATE, "src", entry)],
    write: false,
    bundle: true,
    minify: without === "terser",
    minifySyntax: true,
    charset: "ascii",
    legalComments: "none",
    target: TARGET,
    format,
    globalName,
    define: { __VERSION__: JSON.stringify(crateVersion()) },
    logLevel: "warning",
    plugins: [shoptrailImports(modules, fallback)],
  }).catch(({ errors }) => {
    throw new Problem(`pkg-template/src/${entry} does not bundle: ${errors[0]?.text}`);
  });
  const [{ text }] = outputFiles;
  const code = without === "terser" ? text.trim() : await minified(text, format, globalName);
  return `${format === "iife" && !globalName ? EAGER : ""}${code}\n`;
}

async function minified(text, format, globalName) {
  const { code } = await minify(text, {
    ecma: 2020,
    module: format === "esm",
    toplevel: !globalName,
    // An arrow function has no prototype. No code here asks a function for one. Statements compress better
    // than one expression with commas.
    compress: { passes: 3, unsafe_arrows: true, sequences: false, if_return: false },
    format: { ascii_only: true, comments: false },
  });
  return code;
}

/** The stub that stands in the page itself. */
export async function stubScript() {
  // ES5, which runs wherever a page does.
  const { outputFiles } = await esbuild({
    entryPoints: [join(TEMPLATE, "src", "stub.js")],
    write: false,
    bundle: true,
    minify: true,
    charset: "ascii",
    format: "iife",
    target: "es5",
  });
  const code = outputFiles[0].text.trim();
  if (/<\/script|<!--/i.test(code)) throw new Problem("the stub must not contain </script or <!--");
  return code;
}

export function crateVersion() {
  return readFileSync(join(ROOT, "Cargo.toml"), "utf8").match(/^version = "(.*)"/m)[1];
}

function shoptrailImports(modules, fallback) {
  return {
    name: "shoptrail",
    setup(build) {
      build.onResolve({ filter: /^shoptrail:/ }, ({ path }) =>
        path === "shoptrail:heap" ? { path: HEAP } : { path, namespace: "shoptrail" },
      );
      // Parts stay files of their own, beside the entry.
      build.onResolve({ filter: /^\.\/parts\// }, ({ path }) => ({
        path: path.replace("parts/", "").replace("compat", fallback),
        external: true,
      }));
      build.onResolve({ filter: new RegExp(`/(${SHARED_FILES.join("|")})\\.js$`) }, ({ kind, path }) =>
        kind === "entry-point" ? undefined : { path: `./${basename(path)}`, external: true },
      );
      // So do the parts of a part: they are beside it.
      build.onResolve({ filter: /^\.\/[^/]+\.js$/ }, ({ path, kind }) =>
        kind === "dynamic-import" ? { path, external: true } : undefined,
      );
      build.onLoad({ filter: /./, namespace: "shoptrail" }, ({ path }) => ({
        contents: modules[path],
        resolveDir: join(TEMPLATE, "src"),
        loader: "js",
      }));
    },
  };
}
