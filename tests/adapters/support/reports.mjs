// Reports of sources to the part `sources`, and what is tracked of them.

import { mock } from "node:test";
import { trackFromSource } from "../../../pkg-template/src/adapters/shared/adapter.js";
import sources from "../../../pkg-template/src/parts/sources.js";

export const ADD = {
  product_id: "678",
  variant_id: "398",
  name: "Health potion",
  price: 10,
  quantity: 1,
  currency: "CAD",
};

/**
 * Installs the part on a tracker that has only the members a test needs. `recentCalls`: calls from before the
 * part.
 */
export function installSources(tracker, recentCalls = []) {
  tracker.methods = tracker;
  tracker.on ||= () => () => {};
  tracker.ready ||= () => {};
  sources(tracker, {}, recentCalls);
}

/**
 * Makes the reports `[source, event, properties, at ms, began at ms]` one after the other and returns the
 * calls that are tracked. The source `page` calls `track` itself.
 */
export function trackedReports(reports, answer = () => ({ ok: true }), recentCalls = []) {
  let now = 10_000;
  const clock = mock.method(performance, "now", () => now);
  const calls = [];
  const tracker = { track: (name, properties) => (calls.push([name, properties]), answer(properties)) };
  installSources(tracker, recentCalls);
  for (const [source, name, properties, at = 0, beganAt] of reports) {
    now = 10_000 + at;
    if (source === "page") tracker.track(name, properties);
    else
      trackFromSource(
        tracker,
        source,
        name,
        properties,
        beganAt === undefined ? undefined : 10_000 + beganAt,
      );
  }
  clock.mock.restore();
  return calls;
}
