// Sends the events by which Customer.io counts openings and clicks of in-app messages. Their names are
// reserved, so `track()` refuses them. They go to the tracker's own endpoint, in the same form, by a request
// of their own.

/* global __VERSION__ */

/**
 * @import { Tracker } from "../../index.js"
 * @import { Person } from "../../in-app.js"
 * @import { Metric } from "./messages.js"
 */

const BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const MAX_WAITING = 50;
const RETRY_MS = [1000, 4000, 16000];

/**
 * Where to send to, and the key, are known from the tracker's own requests. Events wait for the first one.
 *
 * @param {Tracker} tracker
 * @returns {(metric: Metric, person: Person) => void}
 */
export function metricSender(tracker) {
  /** @type {{ url: string, writeKey: string } | undefined} */
  let way;
  /** @type {Record<string, unknown>[]} */
  let waiting = [];
  tracker.on("request", ({ url, body }) => {
    const { writeKey } = JSON.parse(body);
    // Another receiver than Customer.io's counts no openings.
    if (!writeKey) return;
    way = { url, writeKey };
    for (const message of waiting.splice(0)) post(tracker, way, message);
  });
  tracker.on("consent", ({ analytics }) => {
    if (analytics !== "granted") waiting = [];
  });
  return ({ event, properties }, { userId, anonymousId }) => {
    const message = {
      type: "track",
      event,
      properties,
      messageId: newMessageId(),
      userId,
      anonymousId,
      timestamp: new Date().toISOString(),
      context: { channel: "browser", library: { name: "shoptrail/in-app", version: __VERSION__ } },
    };
    if (way) post(tracker, way, message);
    else if (waiting.length < MAX_WAITING) waiting.push(message);
  };
}

/**
 * @param {Tracker} tracker
 * @param {{ url: string, writeKey: string }} way
 * @param {Record<string, unknown>} message
 * @param {number} [failures]
 */
async function post(tracker, { url, writeKey }, message, failures = 0) {
  if (!tracker.diagnostics().on) return;
  const sentAt = new Date().toISOString();
  let status = 0;
  try {
    // A click often leaves the page.
    const response = await fetch(url, {
      method: "POST",
      keepalive: true,
      headers: { "content-type": "text/plain;charset=UTF-8" },
      body: JSON.stringify({ writeKey, sentAt, batch: [{ writeKey, sentAt, ...message }] }),
    });
    status = response.status;
  } catch (error) {
    // The network is down, or the endpoint does not allow this origin.
  }
  const isLost = status && status < 500 && status !== 408 && status !== 429;
  if (!isLost && failures < RETRY_MS.length)
    setTimeout(() => post(tracker, { url, writeKey }, message, failures + 1), RETRY_MS[failures]);
}

/** A random ULID, the form of id by which Customer.io counts an event once. */
function newMessageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(26));
  // The first of its characters has three bits.
  bytes[0] &= 7;
  return Array.from(bytes, (byte) => BASE32[byte & 31]).join("");
}
