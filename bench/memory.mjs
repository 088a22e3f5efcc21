// Measures what a page holds and sends: the JavaScript heap after the start and after many events, each time
// after forced collections, and the bytes on the wire. run.mjs calls it.

import { EMPTY, startShop } from "./contestants.mjs";
import { pause } from "./numbers.mjs";

const DELIVERY_MS = 20_000;
const EVERY_MS = 5;
/** After everything has arrived: for answers and timers. */
const SETTLE_MS = 1_500;

/**
 * `{[name]: {heap: {[count]: bytes}, firstBytes, eventBytes, requests, delivered}}`. `firstBytes` is what the
 * first event sent in all, `eventBytes` and `requests` are those of each further one up to the first of
 * `counts`. `say` is told of each contestant.
 */
export async function memory(browser, names, vendors, { counts, say }) {
  const results = {};
  for (const name of names) {
    results[name] = await holdOnce(browser, name, vendors, counts);
    say(`${name}: ${results[name].delivered} delivered`);
  }
  return results;
}

async function holdOnce(browser, name, vendors, counts) {
  const shop = await startShop(name, vendors);
  const tab = await browser.openTab();
  const { receiver } = shop;
  const arrived = async (count) => {
    if (name !== EMPTY) await receiver.waitFor(count, DELIVERY_MS);
    await pause(SETTLE_MS);
  };
  try {
    await tab.open(`${shop.origin}/p/1`);
    await arrived(1);
    const heap = { 0: await tab.heapBytes() };
    const firstBytes = receiver.wireBytes();
    const firstRequests = receiver.requests;
    let eventBytes, requests;
    let tracked = 1;
    for (const count of counts) {
      await tab.run(`new Promise((resolve) => {
        let number = ${tracked};
        const timer = setInterval(() => {
          if (number === ${count + 1}) return clearInterval(timer), resolve();
          bench.track(++number);
        }, ${EVERY_MS});
      })`);
      const further = count + 1 - tracked;
      tracked = count + 1;
      await arrived(tracked);
      heap[count] = await tab.heapBytes();
      eventBytes ??= (receiver.wireBytes() - firstBytes) / further;
      requests ??= (receiver.requests - firstRequests) / further;
    }
    return { heap, firstBytes, eventBytes, requests, delivered: receiver.events.size, tracked };
  } finally {
    await tab.close();
    await shop.close();
  }
}
