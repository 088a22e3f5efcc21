// npm run bench: shoptrail and Customer.io's own SDK side by side in one Chromium; writes bench/RESULTS.md.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINES } from "../tests/delivery/engines.mjs";
import { Problem, ROOT, ask, main, must, say } from "../scripts/run.mjs";

const HERE = join(ROOT, "bench");
const RUN_LIMIT_S = 1_800;
// Nothing but this machine can be reached, whatever a tracker tries.
const FLAGS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];

main(async () => {
  if (!existsSync(join(ROOT, "pkg", "embed.min.js")))
    throw new Problem("there is no pkg/: run `npm run build`");
  await install();
  const started = Date.now();
  const limit = setTimeout(() => {
    process.stderr.write(`shoptrail: the bench took longer than ${RUN_LIMIT_S} s\n`);
    browser?.quit().finally(() => process.exit(1));
  }, RUN_LIMIT_S * 1000);

  const { bytes, loading, calling, delivering } = await import("./measure.mjs");
  const { scripts } = await import("./pages.mjs");
  const { growing, longest } = await import("./growth.mjs");
  const { deliveries } = await import("./delivery.mjs");
  const { report } = await import("./report.mjs");
  const files = await scripts();
  const browser = await ENGINES.chromium({ flags: FLAGS });
  const step = async (name, work) => {
    say(`── ${name} (${Math.round((Date.now() - started) / 1000)} s)`);
    return work();
  };
  try {
    const results = {
      bytes: bytes(files),
      loading: await step("loading", () => loading(browser, files)),
      calling: await step("track()", () => calling(browser, files)),
      delivering: await step("until delivered", () => delivering(browser, files)),
      growing: await step("a long trail", () => growing(browser, files, (what) => say(`   ${what}`))),
      longest: await step("the longest task", () => longest(browser, files)),
      deliveries: await step("deliveries", () => deliveries(browser, files, (name) => say(`   ${name}`))),
    };
    const capabilities = await browser.driver.getCapabilities();
    const text = report(results, {
      ...files.versions,
      chromium: capabilities.get("browserVersion"),
      node: process.versions.node,
      commit: `${ask("git", ["rev-parse", "--short", "HEAD"]) ?? "unknown"}${ask("git", ["status", "--porcelain", "--", "src", "pkg-template"]) ? " with changes" : ""}`,
      embed: createHash("sha256").update(files.ours).digest("hex").slice(0, 12),
      date: new Date().toISOString().slice(0, 10),
      seconds: Math.round((Date.now() - started) / 1000),
    });
    writeFileSync(join(HERE, "RESULTS.md"), text);
    say(text);
  } finally {
    clearTimeout(limit);
    await browser.quit();
  }
});

/** Customer.io's SDK, exactly as bench/package-lock.json has it; the workspace does not depend on it. */
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
