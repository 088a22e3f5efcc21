// Build step 3, shrink.
//
// In: the bound module as text. Out: the module that ships, optimised for size, without names.
// Worth: 3,750 bytes of the page total, most of it the names.
// Measure: `npm run build -- --without shrink`. The stack traces of that script name Rust functions.

import { readFileSync } from "node:fs";
import { binaryen, stepFile } from "./binaryen.mjs";

// --flatten and --rereloop take the code apart and find its loops anew, for -Oz to make smaller code of. A
// second -Oz finds a little more.
//
// Low memory: if nothing is used below address 1024, a constant up to that is part of a read or write, and
// needs no addition before it. There is the end of the stack (compile.mjs), which no call reaches.
//
// Functions of up to six instructions are inlined. That makes the code larger and the page smaller.
export const OPTIMISE = [
  "--flatten",
  "--rereloop",
  "-Oz",
  "-Oz",
  "--converge",
  "--low-memory-unused",
  "--always-inline-max-function-size=6",
];
const STRIP = ["--strip-debug", "--strip-producers", "--strip-target-features"];

/** The module's bytes. */
export async function shrink(wat, without) {
  const args = without === "shrink" ? ["-g"] : [...OPTIMISE, ...STRIP];
  await binaryen("wasm-opt", [wat, "-o", stepFile("final.wasm"), ...args]);
  return readFileSync(stepFile("final.wasm"));
}
