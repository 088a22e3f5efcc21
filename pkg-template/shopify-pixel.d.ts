// The pixel for Shopify's customer events: `register((api) => pixel(api, { writeKey: "…" }))`.

export interface PixelOptions {
  /** The write key of your Customer.io source. */
  writeKey?: string;
  /** Customer.io's data centre. Default `"us"`. */
  region?: "us" | "eu";
  /** A full URL that requests go to instead. Its host has to accept `Origin: null`. */
  endpoint?: string;
  /**
   * The shop's name in the ids of order events: the same text as the storefront's `shop`. Default: the
   * checkout's host.
   */
  shop?: string;
  /**
   * What happens to an anonymous shopper's events. `"hold"` (default): they wait until the checkout has an
   * e-mail address or a customer. `"send"`: they are sent at once.
   */
  anonymous?: "hold" | "send";
  /** Names on the wire: the plan's own (default), or Customer.io's ecommerce names (`Order Completed`, …). */
  naming?: "snake_case" | "semantic";
  /**
   * Tracks products, collections, searches, the cart and page views too. Default off, because with the
   * storefront's adapters they would count twice.
   */
  storefront?: boolean | "true" | "false" | "";
  /** Reports errors on the console. Default off. */
  debug?: boolean | "true" | "false" | "";
}

/**
 * `api` is what Shopify gives a pixel. The settings of an app pixel are options too; `options` are stronger.
 */
export default function pixel(api: object, options?: PixelOptions): void;
