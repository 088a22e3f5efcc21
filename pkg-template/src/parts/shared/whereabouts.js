// Where a message is, by its id.

const OURS = "shoptrail.m.";

/**
 * `id =>` the message's state out of `diagnostics().messages`; `stored` when it is not this page's to send but waits in storage (a page
 * takes over what others left only after a while); undefined when it has left the browser.
 */
export function whereabouts(messages = []) {
  const states = new Map(messages.map(({ messageId, state }) => [messageId, state]));
  let stored;
  return (id) => states.get(id) || ((stored = stored ?? read()).includes(id) ? "stored" : undefined);
}

function read() {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(OURS))
      .map((key) => localStorage[key])
      .join("\n");
  } catch (error) {
    // Blocked: then nothing outlives its page.
    return "";
  }
}
