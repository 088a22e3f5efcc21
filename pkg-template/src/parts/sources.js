// One action, one event, whoever tells of it: adapters, and the page itself when it calls `track`. Comes before the first adapter.
import { memory } from "../adapters/shared/memory.js";
import { fit } from "../adapters/shared/room.js";

/** Two sources that tell of the same thing within this time tell of one action. */
const WINDOW_MS = 2000;
// A list that is ordered again is an add for each of its lines.
const KEPT = 200;
// Of the 32,000 bytes of a message what its context, its attribution and what is derived from its lines leave.
const ROOM = 26000;
// What one page told is known to the next, where a source may find it in the cart once more.
const TOLD = "shoptrail.told";
const REMEMBERED_MS = 30000;
// The tracker has judged what waited for it when it is ready so long.
const WAITING_MS = 5000;
// What happens once at a time, whatever each source calls it.
const SINGLE = /^(cart_viewed|checkout_started|order_completed)$/;
// Where both sources give one of these, it has to be equal.
const EQUAL = "variant_id query refund_id".split(" ");
// Otherwise one of these has to be known by both; sources number products differently.
const NAMES =
  "product_id variant_id sku name collection_id collection_name query offer_id offer_code offer_name order_id".split(
    " ",
  );

/**
 * From here on `track` answers a call that tells of an action which another source has told of with the result of that event, and tracks no
 * second one: within two seconds, or since the action began, where its source says when. The same source telling twice are two actions; two pieces that
 * one source tells one by one and another together are two pieces.
 * `shop.sources.teller` is `[source, began]` while an adapter calls; without it the call is the page's own, as those in `past` were: of this page as if they were
 * made now, since adapters too come late to what was before them, and of earlier pages, whose calls start with this one's tracker, when they were made.
 */
export default function sources(shop, options, past) {
  const { does } = shop;
  const { track, diagnostics } = does;
  const shared = memory(shop);
  if (shared.seen) return;
  const seen = (shared.seen = recall());
  let overlaps = 0;
  let off;
  does.track = (...args) => once(args, () => track(...args));
  does.diagnostics = () => ({ ...diagnostics(), overlaps });
  for (const { method, args, result, at } of elsewhere(past, shop.moved || []).concat(past)) {
    if (method === "track")
      once(args, () => result, at < performance.timeOrigin ? at - performance.timeOrigin : undefined);
  }
  globalThis.addEventListener?.("pagehide", remember);

  function once(args, tell, at = performance.now()) {
    const [name, told] = args;
    const [source, began = at] = shared.teller || ["page"];
    shared.teller = 0;
    let words, counted;
    try {
      words = wordsOf(told);
      // The page's own call goes as it is.
      if (source !== "page") args[1] = fit(told, ROOM);
      // What was refused as it was told must not silence a source that tells it right.
      const others = seen.filter(
        (one) =>
          one.name === name &&
          one.at >= began - WINDOW_MS &&
          !one.by.includes(source) &&
          (SINGLE.test(name) || isSame(one.words, words)) &&
          one.result?.reason !== "invalid",
      );
      counted = count(others, source, SINGLE.test(name) ? 0 : +words.quantity);
    } catch (error) {
      // A getter that throws: the tracker has an answer to it.
    }
    if (counted) {
      overlaps++;
      if (/^(true)?$/.test(options.debug ?? "-"))
        console.info("shoptrail: " + name + " of " + source + " was told by " + counted.by[0]);
      if (counted.result?.queued) counted.others.push([[source, began], args]);
      return counted.result;
    }
    const result = tell();
    if (words) seen.push({ name, words, result, at, by: [source], left: {}, others: [] });
    seen.splice(0, seen.length - KEPT);
    if (result?.queued && !off) listen();
    return result;
  }

  // What waits for the tracker was taken for good, and may be refused yet: then it silences nobody, and what others have said in its place is told.
  function listen() {
    const end = () => (off &&= void off());
    off = shop.on("call", ({ method, args: [name, told], result }) => {
      const text = method === "track" && textOf(told);
      const one = seen.find((one) => one.result?.queued && one.name === name && textOf(one.words) === text);
      if (one) one.result = result;
      if (!seen.some((one) => one.result?.queued)) end();
      if (one && result.reason === "invalid")
        for (const [teller, args] of one.others) {
          overlaps--;
          shared.teller = teller;
          shop.track(...args);
        }
    });
    // Another tab may have taken some of them.
    shop.ready(() => setTimeout(end, WAITING_MS));
  }

  // `left`: how many pieces of an event another source has still to tell of.
  function count(others, source, pieces) {
    if (!pieces) return others[0] && (others[0].by.push(source), others[0]);
    const leftOf = ({ left, words }) => left[source] ?? +words.quantity;
    const exact = others.find((one) => !(leftOf(one) - pieces) || !+one.words.quantity);
    const used = exact ? [exact] : others;
    // Of more pieces than were told, nobody knows which are new: an event of its own.
    if (!exact && others.reduce((sum, one) => sum + leftOf(one), 0) < pieces) return;
    for (const one of used) {
      const taken = Math.min(pieces, leftOf(one) || pieces);
      pieces -= taken;
      one.left[source] = leftOf(one) - taken;
      if (!(one.left[source] > 0)) one.by.push(source);
      if (!pieces) return one;
    }
  }

  // Where the tracker is off nothing is stored.
  function remember() {
    try {
      const young = seen
        .filter(({ at }) => performance.now() - at < REMEMBERED_MS)
        .map((one) => ({ ...one, others: [], at: performance.timeOrigin + one.at }));
      if (diagnostics().on) sessionStorage[TOLD] = JSON.stringify(young);
    } catch (error) {
      // Storage is blocked or full: each page for itself.
    }
  }
}

function recall() {
  try {
    const told = JSON.parse(sessionStorage[TOLD]);
    sessionStorage.removeItem(TOLD);
    return told
      .map((one) => ({ ...one, at: one.at - performance.timeOrigin }))
      .filter(
        ({ name, words, by, left, others, at, result }) =>
          name &&
          words &&
          Array.isArray(by) &&
          Array.isArray(others) &&
          left &&
          at > -REMEMBERED_MS &&
          !result?.queued,
      );
  } catch (error) {
    return [];
  }
}

/** What the tracker has not told us of: calls of pages that were left before it came and that it has still to take, and those of this page that another tab took. */
function elsewhere(past, moved) {
  try {
    const copy = (args) => JSON.stringify(args.slice(0, 2));
    const known = new Set(past.map(({ args }) => copy(args)));
    const told = (queued) => (call) => ({
      method: call[0],
      args: call[1],
      at: call[2],
      result: { ok: true, queued },
    });
    const stored = JSON.parse(localStorage["shoptrail.q"] || "[]").filter(
      (call) => Array.isArray(call?.[1]) && call[2] < performance.timeOrigin,
    );
    // What becomes of these nobody tells us.
    const taken = moved.filter((call) => !known.has(copy(call[1])));
    return [...stored.map(told(true)), ...taken.map(told())];
  } catch (error) {
    // Storage is blocked, or what is there is another script's.
    return [];
  }
}

/** By what a call is known again. Without the quantity: what is no number is another text in a copy. */
function textOf(told) {
  try {
    return JSON.stringify({ ...wordsOf(told), quantity: 0 });
  } catch (error) {
    // A getter that throws.
  }
}

/** A copy: themes reuse the objects they pass. */
function wordsOf(told) {
  return Object.fromEntries(
    ["quantity", ...EQUAL, ...NAMES].map((key) => [
      key,
      String(Object(told)[key] ?? "")
        .trim()
        .toLowerCase(),
    ]),
  );
}

function isSame(one, other) {
  if (EQUAL.some((key) => one[key] && other[key] && one[key] !== other[key])) return false;
  const [ours, others] = [one, other].map((words) => NAMES.map((key) => words[key]).filter(Boolean));
  // `shopify_CA_678618_398974` has both ids of a product in it.
  const meets = (a, b) => a === b || (b.length > 5 && a.includes(b));
  return !ours.length || !others.length || ours.some((a) => others.some((b) => meets(a, b) || meets(b, a)));
}
