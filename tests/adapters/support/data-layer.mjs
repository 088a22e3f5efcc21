// The adapter `ga4` on a page in node.

import ga4 from "../../../pkg-template/src/adapters/ga4.js";
import { fakeTracker } from "./fake-tracker.mjs";

/**
 * Runs the adapter on a page whose dataLayer is `before`. Returns fakeTracker's members with `listeners`,
 * which it set on the window, and `layer()`, the dataLayer.
 */
export function openDataLayer(before, options = {}) {
  const listeners = {};
  globalThis.window = { dataLayer: before };
  globalThis.addEventListener = (type, listener) => (listeners[type] = listener);
  const fake = fakeTracker();
  ga4(fake.tracker, options);
  return { ...fake, listeners, layer: () => globalThis.window[options.dataLayer ?? "dataLayer"] };
}
