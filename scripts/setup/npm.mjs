// Installs the npm packages for the build (binaryen, esbuild, terser) and for the tests
// (selenium-webdriver, happy-dom, TypeScript, …) in exactly the versions of package-lock.json.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, must, say } from "../run.mjs";

const INSTALL_LIMIT_S = 300;
const STAMP = join(ROOT, "node_modules", ".shoptrail-lock");

export async function setUpNpm() {
  const lock = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .digest("hex");
  if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== lock) {
    say("npm: node_modules is missing or older than package-lock.json; npm ci …");
    await must(
      "npm",
      ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
      "npm could not install the tools: run `npm ci`",
      { limit_s: INSTALL_LIMIT_S },
    );
    writeFileSync(STAMP, lock);
  }
  say("npm: the tools of package-lock.json");
}
