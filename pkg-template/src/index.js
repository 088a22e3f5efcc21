// The npm entry. Importing it touches nothing; on a server `createTracker` gives an object that does nothing.
import { tracker } from "./runtime.js";

// Spelt out, so that bundlers find them.
const PARTS = {
  consent: () => import("./parts/consent.js"),
  identity: () => import("./parts/identity.js"),
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
  return tracker(options, async (name) => (typeof name === "function" ? { default: name } : PARTS[name]()), (load) => {
    const adapters = [].concat(options?.adapters || []);
    const sources = adapters[0] && load("sources");
    adapters.forEach((adapter) => load(adapter, sources));
  });
}

function silent() {
  const taken = () => ({ ok: true, queued: true });
  const never = () => new Promise(() => {});
  return {
    track: taken,
    page: taken,
    identify: taken,
    reset: taken,
    link: (url) => url,
    flush: () => Promise.resolve({ delivered: 0, waiting: 0, held: 0, dropped: 0 }),
    ready: never,
    on: () => () => {},
    profile: () => ({ recommend: null }),
    setConsent() {},
    forget() {},
    diagnostics: () => ({ on: false, off_reason: "no_window" }),
  };
}
