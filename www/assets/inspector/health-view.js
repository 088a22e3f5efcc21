// Data quality: the tracker's own account of this visit beside the collector's; a difference is shown in red.
import { bytes, facts, h, update } from "./dom.js";
import { stateOf } from "./tracker-view.js";

export function healthView() {
  const root = h("div.panels");
  return { root, render };

  function render(diagnostics, storage, log, collector) {
    const { drops, violations, repeats, storage: kept } = diagnostics ?? {};
    const signature = JSON.stringify([drops, violations, repeats, kept, storage.messages, storage.leases, log.revision, collector.revision]);
    update(root, signature, () => [volume(log, collector), refused(diagnostics), received(collector), storing(diagnostics, storage)]);
  }
}

function volume(log, collector) {
  const rows = new Map();
  const row = (name) => rows.get(name) ?? rows.set(name, { delivered: 0, open: 0, refused: 0, received: 0, wrong: 0 }).get(name);
  for (const entry of log.entries) {
    const [state] = stateOf(entry, log, collector);
    if (state === "local" || state === "repeat") continue;
    if (state === "refused" || state === "dropped") row(entry.name).refused += 1;
    else if (state === "delivered") row(entry.name).delivered += 1;
    else row(entry.name).open += 1;
  }
  for (const { message, verdict } of collector.messages.values()) {
    const entry = log.entries.find((entry) => entry.messageId === message?.messageId);
    if (!entry) continue; // of another visit or tab
    const found = row(entry.name);
    found.received += 1;
    if (!verdict.ok) found.wrong += 1;
  }
  return panel("Events of this tab", h("table.numbers", {},
    h("tr", {}, ["event", "open", "refused", "delivered", "received", "wrong"].map((title) => h("th", {}, title))),
    [...rows].map(([name, { open, refused, delivered, received, wrong }]) => h("tr", {}, h("th", {}, name),
      [open, refused, delivered].map((count) => h("td", {}, count || "·")),
      h(received < delivered ? "td.bad" : "td", {}, received || "·"), h(wrong ? "td.bad" : "td", {}, wrong || "·")))));
}

function refused(diagnostics) {
  const pairs = [
    ...Object.entries(diagnostics?.violations ?? {}).map(([code, count]) => [`violation: ${code}`, count]),
    ...Object.entries(diagnostics?.drops ?? {}).map(([reason, count]) => [`dropped: ${reason}`, count, "bad"]),
    ["repeats suppressed", diagnostics?.repeats ?? 0],
  ];
  return panel("Violations, drops, repeats", facts(pairs));
}

function received(collector) {
  const statuses = new Map();
  for (const { status } of collector.requests) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const problems = collector.requests.flatMap((request) => request.problems);
  const taken = [...collector.messages.values()];
  const wrong = taken.filter(({ verdict }) => !verdict.ok).length;
  return panel("At the collector", facts([
    ["requests", [...statuses].map(([status, count]) => `${count} × ${status || "cut"}`).join(", ") || 0],
    ["messages", taken.length],
    ["came again, same id", taken.reduce((sum, { requestIndexes }) => sum + requestIndexes.size - 1, 0)],
    ["against the contract", wrong + problems.length, wrong + problems.length ? "bad" : "good"],
    ...problems.slice(0, 5).map(({ code, path, message }) => [code, `${path} ${message}`, "bad"]),
  ]));
}

function storing(diagnostics, storage) {
  return panel("Storage", facts([
    ["durable", diagnostics ? (diagnostics.storage?.durable ? "yes" : "no, memory only") : undefined],
    ["our bytes", diagnostics?.storage?.bytes === undefined ? undefined : bytes(diagnostics.storage.bytes)],
    ["messages kept", storage.messages],
    ["leases", storage.leases],
  ]));
}

function panel(title, ...content) {
  return h("section.panel", {}, h("h3", {}, title), content);
}
