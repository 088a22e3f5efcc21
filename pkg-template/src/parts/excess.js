// Part `excess`: deletes stored messages far beyond the bounds, in slices of a few milliseconds, before the
// core reads what is stored. Ten thousand messages would keep it busy for half a second. The page loads the
// part where it finds more than it ever keeps; src/delivery/outbox_bounds.rs does the rest.

import { choose, MAX_BYTES, MAX_MESSAGES } from "./excess/choice.js";

/**
 * @import { Loss, PageTracker, ReadOptions } from "../types.js"
 */

const PREFIX = "shoptrail.";
/** Main-thread time of one slice. */
const SLICE_MS = 4;
/** As many losses are reported in full; all of them are counted. */
const MAX_REPORTED = 100;

/**
 * Resolves with what was lost when no more is stored than may be. One tab at a time works at it.
 *
 * @param {PageTracker} _shop
 * @param {ReadOptions} options
 * @returns {Promise<Loss[]>}
 */
export default async function excess(_shop, options) {
  const maxMessages = Number(options.maxMessages) || MAX_MESSAGES;
  const work = () => deleteExcess(window, maxMessages);
  return navigator.locks ? navigator.locks.request("shoptrail excess", work) : work();
}

/**
 * @typedef {{
 *   localStorage: Storage,
 *   performance: { now(): number },
 *   setTimeout(work: (value?: unknown) => void): unknown,
 * }} Host
 */

/**
 * Deletes what is beyond the bounds. Resolves with the first losses.
 *
 * @param {Host} host The page's window.
 * @param {number} maxMessages
 * @returns {Promise<Loss[]>}
 */
export async function deleteExcess({ localStorage, performance, setTimeout }, maxMessages) {
  const pause = () => new Promise((resolve) => void setTimeout(resolve));
  const names = Object.getOwnPropertyNames(localStorage);
  const leased = leasedSlots(localStorage, names);
  /** @type {Loss[]} */
  const losses = [];
  let lost = 0;
  await pause();
  let endMs = performance.now() + SLICE_MS;
  for (const stored of choose(names, { maxMessages, maxBytes: MAX_BYTES, leased })) {
    // The shopper, or another tab, may have been faster.
    const message = stored && localStorage.getItem(stored.name);
    if (stored && message) {
      localStorage.removeItem(stored.name);
      lost += 1;
      if (losses.length < MAX_REPORTED) losses.push(lossOf(message));
    }
    if (performance.now() < endMs) continue;
    count(localStorage, lost);
    lost = 0;
    await pause();
    endMs = performance.now() + SLICE_MS;
  }
  count(localStorage, lost);
  return losses;
}

/**
 * The slots of the messages that a page has under way. A lease that ran out counts too: it has what the core
 * needs to know of them.
 *
 * @param {Storage} storage
 * @param {string[]} names
 */
function leasedSlots(storage, names) {
  const slots = names
    .filter((name) => name.startsWith(`${PREFIX}l.`))
    .flatMap((name) => Object.keys(Object(parse(storage.getItem(name)).slots)));
  return new Set(slots);
}

/**
 * Counts losses in the record of src/delivery/drops.rs, which all tabs share.
 *
 * @param {Storage} storage
 * @param {number} lost
 */
function count(storage, lost) {
  if (!lost) return;
  const name = `${PREFIX}drops`;
  const counts = parse(storage.getItem(name));
  counts.queue_overflow = (Number(counts.queue_overflow) || 0) + lost;
  try {
    storage.setItem(name, JSON.stringify(counts));
  } catch (error) {
    // The storage is so full that nothing fits yet; what is deleted next makes room.
  }
}

/**
 * @param {string} message
 * @returns {Loss}
 */
function lossOf(message) {
  const { messageId, type, timestamp, event } = parse(message);
  return { messageId, type, timestamp, name: event ?? type, reason: "queue_overflow" };
}

/** @param {string | null} text @returns {any} */
function parse(text) {
  try {
    return Object(JSON.parse(text ?? "{}"));
  } catch (error) {
    return {};
  }
}
