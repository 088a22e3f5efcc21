// Glue, packed module and pkg-template/src → the files of the package.

import { transform, build as esbuild } from "esbuild";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Problem, ROOT } from "../run.mjs";
import { pack, unpackSource } from "./packing.mjs";

const TEMPLATE = join(ROOT, "pkg-template");
export const HEAP = join(ROOT, "src", "engine", "heap.js");
const COPIED = ["plan.json", "plan.schema.json", "plan.csv", "PLAN.md", "README.md", "LICENSE"];
// Chrome 85, Firefox 79, Safari 15: the first that run the module (bulk memory).
const TARGET = "es2021";

/** Writes `pkg` whole. */
export async function bundle(pkg, { wasm, glue }) {
  const version = crateVersion();
  rmSync(pkg, { recursive: true, force: true });
  mkdirSync(pkg, { recursive: true });
  writeFileSync(join(pkg, "shoptrail_bg.wasm"), wasm);

  await script(pkg, "embed.js", "embed.min.js", { format: "iife" }, { wasm, glue, version });
  await script(pkg, "index.js", "index.js", { format: "esm" }, { wasm, glue, version });
  await snippet(pkg);

  const copied = [...COPIED, ...readdirSync(TEMPLATE).filter((name) => name.endsWith(".d.ts"))];
  for (const name of copied) {
    const from = [join(TEMPLATE, name), join(ROOT, name)].find(existsSync);
    if (from) cpSync(from, join(pkg, name));
  }
  const manifest = join(TEMPLATE, "package.json");
  if (existsSync(manifest)) writeFileSync(join(pkg, "package.json"), `${JSON.stringify({ ...JSON.parse(readFileSync(manifest, "utf8")), version }, null, 2)}\n`);
}

/** The gluing module on its own: what the gate imports, and what `shoptrail:glue` resolves to. */
export function glueSource(glue) {
  return `${unpackSource()}\n${glue}`;
}

/** What `shoptrail:wasm` resolves to: an opaque value for `instantiate`. */
export function wasmSource(wasm) {
  return `export default ${JSON.stringify(pack(wasm))};\n`;
}

export function crateVersion() {
  return readFileSync(join(ROOT, "Cargo.toml"), "utf8").match(/^version = "(.*)"/m)[1];
}

async function script(pkg, entry, output, options, { wasm, glue, version }) {
  await esbuild({
    entryPoints: [join(TEMPLATE, "src", entry)],
    outfile: join(pkg, output),
    bundle: true,
    minify: true,
    charset: "ascii",
    legalComments: "none",
    target: TARGET,
    define: { __VERSION__: JSON.stringify(version) },
    logLevel: "warning",
    plugins: [virtualModules({ "shoptrail:glue": glueSource(glue), "shoptrail:wasm": wasmSource(wasm) })],
    ...options,
  }).catch(({ errors }) => {
    throw new Problem(`pkg-template/src/${entry} does not bundle: ${errors[0]?.text}`);
  });
}

/** The head snippet, as the README documents it: the stub minified into its place. */
async function snippet(pkg) {
  const source = readFileSync(join(TEMPLATE, "src", "stub.js"), "utf8");
  const stub = (await transform(source, { minify: true, charset: "ascii", target: TARGET })).code.trim();
  if (/<\/script|<!--/i.test(stub)) throw new Problem("the stub must not contain </script or <!--");
  const page = readFileSync(join(TEMPLATE, "snippet.html"), "utf8");
  if (page.split("__STUB__").length !== 2) throw new Problem("pkg-template/snippet.html must contain __STUB__ once");
  writeFileSync(join(pkg, "snippet.html"), page.replace("__STUB__", () => stub));
}

function virtualModules(sources) {
  return {
    name: "shoptrail",
    setup(build) {
      build.onResolve({ filter: /^shoptrail:/ }, ({ path }) => (path === "shoptrail:heap" ? { path: HEAP } : { path, namespace: "shoptrail" }));
      build.onLoad({ filter: /./, namespace: "shoptrail" }, ({ path }) => ({ contents: sources[path], loader: "js" }));
    },
  };
}
