// Measures the start of a page where earlier pages left many messages in storage, more than the tracker keeps
// among them: by trace, in processor time of the renderer's main thread. run.mjs calls it; report.mjs prints
// the result.

import { readFileSync } from "node:fs";
import { SHOPTRAIL, startPage } from "./pages.mjs";
import { inTurns, pause, quantile } from "./numbers.mjs";
import { aroundMark, MARKED } from "./trace.mjs";

/** `[messages of earlier pages, what the shopper is]`. The tracker keeps 1,000, if no option says more. */
export const TRAILS = [
  [0, "anonymous"],
  [1000, "anonymous"],
  [10_000, "anonymous"],
  [1000, "known"],
  [10_000, "known"],
];
const KEPT = 1000;
const LOADS = 5;
const READY = "bench ready";
/** After the start, for what is beyond the bound, or for a part of what is sent. */
const SETTLED_MS = 5000;

/**
 * Rows of `{messages, shopper, ready, longest, after, longestAfter}`, medians in ms. `ready` is scripting
 * until the tracker is ready, `after` all scripting behind that. The longest tasks are those of each time.
 */
export async function trailing(browser, files, say) {
  const runs = TRAILS.map(() => []);
  for (let load = 0; load < LOADS; load += 1) {
    for (const index of inTurns([...TRAILS.keys()], load))
      runs[index].push(await visit(browser, files, ...TRAILS[index]));
    say(`load ${load + 1} of ${LOADS}`);
  }
  return TRAILS.map(([messages, shopper], index) => ({
    messages,
    shopper,
    ...Object.fromEntries(
      Object.keys(runs[index][0]).map((key) => [
        key,
        quantile(
          runs[index].map((run) => run[key]),
          0.5,
        ),
      ]),
    ),
  }));
}

async function visit(browser, files, messages, shopper) {
  const scripts = { "/cdn/excess.js": readFileSync(new URL("../pkg/excess.js", import.meta.url)) };
  const page = await startPage(SHOPTRAIL, files, { isolated: true, anonymous: "hold", scripts });
  const tab = await browser.openTab();
  try {
    await tab.open(`${page.origin}/first`);
    await tab.run("bench.ready.then(() => void bench.track(1).ok)");
    // A page that is known sends; nothing may arrive while it is measured.
    if (shopper === "known") await tab.run(`shoptrail.identify("jane@example.com").ok`);
    await pause(1000);
    await tab.open(`${page.origin}/blank`);
    await tab.run(`(${growTrail})(${messages}, ${shopper === "known"})`);
    const url = `${page.origin}/product`;
    const events = await browser.trace(MARKED, async () => {
      await tab.open(url);
      await tab.run(`bench.ready.then(() => void performance.mark(${JSON.stringify(READY)}))`);
      await pause(SETTLED_MS);
    });
    const left = await tab.run(
      `Object.keys(localStorage).filter((name) => /^shoptrail.m/.test(name)).length`,
    );
    if (left > KEPT + 10) throw new Error(`${left} messages are left`);
    const [before, after] = aroundMark(events, url, READY);
    return {
      ready: before.script,
      longest: before.longest,
      after: after.script,
      longestAfter: after.longest,
    };
  } finally {
    await tab.close();
    await page.close();
  }
}

/** Runs in a page: stores that many messages of the usual size, an hour old and older. */
function growTrail(messages, isKnown) {
  const { anonymousId, userId } = JSON.parse(localStorage["shoptrail.identity"]);
  const owner = isKnown ? "--------" : anonymousId.slice(0, 8);
  for (let number = 0; number < messages; number += 1) {
    const text = JSON.stringify({
      type: "track",
      event: "product_viewed",
      messageId: (number + 1e9).toString(32).toUpperCase().padStart(26, "0"),
      anonymousId,
      ...(isKnown && { userId }),
      timestamp: new Date(Date.now() - 3_600_000).toISOString(),
      properties: { product_id: `P${number}`, name: "Runner", price: 89.9, currency: "EUR" },
    });
    const time = Date.now() - 3_600_000 - messages + number;
    localStorage[`shoptrail.m.${time}${5e9}t${number % 4}${owner}${text.length}`] = text;
  }
}
