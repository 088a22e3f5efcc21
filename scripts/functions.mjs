// npm run functions [count]: prints the biggest functions of the module, in bytes after optimisation. npm
// run functions -- --write: writes bench/SIZES.md, which says what each file weighs and what each source
// adds to the page.
//
// It reads the last build, and optimises its module once more with names. So the sum is near the size of the
// code that ships, and not equal to it.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, main, say } from "./run.mjs";
import { Reader, SECTION, functionBodies, sections } from "./build/wasm-binary.mjs";

const FUNCTION_NAMES = 1;

main(async () => {
  const { binaryen, stepFile } = await import("./build/binaryen.mjs");
  const { OPTIMISE } = await import("./build/shrink.mjs");
  await binaryen("wasm-opt", [stepFile("numbered.wat"), "-o", stepFile("named.wasm"), ...OPTIMISE, "-g"]);
  const sizes = functionSizes(readFileSync(stepFile("named.wasm"))).sort((a, b) => b.bytes - a.bytes);
  say(`${sizes.length} functions, ${sizes.reduce((sum, { bytes }) => sum + bytes, 0)} bytes`);
  if (process.argv[2] === "--write") {
    const { sizesReport } = await import("./sizes-report.mjs");
    writeFileSync(join(ROOT, "bench", "SIZES.md"), await sizesReport(sizes));
    return;
  }
  for (const { bytes, name } of sizes.slice(0, Number(process.argv[2] ?? 40)))
    say(`${String(bytes).padStart(7)}  ${name}`);
});

/** `[{bytes, name}]`, from the module's code and name sections. */
function functionSizes(wasm) {
  const all = [...sections(wasm)];
  const bodies = functionBodies(
    wasm,
    all.find(({ id }) => id === SECTION.code),
  );
  const names = functionNames(wasm, all);
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).length;
  return bodies.map((body, index) => ({
    bytes: body.length,
    name: names.get(index + imported) ?? `#${index + imported}`,
  }));
}

/** Index → name, without the crates' hashes. */
function functionNames(wasm, all) {
  const names = new Map();
  for (const { id, start, end } of all) {
    const reader = new Reader(wasm, start);
    if (id !== SECTION.custom || reader.text() !== "name") continue;
    while (reader.at < end) {
      const part = wasm[reader.at++];
      const size = reader.number();
      const partEnd = reader.at + size;
      if (part === FUNCTION_NAMES)
        for (let left = reader.number(); left > 0; left--)
          names.set(reader.number(), reader.text().replace(/\[[0-9a-f]{8,}\]/g, ""));
      reader.at = partEnd;
    }
  }
  return names;
}
