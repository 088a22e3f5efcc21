// bench/SIZES.md: what a page loads, file by file, and which source has how much of it.

import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { ROOT } from "./run.mjs";
import { compilerWithSource } from "./toolchain.mjs";

// Exported functions have lost their module's name.
const EXPORTS = "wasm (the exported functions, and what is inlined into them alone)";
const FOREIGN = "compiler's own";

/** The text, of the last build; `functions` are `{bytes, name}` of the module's code. */
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
  const number = (bytes) => bytes.toLocaleString("en");
  const row = (cells) => `| ${cells.join(" | ")} |`;
  const table = (head, rows) =>
    [row(head), row(head.map((_, index) => (index ? "---:" : "---"))), ...rows.map(row)].join("\n");
  const shares = (sizes, total) =>
    [...sizes]
      .sort(([, one], [, other]) => other - one)
      .map(([name, bytes]) => [name, number(bytes), `${((bytes / total) * 100).toFixed(1)} %`]);

  return `# What a page loads, in bytes

Written by \`npm run build && npm run functions -- --write\` on ${new Date().toISOString().slice(0, 10)} with ${compilerWithSource().version}; do not edit. The budgets are in [budgets.json](../budgets.json), and the build fails over them: the page total ${number(budgets.page_brotli_bytes)} (brotli 11), the inline
stub ${number(budgets.stub_gzip_bytes)} (gzip 9), an adapter ${number(budgets.adapter_brotli_bytes)} (brotli 11), \`two-files.min.js\` ${number(budgets.theme_script_gzip_bytes)} (gzip 9).

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

By source file of \`src/\`. What the compiler inlined counts where it went, so a small file that many use has less than it costs; \`npm run functions\` lists the functions. The literals (names, patterns, messages and the plan) are
${number(literalBytes().raw)} bytes besides, ${number(literalBytes().brotli)} compressed alone.

${table(["source", "bytes", "share"], shares(modules, code))}

## The script around it: ${number(sum(scripts))} bytes before terser and compression

${table(["source", "bytes", "share"], shares(scripts, sum(scripts)))}
`;
}

/** By source of pkg-template/src and heap.js, its bytes in the bundle that becomes embed.min.js, without the module. */
async function scriptSources() {
  const empty = {
    name: "empty",
    setup: (build) => {
      build.onResolve({ filter: /^shoptrail:/ }, ({ path }) =>
        path === "shoptrail:heap"
          ? { path: join(ROOT, "src", "engine", "heap.js") }
          : { path, namespace: "empty" },
      );
      build.onLoad({ filter: /./, namespace: "empty" }, ({ path }) => ({
        contents: path.endsWith("glue")
          ? 'export * as instantiate from "shoptrail:heap";'
          : "export default 0;",
      }));
    },
  };
  const { metafile } = await build({
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

/** The module's literals travel in a custom section of the file apart. */
function literalBytes() {
  const wasm = new WebAssembly.Module(readFileSync(join(ROOT, "pkg", "shoptrail_bg.wasm")));
  const [section] = WebAssembly.Module.customSections(wasm, "literals");
  return { raw: section.byteLength, brotli: brotliCompressSync(Buffer.from(section)).length };
}

function sum(sizes) {
  return [...sizes.values()].reduce((total, bytes) => total + bytes, 0);
}
