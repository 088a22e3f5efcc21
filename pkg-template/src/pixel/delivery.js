// Sends the messages of the pixel's record.
import { jsonBytes } from "../adapters/shared/message-size.js";
import { saveRecord } from "./pixel-record.js";

/** @typedef {import("./types.js").PixelState} PixelState */
/** @typedef {import("./types.js").PixelRecord} PixelRecord */

const MAX_REQUEST_BYTES = 60000;

/**
 * Sends what may be sent. A message that was answered leaves the record; the others go with the next event or
 * the next page.
 * @param {PixelState} state
 * @param {PixelRecord} record
 */
export async function sendMessages(state, record) {
  const { options, browser } = state;
  const { writeKey, region } = options;
  const endpoint = options.endpoint || `https://cdp${region === "eu" ? "-eu" : ""}.customer.io/v1/b`;
  const ready = record.messages.filter(({ userId }) => userId || options.anonymous === "send");
  while (state.isAllowed && ready.length) {
    const sentAt = new Date().toISOString();
    const batch = [];
    let bytes = 200;
    do {
      const message = { ...ready[0], sentAt, writeKey };
      bytes += jsonBytes(message) + 1;
      if (batch.length && bytes > MAX_REQUEST_BYTES) break;
      batch.push(message);
      ready.shift();
    } while (ready.length);
    const { status } = await fetch(endpoint, {
      method: "POST",
      body: JSON.stringify({ writeKey, sentAt, batch }),
      keepalive: true,
      credentials: "omit",
    }).catch(() => ({ status: 0 }));
    // As in the core: an answer that is not about the messages leaves them for a later attempt.
    if (!status || status === 408 || status === 429 || status >= 500) return;
    const answered = new Set(batch.map(({ messageId }) => messageId));
    record.messages = record.messages.filter(({ messageId }) => !answered.has(messageId));
    await saveRecord(browser.localStorage, record);
  }
}
