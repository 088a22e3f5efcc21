// The requests of this page: asks the core for each, has it transmitted, and tells the core what became of
// it. Which messages a request carries, and when it is due, the core decides.

import { attempt, nowMs, Promise, setTimeout } from "shoptrail:heap";
import * as core from "./core.js";
import { emit, hasListener } from "./notices.js";
import { setTimer } from "./timer.js";
import { isLeaving, warn } from "./tracker-state.js";

/**
 * @import { OutcomeStatus, Request, Transmit } from "./types.js"
 */

/** Status of a request that got no answer. */
const FAILED = 0;

/** @type {Transmit} */
let transmit;
let openRequests = 0;
/**
 * Rises when consent is withdrawn: a request of an earlier generation belongs to nobody the tracker knows.
 */
let consentGeneration = 0;
/** Requests that failed while the page was being left, or seemed to be. @type {number[]} */
const unknownOutcomes = [];
/** Callbacks of `flush()`. @type {(() => void)[]} */
const idleCallbacks = [];
/** @type {Promise<void> | undefined} */
let sending;
/** The status that the console has named. @type {OutcomeStatus | undefined} */
let reportedStatus;

// How often the browser gets anew what it sends if the page dies.
const DEFER_MS = 250;
// Until it gets that anew even if nothing has come: `RENEW_MS` of src/delivery/requests.rs.
const RENEW_MS = 1000;
/** The browser can send what waits when the page dies. @type {boolean | undefined} */
let canDefer = "fetchLater" in globalThis;
/** When it last got that. */
let deferredAtMs = 0;
/** Withdraws it. @type {AbortController | undefined} */
let deferral;

/** @param {Transmit} way */
export const setTransmit = (way) => (transmit = way);

/** Makes every request that the core wants made now, and sets the timer for the next one. */
export function sendRequests() {
  for (let request; (request = core.nextRequest(isLeaving));) send(request);
  // Losses wait in the core until somebody listens.
  for (const loss of hasListener("drop") ? core.takeLosses() : []) emit("drop", loss);
  scheduleRequests();
  defer();
}

/** Gives the browser what it is to send if the page dies, in the place of what it has. */
function defer() {
  deferral?.abort();
  const request = !isLeaving && canDefer && core.nextRequest();
  if (!request) return;
  request.signal = (deferral = new AbortController()).signal;
  // It may refuse: by a policy of the page, or because others have filled its 64 KiB.
  canDefer = attempt(() => (transmit(request, () => {}), true));
  deferredAtMs = nowMs();
  setTimer(RENEW_MS);
}

/**
 * Sets the timer for `defer`, and for the calls that wait: at once on a quiet page. False where the browser
 * cannot send what waits when the page dies.
 */
export function deferSoon() {
  if (canDefer) setTimer(deferredAtMs + DEFER_MS - nowMs());
  return canDefer;
}

/** Sets the timer for the next request or claim. */
function scheduleRequests() {
  const nextMs = Math.min(...core.timeouts().filter((ms) => ms >= 0));
  if (nextMs < Infinity) setTimer(nextMs);
}

/**
 * Sends or schedules what a call has brought. On a page that is being left, the calls of one listener leave
 * together: a page may have only nine keepalive requests under way.
 */
export function afterCall() {
  if (!isLeaving) {
    scheduleRequests();
    deferSoon();
  } else
    sending ||= Promise.resolve().then(() => {
      sending = undefined;
      sendRequests();
    });
}

/** @param {Request} request */
function send(request) {
  const { id } = request;
  const generation = consentGeneration;
  /** @type {boolean} */
  let isAnswered;
  openRequests++;
  transmit(request, (status, retryAfter, contentType, via) => {
    if (generation !== consentGeneration) return;
    if (via) emit("request", { id, via, url: request.url, body: request.body });
    if (status === undefined || isAnswered) return;
    isAnswered = true;
    const end = () => {
      if (generation !== consentGeneration) return;
      if (openRequests) openRequests--;
      const isUnknown = isLeaving && status === FAILED;
      if (isUnknown) unknownOutcomes.push(id);
      else core.handleOutcome(id, status, retryAfter, contentType);
      emit("outcome", { id, status });
      // After these statuses the core makes no further attempt: only the shop can mend the key or the
      // address. 413 is not among them, because the core then tries halves of the batch.
      if (!reportedStatus && /^4(?!08|13|25|29)/.test(/** @type {any} */ (status)))
        warn("refused by", request.url, (reportedStatus = status));
      if (!isUnknown) setTimeout(sendOrSettle);
    };
    // On a page that is being left, requests fail although they go on. Chromium reports that a moment before
    // it says that the page is being left.
    if (status === FAILED) setTimeout(end);
    else end();
  });
}

function sendOrSettle() {
  sendRequests();
  if (!openRequests) callIdleCallbacks();
}

/** Handles requests that failed while the page seemed to be left: it was not left, so they have failed. */
export function failUnknownOutcomes() {
  for (const id of unknownOutcomes.splice(0)) core.handleOutcome(id, FAILED, "", "");
}

/** Forgets the open requests of a page that comes back: their answers may never come. */
export const forgetOpenRequests = () => (openRequests = 0);

/**
 * Forgets the open requests and their answers, and withdraws what leaves if the page dies: consent was
 * withdrawn.
 */
export function abandonRequests() {
  consentGeneration++;
  deferral?.abort();
  openRequests = 0;
  callIdleCallbacks();
}

/**
 * Calls back when no request is open.
 *
 * @param {() => void} callback
 */
export const onIdle = (callback) => (openRequests ? idleCallbacks.push(callback) : callback());

/** Calls back whoever waits for open requests. */
export function callIdleCallbacks() {
  for (const callback of idleCallbacks.splice(0)) callback();
}
