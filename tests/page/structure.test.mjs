// How the page's scripts hang together.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../../pkg-template/src/", import.meta.url));
const files = readdirSync(SRC).filter((name) => name.endsWith(".js"));
const sources = new Map(files.map((name) => [name, readFileSync(SRC + name, "utf8")]));
const importsOf = (name) =>
  [...(sources.get(name) ?? "").matchAll(/^(?:import|export) [^;]*?from "\.\/([\w-]+\.js)";/gm)].map(
    ([, path]) => path,
  );

test("no_module_imports_itself_by_way_of_others", () => {
  const done = new Set();
  const visit = (name, path) => {
    assert.equal(path.includes(name), false, [...path, name].join(" → "));
    if (done.has(name)) return;
    for (const next of importsOf(name)) visit(next, [...path, name]);
    done.add(name);
  };
  for (const name of files) visit(name, []);
  assert.ok(importsOf("public-tracker.js").length > 10, "imports are found");
});

test("only_core_js_reaches_the_module", () => {
  const users = files.filter((name) => /shoptrail:glue|take_out|put_in/.test(sources.get(name)));
  assert.deepEqual(users, ["core.js"]);
});

test("every_module_says_at_its_head_what_it_is_responsible_for", () => {
  for (const [name, text] of sources) assert.match(text, /^\/\/ [A-Z"`]/, name);
});

test("the_types_of_the_core_name_each_function_that_the_module_exports", () => {
  const boundary = readFileSync(SRC + "../../src/boundary.rs", "utf8");
  const exported = [...boundary.matchAll(/#\[wasm_bindgen\]\npub fn (\w+)/g)].map(([, name]) => name);
  const [, body] = readFileSync(SRC + "types.d.ts", "utf8").match(/type CoreExports = \{([^}]*)\}/);
  const typed = [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  assert.ok(exported.length > 10, "exports are found");
  assert.deepEqual(typed, exported);
});
