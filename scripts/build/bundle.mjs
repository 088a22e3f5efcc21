// Build step 5, bundle.
//
// In: the module, its fallback and pkg-template/. Out: pkg/, the publishable package, written whole.
// Worth: what terser saves is in script.mjs. Everything else here is which file is made of what.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Problem, ROOT } from "../run.mjs";
import { command } from "./command.mjs";
import { fallbackGlue, fileGlue, inlineGlue, wasmFile } from "./glue.mjs";
import { planRows } from "./plan-rows.mjs";
import { SHARED_FILES, TEMPLATE, crateVersion, script, stubScript } from "./script.mjs";
import { shopify } from "./shopify.mjs";
import { woocommercePlugin } from "./woocommerce.mjs";

const COPIED = [
  "plan.json",
  "plan.schema.json",
  "plan-file.schema.json",
  "options.schema.json",
  "html-data.json",
  "llms.txt",
  "plan.csv",
  "PLAN.md",
  "recipes.json",
  "RECIPES.md",
  "ADAPTERS.md",
  "THREATS.md",
  "PROXY.md",
  "CHANGELOG.md",
  "woocommerce",
  "tag-manager",
  "README.md",
  "LICENSE",
];

/** The address of the script tag's own script, as source and what the source needs. */
const ADDRESS = { source: "address", imports: 'import { address } from "./script-element.js";\n' };

/** The script-tag build, which is the page total. */
export async function pageScript(core, without) {
  return script("embed.js", { format: "iife", ...(await inlineGlue(core, without)), without });
}

/** `inspector`: the imports of the part that reads a device's storage. */
export async function bundle(pkg, core, inspector) {
  rmSync(pkg, { recursive: true, force: true });
  mkdirSync(pkg, { recursive: true });
  const write = (name, text) => writeOut(join(pkg, name), text);

  write("embed.min.js", await pageScript(core));
  write("index.js", await script("index.js", { format: "esm", ...(await inlineGlue(core)) }));
  write("compat.js", core.compat);
  write("compat-index.js", await script("index.js", { format: "esm", ...fallbackGlue(core) }));
  await writeTwoFiles(write, core);
  for (const name of ["noop.js", "in-app.js"]) write(name, await script(name, { format: "esm" }));
  await writeParts(write, inspector);
  // As they are: their imports are the shop's own.
  cpSync(join(TEMPLATE, "src", "frameworks"), pkg, { recursive: true });
  const stub = await stubScript();
  write("snippet.html", snippet(stub));
  await shopify(pkg, TEMPLATE, stub);
  await command(pkg);
  write("sri.json", `${JSON.stringify(integrity(pkg), null, 2)}\n`);

  for (const name of [...COPIED, ...readdirSync(TEMPLATE).filter((file) => file.endsWith(".d.ts"))]) {
    const from = [join(TEMPLATE, name), join(ROOT, name)].find(existsSync);
    if (from) cpSync(from, join(pkg, name), { recursive: true });
  }
  woocommercePlugin(pkg, stub);
  const tag = join(pkg, "tag-manager", "template.tpl");
  writeFileSync(tag, readFileSync(tag, "utf8").replaceAll("__VERSION__", crateVersion()));
  const manifest = JSON.parse(readFileSync(join(TEMPLATE, "package.json"), "utf8"));
  write("package.json", `${JSON.stringify({ ...manifest, version: crateVersion() }, null, 2)}\n`);
}

/** The variants whose module is a file of its own: for small scripts, and for streaming and caching it. */
async function writeTwoFiles(write, core) {
  write("shoptrail_bg.wasm", wasmFile(core));
  write("compat-url.js", core.compatUrl);
  for (const [name, entry, format, base] of [
    ["two-files.min.js", "two-files.js", "iife", ADDRESS],
    ["url.js", "index.js", "esm", { source: "import.meta.url" }],
  ])
    write(name, await script(entry, { format, ...fileGlue(core, base), fallback: "compat-url" }));
}

/**
 * Each part and each adapter as a module of its own: whatever loads it, it needs no other file. What would
 * make an adapter too large, or is shared by two, is in files beside the adapters that import them.
 */
async function writeParts(write, inspector) {
  const modules = { ...inspector, "shoptrail:plan": `export default ${JSON.stringify(planRows())};` };
  for (const [folder, to] of [
    ["parts", ""],
    ["adapters", "adapters"],
  ]) {
    for (const name of readdirSync(join(TEMPLATE, "src", folder)).filter((file) => file.endsWith(".js")))
      write(join(to, name), await script(join(folder, name), { format: "esm", modules }));
  }
  for (const name of SHARED_FILES)
    write(`adapters/${name}.js`, await script(`adapters/shared/${name}.js`, { format: "esm" }));
}

/** The head snippet, as docs/script-tag.md documents it. */
function snippet(stub) {
  const page = readFileSync(join(TEMPLATE, "snippet.html"), "utf8");
  if (page.split("__STUB__").length !== 2)
    throw new Problem("pkg-template/snippet.html must contain __STUB__ once");
  return page.replace("__STUB__", () => stub);
}

/** File → its hash as for `integrity`: <https://www.w3.org/TR/SRI/>. */
function integrity(pkg) {
  const files = readdirSync(pkg, { recursive: true })
    .filter((name) => name.endsWith(".js"))
    .sort();
  const hash = (name) =>
    createHash("sha384")
      .update(readFileSync(join(pkg, name)))
      .digest("base64");
  return Object.fromEntries(files.map((name) => [name, `sha384-${hash(name)}`]));
}

function writeOut(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
