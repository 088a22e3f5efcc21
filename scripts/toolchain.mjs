// Finds what cargo needs in its environment to compile for wasm32 with a standard library built from
// source: so no prebuilt wasm32 library is needed, and the module gets smaller. `setup/rust.mjs` installs
// what is missing.

import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { ROOT, ask, which } from "./run.mjs";

export const WASM_TARGET = "wasm32-unknown-unknown";
export const BUILD_STD = "-Zbuild-std=std,panic_abort";
const DEBIAN_RUSTC = "/usr/bin/rustc";

/** The first compiler that has the source of its standard library: `{rustc, sysroot, version}`, or null. */
export function compilerWithSource() {
  const candidates = [process.env.RUSTC, "rustc", DEBIAN_RUSTC].filter(Boolean);
  for (const rustc of candidates) {
    const sysroot = ask(rustc, ["--print", "sysroot"]);
    if (sysroot && existsSync(join(sysroot, "lib/rustlib/src/rust/library/Cargo.toml"))) {
      return { rustc, sysroot, version: ask(rustc, ["--version"]) };
    }
  }
  return null;
}

/** The path of a linker that writes wasm, `rust-lld` of a toolchain or LLVM's `wasm-ld`, or null. */
export function wasmLinker() {
  if (process.env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER)
    return process.env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER;
  for (const rustc of [process.env.RUSTC, "rustc", DEBIAN_RUSTC].filter(Boolean)) {
    const sysroot = ask(rustc, ["--print", "sysroot"]);
    const host = ask(rustc, ["-vV"])?.match(/^host: (.*)$/m)?.[1];
    const path = join(sysroot ?? "", "lib/rustlib", host ?? "", "bin/rust-lld");
    if (sysroot && host && existsSync(path)) return path;
  }
  return which(
    "wasm-ld",
    "rust-lld",
    ...[22, 21, 20, 19, 18, 17, 16, 15, 14].map((version) => `wasm-ld-${version}`),
  );
}

/** The target folder of wasm builds. They have their own, so that native builds do not invalidate them. */
export function wasmTargetDir() {
  return join(resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target"), "wasm");
}

/** The target folder of the tools module: a module of the same name in the same folder would be mixed up. */
export function toolsTargetDir() {
  return join(resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target"), "tools");
}

/** The same for the inspector's module. */
export function inspectorTargetDir() {
  return join(resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target"), "inspector");
}

/** The environment for `cargo … --target wasm32-unknown-unknown -Zbuild-std`. `flags` are for rustc. */
export function wasmEnvironment(flags = []) {
  const { rustc, sysroot } = compilerWithSource();
  const tmp = join(wasmTargetDir(), "tmp");
  mkdirSync(tmp, { recursive: true });
  return {
    RUSTC: rustc,
    RUSTC_BOOTSTRAP: "1", // -Zbuild-std on a stable compiler
    CARGO_TARGET_DIR: wasmTargetDir(),
    CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: wasmLinker(),
    // No path of this machine in the module, so that every machine builds the same bytes.
    CARGO_ENCODED_RUSTFLAGS: [
      ...flags,
      ...[
        [sysroot, "/rust"],
        [cargoHome(), "/cargo"],
        [ROOT, "/shoptrail"],
      ].map(([from, to]) => `--remap-path-prefix=${from}=${to}`),
    ].join("\x1f"),
    TMPDIR: tmp,
  };
}

function cargoHome() {
  return process.env.CARGO_HOME ?? join(homedir(), ".cargo");
}
