// The inspector's main script: puts the views together, and refreshes the visible one while the page is
// visible. What a view shows is the business of its own file. The layout adds it to every page of the
// harness.
import { followCollector } from "./collector-feed.js";
import { clearAll, controls, setFolded } from "./controls.js";
import { clock, figure, h, update } from "./dom.js";
import { eventsView } from "./events-view.js";
import { formView } from "./form-view.js";
import { openLog } from "./log.js";
import { qualityView } from "./quality-view.js";
import { shopperView } from "./shopper-view.js";
import { readDiagnostics, readStorage, stateOf } from "./tracker-view.js";

const POLL_MS = 250;
const COUNTS = [
  ["held", "held"],
  ["waiting", "waiting"],
  ["in_flight", "in flight"],
  ["handed_off", "handed off"],
  ["delivered", "delivered"],
];

const origin = document.querySelector("script[data-collector]").dataset.collector;
const log = openLog();
const collector = followCollector(origin, refreshSoon);
const views = { events: eventsView(), shopper: shopperView(), quality: qualityView(), track: formView() };
let shown = "events";
let due = false;

const status = h("span.status");
const note = h("p.note", { role: "status" });
const counts = h("div.counts");
const tabs = h(
  "div.tabs",
  { role: "tablist" },
  Object.keys(views).map((name) =>
    h(
      "button",
      { type: "button", role: "tab", "data-tab": name, onclick: () => show(name) },
      name[0].toUpperCase() + name.slice(1),
    ),
  ),
);
const body = h("div.body");
document.body.append(
  h(
    "aside.inspector",
    { "aria-label": "shoptrail inspector" },
    h(
      "header",
      {},
      h("b", {}, "shoptrail"),
      status,
      h("button.text", { type: "button", onclick: clearAll }, "Clear all"),
      h(
        "button.fold",
        { type: "button", title: "Fold away", "aria-label": "Fold away", onclick: () => fold(true) },
        "›",
      ),
    ),
    note,
    controls(),
    counts,
    tabs,
    body,
  ),
  h("button.unfold", { type: "button", onclick: () => fold(false) }, "Inspector"),
);
show(shown);

// The tap has listened since the head of the page, so the log misses nothing.
for (const notification of window.harnessTap.queue.splice(0)) log.record(notification);
window.harnessTap.sink = (notification) => {
  log.record(notification);
  refreshSoon();
};
setInterval(refresh, POLL_MS);
document.addEventListener("visibilitychange", refresh);
refresh();

function refresh() {
  due = false;
  const diagnostics = readDiagnostics();
  if (Array.isArray(diagnostics?.messages)) log.recordMessages(diagnostics.messages);
  if (document.hidden || document.documentElement.classList.contains("inspector-closed")) return;
  const storage = readStorage();
  showStatus(diagnostics);
  showCounts(diagnostics);
  if (shown === "events") views.events.render(log.data, collector);
  else if (shown === "shopper") views.shopper.render(diagnostics, storage);
  else if (shown === "quality") views.quality.render(diagnostics, storage, log.data, collector);
}

function refreshSoon() {
  if (due) return;
  due = true;
  setTimeout(refresh, 30);
}

function showStatus(diagnostics) {
  const [kind, text] = !window.shoptrail
    ? ["bad", "not loaded"]
    : !diagnostics
      ? ["wait", "starting…"]
      : diagnostics.on === false
        ? ["bad", `off: ${diagnostics.off_reason ?? "no reason given"}`]
        : ["good", `${diagnostics.version} · ${diagnostics.identity?.state ?? ""}`];
  const feed = collector.online ? "" : " · the collector's feed is down";
  status.dataset.kind = kind;
  note.textContent = diagnostics?.options
    ? diagnostics.options.map(({ option, allowed }) => `Option ${option}: allowed is ${allowed}`).join("; ")
    : retryTime(diagnostics ?? {});
  update(status, kind + text + feed, () => [h("i.dot"), document.createTextNode(text + feed)]);
}

// A pause of up to 3 s is not a retry: in it the tracker collects events for one request.
function retryTime({ next_ms: nextMs, counts: { waiting } = {} }) {
  return nextMs > 3000 && waiting
    ? `Next try at ${clock(Date.now() + nextMs)}, in ${Math.ceil(nextMs / 1000)} s`
    : "";
}

// The tracker counts what this page has delivered; the log counts the whole visit.
function showCounts(diagnostics) {
  const delivered = log.data.entries.filter(
    (entry) => stateOf(entry, log.data, collector)[0] === "delivered",
  ).length;
  const dropped = Object.values(diagnostics?.drops ?? {}).reduce((total, count) => total + count, 0);
  const all = [
    ...COUNTS.map(([key, label]) => [
      key,
      label,
      key === "delivered" ? delivered : (diagnostics?.counts?.[key] ?? 0),
    ]),
    ["dropped", "dropped", dropped],
  ];
  update(counts, all.join(), () =>
    all.map(([key, label, count]) =>
      h(
        "div",
        { "data-state": key, class: count ? "some" : "none" },
        h("b", {}, figure(count)),
        h("span", {}, label),
      ),
    ),
  );
}

function show(name) {
  shown = name;
  for (const tab of tabs.children) tab.setAttribute("aria-selected", tab.dataset.tab === name);
  body.replaceChildren(views[name].root);
  refreshSoon();
}

function fold(folded) {
  setFolded(folded);
  if (!folded) refresh();
}
