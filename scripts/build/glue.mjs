// Part of the bundle step: the source of the modules `shoptrail:glue` and `shoptrail:wasm`, which the
// page's scripts (pkg-template/src/core.js and runtime.js) import.
//
// `await instantiate(module)` gives the exports of the core, with its literals on the heap. `module` is
// what `shoptrail:wasm` exports by default, or the factory that a fallback exports (compat.mjs). It takes
// the place of wasm-bindgen's own glue, which handles values, memory and errors that this core does not
// have.

import { pack, unpackSource } from "./pack.mjs";
import { customSection } from "./wasm-binary.mjs";

const SECTION_NAME = "literals";

/** The module is text in the script. */
export async function inlineGlue({ wasm, imports, literals }, without) {
  const isPacked = without !== "pack";
  const text = isPacked ? pack(wasm) : wasm.toString("base64");
  const base64Source = `const bytesOf = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt());`;
  return {
    "shoptrail:glue": `${importsSource(imports)}
${isPacked ? await unpackSource() : base64Source}
export async function instantiate(module) {
  const own = module.call
    ? module(imports)
    : (await WebAssembly.instantiate(bytesOf(module), imports)).instance.exports;
  ${literals ? `heap.connect(${listSource(literals)})` : "heap.lend(own.memory)"};
  return own;
}`,
    "shoptrail:wasm": `export default ${JSON.stringify(text)};`,
  };
}

/** The script has the fallback's own module instead, which needs the literals from the script. */
export function fallbackGlue({ imports, literals }) {
  return {
    "shoptrail:glue": `${importsSource(imports)}
export async function instantiate(module) {
  const own = module(imports);
  heap.connect(${listSource(literals)});
  return own;
}`,
    "shoptrail:wasm": 'export { default } from "./parts/compat.js";',
  };
}

/**
 * The module is a file beside the script, with its literals: `wasmFile`. `base.source` is source for the
 * address of the script, `base.imports` what that needs. The file is read as bytes, so that any MIME type
 * will do.
 */
export function fileGlue({ imports }, base) {
  return {
    "shoptrail:glue": `${importsSource(imports)}
export async function instantiate(source) {
  if (source.call) {
    heap.connect(source.literals);
    return source(imports);
  }
  const answer = await fetch(source);
  if (!answer.ok) throw new Error(source + " " + answer.status);
  const module = await WebAssembly.compile(await answer.arrayBuffer());
  const [literals] = WebAssembly.Module.customSections(module, "${SECTION_NAME}");
  const { exports } = await WebAssembly.instantiate(module, imports);
  heap.connect(heap.fromJson(new TextDecoder().decode(literals)));
  return exports;
}`,
    "shoptrail:wasm": `${base.imports ?? ""}export default new URL("shoptrail_bg.wasm", ${base.source});`,
  };
}

/** The module with its literals in a custom section. */
export function wasmFile({ wasm, literals }) {
  return Buffer.concat([wasm, customSection(SECTION_NAME, Buffer.from(JSON.stringify(literals)))]);
}

/** Beside the function, where the minifier can put into the list what is used nowhere else. */
function importsSource(imports) {
  const functions = Array.isArray(imports)
    ? `{ a: [${imports.map((name) => `heap.${name}`).join(", ")}] }`
    : `{ ${JSON.stringify(imports)}: heap }`;
  return `import * as heap from "shoptrail:heap";\nconst imports = ${functions};`;
}

/** An expression for a list of texts: one text as it is, cut at a character that none of them has. */
function listSource(texts) {
  const separator = [..."|~;!"].find((char) => !texts.some((text) => text.includes(char)));
  const joined = texts.join(separator);
  if (!separator || /[`\r]|\$\{|\\$/.test(joined)) return JSON.stringify(texts);
  return `String.raw\`${joined}\`.split(${JSON.stringify(separator)})`;
}
