// The npm entry. Importing it touches nothing. On a server `createTracker` gives a tracker that does nothing.
import { hookPart } from "./npm-hooks.js";
import { tracker } from "./public-tracker.js";
import { silentTracker } from "./silent-tracker.js";

/**
 * @import { LoadPart, Options, Tracker } from "./types.js"
 */

/** Each import stands here in full, so that bundlers find it. @type {Record<string, () => Promise<any>>} */
const PARTS = {
  // @ts-expect-error The build makes this file.
  compat: () => import("./parts/compat.js"),
  excess: () => import("./parts/excess.js"),
  consent: () => import("./parts/consent.js"),
  identity: () => import("./parts/identity.js"),
  takeover: () => import("./parts/takeover.js"),
  "custom-events": () => import("./parts/custom-events.js"),
  destination: () => import("./parts/destination.js"),
  "semantic-names": () => import("./parts/semantic-names.js"),
  repair: () => import("./parts/repair.js"),
  "link-checkout": () => import("./parts/link-checkout.js"),
  "option-help": () => import("./parts/option-help.js"),
  quality: () => import("./parts/quality.js"),
  overlay: () => import("./parts/overlay.js"),
  sources: () => import("./parts/sources.js"),
};

/**
 * The page's tracker. Calling it again gives the same one, whoever made it: effects that run twice, a second
 * copy of this package and a script tag beside it are harmless. The options of the first call count.
 *
 * @param {Options} [options]
 * @returns {Tracker}
 */
export function createTracker(options) {
  if (typeof window === "undefined" || typeof document === "undefined") return silentTracker();
  const isFirst = /** @type {any} */ (window).shoptrail?.live !== true;
  const hooks = hookPart(options?.beforeSend, () => import("./parts/message-hooks.js"));
  // An adapter is a function here: the shop imports those that it wants.
  const shop = tracker(
    options,
    async (name) => {
      if (typeof name === "function") return { default: name };
      return name === "message-hooks" ? hooks.load() : PARTS[name]();
    },
    (load) => {
      const adapters = /** @type {any[]} */ ([]).concat(options?.adapters || []);
      const sources = adapters[0] && load("sources");
      adapters.forEach((adapter) => load(adapter, sources));
    },
  );
  if (isFirst) shop.setProperties = hooks.setProperties;
  return shop;
}
