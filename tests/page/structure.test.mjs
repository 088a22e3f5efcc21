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
