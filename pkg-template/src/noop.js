// The npm entry on servers and at the edge: without the module. `createTracker` gives a tracker that does
// nothing.
import { silentTracker } from "./silent-tracker.js";

export function createTracker() {
  return silentTracker();
}
