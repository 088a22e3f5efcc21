// The build of the second module, tools: for servers and tools, never for a page.
//
// In: the Rust sources with the feature `tools`, and pkg-template/src/tools. Out: pkg/tools: the module as a
// file and as text, wasm-bindgen's glue, and one entry for each kind of runtime.
//
// Nothing here counts bytes: the module has an allocator and serde. It has its own target folder, because two
// modules of one name in one folder give stale files. What comes after cargo is kept by the hash
// of what cargo made, so that a second build takes a second.

import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { must, say } from "../run.mjs";
import { bindgenCommands } from "../setup/bindgen.mjs";
import { BUILD_STD, WASM_TARGET, toolsTargetDir, wasmEnvironment } from "../toolchain.mjs";
import { binaryen } from "./binaryen.mjs";
import { TEMPLATE } from "./script.mjs";

const LIMIT_S = 900;
const BIND_LIMIT_S = 180;
const NAME = "shoptrail_tools";
// A panic's message would reach nobody, and names files by where this machine keeps them.
const FLAGS = ["-Zunstable-options", "-Cpanic=immediate-abort"];

/** Writes `pkg`/tools. */
export async function buildTools(pkg) {
  say("Build: the tools module …");
  const made = await bound(await compileTools());
  const folder = join(pkg, "tools");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(TEMPLATE, "src", "tools"), folder, {
    recursive: true,
    filter: (path) => !path.endsWith(".d.ts"),
  });
  cpSync(join(made, "glue.js"), join(folder, "glue.js"));
  const wasm = readFileSync(join(made, `${NAME}.wasm`));
  writeFileSync(join(folder, `${NAME}.wasm`), wasm);
  writeFileSync(join(folder, "module-text.js"), moduleText(wasm));
}

/** The path of the compiled module. */
async function compileTools() {
  const args = ["rustc", "--release", "--lib", "--crate-type", "cdylib", "--target", WASM_TARGET];
  const features = ["--no-default-features", "--features", "tools"];
  await must("cargo", [...args, ...features, BUILD_STD], "the tools module does not compile for wasm", {
    env: { ...wasmEnvironment(FLAGS), CARGO_TARGET_DIR: toolsTargetDir() },
    limit_s: LIMIT_S,
  });
  return join(toolsTargetDir(), WASM_TARGET, "release", "shoptrail.wasm");
}

/** The folder with glue.js and the optimised module. */
async function bound(compiled) {
  const hash = createHash("sha256").update(readFileSync(compiled)).digest("hex").slice(0, 16);
  const folder = join(toolsTargetDir(), "steps", hash);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  rmSync(join(toolsTargetDir(), "steps"), { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const args = ["--target", "web", "--omit-default-module-path", "--no-typescript", "--out-name", NAME];
  await must(
    bindgenCommands().bindgen,
    [...args, "--out-dir", unfinished, compiled],
    "wasm-bindgen refused the tools module",
    { limit_s: BIND_LIMIT_S },
  );
  renameSync(join(unfinished, `${NAME}.js`), join(unfinished, "glue.js"));
  const [from, to] = [join(unfinished, `${NAME}_bg.wasm`), join(unfinished, `${NAME}.wasm`)];
  await binaryen("wasm-opt", [from, "-O", "-o", to]);
  renameSync(unfinished, folder);
  return folder;
}

/**
 * The module as a script, for runtimes that compile bytes. A bundler needs to know nothing of files then, and
 * base64 survives any of them.
 */
function moduleText(wasm) {
  return `// The module as base64. See start.js.\nexport default "${wasm.toString("base64")}";\n`;
}
