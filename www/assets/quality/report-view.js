// The panels of one data-quality report: the tracker's figures beside the collector's, with every
// contradiction in red. It compares with differences.js and fetches nothing. The quality view and /compare
// call it.
import { figure, h } from "../inspector/dom.js";
import { differences } from "./differences.js";

/** The panels for both reports; the collector's report may be null. */
export function reportPanels(tracker, collector) {
  if (!tracker)
    return [
      panel(
        "Data quality",
        h("p.nothing", {}, "The tracker has no report: it is off, or loaded without the option quality."),
      ),
    ];
  const faults = collector ? differences(tracker, collector) : [];
  const isWrong = (what) => faults.some((difference) => difference.what === what);
  return [
    verdict(faults, collector),
    volume(tracker, collector, isWrong),
    violationPanel(tracker, collector),
    completeness(tracker, collector, isWrong),
    identityPanel(tracker, collector, isWrong),
  ];
}

/** Saves both reports as a file for a bug report. It holds names and counts, no personal data. */
export function saveReport(version, tracker, collector) {
  const text = JSON.stringify(
    { version, tracker, collector, differences: collector ? differences(tracker, collector) : null },
    null,
    2,
  );
  const link = h("a", {
    href: URL.createObjectURL(new Blob([text], { type: "application/json" })),
    download: "shoptrail-quality.json",
  });
  link.click();
  URL.revokeObjectURL(link.href);
}

function verdict(faults, collector) {
  if (!collector) return panel("Tracker and collector", h("p.bad", {}, "The collector does not answer."));
  return panel(
    "Tracker and collector",
    faults.length
      ? h(
          "table.numbers",
          {},
          head("", "tracker", "collector"),
          faults.map((difference) =>
            h(
              "tr.difference",
              {},
              h("th", {}, difference.what),
              h("td", {}, figure(difference.tracker)),
              h("td.bad", {}, figure(difference.collector)),
            ),
          ),
        )
      : h("p.good", {}, "They agree on everything that has arrived."),
  );
}

/** Held events are not sent either, so these are not the inspector's `waiting`. */
const LABELS = { taken: "accepted", waiting: "not sent" };

function volume({ events }, collector, isWrong) {
  const received = collector?.events ?? {};
  const names = [...new Set([...Object.keys(events), ...Object.keys(received)])];
  if (!names.length) return panel("Events", h("p.nothing", {}, "No event was tracked yet."));
  const isUsed = (column) => names.some((name) => events[name]?.[column]);
  const columns = ["taken", ...["refused", "repeats", "waiting", "dropped"].filter(isUsed)];
  const isWrongThere = names.some((name) => received[name]?.wrong);
  const table = h(
    "table.numbers",
    {},
    head(
      "",
      ...columns.map((column) => LABELS[column] ?? column),
      "delivered",
      "received",
      isWrongThere && "wrong",
    ),
    names.map((name) =>
      h(
        "tr",
        { "data-event": name },
        h("th", { title: name }, name),
        columns.map((column) => cell(events[name]?.[column], ["refused", "dropped"].includes(column))),
        cell(events[name]?.delivered),
        h(isWrong(name) ? "td.bad" : "td", {}, dot(received[name]?.received)),
        isWrongThere && cell(received[name]?.wrong, true),
      ),
    ),
  );
  // A table with all its columns is wider than a phone.
  return panel(
    "Events",
    h("div.wide", { role: "group", "aria-label": "Counts by event", tabindex: 0 }, table),
  );
}

function violationPanel({ places, drops, repeats, violations }, collector) {
  const rows = Object.entries(places)
    .sort(([, a], [, b]) => b - a)
    .map(([place, count]) => {
      const [, event, path, code] = /^(.*?) ([^ ]*) ([^ ]*)$/.exec(place) ?? [, place, "", ""];
      return h(
        "tr",
        { "data-code": code },
        h("th", {}, event, " ", h("code", {}, path)),
        h("td.what", {}, code),
        h("td.bad", {}, figure(count)),
      );
    });
  const all = Object.values(violations).reduce((total, count) => total + count, 0);
  const copies = Object.values(collector?.events ?? {}).reduce((total, each) => total + each.copies, 0);
  return panel(
    "Violations",
    rows.length ? h("table.numbers.words", {}, rows) : h("p.good", {}, "None."),
    h(
      "dl.facts",
      {},
      fact("in all", all, all > 0),
      Object.entries(drops).map(([reason, count]) => fact(`dropped: ${reason}`, count, true)),
      fact("repeats suppressed", repeats),
      collector && [
        Object.entries(collector.violations).map(([code, count]) =>
          fact(`at the collector: ${code}`, count, true),
        ),
        fact("came again, same id", copies),
        fact("one order, two ids", collector.repeats, collector.repeats > 0),
      ],
    ),
  );
}

function completeness({ properties }, collector, isWrong) {
  const all = Object.entries(properties).flatMap(([event, byName]) =>
    Object.entries(byName).map(([name, counts]) => ({
      event,
      name,
      counts,
      isWrong: isWrong(`${event} ${name}`),
    })),
  );
  const required = all.filter(({ counts }) => counts.required);
  const possible = sumOf(required, "possible");
  if (!possible) return panel("Completeness", h("p.nothing", {}, "No data yet."));
  const given = sumOf(required, "given");
  const absent = all.filter(({ counts }) => !counts.required && !counts.given);
  const rows = all
    .filter((row) => !absent.includes(row) && (row.counts.given < row.counts.possible || row.isWrong))
    .map((row) => completenessRow(row, collector));
  const share = Math.round((1000 * given) / possible) / 10;
  const meter = { min: 0, max: 100, low: 99.9, high: 99.95, optimum: 100, value: share };
  return panel(
    "Completeness",
    h(
      "p",
      {},
      "Required properties given: ",
      h(`b.${given < possible ? "bad" : "good"}`, { "data-share": share }, `${share} %`),
      h("small", {}, ` (${figure(given)} of ${figure(possible)})`),
    ),
    h("meter", { "aria-label": "Required properties given, in per cent", ...meter }),
    rows.length > 0 &&
      h("table.numbers.words", {}, head("not always given", "storefront", "collector"), rows),
    absent.length > 0 &&
      h(
        "details",
        {},
        h("summary", {}, `${absent.length} optional properties are never given`),
        h("p.faint", {}, absent.map(({ event, name }) => `${event} ${name}`).join(", ")),
      ),
  );
}

function sumOf(rows, column) {
  return rows.reduce((sum, { counts }) => sum + counts[column], 0);
}

function completenessRow({ event, name, counts, isWrong }, collector) {
  const there = collector?.properties[event]?.[name];
  return h(
    `tr${counts.required ? ".required" : ""}`,
    {},
    h("th", {}, event, " ", h("code", {}, name)),
    h(
      counts.required && counts.given < counts.possible ? "td.bad" : "td",
      {},
      `${figure(counts.given)} / ${figure(counts.possible)}`,
    ),
    h(isWrong ? "td.bad" : "td", {}, there ? `${figure(there.given)} / ${figure(there.possible)}` : "·"),
  );
}

function identityPanel({ identity: ours }, collector, isWrong) {
  const theirs = collector?.identity ?? {};
  const row = (title, ...parts) =>
    h(
      "tr",
      {},
      h("th", {}, title),
      [ours, theirs].map((side, index) =>
        h(
          index && parts.some(isWrong) ? "td.bad" : "td",
          {},
          parts.map((part) => figure(side[part])).join(" of "),
        ),
      ),
    );
  return panel(
    "Identity",
    h(
      "table.numbers.words",
      {},
      head("", "tracker", "collector"),
      row("checkouts that ended in an order of the same shopper", "ordered", "checkouts"),
      row("events stitched to a person", "stitched", "events"),
    ),
  );
}

function head(...titles) {
  return h(
    "tr",
    {},
    titles.filter((title) => title !== false).map((title) => h(title ? "th" : "td", {}, title)),
  );
}

function cell(count, bad) {
  return h(bad && count ? "td.bad" : "td", {}, dot(count));
}

// Zero shows as a dot: most counts in the table of events are zero.
function dot(count) {
  return figure(count || undefined);
}

function fact(name, count, bad) {
  return [h("dt", {}, name), h(bad ? "dd.bad" : "dd", {}, figure(count))];
}

function panel(title, ...content) {
  return h("section.panel", {}, h("h3", {}, title), content);
}
