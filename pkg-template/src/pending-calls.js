// Calls that are accepted and wait to be processed. A click handler pays for a copy and one write to storage.
// Validation, the envelope and the outbox come in tasks of their own, or as soon as anybody reads the answer
// or asks the tracker for anything else. Each call has its messageId from the start: a call that is processed
// twice, because its page died in between, is one message. dead-pages.js processes what such pages left.

import { attempt, Date, nowMs, storedNames, toJson } from "shoptrail:heap";
import { newMessageId, prepareCall } from "./core.js";
import { hasListener } from "./notices.js";
import { storedShopper, writePendingCall } from "./pending-storage.js";
import { processOrQueue } from "./process-call.js";
import { goOn, repairLoading, WAITING } from "./repair-call.js";
import { afterCall, deferSoon } from "./requests.js";
import { setTimer } from "./timer.js";
import { callsRecord, options } from "./tracker-state.js";

/**
 * @import { Call, PendingCall, PreparedCall, Result, SavedCall } from "./types.js"
 *
 * @typedef {object} Entry
 * @property {PendingCall} call
 * @property {string} [text] The same as it is stored.
 * @property {boolean} [isStored] The next page can process it.
 * @property {any} [shown] What the caller got.
 * @property {Result} [result]
 * @property {PreparedCall} [prepared]
 */

// Where the browser cannot send what waits when the page dies, a call is processed in the task of the
// request that carries it and its neighbours. On an idle page that request waits for the first of these, on
// a busy one for the second at most.
const PROCESS_MS = 250;
const MAX_PROCESS_MS = 2000;
// What the core sends at once (calls.rs) is processed at once. Whatever else looks so loses but a wait.
const URGENT = /\["(identify"|order_|checkout_)/;
// How long one task may process: the page's own tasks come in between.
const SLICE_MS = 3;
// How many characters may wait: a theme that calls in a loop must fill neither storage nor memory.
const MAX_SIZE = 100000;
// A listener may call at every call: so many of its calls are processed with those before them.
const MAX_MORE = 99;
const MAX_SPARE_IDS = 32;
// What is new about an address, and what its first call has to compile, gets so many tasks of its own.
const PREPARATIONS = 3;

/** @type {Entry[]} */
const entries = [];
/** @type {string[]} */
const spareIds = [];
/** The call that is being processed. @type {Entry | undefined} */
let current;
/** The core has trapped. @type {boolean} */
let hasTrapped;
/** The address of the last call that was prepared. @type {string} */
let preparedUrl;
/** @type {number} */
let preparationsLeft;
let waitingSize = 0;
let idsAhead = 1;

/**
 * Stores a call, and gives its answer: the members are found out when somebody reads them.
 *
 * @param {Call | SavedCall} call
 * @param {unknown[]} args A copy of its arguments.
 * @returns {Result}
 */
export function acceptPendingCall([method, , time, url, title, referrer, key], args) {
  const messageId = spareIds.pop() || newMessageId();
  /** @type {Entry} */
  const entry = {
    call: [
      method,
      args,
      time,
      url,
      title,
      referrer,
      messageId,
      // Its number, because calls of one millisecond have an order too.
      entries.length,
      // Another tab, or a page's `localStorage.clear()`, may change the shopper before the call is processed.
      // Behind an `identify` that waits, it is the one of then.
      areStored() ? storedShopper() : undefined,
      // Not the time of the call, which may have waited for the module or for consent.
      +new Date(),
      // Of a call that an earlier page saved: its messageId is derived from it.
      key,
    ],
  };
  entry.shown = lazyResult(entry);
  const text = (entry.text = toJson(entry.call));
  // A later page may have another shopper.
  entry.isStored = /^[tp]/.test(method) && writePendingCall(messageId, text);
  // A theme that calls in bursts finds so many ids ready the next time.
  idsAhead = Math.max(idsAhead, Math.min(entries.push(entry), MAX_SPARE_IDS));
  if (hasListener("call") || URGENT.test(text)) setTimer(0);
  else if (isHeld(entry.call) || !deferSoon()) setTimer(PROCESS_MS, MAX_PROCESS_MS);
  if ((waitingSize += text.length) > MAX_SIZE) processPendingCalls();
  return entry.shown;
}

// Nothing of an anonymous shopper may leave: processing has time.
const isHeld = (/** @type {PendingCall} */ [method, , , , , , , , shopper]) =>
  shopper && !shopper[1] && method !== "identify" && options.anonymous !== "send";

const areStored = () => entries.every(({ isStored }) => isStored);

/** @param {Entry} entry */
function lazyResult(entry) {
  /** @returns {any} */
  const look = () => {
    processPendingCalls();
    return entry.result || { ok: true, queued: true };
  };
  return {
    get ok() {
      return look().ok;
    },
    get queued() {
      return look().queued;
    },
    get messageId() {
      return look().messageId;
    },
    get reason() {
      return look().reason;
    },
    get violations() {
      return look().violations;
    },
  };
}

/**
 * Processes every call that waits, or as many as fit into `ms`. Gives the first of them. `isAnew`: the
 * browser ended the script that was processing; nobody knows how far it came, so its call is processed again.
 *
 * @param {boolean} [isAnew]
 * @param {number} [ms]
 */
export function processPendingCalls(isAnew, ms = Infinity) {
  if ((current && !isAnew) || repairLoading) return;
  if (current) entries.unshift(current);
  const [first] = entries;
  let most = entries.length + MAX_MORE;
  for (const startMs = nowMs(); entries[0] && most-- && nowMs() - startMs < ms;) {
    const entry = (current = /** @type {Entry} */ (entries.shift()));
    const { call, prepared, shown, text } = entry;
    const result = processOrQueue(call, text, prepared);
    if (result === WAITING) {
      entries.unshift(entry);
      current = undefined;
      return;
    }
    entry.result = result;
    // The caller's object becomes a plain one, unless the page has frozen it.
    if (Object.isExtensible(shown)) {
      for (const name in shown) delete shown[name];
      Object.assign(shown, result);
    }
    // The call at which the core traps would trap it on the next page too, so it is removed. Those behind it
    // stay for the next page.
    if (!hasTrapped) writePendingCall(call[6]);
    hasTrapped = result.reason === "internal";
  }
  current = undefined;
  // Ids are made here, where no click waits for them.
  while (!entries[0] && spareIds.length < idsAhead) spareIds.push(newMessageId());
  if (first && !entries[0]) {
    waitingSize = 0;
    afterCall();
  }
  return first;
}

/** Processes the calls of a page that is left. What the next page cannot process waits for no part. */
export function processBeforeLeaving() {
  processPendingCalls(true);
  if (repairLoading && !areStored()) {
    goOn();
    processPendingCalls();
  }
}

/** Forgets the calls that wait for the part `repair`, because consent was withdrawn. */
export const dropPendingCalls = () => entries.splice(0);

/**
 * The records of calls that other pages stored, dead or alive.
 *
 * @returns {string[]}
 */
export const callsOfOtherPages = () =>
  attempt(storedNames, []).filter(
    (name) => name.startsWith(callsRecord + ".") && !entries.some(({ call }) => name.endsWith(call[6])),
  );

/** Does as much as fits into one task. Gives the first call that waited, or nothing when none did. */
export function processSlice() {
  const [entry] = entries;
  // Where nobody sees the page, tasks may be a second apart.
  if (entry && !document.hidden && !repairLoading) {
    const url = entry.call[3];
    if (url !== preparedUrl) preparationsLeft = PREPARATIONS;
    preparedUrl = url;
    if (preparationsLeft) {
      entry.prepared = prepareCall(entry.call);
      preparationsLeft = entry.prepared ? 0 : preparationsLeft - 1;
      return entry;
    }
  }
  return processPendingCalls(false, SLICE_MS);
}
