// Runs the commands of binaryen (wasm-opt, wasm-metadce, wasm2js), which `npm ci` installs, for the steps
// of the build. Also the folder in which the steps leave what they hand on.

import { join } from "node:path";
import { ROOT, must } from "../run.mjs";
import { wasmTargetDir } from "../toolchain.mjs";

const LIMIT_S = 180;

// Named one by one, because binaryen's --all-features emits a module that no browser loads.
const FEATURES = [
  "--mvp-features",
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-mutable-globals",
  "--enable-sign-ext",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-multivalue",
];

/** Runs `tool` with the WebAssembly features that the module may use. */
export function binaryen(tool, args) {
  const path = join(ROOT, "node_modules", "binaryen", "bin", tool);
  return must(process.execPath, [path, ...args, ...FEATURES], `${tool} failed`, {
    limit_s: LIMIT_S,
    quiet: true,
  });
}

/**
 * The path of a file between two steps; they stay after the build, for `npm run functions` and for
 * debugging.
 */
export function stepFile(name) {
  return join(wasmTargetDir(), "steps", name);
}
