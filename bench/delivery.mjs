// What arrives when the shopper leaves, and when the collector is in trouble: the same 50 product views with both.

import { BOTH, count, startPage } from "./pages.mjs";
import { pause } from "./measure.mjs";

const EVENTS = 50;
/** After the page is gone: what is still under way arrives. */
const LEFT_MS = 1500;
/** How long the return visit lasts: longer than an unconfirmed beacon is trusted. */
const RETURN_MS = 7000;

const SCENARIOS = [
  { name: "50 events, navigate in the same task", leave: trackAndGo },
  { name: "the same, collector answering after 150 ms", prepare: ({ collector }) => void (collector.answer = async () => ({ delayMs: 150 })), leave: trackAndGo },
  {
    name: "50 events, close the tab",
    async leave(browser, page, opened) {
      const first = await browser.newTab();
      await opened();
      await browser.run(trackAll, EVENTS);
      await browser.driver.close();
      await browser.enter(first);
    },
  },
  {
    name: "50 events in a late pagehide listener",
    async leave(browser, page, opened) {
      await opened();
      await browser.run((events) => addEventListener("pagehide", () => {
        for (let number = 0; number < events; number += 1) bench.track(number);
      }), EVENTS);
      await browser.open(`${page.origin}/left`);
    },
  },
  { name: "collector answers 500 three times, page open ≤ 12 s", prepare: ({ collector }) => fail(collector, { times: 3 }), leave: trackAndStay },
  { name: "collector answers 503 for 3 s, page open ≤ 12 s", prepare: ({ collector }) => fail(collector, { forMs: 3000 }), leave: trackAndStay },
  {
    name: "collector refuses for 10 s over three pages",
    prepare: ({ collector }) => void (collector.answer = async () => "refuse"),
    async leave(browser, page, opened) {
      for (const [from, to] of [[0, 17], [17, 34], [34, EVENTS]]) {
        await opened();
        await browser.run((from, to) => {
          for (let number = from; number < to; number += 1) bench.track(number);
        }, from, to);
        await pause(3300);
      }
      page.collector.answer = null;
      await browser.open(`${page.origin}/left`);
    },
  },
  {
    name: "50 calls before the script is there, then leave",
    async leave(browser, page) {
      let release;
      page.holdScript = new Promise((resolve) => (release = resolve));
      page.body = `(${trackAll})(${EVENTS}); setTimeout(() => (location.href = "/left"), 300);`;
      await browser.open(`${page.origin}/blank`);
      await browser.run(() => void setTimeout(() => (location.href = "/product"), 0));
      await browser.arrive("/left");
      page.body = "";
      page.holdScript = null;
      release();
    },
  },
];

/** Rows of `{name, expected, [contestant]: {leave, back, underTwoIds, again}}`; the last one counts orders. */
export async function deliveries(browser, files, say) {
  const rows = [];
  for (const scenario of SCENARIOS) {
    say(scenario.name);
    const row = { name: scenario.name };
    for (const contestant of BOTH) row[contestant] = await play(browser, contestant, files, scenario);
    rows.push(row);
  }
  say("thank-you page");
  const orders = {};
  for (const contestant of BOTH) orders[contestant] = await thankYou(browser, contestant, files);
  return { events: EVENTS, rows, orders };
}

async function play(browser, contestant, files, { prepare, leave }) {
  const page = await startPage(contestant, files);
  const opened = async () => {
    await browser.open(`${page.origin}/product`);
    await browser.run(() => bench.ready);
  };
  try {
    await browser.devtools("Network.clearBrowserCookies");
    prepare?.(page);
    await leave(browser, page, opened);
    await pause(LEFT_MS);
    const atLeave = count(page.collector).delivered;
    await opened();
    await pause(RETURN_MS);
    await browser.open("about:blank");
    await pause(300);
    const { delivered, underTwoIds, again } = count(page.collector);
    return { leave: atLeave, back: delivered, underTwoIds, again, requests: page.collector.requests.length };
  } finally {
    await browser.open("about:blank");
    await page.close();
  }
}

/** The confirmation page of one order, opened and reloaded twice: how many orders the collector counts. */
async function thankYou(browser, contestant, files) {
  const page = await startPage(contestant, files);
  page.body = 'bench.order("1001");';
  try {
    await browser.devtools("Network.clearBrowserCookies");
    for (let load = 0; load < 3; load += 1) {
      await browser.open(`${page.origin}/thank-you`);
      await browser.run(() => bench.ready);
      await pause(700);
    }
    await browser.open(`${page.origin}/left`);
    await pause(LEFT_MS);
    return count(page.collector).messages;
  } finally {
    await browser.open("about:blank");
    await page.close();
  }
}

// In the page.
function trackAll(events) {
  for (let number = 0; number < events; number += 1) bench.track(number);
}

async function trackAndGo(browser, page, opened) {
  await opened();
  await browser.run((events) => {
    for (let number = 0; number < events; number += 1) bench.track(number);
    location.href = "/left";
  }, EVENTS).catch(() => {}); // the page may be gone before it answers
  await browser.arrive("/left");
}

async function trackAndStay(browser, page, opened) {
  await opened();
  await browser.run(trackAll, EVENTS);
  await page.collector.waitFor((collector) => count(collector).delivered === EVENTS, 12_000).catch(() => {});
  await browser.open(`${page.origin}/left`);
}

function fail(collector, { times = Infinity, forMs = Infinity }) {
  let asked = 0;
  let since;
  collector.answer = async () => {
    since ??= Date.now();
    asked += 1;
    return asked <= times && Date.now() - since < forMs ? { status: forMs === Infinity ? 500 : 503 } : undefined;
  };
}
