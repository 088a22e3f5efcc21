// Rust source → the module a browser loads, and the glue that instantiates it.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, must } from "../run.mjs";
import { bindgenCommands } from "../setup/bindgen.mjs";
import { BUILD_STD, WASM_TARGET, wasmEnvironment, wasmTargetDir } from "../toolchain.mjs";
import { packable } from "./code.mjs";
import { checkImports, glue, ownExports } from "./glue.mjs";
import { numberLiterals } from "./literals.mjs";
import { numberImports } from "./names.mjs";

const CARGO_LIMIT_S = 900;
const TOOL_LIMIT_S = 180;

// immediate-abort drops panic messages and their formatting, which no shopper reads (−2 KB). Without reference types wasm-bindgen adds no table of
// its own; with bulk memory no memcpy is linked in. Every browser since 2021 has the rest. A stack of 4 KiB is
// four times what the deepest call takes, and keeps the addresses of literals at two bytes.
const RUST_FLAGS = [
  "-Zunstable-options",
  "-Cpanic=immediate-abort",
  "-Ctarget-cpu=mvp",
  "-Ctarget-feature=+bulk-memory,+mutable-globals,+nontrapping-fptoint,+sign-ext",
  "-Clink-arg=-zstack-size=4096",
  "-Clink-arg=--emit-relocs",
  "-Cllvm-args=--inline-threshold=90",
];

// Named one by one: binaryen's --all-features emits a module that no browser loads.
const WASM_FEATURES = [
  "--mvp-features",
  "--enable-bulk-memory",
  "--enable-bulk-memory-opt",
  "--enable-mutable-globals",
  "--enable-sign-ext",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-multivalue",
];

/** `{wasm: Buffer, glue, compat: string, imports, literals}`; the glue's promise is in `glue.mjs`, that of compat.js in `compat.mjs`. */
export async function buildModule() {
  const compiled = await compile();
  const folder = join(wasmTargetDir(), "bindgen");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = (name) => join(folder, name);

  const { wasm: numbered, literals } = numberLiterals(readFileSync(compiled));
  writeFileSync(file("shoptrail.wasm"), numbered);
  const args = [
    "--target",
    "web",
    "--omit-default-module-path",
    "--no-typescript",
    "--out-dir",
    folder,
    file("shoptrail.wasm"),
  ];
  await must(bindgenCommands().bindgen, args, "wasm-bindgen refused the module", { limit_s: TOOL_LIMIT_S });
  const bound = readFileSync(file("shoptrail_bg.wasm"));
  checkImports(bound);
  await dropUnusedExports(file("shoptrail_bg.wasm"), file("used.wasm"), ownExports(bound));
  // Flat first, and its jumps found anew: 1 % less than without (14,878 → 14,713 bytes, packed and compressed).
  const strip = [
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "-Oz",
    "--converge",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
  ];
  await binaryen("wasm-opt", [file("used.wasm"), "-o", file("small.wasm"), ...strip]);
  const { wasm: small, imports } = numberImports(readFileSync(file("small.wasm")));
  const wasm = packable(small);
  writeFileSync(file("final.wasm"), wasm);
  const { compatText } = await import("./compat.mjs");
  return {
    wasm,
    glue: glue({ imports, literals }),
    imports,
    literals,
    compat: await compatText(file("final.wasm"), file),
  };
}

async function compile() {
  const args = [
    "rustc",
    "--release",
    "--lib",
    "--crate-type",
    "cdylib",
    "--target",
    WASM_TARGET,
    BUILD_STD,
    "-Zbuild-std-features=optimize_for_size",
  ];
  await must("cargo", args, "the core does not compile for wasm", {
    env: wasmEnvironment(RUST_FLAGS),
    limit_s: CARGO_LIMIT_S,
  });
  return join(wasmTargetDir(), WASM_TARGET, "release", "shoptrail.wasm");
}

/** What wasm-bindgen exports for its own runtime is not worth its bytes. */
async function dropUnusedExports(from, to, names) {
  const graph = [
    { name: "glue", root: true, reaches: names.map((name) => `export ${name}`) },
    ...names.map((name) => ({ name: `export ${name}`, export: name })),
  ];
  const path = `${to}.graph.json`;
  writeFileSync(path, JSON.stringify(graph));
  await binaryen("wasm-metadce", [from, "-g", "-o", to, `--graph-file=${path}`]);
}

/** Runs one of binaryen's commands with the features the module may use. */
export function binaryen(tool, args) {
  const path = join(ROOT, "node_modules", "binaryen", "bin", tool);
  return must(process.execPath, [path, ...args, ...WASM_FEATURES], `${tool} failed`, {
    limit_s: TOOL_LIMIT_S,
    quiet: true,
  });
}
