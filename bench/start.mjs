// Measures what a page pays from its navigation until the receiver has its first event, by trace: with a new
// shopper and no cache (cold), the same on a processor slowed four times (throttled), and on the fourth page
// of a shopper (warm), where the caches of the browser have the script and its code. The contestants take
// turns in each round, so that other work of the machine affects them alike. run.mjs calls it.

import { EMPTY, startShop } from "./contestants.mjs";
import { inTurns, pause, quantile } from "./numbers.mjs";
import { CATEGORIES, mainThread } from "./trace.mjs";

export const MODES = ["cold", "throttled", "warm"];
const SLOWED = 4;
const WARM_PAGES = 3;
const DELIVERY_MS = 10_000;
/** After the event has arrived, for what a tracker does with the answer. */
const SETTLE_MS = 150;
/** As long as a page without a tracker is watched. */
const EMPTY_MS = 600;

/**
 * `{[mode]: {[name]: {[figure]: {median, low, high}}}}` in ms; `low` and `high` are the quartiles. `say` is
 * told of each round. `untilMs` ends the rounds early, at a time as `Date.now()` gives it.
 */
export async function starting(browser, names, vendors, limits) {
  const { rounds, untilMs = Infinity, variants, modes = MODES, say } = limits;
  const empty = () => Object.fromEntries(names.map((name) => [name, []]));
  const runs = Object.fromEntries(modes.map((mode) => [mode, empty()]));
  for (let round = 0; round < rounds && Date.now() < untilMs; round += 1) {
    for (const mode of modes) {
      for (const name of inTurns(names, round)) {
        const run = await startOnce(browser, name, vendors, mode, { variants }).catch((error) => error);
        if (run instanceof Error) say(`${name}, ${mode}: ${run.message}; left out`);
        else runs[mode][name].push(run);
      }
    }
    say(`round ${round + 1} of ${rounds}`);
  }
  return mapValues(runs, (byName) => mapValues(byName, summary));
}

/** One page: the figures of `mainThread`. */
export async function startOnce(browser, name, vendors, mode, { variants, categories, look } = {}) {
  const shop = await startShop(name, vendors, { variants });
  const tab = await browser.openTab();
  try {
    let number = 1;
    for (; mode === "warm" && number <= WARM_PAGES; number += 1) await visit(tab, shop, number);
    await tab.open(`${shop.origin}/blank`);
    if (mode === "throttled") await tab.send("Emulation.setCPUThrottlingRate", { rate: SLOWED });
    const events = await browser.trace(categories ?? CATEGORIES, () => visit(tab, shop, number));
    return (look ?? mainThread)(events, `${shop.origin}/p/${number}`);
  } finally {
    await tab.close();
    await shop.close();
  }
}

/** Opens a page and waits until the receiver has its event. */
async function visit(tab, { name, origin, receiver }, number) {
  await tab.open(`${origin}/p/${number}`);
  if (name === EMPTY) await pause(EMPTY_MS);
  else if (!(await receiver.waitFor(number, DELIVERY_MS))) throw new Error("the first event did not arrive");
  await pause(SETTLE_MS);
}

const mapValues = (object, map) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));

/** The median and the quartiles of each figure. */
function summary(rows) {
  const figures = Object.keys(rows[0] ?? {}).map((key) => {
    const values = rows.map((row) => row[key]);
    const [median, low, high] = [0.5, 0.25, 0.75].map((share) => quantile(values, share));
    return [key, { median, low, high }];
  });
  return { ...Object.fromEntries(figures), loads: rows.length };
}
