// The inspector's switches: hold or send anonymous events, the collector's fault, broken calls, clear all.
// Their server side is in server.mjs. main.js shows them.
import { h } from "./dom.js";

const BROKEN = [
  ["No product_id", "product_viewed", { name: "Fell Runner", price: 128, currency: "GBP" }],
  [
    'Price "12,99"',
    "product_viewed",
    { product_id: "wool-sock", name: "Merino Path Sock", price: "12,99", currency: "GBP" },
  ],
  ["Unknown event", "prodct_viewed", { product_id: "fell-runner" }],
];

export function controls() {
  const held = h("button", { type: "button", onclick: () => setAnonymous("hold") }, "Hold");
  const sent = h("button", { type: "button", onclick: () => setAnonymous("send") }, "Send");
  const fault = h("select", {
    "aria-label": "What the collector answers",
    onchange: () => post("/harness/fault", fault.value).then(show),
  });
  fetch("/harness/state")
    .then((response) => response.json())
    .then(show, () => {});
  return h(
    "div.controls",
    {},
    h(
      "div.choice",
      { role: "group", "aria-label": "Events of unknown shoppers" },
      "Anonymous",
      h("span.switch", {}, held, sent),
    ),
    h("label", {}, "Collector", fault),
    h(
      "div.break",
      { role: "group", "aria-label": "Broken calls" },
      h("span", {}, "Broken calls"),
      BROKEN.map(([label, name, properties]) =>
        h("button", { type: "button", onclick: () => window.shoptrail?.track(name, properties) }, label),
      ),
    ),
  );

  function show(state) {
    fault.replaceChildren(
      ...state.faults.map(({ name, label }) =>
        h("option", { value: name, selected: name === state.fault }, label),
      ),
    );
    fault.dataset.fault = state.fault;
    held.setAttribute("aria-pressed", state.anonymous !== "send");
    sent.setAttribute("aria-pressed", state.anonymous === "send");
  }
}

/** Clears the shopper, the cart, the log and the collector. */
export function clearAll() {
  location.assign("/harness/clear");
}

// Reloads, because the tracker reads its options when a page loads.
function setAnonymous(value) {
  const now = /(?:^|; )harness_options=([^;]*)/.exec(document.cookie)?.[1] ?? "";
  const options = new URLSearchParams(decodeURIComponent(now));
  options.set("shoptrail_anonymous", value);
  document.cookie = `harness_options=${encodeURIComponent(options)}; Path=/; SameSite=Lax`;
  location.reload();
}

async function post(path, body) {
  return (await fetch(path, { method: "POST", body })).json();
}
