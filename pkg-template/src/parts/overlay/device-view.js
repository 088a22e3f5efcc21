// The elements of the overlay's tab for storage: a tree of what is stored on this device, with ages and
// sizes. The harness shows the same.
import { element } from "../shared/element.js";

/**
 * @import { Device, DeviceNode } from "./device-types.js"
 * @import { Child } from "../shared/element.js"
 */

/** From the largest. The first that fits is taken. @type {[ms: number, unit: string][]} */
const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/**
 * @param {Device} device
 * @param {Set<string>} opened The paths of the nodes that are open; the elements keep it up to date.
 * @returns {Child}
 */
export function deviceView({ nowMs, records, bytes, nodes }, opened) {
  return [
    element("p", {}, records ? `${records} records, ${size(bytes)}` : "Nothing is stored on this device."),
    nodes.map((node) => tree(node, nowMs, node.label, opened)),
  ];
}

/**
 * @param {unknown} error
 * @param {unknown} diagnostics
 * @returns {Child}
 */
export function noDeviceView(error, diagnostics) {
  return [
    element("p", { class: "bad" }, `Storage cannot be read: ${reason(error)} This is diagnostics():`),
    element("pre", {}, JSON.stringify(diagnostics, null, 1)),
  ];
}

/** @param {unknown} error */
function reason(error) {
  const { name, message } = /** @type {Error} */ (error);
  if (name === "CompileError" || typeof WebAssembly === "undefined")
    return "this page's policy or browser forbids WebAssembly, which reading needs.";
  if (/import|fetch|load/i.test(message)) return "inspector.js is not beside the script.";
  return `${message}.`;
}

/**
 * @param {DeviceNode} node
 * @param {number} nowMs
 * @param {string} path
 * @param {Set<string>} opened
 * @returns {HTMLElement}
 */
function tree(node, nowMs, path, opened) {
  const { label, value, bytes, atMs, problem, children } = node;
  const line = [
    element("b", {}, label),
    value !== undefined && element("span", {}, value),
    atMs !== undefined && element("time", { title: new Date(atMs).toISOString() }, since(atMs, nowMs)),
    bytes !== undefined && element("small", {}, size(bytes)),
    problem && element("em", { class: "bad" }, problem),
  ];
  if (!children) return element("div", { class: "leaf" }, line);
  const details = /** @type {HTMLDetailsElement} */ (
    element(
      "details",
      { "data-node": label },
      element("summary", {}, line),
      children.map((child, index) => tree(child, nowMs, `${path}/${index}`, opened)),
    )
  );
  details.open = opened.has(path);
  details.addEventListener("toggle", () => (details.open ? opened.add(path) : opened.delete(path)));
  return details;
}

/**
 * How long ago something was. The core keeps the profile's time as a day, so its hours are not known.
 *
 * @param {number} atMs
 * @param {number} nowMs
 */
function since(atMs, nowMs) {
  const [dayMs] = UNITS[0];
  return atMs % dayMs === 0 && nowMs - atMs < dayMs ? "today (UTC)" : age(nowMs - atMs);
}

/**
 * A span of time in its largest unit: `3 min ago`, `in 2 s`.
 *
 * @param {number} ms
 */
export function age(ms) {
  const [unitMs, unit] = UNITS.find(([least]) => Math.abs(ms) >= least) ?? [1000, "s"];
  const count = Math.round(Math.abs(ms) / unitMs);
  return ms < 0 && count ? `in ${count} ${unit}` : `${count} ${unit} ago`;
}

/** @param {number} bytes */
export function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KiB`;
}
