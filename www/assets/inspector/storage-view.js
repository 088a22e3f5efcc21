// The storage view of the inspector: what the tracker has stored on this device, as the part `inspector` of
// the package reads it, and a copy of it without personal data for a bug report.
import { bytes, h, update } from "./dom.js";

const READ_MS = 1000;
/** From the largest. The first that fits is taken. */
const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

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
  return {
    root,
    render() {
      if (performance.now() - readAt > READ_MS) {
        readAt = performance.now();
        inspect(false).then(
          (device) => {
            found = { device };
            onChange();
          },
          (error) => {
            found = { error };
            onChange();
          },
        );
      }
      const { device, error } = found;
      const signature = JSON.stringify(error ? String(error) : (device ?? "reading"), withoutAges);
      update(tree, signature, () => {
        if (error) return h("p.bad", {}, `Storage cannot be read: ${error.message}`);
        if (!device) return h("p", {}, "Reading …");
        return [
          h("p", {}, `${device.records} records, ${bytes(device.bytes)} in localStorage`),
          device.nodes.map((node) => branch(node, device.nowMs, node.label, opened)),
        ];
      });
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

function branch({ label, value, bytes: size, atMs, problem, children }, nowMs, path, opened) {
  const line = [
    h("b", {}, label),
    value !== undefined && h("span", {}, value),
    atMs !== undefined && h("time", { title: new Date(atMs).toISOString() }, age(nowMs - atMs)),
    size !== undefined && h("small", {}, bytes(size)),
    problem && h("em.bad", {}, problem),
  ].map((part) => [part, " "]);
  if (!children) return h("div.leaf", {}, line);
  return h(
    "details",
    {
      "data-node": label,
      open: opened.has(path),
      ontoggle: ({ target }) => (target.open ? opened.add(path) : opened.delete(path)),
    },
    h("summary", {}, line),
    children.map((child, index) => branch(child, nowMs, `${path}/${index}`, opened)),
  );
}

function age(ms) {
  const [unitMs, unit] = UNITS.find(([least]) => Math.abs(ms) >= least) ?? [1000, "s"];
  const count = Math.round(Math.abs(ms) / unitMs);
  return ms < 0 && count ? `in ${count} ${unit}` : `${count} ${unit} ago`;
}
