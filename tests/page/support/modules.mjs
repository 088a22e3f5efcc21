// Loads modules of pkg-template/src as the build joins them, anew for each test: they keep their state to
// themselves. The core behind them is made of JavaScript functions by the names of src/boundary.rs.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../../../pkg-template/src/", import.meta.url));
const HEAP = fileURLToPath(new URL("../../../src/engine/heap.js", import.meta.url));
// An export takes handles and gives one; a function of the test takes values and gives one.
const GLUE = `import { put_in, take_out } from "shoptrail:heap";
export const instantiate = async (core) =>
  new Proxy({}, { get: (_, name) =>
    name === "then" ? undefined : (...handles) => put_in(core[name](...handles.map(take_out))) });`;

let loads = 0;

/** `{timer, queue, …}` for the names of files, with one state for all of them. */
export async function loadModules(...names) {
  const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
  const { outputFiles } = await build({
    stdin: {
      contents: names.map((name) => `export * as ${camel(name)} from "./${name}.js";`).join("\n"),
      resolveDir: SRC,
    },
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "silent",
    plugins: [{ name: "shoptrail", setup: resolveVirtualModules }],
  });
  const source = `${outputFiles[0].text}\n//${loads++}`;
  return import(`data:text/javascript,${encodeURIComponent(source)}`);
}

function resolveVirtualModules({ onResolve, onLoad }) {
  onResolve({ filter: /^shoptrail:/ }, ({ path }) =>
    path === "shoptrail:heap" ? { path: HEAP } : { path, namespace: "shoptrail" },
  );
  onLoad({ filter: /glue$/, namespace: "shoptrail" }, () => ({ contents: GLUE, resolveDir: SRC }));
  onLoad({ filter: /wasm$/, namespace: "shoptrail" }, () => ({ contents: "export default {};" }));
}

/**
 * The modules `names` of a tracker that has started: consent is as `consent` of the core gives it. `core` has
 * the functions that the test is about; the others do nothing.
 */
export async function startModules(core, ...names) {
  const modules = await loadModules("core", "tracker-state", "queue", "replay", "shutdown", ...names);
  const { trackerState, queue, replay, shutdown } = modules;
  const shop = { q: [] };
  trackerState.setShop(shop);
  trackerState.setOptions({});
  queue.adoptStubQueue();
  let number = 0;
  await modules.core.instantiate({
    consent: () => ({ analytics: "granted", marketing: "granted" }),
    id: () => `01M877WE2GBTZAGP5N1G07S${String(number++).padStart(3, "0")}`,
    look: () => ({}),
    poll: () => undefined,
    timeouts: () => [NaN, NaN],
    losses: () => [],
    outcome: () => undefined,
    moment: () => undefined,
    track: () => ({ ok: true, messageId: "M" }),
    page: () => ({ ok: true, messageId: "P" }),
    ...core,
  });
  modules.core.connectCore(
    modules.pendingCalls?.processPendingCalls ?? (() => {}),
    () => {
      if (trackerState.offReason && queue.queue.length) replay.replayQueue();
    },
    (error) => shutdown.turnOff("internal", error),
  );
  return { ...modules, shop };
}
