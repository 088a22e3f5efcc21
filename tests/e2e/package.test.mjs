// The built package as npm and a server see it. It opens no browser.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PKG = join(ROOT, "pkg");
const manifest = JSON.parse(readFileSync(join(PKG, "package.json"), "utf8"));

test("the manifest has the version of the crate, and every file it names exists", () => {
  const version = readFileSync(join(ROOT, "Cargo.toml"), "utf8").match(/^version = "(.*)"/m)[1];
  assert.equal(manifest.version, version);
  const named = Object.values(manifest.exports).flatMap((target) =>
    typeof target === "string" ? target : Object.values(target),
  );
  for (const file of [...manifest.files, ...named, manifest.types, manifest.unpkg])
    assert.ok(existsSync(join(PKG, file)), file);
  for (const file of named)
    assert.ok(
      file === "./package.json" || manifest.files.some((name) => `${file.slice(2)}/`.startsWith(`${name}/`)),
      `${file} is exported but not published`,
    );
});

test("the head snippet has exactly three placeholders", () => {
  const text = readFileSync(join(PKG, "snippet.html"), "utf8");
  assert.deepEqual([...new Set(text.match(/__[A-Z]+__/g))].sort(), ["__API__", "__CDN__", "__KEY__"]);
});

test("on a server the import changes no global, and the tracker accepts every call", async () => {
  const before = Object.getOwnPropertyNames(globalThis);
  const { createTracker } = await import(pathToFileURL(join(PKG, "index.js")));
  const tracker = createTracker({ writeKey: "k" });
  assert.deepEqual(Object.getOwnPropertyNames(globalThis), before);
  for (const method of ["track", "page", "identify", "reset"])
    assert.deepEqual(tracker[method]("x", {}), { ok: true, queued: true });
  assert.deepEqual(await tracker.flush(), { delivered: 0, waiting: 0, held: 0, dropped: 0 });
  assert.deepEqual(tracker.profile(), { recommend: null });
  assert.deepEqual(tracker.diagnostics(), { on: false, off_reason: "no_window" });
  assert.equal(typeof tracker.on("call", () => {}), "function");
  assert.ok(tracker.ready() instanceof Promise);
});

test("the types declare exactly the methods of the tracker", () => {
  const types = readFileSync(join(PKG, "index.d.ts"), "utf8");
  const declared = new Set(
    types
      .match(/export interface Tracker \{[^]*?\n\}/)[0]
      .match(/^ {2}\w+(?=[<(])/gm)
      .map((name) => name.trim()),
  );
  assert.deepEqual([...declared].sort(), [
    "diagnostics",
    "flush",
    "forget",
    "identify",
    "link",
    "on",
    "page",
    "profile",
    "ready",
    "reset",
    "setConsent",
    "setProperties",
    "track",
  ]);
  for (const name of types.matchAll(/from "\.\/(\w+)\.js"/g))
    assert.ok(existsSync(join(PKG, `${name[1]}.d.ts`)), name[1]);
});

test("the first line of the scripts asks the engine to compile them off the main thread", () => {
  // The engine reads this hint only at the top of a file:
  // https://github.com/WICG/explicit-javascript-compile-hints-file-based
  for (const file of ["embed.min.js", "two-files.min.js"])
    assert.match(readFileSync(join(PKG, file), "utf8"), /^\/\/# allFunctionsCalledOnLoad\n/, file);
});
