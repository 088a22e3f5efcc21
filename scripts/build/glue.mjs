// Part of the bundle step: the source of the modules `shoptrail:glue` and `shoptrail:wasm`, which the
// page's scripts (pkg-template/src/core.js and runtime.js) import.
//
// Long texts are in neither: the sources have placeholders for them, which texts.mjs fills.
//
// `await instantiate(module)` gives the exports of the core, with its literals on the heap. `module` is
// what `shoptrail:wasm` exports by default, or the factory that a fallback exports (compat.mjs). It takes
// the place of wasm-bindgen's own glue, which handles values, memory and errors that this core does not
// have.

import { Problem } from "../run.mjs";
import { layout } from "./layout.mjs";
import { decoder, decoderText, pack, unpackSource } from "./pack.mjs";
import { placeholder } from "./texts.mjs";
import { customSection } from "./wasm-binary.mjs";

const SECTION_NAME = "literals";
const SEPARATORS = [..."|~;!"];
const BASE64 = "const bytesOf = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt());";

/** `{modules, texts}`: the module is text in the script. */
export async function inlineGlue(core, without) {
  const isPacked = without !== "pack";
  const connect = core.literals ? `connect(${listSource(core.literals)})` : "lend(own.memory)";
  const modules = {
    "shoptrail:glue": `${importsSource(core.imports)}
${isPacked ? unpackSource() : BASE64}
export async function instantiate(module) {
  const own = module.call
    ? module(imports)
    : (await WebAssembly.instantiate(bytesOf(module), imports)).instance.exports;
  heap.${connect};
  return own;
}`,
    "shoptrail:wasm": `export default ${placeholder("module")};`,
  };
  if (!isPacked) return { modules, texts: { module: core.wasm.toString("base64"), ...listText(core) } };
  return { modules, texts: inlineTexts(core, await decoder()) };
}

/** The texts of a script that has the packed module. */
export function inlineTexts(core, unpack, alphabet = layout.alphabet) {
  return {
    module: pack(core.wasm, alphabet),
    decoder: decoderText(unpack, alphabet),
    alphabet,
    ...listText(core),
  };
}

/** `{modules, texts}`: the script has the fallback's own module, which needs the literals from the script. */
export function fallbackGlue({ imports, literals }) {
  const modules = {
    "shoptrail:glue": `${importsSource(imports)}
export async function instantiate(module) {
  const own = module(imports);
  heap.connect(${listSource(literals)});
  return own;
}`,
    "shoptrail:wasm": 'export { default } from "./parts/compat.js";',
  };
  return { modules, texts: listText({ literals }) };
}

/**
 * `{modules}`: the module is a file beside the script, with its literals: `wasmFile`. `base.source` is source
 * for the address of the script, `base.imports` what that needs. The file is read as bytes, so that any MIME
 * type will do.
 */
export function fileGlue({ imports }, base) {
  const modules = {
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
  return { modules };
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

/** An expression for the list of literals: one text, cut at a character that none of them has. */
const listSource = (literals) => `${placeholder("literals")}.split(${JSON.stringify(separatorOf(literals))})`;

const listText = ({ literals }) => literals && { literals: literals.join(separatorOf(literals)) };

function separatorOf(literals) {
  const separator = SEPARATORS.find((char) => !literals.some((text) => text.includes(char)));
  if (!separator) throw new Problem(`some literal has each of ${SEPARATORS.join(" ")}`);
  return separator;
}
