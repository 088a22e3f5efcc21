// Glue, packed module and pkg-template/src → the files of the package.

import { build as esbuild } from "esbuild";
import { minify } from "terser";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Problem, ROOT } from "../run.mjs";
import { brotliBytes } from "../sizes.mjs";
import { wasmApart } from "./apart.mjs";
import { ALPHABETS, pack, unpackSource } from "./packing.mjs";
import { planRows } from "./plan-rows.mjs";
import { shopify } from "./shopify.mjs";

const TEMPLATE = join(ROOT, "pkg-template");
export const HEAP = join(ROOT, "src", "engine", "heap.js");
const COPIED = [
  "plan.json",
  "plan.schema.json",
  "plan.csv",
  "PLAN.md",
  "recipes.json",
  "RECIPES.md",
  "ADAPTERS.md",
  "THREATS.md",
  "PROXY.md",
  "CHANGELOG.md",
  "bin",
  "README.md",
  "LICENSE",
];
// Chrome 85, Firefox 79, Safari 15: the first that run the module (bulk memory).
const TARGET = "es2021";
// Nearly every function of the tag's scripts runs at the start: Chromium compiles them off the main thread then, with the script, instead of one by one when each is called
// <https://github.com/WICG/explicit-javascript-compile-hints-file-based>. To others it is a comment.
const EAGER = "//# allFunctionsCalledOnLoad\n";
// Names of one letter, then of two, the letters that scripts are full of first. Terser's own order is by what it counts, the packed module too: 20 bytes more.
const LETTERS = "etnoraislcdufpmhgvbyjkwxqzAEPSTOCDRLINFUMBGHKJQVWXYZ_$";
const NAMES = {
  get: (index) => LETTERS[index % LETTERS.length] + (LETTERS[Math.floor(index / LETTERS.length) - 1] ?? ""),
};

/** Writes `pkg` whole. */
export async function bundle(pkg, core) {
  const { wasm, glue, compat } = core;
  const version = crateVersion();
  rmSync(pkg, { recursive: true, force: true });
  mkdirSync(pkg, { recursive: true });
  const apart = wasmApart(core);
  writeFileSync(join(pkg, "shoptrail_bg.wasm"), apart.wasm);
  writeFileSync(join(pkg, "compat.js"), compat);
  writeFileSync(join(pkg, "compat-url.js"), apart.compat);

  const embeds = await Promise.all(ALPHABETS.map((alphabet) => embedText({ wasm, glue }, alphabet)));
  const sizes = embeds.map(brotliBytes);
  const best = sizes.indexOf(Math.min(...sizes));
  writeFileSync(join(pkg, "embed.min.js"), embeds[best]);
  writeFileSync(
    join(pkg, "index.js"),
    await script("index.js", "esm", inlined({ wasm, glue }, ALPHABETS[best])),
  );
  writeFileSync(
    join(pkg, "url.js"),
    await script("index.js", "esm", apart.modules("import.meta.url"), undefined, "compat-url"),
  );
  writeFileSync(
    join(pkg, "compat-index.js"),
    await script("index.js", "esm", {
      "shoptrail:glue": glue,
      "shoptrail:wasm": 'export { default } from "./parts/compat.js";',
    }),
  );
  writeFileSync(
    join(pkg, "two-files.min.js"),
    await script(
      "two-files.js",
      "iife",
      apart.modules('(document.currentScript || document.querySelector("script[data-write-key]")).src'),
    ),
  );
  writeFileSync(join(pkg, "noop.js"), await script("noop.js", "esm"));
  // As they are: their imports are the shop's own.
  cpSync(join(TEMPLATE, "src", "frameworks"), pkg, { recursive: true });
  await parts(pkg);
  const stub = await snippet(pkg);
  await shopify(pkg, TEMPLATE, stub, (entry, format, globalName) =>
    script(entry, format, undefined, globalName),
  );
  writeFileSync(join(pkg, "sri.json"), `${JSON.stringify(integrity(pkg), null, 2)}\n`);

  const copied = [...COPIED, ...readdirSync(TEMPLATE).filter((name) => name.endsWith(".d.ts"))];
  for (const name of copied) {
    const from = [join(TEMPLATE, name), join(ROOT, name)].find(existsSync);
    if (from) cpSync(from, join(pkg, name), { recursive: true });
  }
  cpSync(join(TEMPLATE, "woocommerce"), join(pkg, "woocommerce"), { recursive: true });
  const manifest = join(TEMPLATE, "package.json");
  if (existsSync(manifest))
    writeFileSync(
      join(pkg, "package.json"),
      `${JSON.stringify({ ...JSON.parse(readFileSync(manifest, "utf8")), version }, null, 2)}\n`,
    );
}

/** The gluing module on its own: what the gate imports, and what `shoptrail:glue` resolves to. */
export function glueSource(glue, alphabet) {
  return `${unpackSource(alphabet)}\n${glue}`;
}

/** What `shoptrail:wasm` resolves to: an opaque value for `instantiate`. */
export function wasmSource(wasm, alphabet) {
  return `export default ${JSON.stringify(pack(wasm, alphabet))};\n`;
}

export function crateVersion() {
  return readFileSync(join(ROOT, "Cargo.toml"), "utf8").match(/^version = "(.*)"/m)[1];
}

/** The script-tag build under one packing alphabet. */
export function embedText(core, alphabet) {
  return script("embed.js", "iife", inlined(core, alphabet));
}

/** The module as text inside the script. */
function inlined({ wasm, glue }, alphabet) {
  return { "shoptrail:glue": glueSource(glue, alphabet), "shoptrail:wasm": wasmSource(wasm, alphabet) };
}

/** File → its hash as for `integrity`: <https://www.w3.org/TR/SRI/>. */
function integrity(pkg) {
  const files = readdirSync(pkg, { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .sort();
  return Object.fromEntries(
    files.map((name) => [
      name,
      `sha384-${createHash("sha384")
        .update(readFileSync(join(pkg, name)))
        .digest("base64")}`,
    ]),
  );
}

/** One entry of pkg-template/src, bundled and minified. */
async function script(
  entry,
  format,
  modules = { "shoptrail:plan": `export default ${JSON.stringify(planRows())};` },
  globalName,
  fallback = "compat",
) {
  const { outputFiles } = await esbuild({
    entryPoints: [join(TEMPLATE, "src", entry)],
    write: false,
    bundle: true,
    // Names are terser's to give: where esbuild gave short ones first, terser inlined less.
    minifySyntax: true,
    charset: "ascii",
    legalComments: "none",
    target: TARGET,
    format,
    globalName,
    define: { __VERSION__: JSON.stringify(crateVersion()) },
    logLevel: "warning",
    plugins: [virtualModules(modules, fallback)],
  }).catch(({ errors }) => {
    throw new Problem(`pkg-template/src/${entry} does not bundle: ${errors[0]?.text}`);
  });
  // esbuild joins, terser makes small: 1 % of the page total less than esbuild's own (25,356 → 25,114 bytes).
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2020,
    module: format === "esm",
    toplevel: !globalName,
    // Unsafe for who asks a function for its prototype.
    compress: { passes: 3, unsafe_arrows: true },
    mangle: { nth_identifier: NAMES },
    format: { ascii_only: true, comments: false },
  });
  return `${format === "iife" && !globalName ? EAGER : ""}${code}\n`;
}

/** Each part and each adapter as a module of its own: whatever loads it, it needs no other file. */
async function parts(pkg) {
  for (const [folder, to] of [
    ["parts", pkg],
    ["adapters", join(pkg, "adapters")],
  ]) {
    for (const name of scriptsIn(join(TEMPLATE, "src", folder)))
      writeOut(join(to, name), await script(join(folder, name), "esm"));
  }
}

function scriptsIn(folder) {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".js")) : [];
}

function writeOut(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The head snippet, as the README documents it: the stub minified into its place. Gives the stub. */
async function snippet(pkg) {
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
  const stub = outputFiles[0].text.trim();
  if (/<\/script|<!--/i.test(stub)) throw new Problem("the stub must not contain </script or <!--");
  const page = readFileSync(join(TEMPLATE, "snippet.html"), "utf8");
  if (page.split("__STUB__").length !== 2)
    throw new Problem("pkg-template/snippet.html must contain __STUB__ once");
  writeFileSync(
    join(pkg, "snippet.html"),
    page.replace("__STUB__", () => stub),
  );
  return stub;
}

function virtualModules(sources, fallback) {
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
      build.onLoad({ filter: /./, namespace: "shoptrail" }, ({ path }) => ({
        contents: sources[path],
        loader: "js",
      }));
    },
  };
}
