// `shoptrail/hydrogen`.

import type { Tracker } from "./index.js";

/**
 * Connects a tracker with `subscribe` of Hydrogen's `useAnalytics()`. Call `ready()` of
 * `register("shoptrail")` after it.
 */
export declare function connectHydrogen(
  subscribe: (event: any, callback: (payload: any) => void) => void,
  shop: Pick<Tracker, "track">,
): void;
