// A live copy of what the collector has. It reads everything at first and after each return to the page, then
// follows the collector's feed. It renders nothing. main.js, the quality view and /compare call it.

/** The collector's data-quality report over the messages with the given ids, or over all messages. */
export async function fetchQuality(origin, ids) {
  const response = await fetch(`${origin}/quality`, ids && { method: "POST", body: JSON.stringify(ids) });
  return response.json();
}

/**
 * `{origin, requests, messages, online, revision}`, kept up to date while the page is visible. `messages` is
 * a Map from messageId to `{message, verdict, requestIndexes}`.
 */
export function followCollector(origin, onChange) {
  const state = { origin, requests: [], messages: new Map(), online: false, revision: 0 };
  let source = null;
  const changed = () => {
    state.revision += 1;
    onChange();
  };

  // Closed when the page hides: an open connection would keep the page out of the back/forward cache, and
  // would use one of the six connections that the tracker needs.
  const open = async () => {
    close();
    const mine = (source = new EventSource(`${origin}/events`));
    mine.addEventListener("request", (event) => (record(JSON.parse(event.data)), changed()));
    mine.addEventListener("message", (event) => event.data && (add(JSON.parse(event.data)), changed()));
    mine.addEventListener("reset", () => (empty(), changed()));
    mine.addEventListener("error", () => ((state.online = false), changed()));
    mine.addEventListener("open", async () => {
      try {
        empty(); // what the feed brings meanwhile is kept: adding a message twice changes nothing
        const all = await (await fetch(`${origin}/messages`)).json();
        if (source !== mine) return;
        all.requests.forEach(record);
        all.messages.forEach(add);
        state.online = true;
      } catch {
        state.online = false;
      }
      changed();
    });
  };
  const close = () => {
    source?.close();
    source = null;
  };
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  if (!document.hidden) open();
  return state;

  function empty() {
    state.requests = [];
    state.messages = new Map();
  }

  function record(request) {
    if (!state.requests.some((known) => known.index === request.index)) state.requests.push(request);
  }

  function add({ message, verdict, requestIndex }) {
    const id = message?.messageId;
    const known = state.messages.get(id);
    if (known) known.requestIndexes.add(requestIndex);
    else state.messages.set(id, { message, verdict, requestIndexes: new Set([requestIndex]) });
  }
}
