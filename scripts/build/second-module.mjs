// What the modules beside the page's have in common: tools and inspector. Each is the same crate with another
// feature, bound by wasm-bindgen and optimised. Bytes are free: they have an allocator and serde.
//
// Each has its own target folder, because two modules of one name in one folder give stale files. What comes
// after cargo is kept by the hash of what cargo made, so that a second build takes a second.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { must } from "../run.mjs";
import { bindgenCommands } from "../setup/bindgen.mjs";
import { BUILD_STD, WASM_TARGET, wasmEnvironment } from "../toolchain.mjs";
import { binaryen } from "./binaryen.mjs";

const LIMIT_S = 900;
const BIND_LIMIT_S = 180;
// A panic's message would reach nobody, and names files by where this machine keeps them.
const FLAGS = ["-Zunstable-options", "-Cpanic=immediate-abort"];

/**
 * Resolves with the folder that has glue.js and `shoptrail_FEATURE.wasm`. `level` is what wasm-opt does:
 * `-O`, or `-Oz` for few bytes.
 */
export async function secondModule(feature, targetDir, level) {
  return bound(await compile(feature, targetDir), `shoptrail_${feature}`, targetDir, level);
}

/** The path of the compiled module. */
async function compile(feature, targetDir) {
  const args = ["rustc", "--release", "--lib", "--crate-type", "cdylib", "--target", WASM_TARGET];
  const features = ["--no-default-features", "--features", feature];
  await must(
    "cargo",
    [...args, ...features, BUILD_STD],
    `the module of ${feature} does not compile for wasm`,
    { env: { ...wasmEnvironment(FLAGS), CARGO_TARGET_DIR: targetDir }, limit_s: LIMIT_S },
  );
  return join(targetDir, WASM_TARGET, "release", "shoptrail.wasm");
}

async function bound(compiled, name, targetDir, level) {
  const hash = createHash("sha256").update(readFileSync(compiled)).digest("hex").slice(0, 16);
  const folder = join(targetDir, "steps", hash);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  rmSync(join(targetDir, "steps"), { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const args = ["--target", "web", "--omit-default-module-path", "--no-typescript", "--out-name", name];
  await must(
    bindgenCommands().bindgen,
    [...args, "--out-dir", unfinished, compiled],
    `wasm-bindgen refused the module ${name}`,
    { limit_s: BIND_LIMIT_S },
  );
  renameSync(join(unfinished, `${name}.js`), join(unfinished, "glue.js"));
  const [from, to] = [join(unfinished, `${name}_bg.wasm`), join(unfinished, `${name}.wasm`)];
  await binaryen("wasm-opt", [from, level, "-o", to]);
  renameSync(unfinished, folder);
  return folder;
}
