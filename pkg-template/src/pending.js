// Calls that were taken and wait to be judged. A click handler pays for a copy and one write to storage; validation, the envelope and the outbox come in
// a task of their own, or as soon as anybody looks at the answer or at anything else of the tracker. Each has its messageId from the start, so
// that a call which is judged twice, because its page died in between, is one message.

import { attempt } from "shoptrail:heap";

const PENDING = "shoptrail.q.";
// A page judges with its next request, two seconds later at the most, and one that is left or hidden at once: what is older is of a page that died.
export const DEAD_MS = 5000;
// A call is judged in the task of the request that carries it and its neighbours: as long as a page waits for them that was idle, and a busy one at the most.
const JUDGE_MS = 250;
const MAX_JUDGE_MS = 2000;
// What a task may take of that by itself: the page has its turn in between.
const SLICE_MS = 3;
// Of a theme that calls in a loop neither storage nor memory holds more, in characters: it pays as it goes.
const MAX_SIZE = 100000;
// Calls that listeners make while calls are judged are judged with them, up to so many: a listener may call at every call.
const MAX_MORE = 99;
const MAX_SPARE = 32;

/** `{take, settle, slice}`. `judge(call, event)` gives the answer of a call `[method, arguments, time, url, title, referrer, messageId, number, shopper, taken]`; `newId()` an id; `soon(ms, latestMs)` sees to it
 * that `settle` is called in so long, or with something else before the second; `done()` hears that it has judged some; `look(call)` does a part of the next
 * judgement, and gives what it is to know of it. */
export function pendingCalls(judge, newId, soon, done, look) {
  const entries = [];
  const spareIds = [];
  let judging,
    isOver,
    url,
    looks,
    size = 0,
    ahead = 1;

  return {
    /** Takes a call without its messageId; gives its answer, which is found out when somebody looks. */
    take(call) {
      const entry = { call };
      call[6] = spareIds.pop() || newId();
      // With its number, because calls of one millisecond have their order too.
      call[7] = entries.length;
      // Another tab or a page's `localStorage.clear()` may make it somebody else's page before it is judged.
      call[8] = who();
      // Not when it was made: it may have waited for the module, or for consent.
      call[9] = Date.now();
      const text = JSON.stringify(call);
      write(call[6], text);
      // A theme that calls in bursts finds so many ids ready the next time.
      ahead = Math.max(ahead, Math.min(entries.push(entry), MAX_SPARE));
      soon(JUDGE_MS, MAX_JUDGE_MS);
      const look = () => {
        settle();
        return entry.answer || { ok: true, queued: true };
      };
      entry.shown = {
        get ok() {
          return look().ok;
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
      if ((size += text.length) > MAX_SIZE) settle();
      return entry.shown;
    },
    settle,
    /** As much as fits into a task; true when there was some. */
    slice() {
      const [entry] = entries;
      // What is new about a page, and what its first call has to compile, are three tasks of their own.
      // Where nobody sees it, they may be a second apart.
      if (!entry || document.hidden || !(looks = url !== (url = entry.call[3]) ? 3 : looks))
        return settle(false, SLICE_MS);
      looks = (entry.event = look(entry.call)) ? 0 : looks - 1;
      return true;
    },
  };

  /** Judges all, or what it can in `ms`: true when it judged any. `anew`: the script that was judging was ended; how far it came nobody knows, so its call
   * is judged once more, under its id. */
  function settle(anew, ms = Infinity) {
    if (judging && anew !== true) return;
    if (judging) entries.unshift(judging);
    const some = entries[0];
    let most = entries.length + MAX_MORE;
    for (const from = performance.now(); entries[0] && most-- && performance.now() - from < ms;) {
      const entry = (judging = entries.shift());
      const { shown } = entry;
      entry.answer = judge(entry.call, entry.event);
      // From now on a plain object, if the page has not frozen it.
      if (Object.isExtensible(shown)) {
        for (const name in shown) delete shown[name];
        Object.assign(shown, entry.answer);
      }
      // The call at which the module trapped would trap the next page too; what comes behind it is for that page.
      if (!isOver) write(entry.call[6]);
      isOver = entry.answer.reason === "internal";
    }
    judging = 0;
    // Made where nobody waits for them.
    while (!entries[0] && spareIds.length < ahead) spareIds.push(newId());
    if (some && !entries[0]) done((size = 0));
    return some;
  }
}

/** Judges what pages that died have left; true when there is some of pages that may be alive. */
export function judgeLeftovers(judge) {
  let isYoung = false;
  const calls = [];
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PENDING)) continue;
      const id = name.slice(PENDING.length);
      const call = attempt(() => Object(JSON.parse(localStorage[name])), []);
      const age = Date.now() - (call[9] || call[2]);
      if (age >= 0 && age < DEAD_MS) isYoung = true;
      else if (
        /^(track|page)$/.test(call[0]) &&
        Array.isArray(call[1]) &&
        call[2] > 0 &&
        call[6] === id &&
        /^[\dA-Z]{26}$/.test(id)
      )
        calls.push(call);
      // Another script's, or cut off.
      else write(id);
    }
  } catch (error) {
    // Storage is blocked.
  }
  for (const call of calls.sort((one, other) => one[2] - other[2] || one[7] - other[7])) {
    judge(call, undefined, true);
    write(call[6]);
  }
  return isYoung;
}

let stored, shopper;

/** The shopper as stored, `[anonymousId, userId]`; read anew when the record is another. */
function who() {
  return attempt(() => {
    const record = localStorage.getItem("shoptrail.identity");
    if (record !== stored) {
      const { anonymousId, userId } = JSON.parse(record);
      shopper = [anonymousId, userId];
      stored = record;
    }
    return shopper;
  });
}

// Without storage the call waits in memory, and so will its message.
function write(id, text) {
  // By its method: as a property it took longer (150 µs against 115, on a loaded machine).
  attempt(() => (text ? localStorage.setItem(PENDING + id, text) : localStorage.removeItem(PENDING + id)));
}
