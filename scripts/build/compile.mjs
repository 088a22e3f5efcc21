// Build step 1, compile.
//
// In: the Rust sources. Out: a WebAssembly module, with function names and with the literals in its memory.
// Worth: the flags are below, each with its reason. Measure: `npm run build` with a flag changed.

import { join } from "node:path";
import { must } from "../run.mjs";
import { BUILD_STD, WASM_TARGET, wasmEnvironment, wasmTargetDir } from "../toolchain.mjs";

const LIMIT_S = 900;

/**
 * Where the linker puts the data, which is the literals. No number in the code comes near this address, so
 * the bind step can tell an address that is left over from a number. The module that ships has no data.
 */
export const DATA_ADDRESS = 0x300000;

const FLAGS = [
  "-Zunstable-options",
  // Drops panic messages and their formatting, which no shopper reads.
  "-Cpanic=immediate-abort",
  // Without reference types, wasm-bindgen adds no table. With bulk memory, no memcpy is linked in. Every
  // browser that runs the page's script has the rest.
  "-Ctarget-cpu=mvp",
  "-Ctarget-feature=+bulk-memory,+mutable-globals,+nontrapping-fptoint,+sign-ext",
  // Four times what the deepest call takes.
  "-Clink-arg=-zstack-size=4096",
  `-Clink-arg=--global-base=${DATA_ADDRESS}`,
  "-Cllvm-args=--inline-threshold=150",
];

/** The path of the compiled module. */
export async function compile() {
  const args = ["rustc", "--release", "--lib", "--crate-type", "cdylib", "--target", WASM_TARGET];
  const std = [BUILD_STD, "-Zbuild-std-features=optimize_for_size"];
  await must("cargo", [...args, ...std], "the core does not compile for wasm", {
    env: wasmEnvironment(FLAGS),
    limit_s: LIMIT_S,
  });
  return join(wasmTargetDir(), WASM_TARGET, "release", "shoptrail.wasm");
}
