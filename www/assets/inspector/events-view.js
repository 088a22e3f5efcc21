// The events view of the inspector: one line per log entry, newest first, under the page on which it
// happened. An opened line shows its arguments, requests and the collector's verdict. It reads the log
// (log.js) and changes nothing. main.js shows it.
import { bytes, clock, h, pretty, update } from "./dom.js";
import { isProfileUpdate } from "./log.js";
import { suggestion } from "./plan.js";
import { STATES } from "./states.js";
import { described } from "./tips.js";
import { stateOf } from "./tracker-view.js";

/** A view whose `render(log, collector)` touches only the lines that have changed. */
export function eventsView() {
  const root = h("div.events");
  const lines = new Map(); // key of an entry → its elements
  const heads = new Map(); // number of a visit → its heading
  return { root, render };

  function render(log, collector) {
    if (!log.entries.length) {
      return update(root, "empty", () =>
        h("p.nothing", {}, "Nothing has happened yet. Walk through the shop and watch."),
      );
    }
    const order = [];
    let visit = 0;
    // Sorted by time, because the log gets an automatic page view later than the calls that followed it.
    const entries = log.entries.toSorted(
      (a, b) => b.visit - a.visit || b.at - a.at || log.entries.indexOf(b) - log.entries.indexOf(a),
    );
    for (const entry of entries) {
      if (entry.visit !== visit) order.push(heading(entry));
      visit = entry.visit;
      order.push(line(entry, log, collector));
    }
    update(root, entries.map((entry) => entry.key).join(), () => order);
  }

  function heading({ visit, page }) {
    if (!heads.has(visit)) heads.set(visit, h("div.visit", { title: page }, page));
    return heads.get(visit);
  }

  function line(entry, log, collector) {
    let parts = lines.get(entry.key);
    if (!parts) {
      const summary = h("summary");
      const inside = h("div.inside");
      const details = h("details.event", { "data-event": entry.name }, summary, inside);
      lines.set(entry.key, (parts = { details, summary, inside }));
    }
    const received = collector.messages.get(entry.messageId);
    const [state, label, why] = stateOf(entry, log, collector);
    const requests = entry.requests
      .map((key) => log.requests.findLast((request) => request.key === key))
      .filter(Boolean);
    const answer = [received?.verdict, received?.requestIndexes.size];
    const signature = JSON.stringify([entry, state, why, requests, answer, suggestion(entry)]);
    parts.details.dataset.state = state;
    for (const [name, value] of Object.entries(described(state))) parts.summary.setAttribute(name, value);
    update(parts.summary, signature, () => summarize(entry, label, why, requests, received));
    update(parts.inside, signature, () => [
      h("p", {}, STATES[state]?.[1]),
      ...explain(entry, requests, received, parts.inside),
    ]);
    return parts.details;
  }
}

function summarize(entry, label, why, requests, received) {
  const last = requests.at(-1);
  const meant = suggestion(entry);
  return [
    h("i.dot"),
    h("b.name", {}, entry.name),
    h("span.about", {}, isProfileUpdate(entry) ? "profile update, sent by the tracker" : about(entry)),
    h("span.pill", {}, why && entry.dropped ? why : label),
    h("time", {}, clock(entry.at)),
    h(
      "span.under",
      {},
      entry.violations?.length
        ? h(
            entry.reason ? "span.bad" : "span.repeat",
            {},
            entry.violations.map(({ path, code }) => `${path || entry.name}: ${code}`).join(" · "),
          )
        : entry.reason && h(entry.reason === "repeat" ? "span" : "span.bad", {}, why),
      meant && h("span.meant", {}, `Did you mean “${meant}”?`),
      entry.repeats > 0 &&
        h("span.repeat", {}, `repeat suppressed${entry.repeats > 1 ? ` ×${entry.repeats}` : ""}`),
      last &&
        h(
          "span",
          {},
          `${last.via} · ${bytes(last.bytes)}${last.status === undefined ? "" : ` · ${outcome(last)}`}`,
        ),
    ),
    h(
      "span.verdict",
      {},
      received &&
        h(
          received.verdict.ok ? "span.good" : "span.bad",
          {},
          received.verdict.ok ? "✓ valid" : `✗ ${received.verdict.problems.length} wrong`,
        ),
    ),
  ];
}

function explain(entry, requests, received, before) {
  const open = new Set([...before.querySelectorAll("details[open]")].map((details) => details.dataset.part));
  const fold = (part, title, value) =>
    h(
      "details",
      { "data-part": part, open: open.has(part) },
      h("summary", {}, title),
      h("pre", { tabindex: 0 }, pretty(value)),
    );
  return [
    h(
      "p.ids",
      {},
      entry.messageId ? `messageId ${entry.messageId}` : "no message",
      entry.bytes && ` · ${bytes(entry.bytes)}`,
    ),
    entry.violations?.length > 0 && problemList(entry.violations, entry.name),
    entry.args !== undefined &&
      fold("args", entry.called ? `What was called: ${entry.method}()` : "What was sent", entry.args),
    requests.length > 0 && h("div", {}, h("h3", {}, "Sent by"), requests.map(requestLine)),
    received &&
      h(
        "div",
        {},
        h("h3", {}, "The collector's verdict"),
        received.verdict.ok
          ? h(
              "p.good",
              {},
              "✓ follows the wire contract and the tracking plan",
              received.requestIndexes.size > 1 && `; came ${received.requestIndexes.size} times under one id`,
            )
          : problemList(received.verdict.problems),
        fold("wire", "The message as received", received.message),
      ),
  ];
}

function requestLine(request) {
  const count = request.messageIds.length;
  return h(
    "p.carrier",
    {},
    h("code", {}, `request ${shortId(request.id)}`),
    ` ${request.via}, ${bytes(request.bytes)}, ${count} message${count > 1 ? "s" : ""}, `,
    `${clock(request.at)} → ${outcome(request)}`,
  );
}

function problemList(problems, whole = "message") {
  return h(
    "ul.problems",
    {},
    problems.map(({ code, path, message, kept }) =>
      h(
        "li",
        {},
        h("code", {}, path || whole),
        ` ${message ?? ""} `,
        h("small", {}, code),
        kept !== undefined && `, read as ${JSON.stringify(kept)}`,
      ),
    ),
  );
}

function about({ args, method }) {
  const given = method === "identify" && Array.isArray(args) ? args[0] : Array.isArray(args) ? args[0] : args;
  if (typeof given === "string") return given;
  if (typeof given !== "object" || !given) return "";
  const found =
    given.name ??
    given.order_id ??
    given.email ??
    given.customer_id ??
    given.phone ??
    given.collection_name ??
    given.query ??
    given.offer_code;
  if (found !== undefined) return String(found);
  return Array.isArray(given.line_items)
    ? `${given.line_items.length} line${given.line_items.length > 1 ? "s" : ""}`
    : "";
}

/** An HTTP status, or in words what the tracker reports when there is none. */
function outcome({ status, via }) {
  if (status === undefined) return via === "beacon" ? "handed off" : "no answer yet";
  return { 0: "no answer", 1: "handed off", 2: "refused by the browser" }[status] ?? String(status);
}

function shortId(id) {
  const text = String(id);
  return text.length > 8 ? `…${text.slice(-6)}` : text;
}
