// Writes the text of bench/SIZES.md: what a page loads, file by file, and how much each source adds. Called
// by `npm run functions -- --write`.

import { build as esbuild } from "esbuild";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { HEAP } from "./build/bind.mjs";
import { ROOT } from "./run.mjs";
import { compilerWithSource } from "./toolchain.mjs";

// Exported functions have no module in their name.
const EXPORTS = "wasm (the exported functions, and what is inlined into them alone)";
const FOREIGN = "compiler's own";

/** The text for the last build. `functions`: `{bytes, name}` of each function in the module's code. */
export async function sizesReport(functions) {
  const { files, stub, page } = JSON.parse(readFileSync(join(ROOT, "pkg", "sizes.json"), "utf8"));
  const budgets = JSON.parse(readFileSync(join(ROOT, "budgets.json"), "utf8"));
  const modules = new Map();
  for (const { bytes, name } of functions) {
    const module =
      /shoptrail::(\w+)/.exec(name)?.[1] ?? (/^(#|mem|f(min|max)|core)/.test(name) ? FOREIGN : EXPORTS);
    modules.set(module, (modules.get(module) ?? 0) + bytes);
  }
  const scripts = await scriptSources();
  const code = sum(modules);
  const literals = literalBytes();
  const number = (bytes) => bytes.toLocaleString("en");
  const row = (cells) => `| ${cells.join(" | ")} |`;
  const table = (head, rows) =>
    [row(head), row(head.map((_, index) => (index ? "---:" : "---"))), ...rows.map(row)].join("\n");
  const shares = (sizes, total) =>
    [...sizes]
      .sort(([, one], [, other]) => other - one)
      .map(([name, bytes]) => [name, number(bytes), `${((bytes / total) * 100).toFixed(1)} %`]);

  return `# What a page loads, in bytes

${introduction(budgets, number)}

## Files

${table(
  ["file", "raw", "gzip 9", "brotli 11"],
  [
    ["**page total** (\`embed.min.js\`)", page],
    ["inline stub", stub],
    ...Object.entries(files).filter(([name]) => /\.(js|wasm)$/.test(name)),
  ].map(([name, { raw, gzip, brotli }]) => [name, number(raw), number(gzip), number(brotli)]),
)}

## The module: ${number(code)} bytes of code before packing and compression

By source file of \`src/\`. Code that the compiler inlined counts where it went, so a small file that many
others use has less than it costs. \`npm run functions\` lists the functions. The literals (names, patterns,
messages and the plan) are ${number(literals.raw)} bytes besides, ${number(literals.brotli)} compressed alone.

${table(["source", "bytes", "share"], shares(modules, code))}

## The script around it: ${number(sum(scripts))} bytes before terser and compression

${table(["source", "bytes", "share"], shares(scripts, sum(scripts)))}
`;
}

function introduction(budgets, number) {
  const today = new Date().toISOString().slice(0, 10);
  const { version } = compilerWithSource();
  const [page, stub, adapter, twoFiles] = [
    budgets.page_brotli_bytes,
    budgets.stub_gzip_bytes,
    budgets.adapter_brotli_bytes,
    budgets.theme_script_gzip_bytes,
  ].map(number);
  return `Written by \`npm run build && npm run functions -- --write\` on ${today} with
${version}; do not edit. The build fails over the budgets in
[budgets.json](../budgets.json): the page total ${page} (brotli 11), the inline stub ${stub} (gzip 9),
an adapter ${adapter} (brotli 11), \`two-files.min.js\` ${twoFiles} (gzip 9).`;
}

/** Each source of pkg-template/src, and heap.js, with its bytes in embed.min.js without the module. */
async function scriptSources() {
  const empty = {
    name: "empty",
    setup: (build) => {
      build.onResolve({ filter: /^shoptrail:/ }, ({ path }) =>
        path === "shoptrail:heap" ? { path: HEAP } : { path, namespace: "empty" },
      );
      build.onLoad({ filter: /./, namespace: "empty" }, ({ path }) => ({
        contents: path.endsWith("glue")
          ? 'export * as instantiate from "shoptrail:heap";'
          : "export default 0;",
      }));
    },
  };
  const { metafile } = await esbuild({
    entryPoints: [join(ROOT, "pkg-template", "src", "embed.js")],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "iife",
    outdir: "out",
    target: "es2021",
    logLevel: "silent",
    external: ["./parts/*"],
    plugins: [empty],
  });
  const [output] = Object.values(metafile.outputs);
  return new Map(
    Object.entries(output.inputs)
      .filter(([path]) => path.endsWith(".js"))
      .map(([path, { bytesInOutput }]) => [basename(path), bytesInOutput]),
  );
}

/** The file shoptrail_bg.wasm has the module's literals in a custom section. */
function literalBytes() {
  const wasm = new WebAssembly.Module(readFileSync(join(ROOT, "pkg", "shoptrail_bg.wasm")));
  const [section] = WebAssembly.Module.customSections(wasm, "literals");
  return { raw: section.byteLength, brotli: brotliCompressSync(Buffer.from(section)).length };
}

function sum(sizes) {
  return [...sizes.values()].reduce((total, bytes) => total + bytes, 0);
}
