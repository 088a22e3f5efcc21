// Both reports of /compare, as they grow.
import { fetchQuality } from "../inspector/collector-feed.js";
import { figure, h, update } from "../inspector/dom.js";
import { reportPanels, saveReport } from "../quality/report-view.js";

const LAST_STEP = 7;
const sides = [...document.querySelectorAll(".side")].map((root) => ({
  root,
  frame: root.querySelector("iframe"),
  said: null,
  received: null,
  asked: "",
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
  side.said = data;
  show(side);
});

async function show(side) {
  const { root, frame, said } = side;
  const question = JSON.stringify([said.quality, said.followed]);
  if (question !== side.asked) {
    side.asked = question;
    side.received = await fetchQuality(frame.dataset.collector, said.followed).catch(() => null);
  }
  const { version, quality, done } = side.said;
  root.dataset.done = done;
  const panels = root.querySelector(".panels");
  update(panels, JSON.stringify([quality, side.received]), () => [
    ...reportPanels(quality, side.received),
    h(
      "p.save",
      {},
      h(
        "button.text",
        { type: "button", onclick: () => saveReport(version, quality, side.received) },
        "Save as JSON",
      ),
    ),
  ]);
  update(root.querySelector(".sum"), JSON.stringify(quality), () => summary(quality));
  const steps = sides.map(({ said }) => (said ? said.step : 0));
  document.getElementById("said").textContent = sides.every(({ said }) => said?.done)
    ? "Visited."
    : steps.some(Boolean)
      ? `Step ${Math.min(...steps)} of ${LAST_STEP}`
      : "";
  if (sides.every(({ said }) => said?.done)) visit.disabled = false;
}

/** The report in four figures. */
function summary({ events, properties, violations, identity }) {
  const sum = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
  const required = Object.values(properties)
    .flatMap((all) => Object.values(all))
    .filter(({ required }) => required);
  const share = sum(required.map(({ possible }) => possible))
    ? sum(required.map(({ given }) => given)) / sum(required.map(({ possible }) => possible))
    : 1;
  const refused = sum(Object.values(events).map(({ refused }) => refused));
  const wrong = sum(Object.values(violations));
  return [
    fact(`${Math.round(1000 * share) / 10} %`, "required properties given", share < 1),
    fact(figure(refused), "events refused", refused),
    fact(figure(wrong), "violations", wrong),
    fact(
      `${identity.ordered} of ${identity.checkouts}`,
      "checkouts became orders",
      events.order_completed && !identity.ordered,
    ),
  ];
}

function fact(value, label, bad) {
  return h(`span${bad ? ".bad" : ".good"}`, {}, h("b", {}, value), label);
}
