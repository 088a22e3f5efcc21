// Chromium's start flags stand in one module, so that tests, bench and the wasm runner start the same
// browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { projectFiles } from "../../scripts/files.mjs";
import { ROOT } from "../../scripts/run.mjs";

/** The command that shops run starts a browser of theirs, and the package has nothing of `scripts/`. */
const OF_SHOPS = "pkg-template/src/cli/check/chrome.js";

test("the flags that start Chromium stand in one module", () => {
  const hasFlag = (path) => /["']-{0,2}headless=new["']/.test(readFileSync(join(ROOT, path), "utf8"));
  const found = projectFiles(".mjs", ".js").filter(hasFlag);
  assert.deepEqual(found, [OF_SHOPS, "scripts/chromium-flags.mjs"]);
});
