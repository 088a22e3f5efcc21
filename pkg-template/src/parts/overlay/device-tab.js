// The overlay's tab for what the tracker has stored on this device. It is read when the tab is opened.
import { element } from "../shared/element.js";
import { toJson } from "../shared/json.js";
import { deviceView, noDeviceView } from "./device-view.js";

/**
 * @import { DiagnosticsOn } from "../../../index.js"
 * @import { PageTracker } from "../../types.js"
 * @import { Child } from "../shared/element.js"
 * @import { Device } from "./device-types.js"
 */

/**
 * `load` imports the part `inspector`.
 *
 * @param {PageTracker} shop
 * @param {() => Promise<{ inspectDevice: (isMasked: boolean) => Promise<Device> }>} load
 * @param {() => void} onChange
 */
export function deviceTab(shop, load, onChange) {
  /** @type {Set<string>} */
  const opened = new Set();
  /** @type {Device | undefined} */
  let device;
  /** @type {unknown} */
  let problem;
  const inspect = async (/** @type {boolean} */ isMasked) => (await load()).inspectDevice(isMasked);
  const tab = {
    /** Changes with what `view` shows. */
    version: 0,
    async read() {
      try {
        device = await inspect(false);
        problem = undefined;
      } catch (error) {
        problem = error;
      }
      tab.version++;
      onChange();
    },
    /** @returns {Child} */
    view: () =>
      problem
        ? noDeviceView(problem, shop.diagnostics())
        : device
          ? deviceView(device, opened)
          : element("p", {}, "Reading …"),
    /** For a bug report: without personal data. */
    async report() {
      const { version } = /** @type {Partial<DiagnosticsOn>} */ (shop.diagnostics());
      const masked = await inspect(true).catch((error) => ({ problem: String(error) }));
      return toJson({ version, userAgent: navigator.userAgent, device: masked }, 2);
    },
  };
  return tab;
}
