// Takes the shopper's answer to the core, and does what follows from it: erases the device, tells listeners
// and other tabs, and replays the calls that waited. What an answer means the core decides; where consent
// managers keep it is known to the part `consent` (parts/consent.js).

import { attempt, fromJson } from "shoptrail:heap";
import { decideConsent, isInsideCore, takeLosses } from "./core.js";
import { emit } from "./notices.js";
import { dropPendingCalls } from "./pending-calls.js";
import { eraseDevice, mayStoreCalls, tellOtherTabs } from "./privacy.js";
import { queue } from "./queue.js";
import { replayQueue } from "./replay.js";
import { abandonRequests } from "./requests.js";
import { setTimer, stopTimer } from "./timer.js";
import { consent, isRunning, offReason, resolveReady, setConsent, shop, warn } from "./tracker-state.js";

/**
 * @import { ConsentChange, QueuedRequest } from "./types.js"
 */

/**
 * Applies an answer; without one, what the core knows already. `isFromTab`: another tab got the answer, and
 * informed every tab.
 *
 * @param {ConsentChange} [answer]
 * @param {boolean} [isFromTab]
 */
export function applyConsent(answer, isFromTab) {
  /** @type {QueuedRequest} */
  const entry = ["setConsent", [answer], () => {}];
  if (offReason && offReason !== "consent") {
    // There is no core to ask, but a denial still erases what other pages stored.
    if (!mayStoreCalls({}, [entry])) eraseDevice();
    return;
  }
  if (isInsideCore || !consent) {
    queue.push(entry);
    return;
  }
  const decision = decideConsent(answer);
  if (!decision) {
    if (!offReason) warn("setConsent", answer, "is no answer");
    return;
  }
  const losses = decision.erase ? takeLosses() : [];
  const { analytics, marketing } = decision;
  // Compared only now: a listener to a waiting call may have changed it meanwhile.
  const isChanged = analytics !== consent.analytics || marketing !== consent.marketing;
  setConsent(decision);
  if (decision.erase) {
    stopTimer();
    dropPendingCalls();
    // First, or the other tabs would take it for a storage that was cleared, and store what they have again.
    if (!isFromTab) tellOtherTabs(analytics);
    eraseDevice();
    abandonRequests();
  }
  for (const loss of losses) emit("drop", loss);
  if (isChanged) emit("consent", { analytics, marketing });
  replayQueue();
  // What was replayed is processed in tasks of its own.
  setTimer(0);
  if (isRunning) resolveReady(shop);
}

/**
 * Applies what another page was answered: `text` of its record, or the record as it is now.
 *
 * @param {string | null} [text]
 */
export function applyStoredAnswer(text) {
  const answer = attempt(() => fromJson(text ?? localStorage["shoptrail.consent"]));
  if (answer && consent) applyConsent(answer, true);
}
