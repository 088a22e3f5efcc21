// The faults that a test can ask of the collector, as answers that the collector gives.

/** @import { Answer, Fault } from "../../testing.js" */

const RETRY_AFTER_S = 1;
const SLOW_MS = 4000;

/**
 * The answer of a fault. Throws a `TypeError` for an unknown one.
 * @param {Fault} fault
 * @returns {Answer}
 */
export function faultAnswer(fault) {
  if (fault === "cut" || fault === "refuse") return fault;
  if (fault === "slow") return { delayMs: SLOW_MS };
  if (typeof fault === "number") return statusAnswer(fault, RETRY_AFTER_S);
  if (typeof fault === "object" && fault !== null) {
    const { status = 200, retryAfterS = RETRY_AFTER_S, delayMs } = fault;
    return { ...statusAnswer(status, retryAfterS), ...(delayMs === undefined ? {} : { delayMs }) };
  }
  const allowed = 'a status, "slow", "cut", "refuse", {status, retryAfterS, delayMs}';
  throw new TypeError(`unknown fault ${JSON.stringify(fault)}; allowed: ${allowed}`);
}

/**
 * @param {number} status
 * @param {number} retryAfterS
 */
function statusAnswer(status, retryAfterS) {
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new TypeError(`the status of a fault is ${status}; allowed: 200 to 599`);
  return status === 429
    ? {
        status,
        headers: { "retry-after": String(retryAfterS), "access-control-expose-headers": "retry-after" },
      }
    : { status };
}
