// The storage view of the inspector: what the tracker has stored on this device, as the parts `inspector` and
// `overlay` of the package read and show it, and a copy without personal data for a bug report.
import { fill } from "../shared/element.js";
import { deviceView } from "./device-view.js";
import { h } from "./dom.js";

const READ_MS = 1000;

/** `{root, render()}`. `render` reads anew at most once a second, and calls `onChange` when it has read. */
export function storageView(onChange) {
  const tree = h("div.device");
  const report = h("textarea", { readonly: true, hidden: true, "aria-label": "Report", rows: 8 });
  const copy = h(
    "button.text",
    { type: "button", onclick: () => showReport(report) },
    "Report without personal data",
  );
  const root = h("div.stored", {}, h("p", {}, copy), report, tree);
  const opened = new Set();
  let found = {};
  let readAt = -Infinity;
  let drawn;
  return {
    root,
    render() {
      if (performance.now() - readAt > READ_MS) {
        readAt = performance.now();
        inspect(false)
          .then(
            (device) => (found = { device }),
            (error) => (found = { error }),
          )
          .then(onChange);
      }
      const { device, error } = found;
      const signature = JSON.stringify(error ? String(error) : (device ?? "reading"), withoutAges);
      if (drawn === signature) return;
      drawn = signature;
      const waiting = error ? `Storage cannot be read: ${error.message}` : "Reading …";
      fill(tree, device ? deviceView(device, opened) : h("p", {}, waiting));
    },
  };
}

async function inspect(isMasked) {
  const { inspectDevice } = await import("/cdn/inspector.js");
  return inspectDevice(isMasked);
}

async function showReport(area) {
  area.hidden = false;
  area.value = await inspect(true).then(
    (device) => JSON.stringify({ version: window.shoptrail?.diagnostics?.().version, device }, null, 2),
    String,
  );
  area.select();
}

/** Ages grow all the time: alone they draw nothing anew. */
const withoutAges = (name, value) => (name === "nowMs" ? undefined : value);
