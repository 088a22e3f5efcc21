// The moments of a page's life, and what the tracker does at each: hidden, left, shown again, restored from
// the back/forward cache, online, storage changed by another tab. There is no listener for `unload` or
// `beforeunload`: they would keep the page out of the back/forward cache.

import { Date } from "shoptrail:heap";
import { applyConsent, applyStoredAnswer } from "./consent.js";
import { forgetEndedCall, pageMoment } from "./core.js";
import { processBeforeLeaving } from "./pending-calls.js";
import { queue, saveQueue } from "./queue.js";
import { replayQueue } from "./replay.js";
import { failUnknownOutcomes, forgetOpenRequests, sendRequests } from "./requests.js";
import { start } from "./start.js";
import { setTimer } from "./timer.js";
import {
  consent,
  isAutoPage,
  isRunning,
  offReason,
  setActivatedAt,
  setLeaving,
  shop,
} from "./tracker-state.js";

/**
 * Listens to the page's life, and starts the tracker when the page is shown: a prerendered page may never be.
 */
export function watchPageLife() {
  listen(document, "visibilitychange", () =>
    document.visibilityState === "hidden" ? whenHidden() : whenShown(),
  );
  listen(window, "pagehide", whenLeft);
  listen(document, "freeze", whenLeft);
  // The page thaws: another tab may have taken over its messages, as for a page that comes back.
  listen(document, "resume", () => whenRestored(true));
  listen(window, "pageshow", (event) => event.persisted && whenRestored());
  listen(window, "online", () => whenChanged("online"));
  listen(window, "storage", ({ key, newValue }) => {
    if (key === "shoptrail.consent") applyStoredAnswer(newValue);
    else if (!key || key === "shoptrail.identity") whenChanged("stored");
  });
  if (document.prerendering) document.addEventListener("prerenderingchange", whenActivated, { once: true });
  else start();
}

/**
 * @param {EventTarget} target
 * @param {string} type
 * @param {(event: any) => void} listener
 */
const listen = (target, type, listener) => target.addEventListener(type, listener, true);

const whenActivated = () => {
  setActivatedAt(+new Date());
  start();
};

/** Processes and sends what the page has: phones end hidden tabs without another event. */
function whenHidden() {
  setLeaving(true);
  forgetEndedCall();
  processBeforeLeaving();
  if (isRunning && queue.length) replayQueue();
  sendRequests();
  if (!isRunning) saveQueue();
}

function whenLeft() {
  whenHidden();
  pageMoment("left");
}

function whenShown() {
  setLeaving(false);
  failUnknownOutcomes();
  sendRequests();
}

/** @param {boolean} [isSamePageView] The page was only frozen. */
function whenRestored(isSamePageView) {
  setLeaving(document.visibilityState === "hidden");
  if (!consent) return;
  forgetOpenRequests();
  pageMoment("restored");
  // Another page may have been answered since.
  applyStoredAnswer();
  if (isRunning) applyConsent();
  if (isAutoPage && !offReason && !isSamePageView) shop.page();
  setTimer(0);
}

/** @param {"online" | "stored"} moment */
function whenChanged(moment) {
  pageMoment(moment);
  sendRequests();
}
