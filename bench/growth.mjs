// What a long trail costs: start-up, `track()` and delivery with so many messages of earlier pages in storage, and among a thousand names of the page's own.

import { BOTH, OURS, THEIRS, startPage } from "./pages.mjs";
import { metrics, pause, quantile } from "./measure.mjs";

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
/** What comes after ready by itself: the look at what earlier pages left. */
const SETTLE_MS = 800;

/**
 * Rows of `{messages, others, load, claim, call, flush, delivered}`: main-thread ms of scripting until ready, and in the time after it; median µs of a call; main-thread ms
 * of scripting from identify until all has left, for each message. The trail is held: the shopper is anonymous until the end.
 */
export async function growing(browser, files, say) {
  const rows = [];
  for (const [messages, others] of TRAILS) {
    say(`${messages} messages, ${others} other names`);
    const loads = [];
    for (let load = 0; load < LOADS; load += 1) loads.push(await visit(browser, files, messages, others));
    rows.push({
      messages,
      others,
      ...Object.fromEntries(
        Object.keys(loads[0]).map((key) => [
          key,
          quantile(
            loads.map((one) => one[key]),
            0.5,
          ),
        ]),
      ),
    });
  }
  return rows;
}

async function visit(browser, files, messages, others) {
  const page = await startPage(OURS, files, {
    isolated: true,
    anonymous: "hold",
    more: () => ({ max_messages: "10000" }),
  });
  try {
    await browser.devtools("Performance.enable", { timeDomain: "threadTicks" });
    // A first visit makes the identity and one message, of which the trail is made.
    await browser.open(`${page.origin}/first`);
    await browser.run(() => bench.ready.then(() => void bench.track(1).ok));
    await browser.open(`${page.origin}/blank`);
    await browser.run(grow, messages, others);
    const before = await metrics(browser);
    await browser.open(`${page.origin}/product`);
    await browser.run(() => bench.ready);
    const ready = await metrics(browser);
    await pause(SETTLE_MS);
    const settled = await metrics(browser);
    const took = await browser.run(
      async (calls, everyMs) => {
        const took = [];
        for (let number = 0; number < calls; number += 1) {
          const properties = bench.properties(number);
          const start = performance.now();
          bench.call(properties);
          took.push((performance.now() - start) * 1000);
          await new Promise((resolve) => setTimeout(resolve, everyMs));
        }
        return took;
      },
      CALLS,
      CALL_EVERY_MS,
    );
    await pause(SETTLE_MS);
    const waiting = await browser.run(() => shoptrail.diagnostics().counts.held);
    const held = await metrics(browser);
    await browser.run(() => void shoptrail.identify("jane@example.com"));
    let left = waiting;
    for (let turn = 0; turn < 100 && left > 0; turn += 1) {
      await pause(100);
      left = await browser.run(
        () => Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.m.")).length,
      );
    }
    const after = await metrics(browser);
    return {
      load: ready.script - before.script,
      claim: settled.script - ready.script,
      call: quantile(took.slice(CALLS / 3), 0.5),
      flush: (after.script - held.script) / Math.max(1, waiting),
      delivered: new Set(page.collector.messages.map(({ message }) => message.messageId)).size,
    };
  } finally {
    await browser.open("about:blank");
    await page.close();
  }
}

/** In a page: so many messages like the one that is there, an hour old and older, and so many names of others. */
function grow(messages, others) {
  const [name] = Object.keys(localStorage).filter((name) => name.startsWith("shoptrail.m."));
  const text = localStorage[name];
  // As in src/outbox.rs: time, page, intent and owner, and behind them the bytes.
  const [, time, rest] = /^shoptrail\.m\.(\d{13})(.{20})/.exec(name);
  // With ten thousand of them the storage would be full: those are as short as a message can be.
  const short = JSON.stringify(
    Object.fromEntries(
      Object.entries(JSON.parse(text)).filter(([key]) =>
        /^(type|messageId|anonymousId|timestamp)$/.test(key),
      ),
    ),
  );
  const one = messages > 5000 ? short : text;
  for (let number = 0; number < messages; number += 1) {
    const id = (number + 1e9).toString(32).toUpperCase().padStart(26, "0");
    const message = one.replace(/("messageId":")[^"]*/, (_, start) => start + id);
    localStorage["shoptrail.m." + (time - 3_600_000 - messages + number) + rest + message.length] = message;
  }
  for (let number = 0; number < others; number += 1) localStorage["theirs." + number] = "x".repeat(100);
}

/** The longest single script in ms at a processor a quarter as fast, of BOTH `{median, all}`: medians over loads, and each load's longest first. Long frames name their scripts
 * (https://w3c.github.io/long-animation-frames/) from 50 ms on, so the processor is slowed further and the time divided. */
export async function longest(browser, files) {
  const RATE = 20;
  const runs = { [OURS]: [], [THEIRS]: [] };
  for (let load = 0; load < LOADS; load += 1) {
    for (const contestant of BOTH) {
      const page = await startPage(contestant, files);
      try {
        await browser.open(`${page.origin}/blank`);
        await browser.devtools("Emulation.setCPUThrottlingRate", { rate: RATE });
        await browser.open(`${page.origin}/product`);
        await browser.run(() => bench.ready);
        const scripts = await browser.run(async () => {
          for (let number = 0; number < 5; number += 1) {
            bench.track(number);
            await new Promise((resolve) => setTimeout(resolve, 400));
          }
          await new Promise((resolve) => setTimeout(resolve, 3000));
          const found = [];
          new PerformanceObserver((list) => found.push(...list.getEntries())).observe({
            type: "long-animation-frame",
            buffered: true,
          });
          await new Promise((resolve) => setTimeout(resolve, 200));
          return found.flatMap(({ scripts }) =>
            scripts.map(({ duration, invoker, sourceURL }) => ({
              duration,
              what: `${invoker} ${sourceURL.split("/").pop()}`,
            })),
          );
        });
        runs[contestant].push(
          scripts
            .filter(({ what }) => /embed|cio/.test(what))
            .map(({ duration, what }) => ({ ms: (duration * 4) / RATE, what }))
            .sort((one, other) => other.ms - one.ms),
        );
      } finally {
        await browser.devtools("Emulation.setCPUThrottlingRate", { rate: 1 });
        await browser.open("about:blank");
        await page.close();
      }
    }
  }
  const row = (name) => ({
    median: quantile(
      runs[name].map(([first]) => first?.ms ?? 0),
      0.5,
    ),
    all: runs[name].map((scripts) => scripts.slice(0, 4)),
  });
  return { [OURS]: row(OURS), [THEIRS]: row(THEIRS) };
}
