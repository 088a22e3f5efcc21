// Plays a delivery row in a browser and returns what arrived and what was not as required. The rows are in
// rows.mjs. quick.test.mjs, scripts/delivery.mjs and the bench call it.

import { acceptedEvents, count } from "./page.mjs";
import { Shopper } from "./shopper.mjs";

/** How long requests in flight may take after the page is left. */
const LEFT_MS = 3000;

/**
 * Plays the row in the shop that `start(row)` opens, then makes one ordinary visit of at most `returnMs`.
 * Resolves with `{atLeave, back, underTwoIds, again, requests, wrong}`. `atLeave` and `back` count different
 * events, before and after the return; `wrong` lists in words every requirement that was not met.
 */
export async function play(browser, row, start, limits) {
  return comeBack(await leave(browser, row, start), limits);
}

/** Plays the row until the page is left. The caller must call `comeBack` with the result. */
export async function leave(browser, row, start) {
  const page = await start(row);
  const shopper = new Shopper(browser, page);
  try {
    await browser.forget?.();
    const faults = (await row.play(shopper)) ?? [];
    await shopper.stay(row.events, LEFT_MS);
    page.collector.answer = null;
    return { row, shopper, wrong: faults, atLeave: count(page.collector).delivered };
  } catch (error) {
    await shopper.end();
    await page.close();
    throw error;
  }
}

/** Makes the return visit, closes the shop and resolves with the result of the row. */
export async function comeBack({ row, shopper, wrong: faults, atLeave }, { returnMs }) {
  const { collector } = shopper;
  try {
    await shopper.open("/return");
    await shopper.idle(returnMs, row.events);
    await shopper.end();
    const { delivered, underTwoIds, again } = count(collector);
    const result = { atLeave, back: delivered, underTwoIds, again, requests: collector.requests.length };
    return { ...result, wrong: [...faults, ...unmet(row, result, collector)] };
  } finally {
    await shopper.end();
    await shopper.page.close();
  }
}

/** The requirements that were not met: those of every row, and those of this row. */
function unmet(row, { atLeave, back, underTwoIds, again }, collector) {
  const faults = [];
  const required =
    typeof row.atLeave === "function" ? row.atLeave(acceptedEvents(collector)) : (row.atLeave ?? 0);
  if (atLeave < required) faults.push(`at leave ${atLeave} of ${required}`);
  if (back !== row.events) faults.push(`after the return visit ${back} of ${row.events}`);
  if (underTwoIds) faults.push(`${underTwoIds} events under two ids`);
  if (row.once && again) faults.push(`${again} messages came again`);
  const problems = [
    ...collector.requests.flatMap((request) => request.problems),
    ...collector.messages.flatMap(({ verdict }) => verdict.problems),
  ];
  if (problems.length) faults.push(`outside the wire contract: ${JSON.stringify(problems.slice(0, 3))}`);
  return faults;
}
