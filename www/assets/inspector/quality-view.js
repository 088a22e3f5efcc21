// The quality view of the inspector: the tracker's data-quality report of this tab beside the collector's,
// then the collector's answers and the storage. The panels of the reports are in ../quality/report-view.js.
// main.js shows it.
import { reportPanels, saveReport } from "../quality/report-view.js";
import { fetchQuality } from "./collector-feed.js";
import { bytes, clock, facts, figure, h, update } from "./dom.js";
import { isProfileUpdate } from "./log.js";
import { stateOf } from "./tracker-view.js";

export function qualityView() {
  const root = h("div.panels");
  let asked,
    received = null;
  return { root, render };

  function render(diagnostics, storage, log, collector) {
    ask(diagnostics, storage, log, collector);
    const { quality, drops, storage: kept, next_ms: next } = diagnostics ?? {};
    const retry = next > 999 ? Math.ceil(next / 1000) : 0;
    const signature = JSON.stringify([
      quality,
      received,
      drops,
      kept,
      storage.messages,
      storage.leases,
      retry,
      collector.requests.length,
      log.entries.filter(isProfileUpdate),
    ]);
    update(root, signature, () => [
      ...reportPanels(quality, received),
      profileUpdates(log, collector),
      answers(collector, retry),
      storing(diagnostics, storage),
      saving(diagnostics),
    ]);
  }

  // The collector's report covers the messages of this tab only.
  function ask(diagnostics, storage, log, collector) {
    const question = `${collector.revision} ${storage.followed.length} ${storage.followed[0]}`;
    if (question === asked) return;
    asked = question;
    fetchQuality(collector.origin, storage.followed)
      .then(
        (report) => (received = report),
        () => (received = null),
      )
      .then(() => render(diagnostics, storage, log, collector));
  }

  function saving(diagnostics) {
    return h(
      "p.save",
      {},
      h(
        "button.text",
        { type: "button", onclick: () => saveReport(diagnostics?.version, diagnostics?.quality, received) },
        "Save as JSON",
      ),
      h("small", {}, "Names and counts only, no personal data."),
    );
  }
}

/** The messages that the counters have and the report leaves out. */
function profileUpdates(log, collector) {
  const counts = {};
  for (const entry of log.entries.filter(isProfileUpdate)) {
    const [, label] = stateOf(entry, log, collector);
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return (
    Object.keys(counts).length > 0 &&
    panel(
      "Profile updates",
      h("p", {}, "The tracker sent these identify messages by itself. The tables above count calls only."),
      facts(Object.entries(counts)),
    )
  );
}

function answers(collector, retry) {
  const statuses = new Map();
  for (const { status } of collector.requests) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  const problems = collector.requests.flatMap((request) => request.problems);
  return panel(
    "Requests",
    facts([
      [
        "answers",
        [...statuses].map(([status, count]) => `${figure(count)} × ${status || "cut"}`).join(", ") || 0,
      ],
      ["next try", retry ? `in ${figure(retry)} s, at ${clock(Date.now() + retry * 1000)}` : "not planned"],
      ["against the contract", problems.length, problems.length ? "bad" : "good"],
      ...problems.slice(0, 5).map(({ code, path, message }) => [code, `${path} ${message}`, "bad"]),
    ]),
  );
}

function storing(diagnostics, storage) {
  const stored = diagnostics?.storage?.bytes;
  return panel(
    "Storage",
    facts([
      ["durable", diagnostics ? (diagnostics.storage?.durable ? "yes" : "no, memory only") : undefined],
      ["bytes used", stored === undefined ? undefined : bytes(stored)],
      ["messages kept", figure(storage.messages)],
      ["leases", figure(storage.leases)],
      ...Object.entries(diagnostics?.drops ?? {}).map(([reason, count]) => [
        `dropped in total: ${reason}`,
        figure(count),
        "bad",
      ]),
    ]),
  );
}

function panel(title, ...content) {
  return h("section.panel", {}, h("h3", {}, title), content);
}
