// npm run bench: measures shoptrail and Customer.io's own SDK side by side in one Chromium, and writes
// bench/RESULTS.md. It runs the parts one after the other; each part measures in its own file.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINES } from "../tests/delivery/engines.mjs";
import { Problem, ROOT, ask, main, must, say } from "../scripts/run.mjs";

const HERE = join(ROOT, "bench");
const RUN_LIMIT_S = 1_800;
// The browser can reach nothing but this machine, whatever a tracker tries.
const FLAGS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];

main(async () => {
  if (!existsSync(join(ROOT, "pkg", "embed.min.js")))
    throw new Problem("there is no pkg/: run `npm run build`");
  await install();
  const started = Date.now();
  const limit = setTimeout(() => {
    process.stderr.write(`shoptrail: the bench ran longer than ${RUN_LIMIT_S} s\n`);
    browser?.quit().finally(() => process.exit(1));
  }, RUN_LIMIT_S * 1000);

  const { bytes, loading, calling, delivering } = await import("./measure.mjs");
  const { scripts } = await import("./pages.mjs");
  const { growing, longest } = await import("./growth.mjs");
  const { deliveries } = await import("./delivery.mjs");
  const { report } = await import("./report.mjs");
  const { writeFigures } = await import("./readme-figures.mjs");
  const files = await scripts();
  const browser = await ENGINES.chromium({ flags: FLAGS });
  const step = async (name, work) => {
    say(`── ${name} (${Math.round((Date.now() - started) / 1000)} s)`);
    return work();
  };
  const note = (text) => say(`   ${text}`);
  try {
    const results = {
      bytes: bytes(files),
      loading: await step("loading", () => loading(browser, files)),
      calling: await step("track()", () => calling(browser, files)),
      delivering: await step("until delivered", () => delivering(browser, files)),
      growing: await step("a long trail", () => growing(browser, files, note)),
      longest: await step("the longest task", () => longest(browser, files)),
      deliveries: await step("deliveries", () => deliveries(browser, files, note)),
    };
    const capabilities = await browser.driver.getCapabilities();
    const text = report(results, {
      ...files.versions,
      chromium: capabilities.get("browserVersion"),
      node: process.versions.node,
      commit: commitText(),
      embed: createHash("sha256").update(files.shoptrail).digest("hex").slice(0, 12),
      date: new Date().toISOString().slice(0, 10),
      seconds: Math.round((Date.now() - started) / 1000),
    });
    writeFileSync(join(HERE, "RESULTS.md"), text);
    writeFigures();
    say(text);
  } finally {
    clearTimeout(limit);
    await browser.quit();
  }
});

function commitText() {
  const commit = ask("git", ["rev-parse", "--short", "HEAD"]) ?? "unknown";
  const isChanged = ask("git", ["status", "--porcelain", "--", "src", "pkg-template"]);
  return `${commit}${isChanged ? " with changes" : ""}`;
}

/**
 * Installs Customer.io's SDK as bench/package-lock.json pins it. The workspace itself does not depend on it.
 */
async function install() {
  const lock = readFileSync(join(HERE, "package-lock.json"));
  const stamp = join(HERE, "node_modules", ".shoptrail-lock");
  const hash = createHash("sha256").update(lock).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  await must(
    "npm",
    ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts"],
    "npm could not install bench/: run `npm ci` there",
    { cwd: HERE, limit_s: 120 },
  );
  writeFileSync(stamp, hash);
}
