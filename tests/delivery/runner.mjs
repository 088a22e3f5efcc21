// Plays a row and says what came of it.

import { count, taken } from "./page.mjs";
import { Shopper } from "./shopper.mjs";

/** After the page is gone: how long what is under way may take. */
const LEFT_MS = 3000;

/**
 * The row in the shop that `start(row)` opens, then one ordinary visit of at most `returnMs`: `{atLeave, back, underTwoIds, again, requests, wrong}`.
 * `atLeave` and `back` count different events, before the return and after it; `wrong` lists, in words, what is required and was not so.
 */
export async function play(browser, row, start, limits) {
  return comeBack(await leave(browser, row, start), limits);
}

/** The row up to the leaving; `comeBack` does the rest, and must be called. */
export async function leave(browser, row, start) {
  const page = await start(row);
  const shopper = new Shopper(browser, page);
  try {
    await browser.forget?.();
    const wrong = (await row.play(shopper)) ?? [];
    await shopper.stay(row.events, LEFT_MS);
    page.collector.answer = null;
    return { row, shopper, wrong, atLeave: count(page.collector).delivered };
  } catch (error) {
    await shopper.end();
    await page.close();
    throw error;
  }
}

export async function comeBack({ row, shopper, wrong, atLeave }, { returnMs }) {
  const { collector } = shopper;
  try {
    await shopper.open("/return");
    await shopper.idle(returnMs, row.events);
    await shopper.end();
    const { delivered, underTwoIds, again } = count(collector);
    const result = { atLeave, back: delivered, underTwoIds, again, requests: collector.requests.length };
    return { ...result, wrong: [...wrong, ...unmet(row, result, collector)] };
  } finally {
    await shopper.end();
    await shopper.page.close();
  }
}

/** What every row requires, and what this one does besides. */
function unmet(row, { atLeave, back, underTwoIds, again }, collector) {
  const wrong = [];
  const wanted = typeof row.atLeave === "function" ? row.atLeave(taken(collector)) : (row.atLeave ?? 0);
  if (atLeave < wanted) wrong.push(`at leave ${atLeave} of ${wanted}`);
  if (back !== row.events) wrong.push(`after the return visit ${back} of ${row.events}`);
  if (underTwoIds) wrong.push(`${underTwoIds} events under two ids`);
  if (row.once && again) wrong.push(`${again} messages came again`);
  const problems = [
    ...collector.requests.flatMap((request) => request.problems),
    ...collector.messages.flatMap(({ verdict }) => verdict.problems),
  ];
  if (problems.length) wrong.push(`outside the wire contract: ${JSON.stringify(problems.slice(0, 3))}`);
  return wrong;
}
