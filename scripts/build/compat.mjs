// The same core as plain JavaScript, for where WebAssembly is forbidden (a Content-Security-Policy without 'wasm-unsafe-eval') or absent (Lockdown Mode).

import { transform } from "esbuild";
import { readFileSync } from "node:fs";
import { Problem } from "../run.mjs";
import { binaryen } from "./module.mjs";

// wasm2js knows the first version of WebAssembly only.
const LOWERING = [
  "--llvm-memory-copy-fill-lowering",
  "--signext-lowering",
  "--llvm-nontrapping-fptoint-lowering",
  "-Oz",
];
const TARGET = "es2021";
const FACTORY = "asmFunc";

/** A module whose default export takes what `WebAssembly.instantiate` takes as imports, and gives the exports. `file(name)` is a path to work at. */
export async function compatText(wasmPath, file) {
  await binaryen("wasm-opt", [wasmPath, "-o", file("lowered.wasm"), ...LOWERING]);
  await binaryen("wasm2js", [file("lowered.wasm"), "-o", file("compat.js"), "-Oz"]);
  const text = readFileSync(file("compat.js"), "utf8");
  // It comes as a module that instantiates itself; ours is handed its imports.
  const body = text.replace(/^import .*;$/gm, "");
  const end = body.lastIndexOf(`var ret${FACTORY} = `);
  if (end < 0 || /\bimport\b/.test(body.slice(0, end)) || !body.includes(`function ${FACTORY}(imports)`))
    throw new Problem("wasm2js writes its modules in another way than scripts/build/compat.mjs expects");
  const { code } = await transform(`${body.slice(0, end)}\nexport default ${FACTORY};`, {
    minify: true,
    charset: "ascii",
    target: TARGET,
    format: "esm",
  });
  return code;
}
