// What `flush()` resolves with, made from `diagnostics()`.

import { ownNames } from "shoptrail:heap";

/**
 * Counts messages of this page and of those before it.
 *
 * @param {any} diagnostics On or off: without counts it is all zeros.
 * @returns {import("../index.js").FlushReport}
 */
export function flushReport({ counts = {}, drops = {} }) {
  const { delivered = 0, waiting = 0, in_flight = 0, handed_off = 0, held = 0 } = counts;
  let dropped = 0;
  for (const reason of ownNames(drops)) dropped += drops[reason];
  return { delivered, waiting: waiting + in_flight + handed_off, held, dropped };
}
