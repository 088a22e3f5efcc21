// What the tracker tells its listeners. What a listener throws never reaches the tracker. Parts that watch
// the tracker load late: until they are there, every notice is kept for them.

import { setTimeout } from "shoptrail:heap";

/**
 * @import { MissedEvent, Notices, RecentCall } from "./types.js"
 */

const MAX_MISSED = 500;

/** Calls of this page that a part which loads late still hears of. @type {RecentCall[]} */
export const recentCalls = [];

/** @type {[type: string, listener: (notice: any) => void][]} */
let entries = [];
/**
 * Notices that a part which watches has missed; undefined when none is on its way.
 *
 * @type {MissedEvent[] | undefined}
 */
export let missedEvents;

export const keepMissedEvents = () => (missedEvents = []);

export const dropMissedEvents = () => (missedEvents = undefined);

/**
 * Calls `listener` with each notice of `type`, until the returned function is called.
 *
 * @template {keyof Notices} Type
 * @param {Type} type
 * @param {(notice: Notices[Type]) => void} listener
 */
export function on(type, listener) {
  /** @type {[string, (notice: any) => void]} */
  const entry = [type, listener];
  entries.push(entry);
  return () => {
    // Also while the listeners are called.
    entry[0] = "";
    entries = entries.filter(([wanted]) => wanted);
  };
}

/**
 * Tells the listeners of `type`.
 *
 * @template {keyof Notices} Type
 * @param {Type} type
 * @param {Notices[Type]} notice
 */
export function emit(type, notice) {
  if (missedEvents && missedEvents.length < MAX_MISSED)
    missedEvents.push(/** @type {MissedEvent} */ ([type, notice]));
  for (const [wanted, listener] of entries) if (wanted === type) callSafely(listener, notice);
}

/**
 * Whether anybody listens to `type`.
 *
 * @param {keyof Notices} type
 */
export const hasListener = (type) => entries.some(([wanted]) => wanted === type);

/**
 * Calls a function of the page's. What it throws goes to the console, where its owner looks.
 *
 * @param {(data: any) => void} work
 * @param {unknown} [data]
 */
export function callSafely(work, data) {
  try {
    work(data);
  } catch (error) {
    setTimeout(() => console.error(error));
  }
}
