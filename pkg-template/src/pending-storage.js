// Where calls wait to be processed: one record of localStorage for each. Without storage a call waits in
// memory alone, and so will its message.

import { attempt, fromJson } from "shoptrail:heap";
import { callsRecord } from "./tracker-state.js";

/**
 * @import { Shopper } from "./types.js"
 */

/** @type {string | null} */
let identityRecord;
/** @type {Shopper} */
let shopper;

/**
 * Stores a call; without `text`, removes it. Gives whether storage has done it.
 *
 * @param {string} messageId
 * @param {string} [text]
 */
export function writePendingCall(messageId, text) {
  // `setItem`, because setting a property took longer (150 µs against 115, on a loaded machine).
  return attempt(() => {
    const name = callsRecord + "." + messageId;
    return !(/** @type {any} */ (localStorage)[text ? "setItem" : "removeItem"](name, text));
  });
}

/**
 * The shopper as stored now. The record is parsed anew only when it has changed.
 *
 * @returns {Shopper | undefined}
 */
export function storedShopper() {
  return attempt(() => {
    const record = localStorage.getItem("shoptrail.identity");
    if (record !== identityRecord) {
      const { anonymousId, userId } = fromJson(/** @type {string} */ (record));
      shopper = [anonymousId, userId];
      identityRecord = record;
    }
    return shopper;
  });
}
