// The npm entry on servers and at the edge: without the module, and without anything to do.
import { silent } from "./silent.js";

export function createTracker() {
  return silent();
}
