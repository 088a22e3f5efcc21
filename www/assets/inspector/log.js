// What happened in this visit, kept over page changes: one entry a call or message, and the requests that carried them.

const KEY = "marlow.inspector";
const ENTRIES_LIMIT = 250;
const ARGUMENTS_LIMIT_CHARS = 6000;
const SAVE_DELAY_MS = 150;

/**
 * The log of this tab. An entry: `{key, visit, page, at, method, name, messageId?, args?, reason?, violations?, state?, bytes?,
 * dropped?, repeats, requests: [key]}`; a request: `{key, id, via, bytes, at, status?, messageIds}`.
 */
export function openLog() {
  const log = read();
  let visit = (log.visit += 1);
  const page = location.pathname + location.search;
  let timer = 0;
  const byMessage = new Map();
  const sent = new Map(); // the tracker's number of a request on this page → its key
  index();
  addEventListener("pagehide", save);
  // Back from the back/forward cache: other pages have written since.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    const revision = log.revision + 1;
    Object.assign(log, read());
    visit = log.visit += 1;
    log.revision = Math.max(revision, log.revision + 1);
    index();
  });
  return { data: log, hear, see, byMessage };

  function index() {
    byMessage.clear();
    for (const entry of log.entries) if (entry.messageId) byMessage.set(entry.messageId, entry);
  }

  /** Takes one thing heard from the tracker. */
  function hear({ type, detail, at }) {
    if (typeof detail !== "object" || !detail) return;
    if (type === "call") call(detail, at);
    else if (type === "request") request(detail, at);
    else if (type === "outcome") outcome(detail);
    else if (type === "drop") drop(detail, at);
    changed();
  }

  /** Takes the tracker's list of messages: where each is now, and those that nobody called for, such as page views. */
  function see(messages) {
    for (const message of messages) {
      const { messageId, type, name } = message;
      const entry =
        byMessage.get(messageId) ??
        add({ at: Date.parse(message.timestamp), method: type, name: name || type, messageId });
      const at = Date.parse(message.timestamp) || entry.at;
      if (entry.state === message.state && entry.bytes === message.bytes && entry.at === at) continue;
      Object.assign(entry, { state: message.state, bytes: message.bytes, at });
      changed();
    }
    const listed = new Set(messages.map((message) => message.messageId));
    for (const entry of log.entries) {
      if (!entry.state || entry.state === "gone" || listed.has(entry.messageId)) continue;
      entry.state = "gone"; // left the outbox: an outcome, a drop or the collector says why
      changed();
    }
  }

  function call({ method, args = [], result = {} }, at) {
    if (!["track", "page", "identify", "reset"].includes(method)) return;
    const known = result?.messageId && byMessage.get(result.messageId);
    const told = {
      method,
      name: method === "track" ? String(args[0]) : method,
      args: keep(method === "track" ? args[1] : args),
    };
    if (known?.called) return void (known.repeats += 1);
    if (known) return void Object.assign(known, told, { called: true, violations: result.violations ?? [] });
    add({
      ...told,
      at,
      called: true,
      messageId: result?.messageId,
      violations: result?.violations ?? [],
      ...(result?.ok === false && { reason: result.reason ?? "refused" }),
    });
  }

  function request({ id, via, body }, at) {
    const text = typeof body === "string" ? body : "";
    let batch = [];
    try {
      batch = JSON.parse(text).batch ?? [];
    } catch {
      // Shown all the same: the collector says what is wrong with it.
    }
    const messageIds = batch.map((message) => message.messageId);
    const key = `${visit}.${id}`; // the tracker numbers requests anew on each page
    sent.set(id, key);
    log.requests.push({ key, id, via, at, bytes: new TextEncoder().encode(text).length, messageIds });
    for (const message of batch) {
      const entry =
        byMessage.get(message.messageId) ??
        add({
          at: Date.parse(message.timestamp),
          method: message.type,
          name: message.event ?? message.type,
          messageId: message.messageId,
          args: keep(message.properties ?? message.traits),
        });
      if (!entry.requests.includes(key)) entry.requests.push(key);
    }
  }

  function outcome({ id, status }) {
    const found = log.requests.findLast((request) => request.key === sent.get(id));
    if (found) found.status = status;
  }

  function drop({ messageId, name, reason }, at) {
    const entry = byMessage.get(messageId) ?? add({ at, method: "track", name: name ?? "?", messageId });
    entry.dropped = reason ?? "unknown";
  }

  function add(entry) {
    const whole = {
      key: `${visit}-${(log.count += 1)}`,
      visit,
      page,
      repeats: 0,
      requests: [],
      ...entry,
      at: entry.at || Date.now(),
    };
    log.entries.push(whole);
    if (log.entries.length > ENTRIES_LIMIT) log.entries.splice(0, log.entries.length - ENTRIES_LIMIT);
    if (log.requests.length > ENTRIES_LIMIT) log.requests.splice(0, log.requests.length - ENTRIES_LIMIT);
    if (whole.messageId) byMessage.set(whole.messageId, whole);
    return whole;
  }

  function changed() {
    log.revision += 1;
    if (!timer) timer = setTimeout(save, SAVE_DELAY_MS);
  }

  function save() {
    clearTimeout(timer);
    timer = 0;
    try {
      sessionStorage.setItem(KEY, JSON.stringify(log));
    } catch {
      // Blocked or full: the log then lives as long as the page.
    }
  }
}

function read() {
  const empty = { visit: 0, count: 0, revision: 0, entries: [], requests: [] };
  try {
    return { ...empty, ...JSON.parse(sessionStorage.getItem(KEY)) };
  } catch {
    return empty;
  }
}

function keep(value) {
  if (value === undefined) return undefined;
  try {
    const text = JSON.stringify(value);
    return text === undefined || text.length > ARGUMENTS_LIMIT_CHARS
      ? `${String(text).slice(0, ARGUMENTS_LIMIT_CHARS)}…`
      : JSON.parse(text);
  } catch (error) {
    return `unreadable: ${error.message}`;
  }
}
