// Measures what a page loads, in bytes, and compares it with budgets.json. The check step of the build
// calls it.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { compilerWithSource } from "./toolchain.mjs";
import { Problem, ROOT, main, say } from "./run.mjs";

// What a shop's page downloads to capture and deliver events. The module is inside.
const PAGE_FILES = ["embed.min.js"];

/** Prints a table, writes pkg/sizes.json, and throws a `Problem` if a file is over its budget. */
export function reportSizes(pkg) {
  const files = {};
  const names = readdirSync(pkg, { recursive: true }).filter(
    // No page loads the tools module, or the scripts of a server. The plugin has copies of files that are
    // measured.
    (name) => /^(?!tools|server|woocommerce|sizes\.json)[^]*\.(js|wasm|html|json)$/.test(name),
  );
  for (const name of names.sort()) files[name] = sizesOf(readFileSync(join(pkg, name)));
  const stub = readFileSync(join(pkg, "snippet.html"), "utf8").match(/<script>([^]*?)<\/script>/)?.[1] ?? "";
  const page = { raw: 0, gzip: 0, brotli: 0 };
  for (const name of PAGE_FILES) for (const kind in page) page[kind] += files[name][kind];
  const totals = { "inline stub": sizesOf(Buffer.from(stub)), "page total": page };

  const line = (name, ...cells) =>
    say(`${name.padEnd(28)}${cells.map((cell) => String(cell).padStart(10)).join("")}`);
  line("file", "raw", "gzip 9", "brotli 11");
  for (const [name, { raw, gzip, brotli }] of Object.entries({ ...files, ...totals })) {
    line(name, ...[raw, gzip, brotli].map((bytes) => bytes.toLocaleString("en")));
  }
  writeFileSync(
    join(pkg, "sizes.json"),
    `${JSON.stringify({ files, stub: totals["inline stub"], page }, null, 2)}\n`,
  );

  const budgets = JSON.parse(readFileSync(join(ROOT, "budgets.json"), "utf8"));
  // One compiler builds the releases, and they keep the budget. Another compiler's code differs by a
  // fraction of a percent, which says nothing about the sources.
  const { version } = compilerWithSource();
  const slack = version.startsWith(budgets.released_with) ? 0 : budgets.other_compilers_percent / 100;
  if (slack) line(`built with ${version}: budget + ${budgets.other_compilers_percent} %`);
  check("the page total, brotli 11,", page.brotli, Math.floor(budgets.page_brotli_bytes * (1 + slack)));
  for (const [name, { brotli }] of Object.entries(files))
    if (/^(adapters\/|consent|in-app)/.test(name))
      check(`${name}, brotli 11,`, brotli, budgets.adapter_brotli_bytes);
  check("two-files.min.js, gzip 9,", files["two-files.min.js"].gzip, budgets.theme_script_gzip_bytes);
  check("the inline stub, gzip 9,", totals["inline stub"].gzip, budgets.stub_gzip_bytes);
}

function sizesOf(bytes) {
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliBytes(bytes) };
}

/** The size of a text or buffer, compressed by brotli at its best quality. */
export function brotliBytes(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
}

function check(what, bytes, budget) {
  if (bytes > budget) throw new Problem(`${what} is ${bytes} bytes, over the ${budget} of budgets.json`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  main(async () => reportSizes(join(ROOT, "pkg")));
