// The build's last question: does what was built validate and instantiate? In node here; in the browsers in tests/e2e.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem } from "../run.mjs";
import { wasmTargetDir } from "../toolchain.mjs";
import { HEAP, glueSource, wasmSource } from "./bundle.mjs";
import { pack } from "./packing.mjs";

/** Throws a `Problem` unless the module, packed and unpacked again, runs with the glue as it ships. */
export async function gate({ wasm, glue, compat }) {
  if (!WebAssembly.validate(wasm)) throw new Problem("the module does not validate");
  const shipped = await importText(
    "gate-glue.mjs",
    glueSource(glue).replace("shoptrail:heap", pathToFileURL(HEAP).href),
  );
  const packed = await importText("gate-wasm.mjs", wasmSource(wasm));
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  for (const [bytes, text] of [
    [wasm, packed.default],
    [everyByte, pack(everyByte)],
  ]) {
    if (!bytes.equals(shipped.bytesOf(text)) || !/^[ -~]*$/.test(text))
      throw new Problem("the packed module does not unpack to itself");
  }
  const factory = await importText("gate-compat.mjs", compat);
  for (const [what, module] of [
    ["the module", packed.default],
    ["compat.js", factory.default],
  ]) {
    await shipped.instantiate(module).catch((error) => {
      throw new Problem(`${what} does not instantiate: ${error.message}`);
    });
  }
}

function importText(name, source) {
  const path = join(wasmTargetDir(), name);
  writeFileSync(path, source);
  return import(`${pathToFileURL(path)}?${Date.now()}`);
}
