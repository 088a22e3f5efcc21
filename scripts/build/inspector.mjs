// The build of the inspector's module, which the part `inspector` has inside: in, the Rust sources with the
// feature `inspector`; out, the sources of two imports of that part.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { say } from "../run.mjs";
import { inspectorTargetDir } from "../toolchain.mjs";
import { secondModule } from "./second-module.mjs";

/** The source of each import of pkg-template/src/parts/inspector.js that begins with `shoptrail:`. */
export async function inspectorModules() {
  say("Build: the inspector …");
  const folder = await secondModule("inspector", inspectorTargetDir(), "-Oz");
  const wasm = readFileSync(join(folder, "shoptrail_inspector.wasm"));
  return {
    "shoptrail:inspector-glue": readFileSync(join(folder, "glue.js"), "utf8"),
    // Compressed, because bundlers warn of scripts over 244 KiB.
    "shoptrail:inspector-wasm": `export default "${gzipSync(wasm, { level: 9 }).toString("base64")}";`,
  };
}
