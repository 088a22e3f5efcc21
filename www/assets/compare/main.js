// The script of /compare: starts the visit in both storefronts and shows their reports as they grow. The
// storefronts send the reports (compare/frame.js); quality/report-view.js makes the panels. compare.mjs puts
// it on the page.
import { fetchQuality } from "../inspector/collector-feed.js";
import { figure, h, update } from "../inspector/dom.js";
import { reportPanels, saveReport } from "../quality/report-view.js";

const LAST_STEP = 7;
const sides = [...document.querySelectorAll(".side")].map((root) => ({
  root,
  frame: root.querySelector("iframe"),
  report: null,
  received: null,
  askedFor: "",
}));
const visit = document.getElementById("visit");

visit.addEventListener("click", () => {
  visit.disabled = true;
  for (const { frame } of sides)
    frame.contentWindow.postMessage({ type: "visit" }, new URL(frame.src).origin);
});

addEventListener("message", ({ data, source }) => {
  const side = sides.find(({ frame }) => frame.contentWindow === source);
  if (!side || data?.type !== "report" || !data.quality) return;
  side.report = data;
  show(side);
});

async function show(side) {
  const { root, frame, report } = side;
  const question = JSON.stringify([report.quality, report.followed]);
  if (question !== side.askedFor) {
    side.askedFor = question;
    side.received = await fetchQuality(frame.dataset.collector, report.followed).catch(() => null);
  }
  const { version, quality, done, step } = side.report;
  root.dataset.done = done;
  showProgress();
  // Before a visit there is only the view of the first page, which says nothing about the storefront.
  if (!step) return;
  const panels = root.querySelector(".panels");
  const save = () => saveReport(version, quality, side.received);
  update(panels, JSON.stringify([quality, side.received]), () => [
    ...reportPanels(quality, side.received),
    h("p.save", {}, h("button.text", { type: "button", onclick: save }, "Save as JSON")),
  ]);
  update(root.querySelector(".sum"), JSON.stringify(quality), () => summary(quality));
}

function showProgress() {
  const steps = sides.map((side) => side.report?.step ?? 0);
  const isDone = sides.every((side) => side.report?.done);
  document.getElementById("progress").textContent = isDone
    ? "Visited."
    : steps.some(Boolean)
      ? `Step ${Math.min(...steps)} of ${LAST_STEP}`
      : "";
  if (isDone) visit.disabled = false;
}

/** The report in four figures. */
function summary({ events, properties, violations, identity }) {
  const required = Object.values(properties)
    .flatMap((all) => Object.values(all))
    .filter((counts) => counts.required);
  const possible = sum(required.map((counts) => counts.possible));
  const share = possible ? sum(required.map((counts) => counts.given)) / possible : null;
  const refused = sum(Object.values(events).map((counts) => counts.refused));
  const violationCount = sum(Object.values(violations));
  return [
    share === null
      ? h("span", {}, h("b", {}, "No data yet"), "required properties given")
      : fact(`${Math.round(1000 * share) / 10} %`, "required properties given", share < 1),
    fact(figure(refused), "events refused", refused),
    fact(figure(violationCount), "violations", violationCount),
    fact(
      `${identity.ordered} of ${identity.checkouts}`,
      "checkouts became orders",
      events.order_completed && !identity.ordered,
    ),
  ];
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function fact(value, label, isBad) {
  return h(`span${isBad ? ".bad" : ".good"}`, {}, h("b", {}, value), label);
}
