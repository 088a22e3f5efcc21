// One action, one event, whoever tells of it: adapters, and the page itself when it calls `track`. Comes before the first adapter.
import { memory } from "../adapters/shared/memory.js";

/** Two sources that tell of the same thing within this time tell of one action. */
const WINDOW_MS = 2000;
const KEPT = 50;
// What happens once at a time, whatever each source calls it.
const SINGLE = /^(cart_viewed|checkout_started|order_completed)$/;
// Where both sources give one of these, it has to be equal.
const EQUAL = "variant_id quantity query refund_id".split(" ");
// Otherwise one of these has to be known by both; sources number products differently.
const NAMES = "product_id variant_id sku name collection_id collection_name query offer_id offer_code offer_name order_id".split(" ");

/**
 * From here on `shop.track` answers a call that tells of an action which another source has told of with the result of that event, and tracks no
 * second one: within two seconds, or since the action began, where its source says when. The same source telling twice are two actions.
 * `shop.sources.teller` is `[source, began]` while an adapter calls; without it the call is the page's own, as those in `past` were.
 */
export default function sources(shop, options, past) {
  const { track } = shop;
  const shared = memory(shop);
  if (shared.seen) return;
  const seen = (shared.seen = []);
  shop.track = (...args) => once(args, () => track(...args));
  for (const { method, args, result } of past) if (method === "track") once(args, () => result);

  function once([name, told], tell) {
    const at = performance.now();
    const [source, began = at] = shared.teller || ["page"];
    shared.teller = 0;
    let words, counted;
    try {
      words = wordsOf(told);
      counted = seen.find((one) => one.name === name && one.at >= began - WINDOW_MS && !one.by.has(source) && (SINGLE.test(name) || isSame(one.words, words)));
    } catch (error) {
      // A getter that throws: the tracker has an answer to it.
    }
    if (counted) {
      counted.by.add(source);
      return counted.result;
    }
    const result = tell();
    // What was refused as it was told must not silence a source that tells it right.
    if (words && result?.reason !== "invalid") seen.push({ name, words, result, at, by: new Set([source]) });
    seen.splice(0, seen.length - KEPT);
    return result;
  }
}

/** A copy: themes reuse the objects they pass. */
function wordsOf(told) {
  return Object.fromEntries([...EQUAL, ...NAMES].map((key) => [key, String(Object(told)[key] ?? "").trim().toLowerCase()]));
}

function isSame(one, other) {
  if (EQUAL.some((key) => one[key] && other[key] && one[key] !== other[key])) return false;
  const [ours, others] = [one, other].map((words) => NAMES.map((key) => words[key]).filter(Boolean));
  // `shopify_CA_678618_398974` has both ids of a product in it.
  const meets = (a, b) => a === b || (b.length > 5 && a.includes(b));
  return !ours.length || !others.length || ours.some((a) => others.some((b) => meets(a, b) || meets(b, a)));
}
