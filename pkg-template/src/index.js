// The npm entry. Importing it touches nothing; on a server `createTracker` gives an object that does nothing.
import { tracker } from "./runtime.js";
import { silent } from "./silent.js";

// Spelt out, so that bundlers find them.
const PARTS = {
  compat: () => import("./parts/compat.js"),
  consent: () => import("./parts/consent.js"),
  identity: () => import("./parts/identity.js"),
  destination: () => import("./parts/destination.js"),
  quality: () => import("./parts/quality.js"),
  overlay: () => import("./parts/overlay.js"),
  sources: () => import("./parts/sources.js"),
};

/**
 * The page's tracker. Calling it again returns the same one, whoever made it: effects that run twice, a second copy of this package
 * and a script tag beside it are harmless. The options of the first count.
 */
export function createTracker(options) {
  if (typeof window === "undefined" || typeof document === "undefined") return silent();
  // An adapter is a function here: the shop imports those it wants.
  return tracker(
    options,
    async (name) => (typeof name === "function" ? { default: name } : PARTS[name]()),
    (load) => {
      const adapters = [].concat(options?.adapters || []);
      const sources = adapters[0] && load("sources");
      adapters.forEach((adapter) => load(adapter, sources));
    },
  );
}
