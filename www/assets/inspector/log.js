// The log of this tab: one entry per call or message, and the requests that sent them. It is kept in
// sessionStorage over page changes. It records and does not render: events-view.js shows it. main.js opens it
// and feeds it.

const KEY = "marlow.inspector";
const ENTRIES_LIMIT = 250;
const ARGUMENTS_LIMIT_CHARS = 6000;
const SAVE_DELAY_MS = 150;
const LOGGED_METHODS = ["track", "page", "identify", "reset"];

/**
 * Opens the log of this tab. `data.entries` holds entries: `{key, visit, page, at, method, name, messageId?,
 * args?, reason?, violations?, state?, bytes?, dropped?, repeats, requests: [key]}`. `data.requests` holds
 * requests: `{key, id, via, bytes, at, status?, messageIds}`.
 */
export function openLog() {
  return new Log();
}

class Log {
  data = read();
  byMessage = new Map();
  #visit = (this.data.visit += 1);
  #page = location.pathname + location.search;
  #timer = 0;
  #requestKeys = new Map(); // the tracker's number of a request on this page → its key

  constructor() {
    this.#index();
    addEventListener("pagehide", () => this.#save());
    addEventListener("pageshow", (event) => event.persisted && this.#reload());
  }

  /** Records one notification of the tracker: `type` is call, request, outcome or drop. */
  record({ type, detail, at }) {
    if (typeof detail !== "object" || !detail) return;
    if (type === "call") this.#recordCall(detail, at);
    else if (type === "request") this.#recordRequest(detail, at);
    else if (type === "outcome") this.#recordOutcome(detail);
    else if (type === "drop") this.#recordDrop(detail, at);
    this.#changed();
  }

  /**
   * Records the tracker's list of messages: the state of each. It adds the messages that no call has
   * announced, such as page views.
   */
  recordMessages(messages) {
    for (const message of messages) {
      const { messageId, type, name, state, bytes } = message;
      const timestamp = Date.parse(message.timestamp);
      const entry =
        this.byMessage.get(messageId) ??
        this.#add({ at: timestamp, method: type, name: name || type, messageId });
      const at = timestamp || entry.at;
      if (entry.state === state && entry.bytes === bytes && entry.at === at) continue;
      Object.assign(entry, { state, bytes, at });
      this.#changed();
    }
    const listed = new Set(messages.map((message) => message.messageId));
    for (const entry of this.data.entries) {
      if (!entry.state || entry.state === "gone" || listed.has(entry.messageId)) continue;
      entry.state = "gone"; // it left the outbox: an outcome, a drop or the collector tells why
      this.#changed();
    }
  }

  // The page is back from the back/forward cache: other pages of this tab have written the log since.
  #reload() {
    const revision = this.data.revision + 1;
    Object.assign(this.data, read());
    this.#visit = this.data.visit += 1;
    this.data.revision = Math.max(revision, this.data.revision + 1);
    this.#index();
  }

  #index() {
    this.byMessage.clear();
    for (const entry of this.data.entries) if (entry.messageId) this.byMessage.set(entry.messageId, entry);
  }

  #recordCall({ method, args = [], result = {} }, at) {
    if (!LOGGED_METHODS.includes(method)) return;
    const known = result?.messageId && this.byMessage.get(result.messageId);
    const call = {
      method,
      name: method === "track" ? String(args[0]) : method,
      args: copyForLog(method === "track" ? args[1] : args),
      called: true,
      violations: result?.violations ?? [],
    };
    if (known?.called) known.repeats += 1;
    else if (known) Object.assign(known, call);
    else {
      const refusal = result?.ok === false && { reason: result.reason ?? "refused" };
      this.#add({ ...call, at, messageId: result?.messageId, ...refusal });
    }
  }

  #recordRequest({ id, via, body }, at) {
    const text = typeof body === "string" ? body : "";
    let batch = [];
    try {
      batch = JSON.parse(text).batch ?? [];
    } catch {
      // The request is shown without messages; the collector reports what is wrong with its body.
    }
    const messageIds = batch.map((message) => message.messageId);
    const key = `${this.#visit}.${id}`; // each page numbers its requests from the start
    this.#requestKeys.set(id, key);
    this.data.requests.push({ key, id, via, at, bytes: new TextEncoder().encode(text).length, messageIds });
    for (const message of batch) {
      const entry = this.byMessage.get(message.messageId) ?? this.#add(entryOf(message));
      if (!entry.requests.includes(key)) entry.requests.push(key);
    }
  }

  #recordOutcome({ id, status }) {
    const key = this.#requestKeys.get(id);
    const found = this.data.requests.findLast((request) => request.key === key);
    if (found) found.status = status;
  }

  #recordDrop({ messageId, name, reason }, at) {
    const entry =
      this.byMessage.get(messageId) ?? this.#add({ at, method: "track", name: name ?? "?", messageId });
    entry.dropped = reason ?? "unknown";
  }

  #add(entry) {
    const { data } = this;
    const whole = {
      key: `${this.#visit}-${(data.count += 1)}`,
      visit: this.#visit,
      page: this.#page,
      repeats: 0,
      requests: [],
      ...entry,
      at: entry.at || Date.now(),
    };
    data.entries.push(whole);
    for (const list of [data.entries, data.requests])
      if (list.length > ENTRIES_LIMIT) list.splice(0, list.length - ENTRIES_LIMIT);
    if (whole.messageId) this.byMessage.set(whole.messageId, whole);
    return whole;
  }

  #changed() {
    this.data.revision += 1;
    if (!this.#timer) this.#timer = setTimeout(() => this.#save(), SAVE_DELAY_MS);
  }

  #save() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.data));
    } catch {
      // The storage is blocked or full: the log lives as long as the page.
    }
  }
}

/** Whether the tracker made the entry's message by itself, to send what it has learned about the shopper. */
export function isProfileUpdate({ method, called, messageId }) {
  return method === "identify" && !called && Boolean(messageId);
}

/** The entry for a message of a request that no call and no list has announced. */
function entryOf(message) {
  return {
    at: Date.parse(message.timestamp),
    method: message.type,
    name: message.event ?? message.type,
    messageId: message.messageId,
    args: copyForLog(message.properties ?? message.traits),
  };
}

function read() {
  const empty = { visit: 0, count: 0, revision: 0, entries: [], requests: [] };
  try {
    return { ...empty, ...JSON.parse(sessionStorage.getItem(KEY)) };
  } catch {
    return empty;
  }
}

/** A copy of a value that JSON can hold; a text when the value is too long or cannot be read. */
function copyForLog(value) {
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
