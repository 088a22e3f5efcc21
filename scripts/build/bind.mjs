// Build step 2, bind.
//
// In: the compiled module.
// Out: the module as text (numbered.wat), without wasm-bindgen's own exports, its literals as handles and its
// imports as numbers. The list of the literals and the list of the imports.
// Worth: literals 3,400 bytes of the page total, import numbers 810, names in memory (names.mjs) 180.
// Measure: `npm run build -- --without literals`, `npm run build -- --without numbers`.
//
// The core passes only numbers to the page (src/engine/browser.rs), so wasm-bindgen converts nothing: its
// imports are the functions of src/engine/heap.js as they are. The rest of its glue is not needed (glue.mjs).

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem, ROOT, must } from "../run.mjs";
import { bindgenCommands } from "../setup/bindgen.mjs";
import { binaryen, stepFile } from "./binaryen.mjs";
import { DATA_ADDRESS } from "./compile.mjs";
import { numberLiterals } from "./literals.mjs";

export const HEAP = join(ROOT, "src", "engine", "heap.js");
const HEAP_IMPORT = /^\.\/snippets\/[^/]+\/src\/engine\/heap\.js$/;
const LIMIT_S = 180;

/**
 * `{wat, literals, imports}`: the path of the module as text; the literals in the order of their handles;
 * the names of the functions of heap.js in the order of their numbers. `literals` is null without that part
 * of the step; `imports` is then, without its part, the name of the module that the functions are imported
 * from.
 */
export async function bind(compiled, without) {
  const folder = stepFile("");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const args = ["--target", "web", "--omit-default-module-path", "--no-typescript", "--out-dir", folder];
  await must(bindgenCommands().bindgen, [...args, compiled], "wasm-bindgen refused the module", {
    limit_s: LIMIT_S,
  });
  const bound = new WebAssembly.Module(readFileSync(stepFile("shoptrail_bg.wasm")));
  const heapModule = onlyImportedModule(bound);
  const exported = WebAssembly.Module.exports(bound)
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("__") && (name !== "memory" || without === "literals"));
  let text = await textWithExports(exported);
  let literals = null;
  if (without !== "literals") {
    const options = {
      memory: firstMemory(bound, heapModule),
      dataAddress: DATA_ADDRESS,
      firstHandle: await firstHandle(),
      keepsNames: without === "names",
    };
    ({ text, literals } = numberLiterals(text, options));
  }
  let imports = heapModule;
  if (without !== "numbers") ({ text, imports } = numberImports(text));
  writeFileSync(stepFile("numbered.wat"), text);
  return { wat: stepFile("numbered.wat"), literals, imports };
}

/** Refuses a module that needs wasm-bindgen's own runtime: that would need its glue, and an allocator. */
function onlyImportedModule(bound) {
  const imports = WebAssembly.Module.imports(bound);
  for (const { module, name } of imports) {
    if (!HEAP_IMPORT.test(module))
      throw new Problem(
        `the core imports ${name} from ${module}. Allowed: src/engine/heap.js (see src/engine/browser.rs)`,
      );
  }
  return imports[0].module;
}

/** The bound module as text, with these exports and what they use. */
async function textWithExports(names) {
  const graph = [
    { name: "page", root: true, reaches: names.map((name) => `export ${name}`) },
    ...names.map((name) => ({ name: `export ${name}`, export: name })),
  ];
  writeFileSync(stepFile("exports.json"), JSON.stringify(graph));
  const [from, to] = [stepFile("shoptrail_bg.wasm"), stepFile("bound.wat")];
  const graphFile = `--graph-file=${stepFile("exports.json")}`;
  await binaryen("wasm-metadce", [from, "-g", "-S", "-o", to, graphFile]);
  return readFileSync(to, "utf8");
}

/** The content of the module's memory before anything runs. */
function firstMemory(bound, heapModule) {
  const functions = new Proxy({}, { get: () => () => 0 });
  const { memory } = new WebAssembly.Instance(bound, { [heapModule]: functions }).exports;
  return new Uint8Array(memory.buffer);
}

/** `connect` of heap.js appends the literals to the values that the heap begins with. */
export async function firstHandle() {
  // Under an address of its own, because the check step appends literals to the heap that it imports.
  const { height } = await import(`${pathToFileURL(HEAP)}?first-handle`);
  return height();
}

/**
 * Names each import after its place in a list, so that the page hands over a list of functions. A name
 * would be in the module and once more in the script.
 */
function numberImports(text) {
  const imports = [];
  const numbered = text.replace(
    /\(import "[^"]*" "([^"]*)" \(func/g,
    (_, name) => `(import "a" "${imports.push(name) - 1}" (func`,
  );
  return { text: numbered, imports };
}
