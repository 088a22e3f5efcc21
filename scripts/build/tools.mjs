// The build of the module of servers and tools: never for a page.
//
// In: the Rust sources with the feature `tools`, pkg-template/src/tools and src/server. Out: pkg/tools: the
// module as a file and as text, wasm-bindgen's glue, and one entry for each kind of runtime; and pkg/server.

import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { say } from "../run.mjs";
import { toolsTargetDir } from "../toolchain.mjs";
import { TEMPLATE } from "./script.mjs";
import { secondModule } from "./second-module.mjs";

const NAME = "shoptrail_tools.wasm";
/** The folders of pkg-template/src that use the module. They ship as they are. */
const SCRIPTS = ["tools", "server"];

/** Writes `pkg`/tools. */
export async function buildTools(pkg) {
  say("Build: the tools module …");
  const made = await secondModule("tools", toolsTargetDir(), "-O");
  for (const name of SCRIPTS) {
    rmSync(join(pkg, name), { recursive: true, force: true });
    cpSync(join(TEMPLATE, "src", name), join(pkg, name), {
      recursive: true,
      filter: (path) => !path.endsWith(".d.ts"),
    });
  }
  const folder = join(pkg, "tools");
  cpSync(join(made, "glue.js"), join(folder, "glue.js"));
  const wasm = readFileSync(join(made, NAME));
  writeFileSync(join(folder, NAME), wasm);
  writeFileSync(join(folder, "module-text.js"), moduleText(wasm));
}

/**
 * The module as a script, for runtimes that compile bytes. A bundler needs to know nothing of files then, and
 * base64 survives any of them.
 */
function moduleText(wasm) {
  return `// The module as base64. See start.js.\nexport default "${wasm.toString("base64")}";\n`;
}
