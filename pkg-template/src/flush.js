// `flush()`: sends what may be sent now, and says what became of it.

import { Promise, setTimeout } from "shoptrail:heap";
import { pageMoment } from "./core.js";
import { flushReport } from "./flush-report.js";
import { processPendingCalls } from "./pending-calls.js";
import { repairLoading } from "./repair-call.js";
import { onIdle, sendRequests } from "./requests.js";
import { claimLeftovers } from "./scheduling.js";
import { shop, whenSettled } from "./tracker-state.js";

// It answers after this even if the collector never does.
const FLUSH_MS = 10000;

/** @returns {Promise<import("../index.js").FlushReport>} */
export function flush() {
  return new Promise((resolve) => {
    const answer = () => resolve(flushReport(shop.diagnostics()));
    setTimeout(answer, FLUSH_MS);
    whenSettled
      .then(() => {
        // One of the calls that wait may have to wait for the part `repair`.
        processPendingCalls();
        return repairLoading;
      })
      .then(() => {
        pageMoment("hurry");
        return claimLeftovers();
      })
      .then(sendRequests)
      .then(() => onIdle(answer));
  });
}
