// The pixel for Shopify's customer events: `register((api) => pixel(api, { writeKey: "…" }))`.

export interface PixelOptions {
  /** The write key of your Customer.io source. */
  writeKey?: string;
  /** Customer.io's data centre. Default `"us"`. */
  region?: "us" | "eu";
  /** Where requests go instead, as a full URL. Its host has to accept `Origin: null`. */
  endpoint?: string;
  /** The shop's name in the ids of order events: the same text as the storefront's `shop`. Default: the host of the checkout. */
  shop?: string;
  /** As the tracker's own: `"hold"` (default) keeps an anonymous shopper's events until the checkout has an e-mail address or a customer. */
  anonymous?: "hold" | "send";
  naming?: "snake_case" | "semantic";
  /** Product, collection, search, cart and page views too. Default off: with the storefront's adapters they would count twice. */
  storefront?: boolean | "true" | "false" | "";
  debug?: boolean | "true" | "false" | "";
}

/** `api` is what Shopify gives to a pixel. Settings of an app pixel are options too. */
export default function pixel(api: object, options?: PixelOptions): void;
