// Build step 6, check.
//
// In: the module, the fallback and pkg/. Out: a table of sizes, or a `Problem` that stops the build. It
// checks that the module is valid, that its packed text unpacks to it, that the module and the fallback
// start, and that each file is within budgets.json. It runs in node; the tests in tests/e2e check the same
// in browsers.

import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { Problem } from "../run.mjs";
import { reportSizes } from "../sizes.mjs";
import { stepFile } from "./binaryen.mjs";
import { HEAP } from "./bind.mjs";
import { inlineGlue } from "./glue.mjs";
import { packBytes, withFixedSizes } from "./pack.mjs";
import { filled } from "./texts.mjs";

export async function check(pkg, core) {
  if (!WebAssembly.validate(core.wasm)) throw new Problem("the module is not valid");
  const { modules, texts } = await inlineGlue(core);
  const { module: text, ...others } = texts;
  const source = filled(modules["shoptrail:glue"], others);
  const glue = await importText("check-glue.mjs", `${source}\nexport { bytesOf };`);
  const packed = await importText("check-wasm.mjs", filled(modules["shoptrail:wasm"], { module: text }));
  const fallback = await importText("check-compat.mjs", core.compat);
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  for (const [bytes, packedText] of [
    [withFixedSizes(core.wasm).bytes, packed.default],
    [everyByte, packBytes(everyByte, [])],
  ]) {
    if (!bytes.equals(glue.bytesOf(packedText)) || !/^[ -~]*$/.test(packedText))
      throw new Problem("the packed module does not unpack to itself");
  }
  for (const [what, module] of [
    ["the module", packed.default],
    ["compat.js", fallback.default],
  ]) {
    await glue.instantiate(module).catch((error) => {
      throw new Problem(`${what} does not start: ${error.message}`);
    });
  }
  reportSizes(pkg);
}

function importText(name, source) {
  writeFileSync(stepFile(name), source.replace("shoptrail:heap", pathToFileURL(HEAP).href));
  return import(`${pathToFileURL(stepFile(name))}?${Date.now()}`);
}
