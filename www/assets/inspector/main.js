// The inspector's main script: puts the views together, and refreshes the visible one while the page is
// visible. What a view shows is the business of its own file. The layout adds it to every page of the
// harness.
import { followCollector } from "./collector-feed.js";
import { clearAll, controls } from "./controls.js";
import { counters } from "./counters.js";
import { h } from "./dom.js";
import { drawer, isFolded } from "./drawer.js";
import { eventsView } from "./events-view.js";
import { formView } from "./form-view.js";
import { openLog } from "./log.js";
import { plan } from "./plan.js";
import { qualityView } from "./quality-view.js";
import { shopperView } from "./shopper-view.js";
import { statusLine } from "./status.js";
import { storageView } from "./storage-view.js";
import { tabs } from "./tabs.js";
import { tips } from "./tips.js";
import { readDiagnostics, readProfile, readStorage } from "./tracker-view.js";

const POLL_MS = 250;

const origin = document.querySelector("script[data-collector]").dataset.collector;
const log = openLog();
const collector = followCollector(origin, refreshSoon);
const views = {
  events: eventsView(),
  shopper: shopperView(),
  quality: qualityView(),
  storage: storageView(refreshSoon),
  track: formView(),
};
let shown = "events";
let due = false;

const { status, note, render: renderStatus } = statusLine();
const counts = counters();
const { fold, unfold } = drawer(refresh);
const { list, panel } = tabs(views, (name) => {
  shown = name;
  refreshSoon();
});
const root = h(
  "div.inspector",
  { id: "inspector" },
  h(
    "div.head",
    {},
    h("h2", {}, "shoptrail"),
    status,
    h("button.text", { type: "button", onclick: clearAll }, "Clear all"),
    fold,
  ),
  note,
  controls(),
  counts.root,
  list,
  panel,
);
root.append(tips(root));
document.body.append(h("aside", { "aria-label": "shoptrail inspector" }, root, unfold));

// The tap has listened since the head of the page, so the log misses nothing.
for (const notification of window.harnessTap.queue.splice(0)) log.record(notification);
window.harnessTap.sink = (notification) => {
  log.record(notification);
  refreshSoon();
};
setInterval(refresh, POLL_MS);
document.addEventListener("visibilitychange", refresh);
plan.then(refreshSoon);
refresh();

function refresh() {
  due = false;
  const diagnostics = readDiagnostics();
  if (Array.isArray(diagnostics?.messages)) log.recordMessages(diagnostics.messages);
  if (document.hidden || isFolded()) return;
  renderStatus(diagnostics, collector.online);
  counts.render(diagnostics, log.data, collector);
  const storage = readStorage();
  if (shown === "events") views.events.render(log.data, collector);
  else if (shown === "shopper")
    views.shopper.render({ diagnostics, profile: readProfile(), storage, log: log.data, collector });
  else if (shown === "quality") views.quality.render(diagnostics, storage, log.data, collector);
  else if (shown === "storage") views.storage.render();
}

function refreshSoon() {
  if (due) return;
  due = true;
  setTimeout(refresh, 30);
}
