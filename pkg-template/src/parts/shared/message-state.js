// Where a message is, by its id.

/**
 * @import { DiagnosticsOn, MessageState } from "../../../index.js"
 */

const MESSAGES = "shoptrail.m.";

/**
 * Gives a function from an id to the message's state in `diagnostics().messages`. The state is `stored` when
 * another page left the message in storage: a page takes over such messages only after a while. It is
 * undefined when the message has left the browser.
 *
 * @param {DiagnosticsOn["messages"]} [messages]
 * @returns {(id: string) => MessageState | "stored" | undefined}
 */
export function messageStates(messages = []) {
  const states = new Map(messages.map(({ messageId, state }) => [messageId, state]));
  /** @type {string | undefined} */
  let stored;
  return (id) =>
    states.get(id) || ((stored = stored ?? readStoredMessages()).includes(id) ? "stored" : undefined);
}

function readStoredMessages() {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(MESSAGES))
      .map((key) => localStorage[key])
      .join("\n");
  } catch (error) {
    // Storage is blocked: no message outlives its page.
    return "";
  }
}
