// Measures what a long trail costs: start, `track()` and delivery with many messages of earlier pages in
// storage, and with a thousand names of other scripts. It measures the longest task as well. run.mjs calls
// it; report.mjs prints the results.

import { BOTH, SHOPTRAIL, CUSTOMER_IO, startPage } from "./pages.mjs";
import { metrics } from "./measure.mjs";
import { pause, quantile } from "./numbers.mjs";

/** `[messages of earlier pages, names of others]`. */
export const TRAILS = [
  [0, 0],
  [10, 0],
  [100, 0],
  [1000, 0],
  [10_000, 0],
  [0, 1000],
  [1000, 1000],
];
const LOADS = 5;
const CALLS = 60;
const CALL_EVERY_MS = 10;
/** The wait after ready, in which the tracker reads what earlier pages left. */
const SETTLE_MS = 800;
/**
 * Long frames name their scripts from 50 ms on. So the processor is slowed 20 times, and the times are scaled
 * to a quarter.
 */
const SLOWED = 20;
const REPORTED_SLOWED = 4;

/**
 * Rows of `{messages, others, load, claim, call, flush, delivered}`. `load` and `claim`: main-thread ms of
 * scripting until ready, and after it. `call`: median µs of a call. `flush`: main-thread ms of scripting per
 * message from identify until all is sent. The shopper is anonymous until the end, so the trail is held.
 */
export async function growing(browser, files, say) {
  const rows = [];
  for (const [messages, others] of TRAILS) {
    say(`${messages} messages, ${others} other names`);
    const loads = [];
    for (let load = 0; load < LOADS; load += 1) loads.push(await visit(browser, files, messages, others));
    const medians = Object.keys(loads[0]).map((key) => [key, median(loads.map((row) => row[key]))]);
    rows.push({ messages, others, ...Object.fromEntries(medians) });
  }
  return rows;
}

async function visit(browser, files, messages, others) {
  const page = await startPage(SHOPTRAIL, files, {
    isolated: true,
    anonymous: "hold",
    trackerOptions: () => ({ max_messages: "10000" }),
  });
  try {
    await browser.devtools("Performance.enable", { timeDomain: "threadTicks" });
    // The first visit makes the identity and one message. The trail is made of copies of that message.
    await browser.open(`${page.origin}/first`);
    await browser.run(() => bench.ready.then(() => void bench.track(1).ok));
    await browser.open(`${page.origin}/blank`);
    await browser.run(growTrail, messages, others);
    const before = await metrics(browser);
    await browser.open(`${page.origin}/product`);
    await browser.run(() => bench.ready);
    const ready = await metrics(browser);
    await pause(SETTLE_MS);
    const settled = await metrics(browser);
    const callTimes = await browser.run(timeCalls, CALLS, CALL_EVERY_MS);
    await pause(SETTLE_MS);
    const held = await browser.run(() => shoptrail.diagnostics().counts.held);
    const beforeFlush = await metrics(browser);
    await browser.run(() => void shoptrail.identify("jane@example.com"));
    await sent(browser, held);
    const after = await metrics(browser);
    return {
      load: ready.script - before.script,
      claim: settled.script - ready.script,
      call: median(callTimes.slice(CALLS / 3)),
      flush: (after.script - beforeFlush.script) / Math.max(1, held),
      delivered: new Set(page.collector.messages.map(({ message }) => message.messageId)).size,
    };
  } finally {
    await browser.open("about:blank");
    await page.close();
  }
}

/** Runs in a page: how many µs each of `calls` calls takes. */
async function timeCalls(calls, everyMs) {
  const times = [];
  for (let number = 0; number < calls; number += 1) {
    const properties = bench.properties(number);
    const start = performance.now();
    bench.call(properties);
    times.push((performance.now() - start) * 1000);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  return times;
}

/** Resolves when no message is left in storage, or after 10 s. */
async function sent(browser, messages) {
  let left = messages;
  for (let attempt = 0; attempt < 100 && left > 0; attempt += 1) {
    await pause(100);
    left = await browser.run(
      () => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.m.")).length,
    );
  }
}

/**
 * Runs in a page: stores copies of the one message that is there, an hour old and older, and names of other
 * scripts.
 */
function growTrail(messages, others) {
  const [first] = Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.m."));
  const text = localStorage[first];
  // The name of a stored message holds time, page, intent and owner, and then the number of bytes.
  const [, time, rest] = /^shoptrail\.m\.(\d{13})(.{20})/.exec(first);
  // Ten thousand messages of the usual length would fill the storage, so they are as short as a message can
  // be.
  const short = JSON.stringify(
    Object.fromEntries(
      Object.entries(JSON.parse(text)).filter(([key]) =>
        /^(type|messageId|anonymousId|timestamp)$/.test(key),
      ),
    ),
  );
  const template = messages > 5000 ? short : text;
  for (let number = 0; number < messages; number += 1) {
    const id = (number + 1e9).toString(32).toUpperCase().padStart(26, "0");
    const message = template.replace(/("messageId":")[^"]*/, (_, start) => start + id);
    localStorage["shoptrail.m." + (time - 3_600_000 - messages + number) + rest + message.length] = message;
  }
  for (let number = 0; number < others; number += 1) localStorage["theirs." + number] = "x".repeat(100);
}

/**
 * The longest script in ms on a processor at a quarter of the speed, for each of BOTH: `{median, all}`.
 * `median` is the median over the loads; `all` lists the longest scripts of each load. The times come from
 * the browser's report of long frames: https://w3c.github.io/long-animation-frames/
 */
export async function longest(browser, files) {
  const runs = { [SHOPTRAIL]: [], [CUSTOMER_IO]: [] };
  for (let load = 0; load < LOADS; load += 1) {
    for (const contestant of BOTH) runs[contestant].push(await longestOfLoad(browser, contestant, files));
  }
  const row = (name) => ({
    median: median(runs[name].map(([first]) => first?.ms ?? 0)),
    all: runs[name].map((scripts) => scripts.slice(0, 4)),
  });
  return { [SHOPTRAIL]: row(SHOPTRAIL), [CUSTOMER_IO]: row(CUSTOMER_IO) };
}

/** The scripts of one load, the longest first: `[{ms, what}]`. */
async function longestOfLoad(browser, contestant, files) {
  const page = await startPage(contestant, files);
  try {
    await browser.open(`${page.origin}/blank`);
    await browser.devtools("Emulation.setCPUThrottlingRate", { rate: SLOWED });
    await browser.open(`${page.origin}/product`);
    await browser.run(() => bench.ready);
    const scripts = await browser.run(trackAndObserve);
    return scripts
      .filter(({ what }) => /embed|cio/.test(what))
      .map(({ duration, what }) => ({ ms: (duration * REPORTED_SLOWED) / SLOWED, what }))
      .sort((one, other) => other.ms - one.ms);
  } finally {
    await browser.devtools("Emulation.setCPUThrottlingRate", { rate: 1 });
    await browser.open("about:blank");
    await page.close();
  }
}

/** Runs in a page: tracks five events and returns the scripts of the long frames, `[{duration, what}]`. */
async function trackAndObserve() {
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  for (let number = 0; number < 5; number += 1) {
    bench.track(number);
    await wait(400);
  }
  await wait(3000);
  const frames = [];
  new PerformanceObserver((list) => frames.push(...list.getEntries())).observe({
    type: "long-animation-frame",
    buffered: true,
  });
  await wait(200);
  return frames.flatMap(({ scripts }) =>
    scripts.map(({ duration, invoker, sourceURL }) => ({
      duration,
      what: `${invoker} ${sourceURL.split("/").pop()}`,
    })),
  );
}

function median(values) {
  return quantile(values, 0.5);
}
