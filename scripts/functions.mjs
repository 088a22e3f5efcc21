// npm run functions [count]: the module's biggest functions, in bytes of wasm after optimisation. Where a byte budget went. `-- --write` writes bench/SIZES.md:
// what every file weighs, and what each source has in the page total.
// Of the last build; optimised once more with names kept, so the sum is near the shipped code's, not equal.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, main, say } from "./run.mjs";
import { wasmTargetDir } from "./toolchain.mjs";

const CODE_SECTION = 10;
const FUNCTION_NAMES = 1;

main(async () => {
  const { binaryen } = await import("./build/module.mjs");
  const file = (name) => join(wasmTargetDir(), "bindgen", name);
  await binaryen("wasm-opt", [file("used.wasm"), "-o", file("named.wasm"), "-Oz", "-g"]);
  const sizes = functionSizes(readFileSync(file("named.wasm"))).sort((a, b) => b.bytes - a.bytes);
  say(`${sizes.length} functions, ${sizes.reduce((sum, { bytes }) => sum + bytes, 0)} bytes`);
  if (process.argv[2] === "--write") {
    const { sizesReport } = await import("./sizes-report.mjs");
    return writeFileSync(
      join(ROOT, "bench", "SIZES.md"),
      await sizesReport(sizes.map(({ bytes, name }) => ({ bytes, name: readable(name) }))),
    );
  }
  for (const { bytes, name } of sizes.slice(0, Number(process.argv[2] ?? 40)))
    say(`${String(bytes).padStart(7)}  ${readable(name)}`);
});

/** `[{bytes, name}]`, by the module's code and name sections (<https://webassembly.github.io/spec/core/binary/modules.html>). */
function functionSizes(wasm) {
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++];
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  };
  const text = () => {
    const bytes = number();
    return wasm.toString("utf8", at, (at += bytes));
  };
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(wasm)).filter(
    ({ kind }) => kind === "function",
  ).length;
  const sizes = [];
  const names = new Map();
  while (at < wasm.length) {
    const id = wasm[at++];
    const bytes = number();
    const end = at + bytes;
    if (id === CODE_SECTION) {
      for (let left = number(); left > 0; left--) {
        const size = number();
        sizes.push(size);
        at += size;
      }
    } else if (id === 0 && text() === "name") {
      while (at < end) {
        const part = wasm[at++];
        const partBytes = number();
        const partEnd = at + partBytes;
        if (part === FUNCTION_NAMES) for (let left = number(); left > 0; left--) names.set(number(), text());
        at = partEnd;
      }
    }
    at = end;
  }
  return sizes.map((size, index) => ({
    bytes: size,
    name: names.get(index + imported) ?? `#${index + imported}`,
  }));
}

/** Rust's names without the crates' hashes. */
function readable(name) {
  return name.replace(/\[[0-9a-f]{8,}\]/g, "");
}
