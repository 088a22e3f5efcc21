// Counts one action once, whichever sources report it: the adapters, and the page itself when it calls
// `track`. The tracker loads this part before the first adapter.
import { fitToMessage } from "../adapters/shared/message-size.js";
import { sharedState } from "../adapters/shared/shared-state.js";
import { agreement, identifyingTexts, readContents, sameness, takePieces } from "./shared/same-action.js";
import { earlierCalls, storeSeen, takeStoredSeen } from "./shared/seen-events.js";
import { toJson } from "./shared/json.js";

/** @typedef {import("../adapters/shared/types.js").AdapterTracker} AdapterTracker */
/** @typedef {import("../adapters/shared/types.js").GivenOptions} GivenOptions */
/** @typedef {import("../adapters/shared/types.js").RecentCall} RecentCall */
/** @typedef {import("../adapters/shared/types.js").Report} Report */
/** @typedef {import("../adapters/shared/types.js").SeenEvent} SeenEvent */
/** @typedef {import("../../index.js").Result} Result */
/** @typedef {import("../adapters/shared/types.js").TrackResult} TrackResult */

/** Two sources that report the same within this time report one action. */
const WINDOW_MS = 2000;
// These happen again and again on a page. Anything else a page shows once: as long as it is open, another
// source may still report it, such as a script that waits for the cookie banner.
const REPEATED = /_cart$/;
// Ordering a whole list again adds each of its lines.
const MAX_SEEN = 200;
// Of a message's 32,000 bytes; the rest is for its context, its attribution and what is derived from its
// lines.
const MAX_PROPERTIES_BYTES = 26000;
// This long after the tracker is ready, it has processed the calls that waited for it.
const QUEUE_MS = 5000;
// Of these only one happens at a time, whatever ids each source gives.
const SINGLE = /^(cart_viewed|checkout_started|order_completed)$/;
const ORDER = "order_completed";
// A shopper does these once in a visit. The form that is sent, the page after it and a tool's own script may
// each report it.
const ONCE_A_VISIT = /^(signed_up|newsletter_subscribed)$/;

/**
 * Wraps `track`. A report of an action that another source has reported is not tracked: it gets the result of
 * the tracked event. It counts as the same action within two seconds, or since the action began where its
 * source says when; what a page shows once, as long as the page is open. Two reports of one source are two
 * actions. Pieces that one source reports one by one and another together are the same pieces.
 *
 * The calls from before this part are the page's own. Those of this page count as made now, because adapters
 * too come late to what was before them. Those of earlier pages, which this page's tracker processes, count
 * as made when they were.
 * @param {AdapterTracker} tracker
 * @param {GivenOptions} options
 * @param {RecentCall[]} recentCalls
 */
export default function sources(tracker, options, recentCalls) {
  const { methods } = tracker;
  const { track, diagnostics } = methods;
  const shared = sharedState(tracker);
  if (shared.seen) return;
  const seen = (shared.seen = takeStoredSeen());
  let overlaps = 0;
  const followQueued = queuedEvents(tracker, seen, (count) => (overlaps -= count));
  methods.track = (...args) => trackOnce(args, () => track(...args));
  methods.diagnostics = () => ({ ...diagnostics(), overlaps });
  for (const { method, args, result, at = 0 } of earlierCalls(recentCalls, tracker.moved)) {
    const isOfEarlierPage = at && at < performance.timeOrigin;
    if (method === "track")
      trackOnce(args, () => result, isOfEarlierPage ? at - performance.timeOrigin : undefined);
  }
  // Where the tracker is off nothing is stored.
  globalThis.addEventListener?.("pagehide", () => storeSeen(seen, () => diagnostics().on));

  /**
   * @param {unknown[]} args
   * @param {() => TrackResult} trackNow
   */
  function trackOnce(args, trackNow, at = performance.now()) {
    const [name, properties] = /** @type {[string, object | undefined]} */ (args);
    const { source, beganAt = at } = shared.reporter || { source: "page" };
    shared.reporter = undefined;
    /** @type {Report | undefined} */
    let report;
    let counted;
    try {
      const words = identifyingTexts(properties);
      const contents = SINGLE.test(name) ? readContents(properties) : undefined;
      report = { name, words, contents, at, path: at < 0 ? undefined : globalThis.location?.pathname };
      // The page's own call goes as it is.
      if (source !== "page") args[1] = fitToMessage(properties, MAX_PROPERTIES_BYTES);
      const same = sameEvents(seen, report, source, beganAt);
      counted = takePieces(same, source, REPEATED.test(name) ? +words.quantity : 0);
    } catch (error) {
      // A getter that throws: the tracker's own result names it.
    }
    if (counted) {
      overlaps++;
      // A source that waited for the shop's answer has confirmed it: others may wait for the same answer.
      counted.at = Math.max(counted.at, at);
      if (/^(true)?$/.test(String(options.debug ?? "-")))
        console.info("shoptrail: " + name + " of " + source + " was reported by " + counted.by[0]);
      // Another source's number of the same order.
      if (report?.words.order_id !== counted.words.order_id)
        (counted.aliases ||= []).push(/** @type {string} */ (report?.words.order_id));
      if (counted.result?.queued) counted.others.push({ reporter: { source, beganAt }, args });
      return /** @type {Result} */ (counted.result);
    }
    const result = trackNow();
    if (report) seen.push({ ...report, result, by: [source], left: {}, others: [] });
    seen.splice(0, seen.length - MAX_SEEN);
    if (result?.queued) followQueued();
    return /** @type {Result} */ (result);
  }
}

/**
 * The events whose action `source` reports. The surest alone: of two products with one name, that with the
 * same id.
 * @param {SeenEvent[]} seen
 * @param {Report} report
 * @param {string} source
 * @param {number} beganAt
 */
function sameEvents(seen, report, source, beganAt) {
  const ranks = seen.map((event) => likeness(event, report, source, beganAt));
  const best = Math.max(...ranks);
  return best > 0 ? seen.filter((_, index) => ranks[index] === best) : [];
}

/**
 * How sure it is that `source` reports the action of an event that was tracked: the higher, the surer; 0
 * where it does not.
 * @param {SeenEvent} event
 * @param {Report} report
 * @param {string} source
 * @param {number} beganAt
 */
function likeness(event, { name, words, contents, path }, source, beganAt) {
  // A refused report must not silence a source that reports the action right.
  if (event.name !== name || isInvalid(event.result)) return 0;
  const isOrder = name === ORDER;
  // A source repeats an order that another has reported under another number.
  if (isOrder && event.aliases?.includes(words.order_id)) return 9;
  if (event.by.includes(source)) return 0;
  const isRecent = event.at >= beganAt - WINDOW_MS;
  const [isHere, isNow] = [event.path === path, event.at >= 0];
  // An order's page that is opened again is still that order's.
  const isOnce = ONCE_A_VISIT.test(name);
  const isOpen = isOrder ? isHere || isNow : isOnce || (isHere && isNow && !REPEATED.test(name));
  if (!contents) {
    const likely = sameness(event.words, words);
    return isRecent || (isOpen && (isOnce || likely >= 1)) ? likely : 0;
  }
  if (isOrder && words.order_id && words.order_id === event.words.order_id) return 8;
  const facts = event.contents ? agreement(event.contents, contents) : 0;
  if (isRecent) return isOrder ? facts + 1 : 1;
  return isOpen ? facts + +!isOrder : 0;
}

/**
 * Returns a function that follows the events that wait for the tracker. They count as tracked, and may still
 * be refused: then the reports that each one stood for are tracked.
 * @param {AdapterTracker} tracker
 * @param {SeenEvent[]} seen
 * @param {(count: number) => void} onReleased  with the number of reports that one event stood for
 */
function queuedEvents(tracker, seen, onReleased) {
  const shared = sharedState(tracker);
  /** @type {(() => void) | undefined} */
  let stop;
  const end = () => {
    stop?.();
    stop = undefined;
  };
  return () => {
    if (stop) return;
    stop = tracker.on("call", ({ method, args: [name, properties], result }) => {
      const text = method === "track" && textOf(properties);
      const event = seen.find((one) => one.result?.queued && one.name === name && textOf(one.words) === text);
      if (event) event.result = result;
      if (!seen.some((one) => one.result?.queued)) end();
      if (!event || !isInvalid(result)) return;
      onReleased(event.others.length);
      for (const { reporter, args } of event.others) {
        shared.reporter = reporter;
        tracker.track(...args);
      }
    });
    // Another tab may have taken over some of them.
    tracker.ready(() => setTimeout(end, QUEUE_MS));
  };
}

/** @param {TrackResult | undefined} result */
const isInvalid = (result) => result?.reason === "invalid";

/**
 * The text by which an event is recognised when the tracker has processed it. Without the quantity: a
 * quantity that is no number has another text in a copy.
 * @param {unknown} properties
 */
function textOf(properties) {
  try {
    return toJson(Object.entries({ ...identifyingTexts(properties), quantity: 0 }).sort());
  } catch (error) {
    // A getter that throws.
  }
}
