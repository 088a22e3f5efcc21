// Part `quality`: data quality, as the tracker sees it. It counts how many events were taken, how complete
// they were, what was refused and why, and whether an order is the order of the shopper who went to check
// out. `diagnostics().quality` gives the report. The counts last as long as the tab, over all its pages.
import { qualityReport } from "./quality/report.js";
import { holdNotice } from "./quality/hold-notice.js";
import { suggestName } from "./quality/nearest-name.js";
import { countCall, countDrop, emptyTally, lookUpShopper } from "./quality/tally.js";
import { contradictions } from "./shared/contradictions.js";
import { toJson } from "./shared/json.js";

/**
 * @import { MissedEvent, Notices, PageTracker, ReadOptions } from "../types.js"
 * @import { Tally } from "./quality/tally.js"
 */

const RECORD = "shoptrail.quality";
const SAVE_MS = 200;

/**
 * @param {PageTracker} shop
 * @param {ReadOptions} options
 * @param {MissedEvent[]} missedEvents What happened before this part was loaded.
 */
export default function quality(shop, options, missedEvents) {
  const { diagnostics } = shop.methods;
  let tally = restore();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let isLeaving = false;
  let isGranted = diagnostics().on;

  shop.methods.diagnostics = () => {
    const found = diagnostics();
    return { ...found, quality: qualityReport(tally, found) };
  };
  if (!tally.who.id) lookUpShopper(tally.who, diagnostics);
  // Who became known by one of these calls was not known while they were made.
  if (tally.who.fresh && missedEvents.some(isIdentification)) tally.who.known = false;
  for (const missed of missedEvents) hear(missed);
  shop.on("call", (notice) => hear(["call", notice]));
  explainOnConsole(shop, options, missedEvents);
  shop.on("drop", (notice) => hear(["drop", notice]));
  // When consent is withdrawn, counting ends and the counts are erased.
  shop.on("consent", ({ analytics }) => {
    if (analytics === "denied" || (isGranted && analytics !== "granted")) tally = emptyTally();
    isGranted = analytics === "granted";
  });
  addEventListener("pagehide", () => {
    isLeaving = true;
    save();
  });
  addEventListener("pageshow", (event) => {
    isLeaving = false;
    // The page comes from the back/forward cache: other pages of this tab have counted since.
    if (event.persisted) tally = restore();
  });

  /** @param {MissedEvent} event */
  function hear([type, notice]) {
    try {
      if (type === "call") countCall(tally, notice, diagnostics);
      if (type === "drop") countDrop(tally, notice);
    } catch (error) {
      // Another script has written to the record in sessionStorage.
      tally = emptyTally();
    }
    if (isLeaving) save();
    else timer = timer || setTimeout(save, SAVE_MS);
  }

  function save() {
    clearTimeout(timer);
    timer = undefined;
    try {
      // While the tracker is off, or without consent, nothing is stored.
      if (diagnostics().on) sessionStorage[RECORD] = toJson(tally);
    } catch (error) {
      // Storage is blocked or full: the counts last as long as the page.
    }
  }
}

/**
 * With `debug`, says on the console which known event a refused name is near to, what does not match the
 * lines of an event, and that events are held.
 *
 * @param {PageTracker} shop
 * @param {ReadOptions} options
 * @param {MissedEvent[]} missedEvents
 */
function explainOnConsole(shop, options, missedEvents) {
  if (!/^(true)?$/.test(String(options.debug ?? "-"))) return;
  const explainHold = holdNotice(shop.methods.diagnostics);
  /** @param {Notices["call"]} call */
  const explain = (call) => {
    explainHold();
    suggestName(call, options.customEvents);
    for (const { path, message } of contradictions(call))
      console.warn(`shoptrail: ${call.args[0]}: ${path} ${message}`);
  };
  for (const [type, notice] of missedEvents) if (type === "call") explain(notice);
  shop.on("call", explain);
}

/** @param {MissedEvent} event */
function isIdentification([type, notice]) {
  return type === "call" && notice.method === "identify" && notice.result.ok && notice.result.messageId;
}

/** @returns {Tally} */
function restore() {
  try {
    const stored = JSON.parse(sessionStorage[RECORD]);
    return stored.format === 1 ? stored : emptyTally();
  } catch (error) {
    return emptyTally();
  }
}
