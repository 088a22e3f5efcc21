// Measures bytes and main-thread time. The contestants take turns, so that other work of the machine affects
// them alike. It measures and does not print: run.mjs calls it, report.mjs prints.

import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { inTurns, pause, quantile } from "./numbers.mjs";
import { BOTH, EMPTY, SHOPTRAIL, CUSTOMER_IO, count, startPage } from "./pages.mjs";

const LOADS = 11;
const BLOCKS = 5;
const CALLS_PER_BLOCK = 40;
const WARM_UP_CALLS = 20;
const CALL_EVERY_MS = 10;
/** The length of a stored call of the bench, in UTF-16 units. */
const WRITE_UNITS = 400;
/**
 * Two paces: a busy page of a theme that tracks much, and single events that are too far apart to share a
 * request.
 */
export const PACES = [
  { events: 100, everyMs: 50, rounds: 2 },
  { events: 30, everyMs: 400, rounds: 3 },
];

/** Rows of `{name, raw, gzip, brotli}`, in bytes. */
export function bytes({ shoptrail, stub, customerIo, standalone }, vendors = {}) {
  const page = Buffer.concat([stub, shoptrail]);
  return [
    sizes("shoptrail: inline stub", stub),
    sizes("shoptrail: script with module", shoptrail),
    sizes("shoptrail, all", page),
    sizes("Customer.io, npm, bundled", customerIo),
    sizes("Customer.io, its snippet's script", standalone),
    ...Object.entries(vendors)
      .filter(([name]) => name !== CUSTOMER_IO)
      .map(([name, { script }]) => sizes(`${name}, npm, bundled`, script)),
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

/**
 * For each of EMPTY and BOTH the medians of `{script, compile, task, ready}` in ms, from an empty storage and
 * without any cache, until the tracker is ready.
 */
export async function loading(browser, files) {
  const runs = { [EMPTY]: [], [SHOPTRAIL]: [], [CUSTOMER_IO]: [] };
  for (let round = 0; round < LOADS; round += 1) {
    for (const contestant of inTurns([EMPTY, ...BOTH], round)) {
      await visit(browser, startPage(contestant, files), async (page) => {
        await browser.open(`${page.origin}/blank`);
        const before = await metrics(browser);
        await browser.open(`${page.origin}/product`);
        const ready = await browser.run(() => bench.ready.then(() => performance.now()));
        // In this time the last tasks of the load run, and what a tracker does right after it.
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
    Object.entries(runs).map(([name, rows]) => [name, { ...medians(rows), loads: rows.length }]),
  );
}

/**
 * The time of a call of `track()` until it returns: `{median, p90, first, calls}` in µs, each call in its own
 * task. On the EMPTY page a call is one write to localStorage and nothing else: the least time for anything
 * durable in this browser on this machine.
 */
export async function calling(browser, files) {
  const times = { [EMPTY]: [], [SHOPTRAIL]: [], [CUSTOMER_IO]: [] };
  const firsts = { [EMPTY]: [], [SHOPTRAIL]: [], [CUSTOMER_IO]: [] };
  const calls = WARM_UP_CALLS + CALLS_PER_BLOCK;
  for (let block = 0; block < BLOCKS; block += 1) {
    for (const contestant of inTurns([EMPTY, ...BOTH], block)) {
      await visit(browser, startPage(contestant, files, { isolated: true }), async (page) => {
        await browser.open(`${page.origin}/product`);
        const writeUnits = contestant === EMPTY ? WRITE_UNITS : 0;
        const [first, ...rest] = await browser.run(timeCalls, calls, CALL_EVERY_MS, writeUnits);
        firsts[contestant].push(first);
        times[contestant].push(...rest.slice(WARM_UP_CALLS - 1));
        if (contestant !== EMPTY)
          await page.collector.waitFor((collector) => count(collector).delivered === calls, 10_000);
      });
    }
  }
  const row = (name) => ({
    median: quantile(times[name], 0.5),
    p90: quantile(times[name], 0.9),
    first: quantile(firsts[name], 0.5),
    calls: times[name].length,
  });
  return { [EMPTY]: row(EMPTY), [SHOPTRAIL]: row(SHOPTRAIL), [CUSTOMER_IO]: row(CUSTOMER_IO) };
}

/**
 * Runs in a page: how many µs each of `calls` calls takes. With `writeUnits` a call is a write of a text of
 * that length.
 */
async function timeCalls(calls, everyMs, writeUnits) {
  await bench.ready;
  const text = "x".repeat(writeUnits);
  if (writeUnits)
    bench.call = (properties, name = "bench." + performance.now()) => localStorage.setItem(name, text) ?? {};
  if (!crossOriginIsolated) throw new Error("the clock is too coarse: the page is not isolated");
  const times = [];
  const answers = [];
  for (let number = 0; number < calls; number += 1) {
    const properties = bench.properties(number);
    const start = performance.now();
    const answer = bench.call(properties);
    times.push((performance.now() - start) * 1000);
    // The answers are read later: reading one makes the tracker validate the call at once, and a theme does
    // not read it.
    answers.push(answer);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  for (const answer of answers) if (answer.ok === false) throw new Error(JSON.stringify(answer));
  return times;
}

/**
 * Main-thread time per event until the collector has all events. For each pace, of EMPTY and BOTH: `{task,
 * script}` in ms and `requests`, all per event, and the number of `delivered` events.
 */
export async function delivering(browser, files) {
  const results = [];
  for (const pace of PACES) {
    const runs = { [EMPTY]: [], [SHOPTRAIL]: [], [CUSTOMER_IO]: [] };
    for (let round = 0; round < pace.rounds; round += 1) {
      for (const contestant of inTurns([EMPTY, ...BOTH], round)) {
        await visit(browser, startPage(contestant, files), async (page) => {
          runs[contestant].push(await trackAtPace(browser, page, pace, contestant !== EMPTY));
        });
      }
    }
    const columns = Object.entries(runs).map(([name, rows]) => [name, medians(rows)]);
    results.push({ ...pace, ...Object.fromEntries(columns) });
  }
  return results;
}

async function trackAtPace(browser, page, { events, everyMs }, awaitsDelivery) {
  await browser.open(`${page.origin}/product`);
  await browser.run(() => bench.ready);
  await pause(300);
  const before = await metrics(browser);
  await browser.run(startTimer, events, everyMs);
  // The page gets no question meanwhile, because a question would be main-thread time of its own.
  await pause(events * everyMs);
  if (awaitsDelivery)
    await page.collector.waitFor((collector) => count(collector).delivered === events, 8_000).catch(() => {});
  await pause(300);
  const after = await metrics(browser);
  return {
    delivered: count(page.collector).delivered,
    task: (after.task - before.task) / events,
    script: (after.script - before.script) / events,
    requests: page.collector.requests.length / events,
  };
}

/** Runs in a page: tracks an event every `everyMs` and returns at once. */
function startTimer(events, everyMs) {
  let number = 0;
  const timer = setInterval(
    () => (bench.track(number), ++number === events && clearInterval(timer)),
    everyMs,
  );
}

async function visit(browser, starting, work) {
  const page = await starting;
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
  const answer = await browser.devtools("Performance.getMetrics");
  const ms = (name) => answer.metrics.find((metric) => metric.name === name).value * 1000;
  return { script: ms("ScriptDuration"), compile: ms("V8CompileDuration"), task: ms("TaskDuration") };
}

/** The median of each column. */
function medians(rows) {
  const values = (key) => rows.map((row) => row[key]);
  return Object.fromEntries(Object.keys(rows[0]).map((key) => [key, quantile(values(key), 0.5)]));
}
