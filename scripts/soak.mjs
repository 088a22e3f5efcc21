// npm run test:soak: an hour of traffic in Chromium against the test collector. Two shoppers take turns: one
// opens pages and tabs, the other stays on one page. Nothing may be lost or come under two ids; memory,
// storage, requests and CPU per event stay flat. `-- --minutes N` plays for N minutes; `-- --write` writes
// tests/delivery/SOAK.md with its plots, which otherwise go to target/soak.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Problem, ROOT, main, say } from "./run.mjs";
import { build } from "./build.mjs";
import { setUp } from "./setup.mjs";
import { faults } from "./soak/faults.mjs";
import { writeReport } from "./soak/report.mjs";

const MINUTES = 60;
/** How often the shoppers settle and the page is measured, as a part of the whole time. */
const SAMPLES = 60;
const LEAST_SAMPLE_MS = 10_000;

main(async () => {
  const { minutes, writes, seed } = readArguments(process.argv.slice(2));
  await setUp({ browser: true, php: false });
  await build();
  const { ENGINES } = await import("../tests/delivery/engines.mjs");
  const browser = await ENGINES.chromium();
  let result;
  try {
    result = { ...(await play(browser, minutes, seed)), version: browser.version, minutes, seed };
  } finally {
    await browser.quit();
  }
  const problems = faults(result);
  const folder = join(ROOT, writes ? "tests/delivery" : "target/soak");
  mkdirSync(folder, { recursive: true });
  say(`\nThe report is ${writeReport(folder, result, problems)}`);
  for (const fault of problems) say(`✗ ${fault}`);
  process.exitCode = problems.length ? 1 : 0;
});

function readArguments(given) {
  const flags = { minutes: MINUTES, seed: Date.now() % 1_000_000, writes: given.includes("--write") };
  for (const name of ["minutes", "seed"]) {
    const place = given.indexOf(`--${name}`);
    if (place < 0) continue;
    flags[name] = Number(given[place + 1]);
    if (!(flags[name] > 0)) throw new Problem(`npm run test:soak -- --${name}: a number above 0`);
  }
  return flags;
}

/** Plays until the time is over. Resolves with the samples of both shoppers and their ledgers. */
async function play(browser, minutes, seed) {
  const { Visitor, driverBytesPerScript } = await import("./soak/visitor.mjs");
  const { RESIDENT, WANDERER } = await import("./soak/acts.mjs");
  const random = generator(seed);
  const visitors = {
    wanderer: { acts: Object.entries(WANDERER), visitor: await Visitor.start(browser, random) },
    resident: { acts: Object.entries(RESIDENT), visitor: await Visitor.start(browser, random) },
  };
  const begun = Date.now();
  const end = begun + minutes * 60_000;
  const sampleMs = Math.max(LEAST_SAMPLE_MS, (end - begun) / SAMPLES);
  const samples = [];
  const counts = {};
  // The resident has a tab of its own, which nothing else navigates.
  visitors.wanderer.tab = await browser.driver.getWindowHandle();
  const bytesPerScript = await driverBytesPerScript(
    browser,
    `${visitors.wanderer.visitor.shopper.origin}/left`,
  );
  await browser.newTab();
  visitors.resident.tab = await browser.driver.getWindowHandle();
  await visitors.resident.visitor.open("/product");

  for (let next = begun + sampleMs; Date.now() < end;) {
    for (const [name, { acts, visitor, tab }] of Object.entries(visitors)) {
      const [act, body] = visitor.pick(acts);
      await visitor.inTab(tab, bytesPerScript, body);
      counts[`${name}: ${act}`] = (counts[`${name}: ${act}`] ?? 0) + 1;
    }
    if (Date.now() < next) continue;
    next = Date.now() + sampleMs;
    samples.push(await sample(visitors, bytesPerScript, begun));
    say(line(samples.at(-1)));
  }
  samples.push(await sample(visitors, bytesPerScript, begun));
  for (const { visitor } of Object.values(visitors)) await visitor.close();
  const ledgers = Object.fromEntries(
    Object.entries(visitors).map(([name, { visitor }]) => [name, visitor.ledger]),
  );
  return { samples, counts, ledgers };
}

async function sample(visitors, bytesPerScript, begun) {
  const members = {};
  for (const [name, { visitor, tab }] of Object.entries(visitors)) {
    const page = await visitor.inTab(tab, bytesPerScript, () =>
      name === "wanderer" ? visitor.measureInNewTab() : visitor.measureResident(),
    );
    const { expected, delivered, requests, requestBytes, again } = visitor.ledger;
    members[name] = { ...page, expected, delivered, requests, requestBytes, again };
  }
  return { minutes: (Date.now() - begun) / 60_000, ...members };
}

function line({ minutes, wanderer, resident }) {
  const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
  const of = (one) =>
    `${one.delivered} of ${one.expected} in ${one.requests} requests, heap ${kib(one.heapBytes)}, ` +
    `storage ${kib(one.storageBytes)}, ${one.cpuMs.toFixed(2)} ms an event`;
  return `${minutes.toFixed(1)} min  wanderer ${of(wanderer)}; resident ${of(resident)}`;
}

/** A generator of numbers from 0 to 1 (mulberry32), the same for the same seed. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
