// Plays the delivery rows of tests/delivery with both contestants: what arrives when the shopper leaves, and
// when the network or the collector fails. It plays one more case, a confirmation page that is reloaded.
// run.mjs calls it; report.mjs prints the results.

import { ROWS } from "../tests/delivery/rows.mjs";
import { play } from "../tests/delivery/runner.mjs";
import { pause } from "./numbers.mjs";
import { BOTH, count, startPage } from "./pages.mjs";

/** The wait after the page is left, so that requests in flight arrive. */
const LEFT_MS = 1500;
/**
 * The longest return visit. It is longer than the time for which the tracker waits after an unconfirmed
 * beacon.
 */
export const RETURN_MS = 8000;

/**
 * `{rows, orders}`. A row is `{name, events, [contestant]: the runner's result}`; `orders` counts by
 * contestant.
 */
export async function deliveries(browser, files, say) {
  const rows = [];
  for (const row of ROWS.filter(({ shoptrailOnly }) => !shoptrailOnly)) {
    say(row.name);
    const results = {};
    for (const contestant of BOTH)
      results[contestant] = await play(browser, row, () => startPage(contestant, files), {
        returnMs: RETURN_MS,
      });
    rows.push({ name: row.name, events: row.events, ...results });
  }
  say("thank-you page");
  const orders = {};
  for (const contestant of BOTH) orders[contestant] = await thankYou(browser, contestant, files);
  return { rows, orders };
}

/**
 * Opens the confirmation page of one order and reloads it twice. Resolves with how many orders the collector
 * counts.
 */
async function thankYou(browser, contestant, files) {
  const page = await startPage(contestant, files);
  page.body = 'bench.order("1001");';
  try {
    await browser.forget();
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
