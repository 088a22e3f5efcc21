// Finds or installs the source of Rust's standard library, and a linker for wasm.

import { Problem, ask, run, say, which } from "../run.mjs";
import { compilerWithSource, wasmLinker } from "../toolchain.mjs";
import { aptInstall, canInstall } from "./apt.mjs";

const RUSTUP_LIMIT_S = 180;

export async function setUpRust() {
  if (!which("cargo")) throw new Problem("cargo is missing: install Rust with rustup");
  await setUpSource();
  await setUpLinker();
}

async function setUpSource() {
  let compiler = compilerWithSource();
  if (!compiler && which("rustup") && ask("rustc", ["--version"])) {
    say("Rust: std source for -Zbuild-std is missing; rustup component add rust-src …");
    await run("rustup", ["component", "add", "rust-src"], { limit_s: RUSTUP_LIMIT_S });
    compiler = compilerWithSource();
  }
  if (!compiler && canInstall()) {
    say("Rust: rustup has no std source; installing Debian's compiler with its source");
    await aptInstall(["rustc-web", "rust-web-src"], "the Rust standard library's source is missing");
    compiler = compilerWithSource();
  }
  if (!compiler) {
    throw new Problem(
      "the Rust standard library's source is missing: run `rustup component add rust-src`, " +
        "or on Debian `apt-get install rustc-web rust-web-src`",
    );
  }
  say(`Rust: ${compiler.version} with std source`);
}

async function setUpLinker() {
  if (wasmLinker()) return;
  say("Rust: no linker for wasm (rust-lld or wasm-ld)");
  await aptInstall(["lld"], "a linker for wasm is missing");
  if (!wasmLinker()) throw new Problem("a linker for wasm is missing: install LLVM's lld (wasm-ld)");
}
