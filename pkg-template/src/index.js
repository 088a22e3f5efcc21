// The npm entry. Importing it touches nothing; on a server `createTracker` gives an object that does nothing.
import { tracker } from "./runtime.js";

// Spelt out, so that bundlers find them.
const PARTS = {
  identity: () => import("./parts/identity.js"),
};

/**
 * The page's tracker. Calling it again returns the same one, whoever made it: effects that run twice, a second copy of this package
 * and a script tag beside it are harmless. The options of the first count.
 */
export function createTracker(options) {
  return typeof window === "undefined" || typeof document === "undefined" ? silent() : tracker(options, async (name) => PARTS[name]());
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
    diagnostics: () => ({ on: false, off_reason: "no_window" }),
  };
}
