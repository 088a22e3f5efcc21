// What the collector has, live: read whole at first and after each return to the page, then followed.

/** The collector's data-quality report over the messages of `ids`, or over all. */
export async function fetchQuality(origin, ids) {
  const response = await fetch(`${origin}/quality`, ids && { method: "POST", body: JSON.stringify(ids) });
  return response.json();
}

/** `{requests, messages: Map by messageId of {message, verdict, copies}, online, revision}`, followed only while the page is seen. */
export function followCollector(origin, onChange) {
  const state = { origin, requests: [], messages: new Map(), online: false, revision: 0 };
  let source = null;
  const changed = () => {
    state.revision += 1;
    onChange();
  };

  // Closed when the page hides: an open connection would keep it out of the back/forward cache and take one of six from the tracker.
  const open = async () => {
    close();
    const mine = (source = new EventSource(`${origin}/events`));
    mine.addEventListener("request", (event) => (record(JSON.parse(event.data)), changed()));
    mine.addEventListener("message", (event) => event.data && (take(JSON.parse(event.data)), changed()));
    mine.addEventListener("reset", () => (empty(), changed()));
    mine.addEventListener("error", () => ((state.online = false), changed()));
    mine.addEventListener("open", async () => {
      try {
        empty(); // what the feed brings meanwhile is kept: taking twice is harmless
        const all = await (await fetch(`${origin}/messages`)).json();
        if (source !== mine) return;
        all.requests.forEach(record);
        all.messages.forEach(take);
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

  function take({ message, verdict, requestIndex }) {
    const id = message?.messageId;
    const known = state.messages.get(id);
    if (known) known.requestIndexes.add(requestIndex);
    else state.messages.set(id, { message, verdict, requestIndexes: new Set([requestIndex]) });
  }
}
