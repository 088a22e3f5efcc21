// Calls that pages left behind before they became messages. Those of a page with `beforeSend` are in records
// of their own. A page with the hook also takes the others over. A page without it removes those of its kind
// that no living page needs, and says how many it lost.
import { parse } from "../shared/hook-values.js";

const PLAIN = "shoptrail.q";
const HOOKED = "shoptrail.hook.q";
/** As in dead-pages.js: no living page has an older call waiting. */
const DEAD_AFTER_MS = 7000;

/**
 * On a page with the hook: the calls of pages without it go through this page's hook.
 *
 * @param {Storage} storage
 * @param {number} nowMs
 */
export function adoptCalls(storage, nowMs) {
  for (const name of deadCalls(storage, PLAIN, nowMs)) {
    const text = /** @type {string} */ (storage.getItem(name));
    storage.setItem(HOOKED + name.slice(PLAIN.length), text);
    storage.removeItem(name);
  }
  const saved = savedCalls(storage, PLAIN);
  if (saved.length) {
    storage.setItem(HOOKED, JSON.stringify(savedCalls(storage, HOOKED).concat(saved)));
    storage.removeItem(PLAIN);
  }
}

/**
 * On a page without the hook: removes the calls of dead pages that had it. Gives how many.
 *
 * @param {Storage} storage
 * @param {number} nowMs
 */
export function dropCalls(storage, nowMs) {
  const names = deadCalls(storage, HOOKED, nowMs);
  const count = names.length + savedCalls(storage, HOOKED).length;
  for (const name of [...names, HOOKED]) storage.removeItem(name);
  return count;
}

/**
 * @param {Storage} storage
 * @param {string} record
 * @param {number} nowMs
 */
const deadCalls = (storage, record, nowMs) =>
  Object.keys(storage).filter((name) => {
    if (!name.startsWith(record + ".")) return false;
    const call = parse(storage.getItem(name));
    const ageMs = nowMs - (call?.[9] || call?.[2]);
    return !(ageMs >= 0 && ageMs < DEAD_AFTER_MS);
  });

/**
 * @param {Storage} storage
 * @param {string} record
 * @returns {unknown[]}
 */
function savedCalls(storage, record) {
  const calls = parse(storage.getItem(record));
  return Array.isArray(calls) ? calls : [];
}
