// Build step 3, shrink.
//
// In: the bound module as text, and its literals. Out: the module that ships, optimised for size, without
// names, and the literals in the order in which it uses them (literals.mjs).
// Worth: 3,750 bytes of the page total, most of it the names.
// Measure: `npm run build -- --without shrink`. The stack traces of that script name Rust functions.

import { readFileSync, writeFileSync } from "node:fs";
import { binaryen, stepFile } from "./binaryen.mjs";
import { firstHandle } from "./bind.mjs";
import { inLayout } from "./layout.mjs";
import { inOrderOfUse, isProvisional } from "./literals.mjs";

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
// A 64-bit number takes nine bytes. A whole one is shorter as an integer that the module converts: 80 bytes
// of the page total. wasm-opt would turn it back, so it comes last.
const WHOLE = /\(f64\.const (-?\d+(?:e\d+)?)\)/g;
const STRIP = ["--strip-debug", "--strip-producers", "--strip-target-features"];

// What -Oz does while it writes a binary, for a module that is only written.
export const WRITE = ["--generate-stack-ir", "--optimize-stack-ir", ...STRIP];

/** `{wasm, literals}`: the module's bytes, and its literals in their order. `wat` gets their handles too. */
export async function shrink({ wat, literals }, without) {
  const [args, writing] = without === "shrink" ? [["-g"], ["-g"]] : [OPTIMISE, WRITE];
  const final = stepFile("final.wat");
  await binaryen("wasm-opt", [wat, "-S", "-o", final, ...args]);
  const optimised = inLayout(readFileSync(final, "utf8"));
  if (literals) {
    const texts = [optimised, readFileSync(wat, "utf8")];
    const ordered = inOrderOfUse(optimised, texts, literals, await firstHandle());
    [final, wat].forEach((path, index) => writeFileSync(path, ordered.texts[index]));
    literals = ordered.literals;
  }
  writeFileSync(final, withIntegers(readFileSync(final, "utf8")));
  await binaryen("wasm-opt", [final, "-o", stepFile("final.wasm"), ...writing]);
  return { wasm: readFileSync(stepFile("final.wasm")), literals };
}

/** The module as text, with whole numbers as integers. */
export const withIntegers = (text) =>
  text.replace(WHOLE, (constant, number) =>
    number !== "-0" && Math.abs(number) < 2 ** 31 && !isProvisional(number)
      ? `(f64.convert_i32_s (i32.const ${Number(number)}))`
      : constant,
  );
