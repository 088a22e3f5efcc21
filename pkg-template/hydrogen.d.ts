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

/** The members of a cart of the Storefront API that {@link linkCheckout} reads. */
export interface LinkedCart {
  totalQuantity?: number;
  /** The cart's fragment has to ask for them: `attributes { key value }`. Without them nothing is written. */
  attributes?: { key: string; value?: string | null }[];
}

/**
 * The option `linkCheckout` for a headless cart: the anonymous id rides in the attribute
 * `_shoptrail_anonymous_id` while analytics are granted, and is taken out at a denial, `reset()` and
 * `forget()`. Call it for each state of the cart, in an effect; the returned function ends it. `update` sets
 * all attributes of the cart, by `cartAttributesUpdate`; it is called only when the id has to change, and
 * once more when its promise rejects.
 */
export declare function linkCheckout(
  shop: Pick<Tracker, "diagnostics" | "on" | "ready">,
  cart: LinkedCart | null | undefined,
  update: (attributes: { key: string; value: string }[]) => unknown,
): () => void;
