// npm run bench: measures shoptrail beside other trackers in Chromium, and writes bench/results.json,
// bench/RESULTS.md, the plots in docs/figures/, and the figures of README.md. Each part measures in its own
// file.
//
// npm run bench -- PART …   measures only these parts; the others keep their figures.
// npm run bench -- --quick  measures the parts `bytes`, `start` and `memory` with few rounds, prints them,
//                           and writes nothing.
// npm run bench -- --rounds N  so many rounds of the part `start`; before the names of parts.

import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENGINES } from "../tests/delivery/engines.mjs";
import { Problem, ROOT, ask, main, must, say } from "../scripts/run.mjs";

const HERE = join(ROOT, "bench");
const RESULTS = join(HERE, "results.json");
const RUN_LIMIT_S = 2_700;
// No round of the part `start` begins after so long.
const START_LIMIT_S = 330;
const PARTS = [
  "bytes",
  "start",
  "memory",
  "loading",
  "calling",
  "delivering",
  "growing",
  "trail",
  "longest",
  "deliveries",
];
const OWN_CHROMIUM = ["bytes", "start", "memory", "trail"];
const QUICK_PARTS = PARTS.slice(0, 3);
const FULL = { rounds: 9, counts: [600, 3000] };
const QUICK = { rounds: 2, counts: [600] };
// The browser can reach nothing but this machine, whatever a tracker tries.
const FLAGS = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"];

main(async () => {
  const args = process.argv.slice(2);
  const isQuick = args.includes("--quick");
  const limits = { ...(isQuick ? QUICK : FULL) };
  const place = args.indexOf("--rounds");
  if (place >= 0) limits.rounds = Number(args.splice(place, 2)[1]);
  const named = args.filter((arg) => arg !== "--quick");
  const unknown = named.find((arg) => !PARTS.includes(arg));
  if (unknown) throw new Problem(`npm run bench -- ${unknown}: there is ${PARTS.join(", ")}, --quick`);
  if (!existsSync(join(ROOT, "pkg", "embed.min.js")))
    throw new Problem("there is no pkg/: run `npm run build`");
  await install();
  const started = Date.now();
  const limit = setTimeout(() => {
    process.stderr.write(`shoptrail: the bench ran longer than ${RUN_LIMIT_S} s\n`);
    process.exit(1);
  }, RUN_LIMIT_S * 1000);
  const parts = named.length ? named : isQuick ? QUICK_PARTS : PARTS;
  try {
    const { results, facts } = await measure(parts, limits, started, isQuick ? () => {} : save);
    if (isQuick) return say((await import("./report.mjs")).report(results, facts));
    (await import("./write.mjs")).writeDocuments();
  } finally {
    clearTimeout(limit);
  }
});

/** Puts the figures of one part in the place of those that results.json has. */
function save(part, result, fact) {
  const kept = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : { results: {}, facts: {} };
  kept.results[part] = result;
  kept.facts[part] = fact;
  writeFileSync(RESULTS, `${JSON.stringify(kept, null, 1)}\n`);
}

/** `{results, facts}` by part. The facts say when, with which versions, and in how many seconds. */
async function measure(parts, { rounds, counts }, started, keep) {
  const { scripts } = await import("./pages.mjs");
  const { vendorScripts } = await import("./contestants.mjs");
  const [files, vendors] = [await scripts(), await vendorScripts()];
  const results = {};
  const facts = {};
  const note = (text) => say(`   ${text}`);
  const limits = { rounds, counts, say: note };
  for (const part of parts) {
    const began = Date.now();
    say(`── ${part} (${Math.round((began - started) / 1000)} s)`);
    const { result, chromium } = await (OWN_CHROMIUM.includes(part)
      ? byTrace(part, files, vendors, limits)
      : byDriver(part, files, note));
    results[part] = result;
    facts[part] = {
      date: new Date().toISOString().slice(0, 10),
      seconds: Math.round((Date.now() - began) / 1000),
      commit: commitText(),
      embed: createHash("sha256").update(files.shoptrail).digest("hex").slice(0, 12),
      ...(chromium && { chromium }),
      node: process.versions.node,
      versions: { ...files.versions, ...versionsOf(vendors) },
    };
    keep(part, result, facts[part]);
  }
  return { results, facts };
}

const versionsOf = (vendors) =>
  Object.fromEntries(Object.entries(vendors).map(([name, { version }]) => [name, version]));

/** The parts that need no driver: bytes, and what the bench's own Chromium measures. */
async function byTrace(part, files, vendors, { rounds, counts, say: note }) {
  if (part === "bytes") return { result: (await import("./measure.mjs")).bytes(files, vendors) };
  const { ALL } = await import("./contestants.mjs");
  const browser = await (await import("./chromium.mjs")).startChromium();
  try {
    const untilMs = Date.now() + START_LIMIT_S * 1000;
    const { trailing } = await import("./trail.mjs");
    if (part === "trail") return { result: await trailing(browser, files, note), chromium: browser.version };
    const result =
      part === "start"
        ? await (await import("./start.mjs")).starting(browser, ALL, vendors, { rounds, untilMs, say: note })
        : await (await import("./memory.mjs")).memory(browser, ALL, vendors, { counts, say: note });
    return { result, chromium: browser.version };
  } finally {
    await browser.quit();
  }
}

/** The parts that drive the pages of tests/delivery. */
async function byDriver(part, files, note) {
  const { loading, calling, delivering } = await import("./measure.mjs");
  const { growing, longest } = await import("./growth.mjs");
  const { deliveries } = await import("./delivery.mjs");
  const measures = { loading, calling, delivering, growing, longest, deliveries };
  const browser = await ENGINES.chromium({ flags: FLAGS });
  try {
    const capabilities = await browser.driver.getCapabilities();
    return {
      result: await measures[part](browser, files, note),
      chromium: capabilities.get("browserVersion"),
    };
  } finally {
    await browser.quit();
  }
}

function commitText() {
  const commit = ask("git", ["rev-parse", "--short", "HEAD"]) ?? "unknown";
  const isChanged = ask("git", ["status", "--porcelain", "--", "src", "pkg-template"]);
  return `${commit}${isChanged ? " with changes" : ""}`;
}

/**
 * Installs the other trackers as bench/package-lock.json pins them. The workspace itself does not depend on
 * them.
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
