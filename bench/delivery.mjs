// What arrives when the shopper leaves, and when the network or the collector is in trouble: the rows of tests/delivery, with both.

import { ROWS } from "../tests/delivery/rows.mjs";
import { play } from "../tests/delivery/runner.mjs";
import { pause } from "./measure.mjs";
import { BOTH, count, startPage } from "./pages.mjs";

/** After the page is gone: what is still under way arrives. */
const LEFT_MS = 1500;
/** How long the return visit lasts at most: longer than an unconfirmed beacon is trusted. */
export const RETURN_MS = 8000;

/** `{rows, orders}`: rows of `{name, events, [contestant]: what the runner says}`; `orders` by contestant. */
export async function deliveries(browser, files, say) {
  const rows = [];
  for (const row of ROWS.filter(({ ours }) => !ours)) {
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

/** The confirmation page of one order, opened and reloaded twice: how many orders the collector counts. */
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
