// Says once a page, on the console, that events are held, and what lets them go. The part `quality` asks for
// it with the option `debug`. Without this line, a developer sees events and no request.

/**
 * @import { Diagnostics } from "../../../index.js"
 */

/** The calls that a page makes while it opens are counted in one line. */
const SETTLE_MS = 2_000;

/**
 * Returns a function to call after each call of the tracker.
 *
 * @param {() => Diagnostics} diagnostics
 * @param {(work: () => void, ms: number) => unknown} [wait]
 */
export function holdNotice(diagnostics, wait = setTimeout) {
  let isDone = false;
  let isWaiting = false;
  return () => {
    if (isDone || isWaiting) return;
    isWaiting = true;
    wait(() => {
      isWaiting = false;
      const found = diagnostics();
      const held = found.on ? found.counts.held : 0;
      if (!held) return;
      isDone = true;
      console.info(`shoptrail: ${sentence(held)}`);
    }, SETTLE_MS);
  };
}

/** @param {number} held */
function sentence(held) {
  const [events, they] = held === 1 ? ["1 event is", "it leaves"] : [`${held} events are`, "they leave"];
  return (
    `${events} held in this browser until identify() says who the shopper is. ` +
    `With the option anonymous: "send", ${they} at once.`
  );
}
