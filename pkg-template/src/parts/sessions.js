// Part `sessions`: adds the session's id and number to messages. Which session a message belongs to, the
// policy in sessions/session.js decides.

import { addEvent, campaignKey, idsAt, readSession } from "./sessions/session.js";
import { attempt, storedOwner, storedRecord } from "./shared/hook-values.js";
import { toJson } from "./shared/json.js";

/**
 * @import { Session } from "./sessions/session.js"
 */

const SESSION = "shoptrail.session";

/** Gives what adds the session to a message, in place. */
export default function sessions() {
  // Where storage is blocked, a session is this page's own.
  /** @type {Session | undefined} */
  let inMemory;
  return (/** @type {Record<string, any>} */ message) => {
    const owner = message.anonymousId;
    // A call of a shopper who is gone.
    if ((storedOwner() ?? owner) !== owner) return;
    const record = readSession(storedRecord(SESSION)) ?? inMemory;
    const moment = {
      owner,
      at: Date.parse(message.timestamp),
      now: +new Date(),
      campaign: campaignKey(message.context.campaign),
    };
    let ids;
    if (message.type === "identify") ids = idsAt(record, moment);
    else {
      const change = addEvent(record, moment);
      ids = change.ids;
      inMemory = change.record;
      attempt(() => localStorage.setItem(SESSION, toJson(inMemory)));
    }
    if (!ids) return;
    const added = { session_id: ids.id, session_number: ids.number };
    // Other messages have the same context.
    message.context = { ...message.context, ...added };
    if (message.properties) message.properties = { ...added, ...message.properties };
  };
}
