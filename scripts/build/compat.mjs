// Part of the shrink step: the module that ships in, the same core as plain JavaScript out (wasm2js).
//
// Pages load it where WebAssembly is forbidden (a Content-Security-Policy without 'wasm-unsafe-eval') or
// absent (Lockdown Mode). tests/e2e/fallback.test.mjs shows that it does the same.

import { transform } from "esbuild";
import { readFileSync } from "node:fs";
import { Problem } from "../run.mjs";
import { binaryen, stepFile } from "./binaryen.mjs";
import { TARGET } from "./script.mjs";

// wasm2js knows only the first version of WebAssembly.
const LOWERING = [
  "--llvm-memory-copy-fill-lowering",
  "--signext-lowering",
  "--llvm-nontrapping-fptoint-lowering",
  "-Oz",
];
const FACTORY = "asmFunc";

/**
 * Two modules, each with a factory as its default export. The factory takes what `WebAssembly.instantiate`
 * takes as imports, and returns the exports. `compat` is for scripts that have the literals themselves; in
 * `compatUrl` the factory has them as its member `literals`, for scripts whose literals are in the module's
 * own file.
 */
export async function compatScripts(literals) {
  await binaryen("wasm-opt", [stepFile("final.wasm"), "-o", stepFile("lowered.wasm"), ...LOWERING]);
  await binaryen("wasm2js", [stepFile("lowered.wasm"), "-o", stepFile("compat.js"), "-Oz"]);
  const text = readFileSync(stepFile("compat.js"), "utf8");
  // wasm2js writes a module that instantiates itself. This one is handed its imports.
  const body = text.replace(/^import .*;$/gm, "");
  const end = body.lastIndexOf(`var ret${FACTORY} = `);
  if (end < 0 || /\bimport\b/.test(body.slice(0, end)) || !body.includes(`function ${FACTORY}(imports)`))
    throw new Problem("wasm2js no longer writes modules in the form that scripts/build/compat.mjs expects");
  const source = `${body.slice(0, end)}\nexport default ${FACTORY};`;
  return {
    compat: await minified(source),
    compatUrl: await minified(`${source}\n${FACTORY}.literals = ${JSON.stringify(literals)};`),
  };
}

async function minified(source) {
  const options = { minify: true, charset: "ascii", target: TARGET, format: "esm" };
  return (await transform(source, options)).code;
}
