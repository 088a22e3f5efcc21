// From the module wasm-bindgen made to the JavaScript that instantiates it.
//
// The core passes numbers only (see src/engine/browser.rs), so wasm-bindgen has nothing to wrap: its imports are functions of src/engine/heap.js as they
// are. What is left of the glue is written here: the list of imports (see names.mjs).
//
// The result promises: `await instantiate(module)` compiles asynchronously and gives the exports; `module` is what `shoptrail:wasm` exports, or the
// factory of compat.js.

import { Problem } from "../run.mjs";

const HEAP = /^\.\/snippets\/[^/]+\/src\/engine\/heap\.js$/;

/** Refuses a module that wants anything of wasm-bindgen's own runtime: that would need its glue, and an allocator. */
export function checkImports(wasm) {
  for (const { module, name } of WebAssembly.Module.imports(new WebAssembly.Module(wasm))) {
    if (!HEAP.test(module))
      throw new Problem(
        `the core imports ${name} from ${module}: only src/engine/heap.js is allowed (see src/engine/browser.rs)`,
      );
  }
}

/** The module's own exports, without what wasm-bindgen adds for its runtime, and without its memory. */
export function ownExports(wasm) {
  return WebAssembly.Module.exports(new WebAssembly.Module(wasm))
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("__") && name !== "memory");
}

/**
 * Glue source for the names of the imports, and the core's literals by number. Expects `bytesOf` in scope, which makes bytes of what `shoptrail:wasm` exports.
 * The list is made outside the function, where terser can put into it what is used nowhere else.
 */
export function glue({ imports, literals }, texts = textsExpression(literals)) {
  return `import * as heap from "shoptrail:heap";
const imports = { a: [${imports.map((name) => `heap.${name}`).join(", ")}] };
export async function instantiate(module) {
  const own = module.call ? module(imports) : (await WebAssembly.instantiate(await bytesOf(module), imports)).instance.exports;
  heap.connect(${texts});
  return own;
}
`;
}

/** A character that none of the texts has. */
export function separatorOf(texts) {
  return [..."|~\u00a6;!"].find((char) => !texts.some((text) => text.includes(char)));
}

/** An expression for a list of texts: one text as it is, cut at a character that none of them has. */
export function textsExpression(texts) {
  const separator = separatorOf(texts);
  const raw = texts.join(separator);
  if (!separator || /[`\r]|\$\{|\\$/.test(raw)) return JSON.stringify(texts);
  return `String.raw\`${raw}\`.split(${JSON.stringify(separator)})`;
}
