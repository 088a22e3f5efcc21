// Part `inspector`: reads what the tracker has stored on this device, as a tree. The overlay and the harness
// load it when somebody asks. Reading is a module of its own (src/device), which no shopper loads.
import start, { readDevice } from "shoptrail:inspector-glue";
import text from "shoptrail:inspector-wasm";

/**
 * @import { Device } from "./overlay/device-types.js"
 */

/** @type {Promise<unknown> | undefined} */
let started;

/**
 * Rejects where WebAssembly is forbidden, and where storage is blocked.
 *
 * @param {boolean} isMasked Whether personal data is masked, for a bug report.
 * @returns {Promise<Device>}
 */
export async function inspectDevice(isMasked) {
  started ??= unpacked().then(async (bytes) => start({ module_or_path: await WebAssembly.compile(bytes) }));
  try {
    await started;
  } catch (error) {
    // The policy may be another on the next look.
    started = undefined;
    throw error;
  }
  return readDevice(Date.now(), isMasked);
}

/** The module. Needs Chrome 80, Firefox 113 or Safari 16.4, which a developer has. */
function unpacked() {
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}
