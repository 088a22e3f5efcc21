// Bytes and main-thread time. Contestants take turns, so that what else the machine does hits them alike.

import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { BOTH, EMPTY, OURS, THEIRS, count, startPage } from "./pages.mjs";

const LOADS = 11;
const BLOCKS = 5;
const CALLS_PER_BLOCK = 40;
const WARM_UP_CALLS = 20;
const CALL_EVERY_MS = 10;
/** The length of a call of the bench as it is stored. */
const WRITE_UNITS = 400;
/** Two paces: a shopper clicking about with a theme that tracks much, and single events too far apart to travel together. */
export const PACES = [
  { events: 100, everyMs: 50, rounds: 2 },
  { events: 30, everyMs: 400, rounds: 3 },
];

/** Rows of `{name, raw, gzip, brotli}`. */
export function bytes({ ours, stub, theirs, standalone }) {
  const page = Buffer.concat([stub, ours]);
  return [
    sizes("shoptrail: inline stub", stub),
    sizes("shoptrail: script with module", ours),
    sizes("shoptrail, all", page),
    sizes("Customer.io, npm, bundled", theirs),
    sizes("Customer.io, its snippet's script", standalone),
  ];
}

function sizes(name, buffer) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: buffer.length };
  return {
    name,
    raw: buffer.length,
    gzip: gzipSync(buffer, { level: 9 }).length,
    brotli: brotliCompressSync(buffer, { params }).length,
  };
}

/** For each of EMPTY and BOTH the medians of `{script, compile, task, ready}` in ms, from a new storage and without any cache to ready. */
export async function loading(browser, files) {
  const runs = { [EMPTY]: [], [OURS]: [], [THEIRS]: [] };
  for (let round = 0; round < LOADS; round += 1) {
    for (const contestant of turns([EMPTY, ...BOTH], round)) {
      await visit(browser, contestant, files, {}, async (page) => {
        await browser.open(`${page.origin}/blank`);
        const before = await metrics(browser);
        await browser.open(`${page.origin}/product`);
        const ready = await browser.run(() => bench.ready.then(() => performance.now()));
        // The load's last tasks, and what a tracker does right after.
        await pause(150);
        const after = await metrics(browser);
        runs[contestant].push({
          script: after.script - before.script,
          compile: after.compile - before.compile,
          task: after.task - before.task,
          ready,
        });
      });
    }
  }
  return Object.fromEntries(
    Object.entries(runs).map(([name, rows]) => [name, { ...columns(rows), loads: rows.length }]),
  );
}

/** What a call of `track()` takes before it returns: for BOTH `{median, p90, first, calls}` in µs, each call in a task of its own. On the EMPTY page a call is one write to
 * localStorage and nothing else: the least that anything durable can take in this browser on this machine. */
export async function calling(browser, files) {
  const times = { [EMPTY]: [], [OURS]: [], [THEIRS]: [] };
  const firsts = { [EMPTY]: [], [OURS]: [], [THEIRS]: [] };
  for (let block = 0; block < BLOCKS; block += 1) {
    for (const contestant of turns([EMPTY, ...BOTH], block)) {
      await visit(browser, contestant, files, { isolated: true }, async (page) => {
        await browser.open(`${page.origin}/product`);
        const [first, ...rest] = await browser.run(
          async (calls, everyMs, bareUnits) => {
            await bench.ready;
            const text = "x".repeat(bareUnits);
            if (bareUnits)
              bench.call = (properties, name = "bench." + performance.now()) =>
                localStorage.setItem(name, text) ?? {};
            if (!crossOriginIsolated) throw new Error("the clock is too coarse: the page is not isolated");
            const took = [];
            const answers = [];
            for (let number = 0; number < calls; number += 1) {
              const properties = bench.properties(number);
              const start = performance.now();
              const answer = bench.call(properties);
              took.push((performance.now() - start) * 1000);
              // Looked at later: to look is to have the call judged at once, and a theme does not.
              answers.push(answer);
              await new Promise((resolve) => setTimeout(resolve, everyMs));
            }
            for (const answer of answers) if (answer.ok === false) throw new Error(JSON.stringify(answer));
            return took;
          },
          WARM_UP_CALLS + CALLS_PER_BLOCK,
          CALL_EVERY_MS,
          contestant === EMPTY ? WRITE_UNITS : 0,
        );
        firsts[contestant].push(first);
        times[contestant].push(...rest.slice(WARM_UP_CALLS - 1));
        if (contestant !== EMPTY)
          await page.collector.waitFor(
            (collector) => count(collector).delivered === WARM_UP_CALLS + CALLS_PER_BLOCK,
            10_000,
          );
      });
    }
  }
  const row = (name) => ({
    median: quantile(times[name], 0.5),
    p90: quantile(times[name], 0.9),
    first: quantile(firsts[name], 0.5),
    calls: times[name].length,
  });
  return { [EMPTY]: row(EMPTY), [OURS]: row(OURS), [THEIRS]: row(THEIRS) };
}

/** Main-thread time per event until the collector has all: for each pace, of EMPTY and BOTH, `{task, script}` in ms, and `requests` per event. */
export async function delivering(browser, files) {
  const results = [];
  for (const { events, everyMs, rounds } of PACES) {
    const runs = { [EMPTY]: [], [OURS]: [], [THEIRS]: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const contestant of turns([EMPTY, ...BOTH], round)) {
        await visit(browser, contestant, files, {}, async (page) => {
          await browser.open(`${page.origin}/product`);
          await browser.run(() => bench.ready);
          await pause(300);
          const before = await metrics(browser);
          await browser.run(
            (events, everyMs) => {
              let number = 0;
              const timer = setInterval(
                () => (bench.track(number), ++number === events && clearInterval(timer)),
                everyMs,
              );
            },
            events,
            everyMs,
          );
          // Nothing is asked of the page meanwhile: the question would be main-thread time of its own.
          await pause(events * everyMs);
          if (contestant !== EMPTY)
            await page.collector
              .waitFor((collector) => count(collector).delivered === events, 8_000)
              .catch(() => {});
          await pause(300);
          const after = await metrics(browser);
          const requests = page.collector.requests.length / events;
          const { delivered } = count(page.collector);
          runs[contestant].push({
            delivered,
            task: (after.task - before.task) / events,
            script: (after.script - before.script) / events,
            requests,
          });
        });
      }
    }
    results.push({
      events,
      everyMs,
      rounds,
      ...Object.fromEntries(Object.entries(runs).map(([name, rows]) => [name, columns(rows)])),
    });
  }
  return results;
}

async function visit(browser, contestant, files, options, work) {
  const page = await startPage(contestant, files, options);
  try {
    await browser.devtools("Network.clearBrowserCookies");
    await browser.devtools("Performance.enable", { timeDomain: "threadTicks" });
    await work(page);
  } finally {
    await browser.open("about:blank");
    await page.close();
  }
}

/** Cumulative main-thread times of this tab, in ms. */
export async function metrics(browser) {
  const { metrics } = await browser.devtools("Performance.getMetrics");
  const ms = (name) => metrics.find((metric) => metric.name === name).value * 1000;
  return { script: ms("ScriptDuration"), compile: ms("V8CompileDuration"), task: ms("TaskDuration") };
}

/** The order changes every round: whoever comes first pays for the machine's other business. */
function turns(names, round) {
  return names.map((_, index) => names[(index + round) % names.length]);
}

function columns(rows) {
  return Object.fromEntries(
    Object.keys(rows[0]).map((key) => [
      key,
      quantile(
        rows.map((row) => row[key]),
        0.5,
      ),
    ]),
  );
}

export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  return (sorted[Math.floor(place)] + sorted[Math.ceil(place)]) / 2;
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
