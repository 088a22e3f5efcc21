// npm run docs:build: the documentation as a searchable site of static files, in target/docs/site.
//
// VitePress builds it from the pages that stage.mjs copies. A dead link fails the build. Environment:
// DOCS_BASE is the path under which the files are served (default /docs/), DOCS_REPOSITORY the address at
// which readers see the files of the repository. `npm start` and tests/package/site.test.mjs run it too.

import { cpSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem, ROOT, main, must, say } from "../run.mjs";
import { setUpNpm } from "../setup/npm.mjs";
import { allPages } from "./pages.mjs";
import { stage } from "./stage.mjs";

export const SITE = join(ROOT, "target", "docs", "site");
const SOURCE = join(ROOT, "target", "docs", "source");
const CONFIG = join(ROOT, "docs", ".vitepress");
const STAMP = join(ROOT, "target", "docs", "stamp");
const BUILD_LIMIT_S = 240;

/** Builds the site, unless it is there and nothing has changed. */
export async function buildSite({ base = "/docs/", repository = "" } = {}) {
  const stamp = stampOf(base, repository);
  if (existsSync(SITE) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) return;
  rmSync(STAMP, { force: true });
  stage(SOURCE, repository);
  cpSync(CONFIG, join(SOURCE, ".vitepress"), { recursive: true });
  const command = join(ROOT, "node_modules", "vitepress", "bin", "vitepress.js");
  const args = [command, "build", SOURCE, "--outDir", SITE, "--base", base];
  const options = { limit_s: BUILD_LIMIT_S, quiet: true };
  const output = await must(process.execPath, args, "the documentation does not build", options);
  // VitePress goes on when a page throws while it is rendered.
  const error = output.match(/^\w*Error: .*\n.*$/m);
  if (error) throw new Problem(`the documentation does not build: ${error[0]}`);
  writeFileSync(STAMP, stamp);
}

/** What the site is made of. */
function stampOf(base, repository) {
  const hash = createHash("sha256").update(`${base}\n${repository}\n`);
  const settings = readdirSync(CONFIG).map((name) => `docs/.vitepress/${name}`);
  for (const path of [...Object.keys(allPages()), ...settings, "package-lock.json"])
    hash.update(path).update(readFileSync(join(ROOT, path)));
  return hash.digest("hex");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  main(async () => {
    await setUpNpm();
    await buildSite({
      base: process.env.DOCS_BASE || "/docs/",
      repository: process.env.DOCS_REPOSITORY ?? "",
    });
    say(`Documentation: ${SITE}`);
  });
}
