// The tracker as adapters and the part `sources` see it, and what they keep on it. Types only.

import type { Options, Result, Tracker } from "../../../index.js";

/** Properties in the plan's names. `track()` validates the values. */
export type Properties = Record<string, unknown>;

type TextOptions = Pick<Options, "dataLayer" | "emailForms" | "emailConsent" | "spaIgnore">;
/** The options that adapters read, as a page gives them: from the script tag every value is text. */
export interface GivenOptions extends TextOptions {
  spaHash?: boolean | string;
  debug?: boolean | string;
}

/**
 * The functions that the public functions of the tracker call. A page may keep `shoptrail.track`, so whoever
 * wants to see every call wraps the function here.
 */
export interface TrackerMethods {
  track(...args: unknown[]): Result;
  page(...args: unknown[]): Result;
  identify(...args: unknown[]): Result;
  diagnostics(): ReturnType<Tracker["diagnostics"]>;
}

/** The tracker with its internal members. */
export interface AdapterTracker extends TrackerMethods {
  methods: TrackerMethods;
  ready(callback?: (tracker: Tracker) => void): Promise<Tracker>;
  on: Tracker["on"];
  /** What the adapters of the page share, see shared-state.js. */
  sources?: SharedState;
  /** Of the inline stub: Shopify's storefront events from before the adapter. */
  raw?: Event[];
  /** Of the inline stub: calls of this page that it has put into storage. */
  moved?: StubCall[];
}

/** What adapters read of a result. */
export interface TrackResult {
  ok: boolean;
  /** The tracker has yet to process the call, and may refuse it. */
  queued?: true;
  reason?: string;
}

/** A call as the inline stub keeps it. */
export type StubCall = [
  method: string,
  args: unknown[],
  /** Milliseconds since 1970. */
  at: number,
  url: string,
  title: string,
  referrer: string,
];

/** A call from before a part or an adapter came. */
export interface RecentCall {
  method: string;
  args: unknown[];
  result: TrackResult;
  /** Milliseconds since 1970, where known. */
  at?: number;
}

export interface SharedState {
  /** Names of the adapters that run. */
  installed: Set<string>;
  /** What sources have said about products, the newest first, see known-products.js. */
  products: Properties[];
  /** Shopify's cart as it was seen last, by variant id; absent until it was seen. */
  cart?: Map<string | undefined, ShopifyLine>;
  /** While an adapter asks the shop which product the page shows. */
  isAskingShop?: boolean;
  /** How often a change of Shopify's cart was seen. */
  cartVersion: number;
  /** How many requests that change Shopify's cart are under way. */
  cartChanges?: number;
  /** The request for Shopify's cart that is under way. */
  cartRequest?: Promise<ShopifyCart>;
  /** When each answer about Shopify's cart was seen last, by its text. */
  cartAnswers?: Record<string, number>;
  /** The adapter that is calling `track` now; absent while the page's own code calls. */
  reporter?: Reporter;
  /** The actions that were tracked lately; set by the part `sources`. */
  seen?: SeenEvent[];
}

export interface Reporter {
  source: string;
  /** `performance.now()` when the action began, for a source that reports it later. */
  beganAt?: number;
}

/** What tells one report of an action from another. */
export interface Report {
  name: string;
  /** The properties that tell two actions apart, as texts that can be compared. */
  words: Record<string, string>;
  /** Of a cart, a checkout or an order. */
  contents?: OrderContents;
  /** `performance.now()` of the call; in storage milliseconds since 1970. */
  at: number;
  /** The path of the page; absent for a page before. */
  path?: string;
}

export interface OrderContents {
  /** Total, tax, shipping and discount in major units; 0 where unknown. */
  sums: number[];
  /** Its code; empty, or absent in a stored one, where unknown. */
  currency?: string;
  /** The identifying texts of each line; the pieces of one product are one line. */
  lines: Record<string, string>[];
}

/** An event that was tracked, to compare later reports with. Stored in sessionStorage under these names. */
export interface SeenEvent extends Report {
  result: TrackResult | undefined;
  /** The sources that have reported it. */
  by: string[];
  /** By source: how many pieces of it that source may still report. */
  left: Record<string, number>;
  /** Numbers by which other sources have reported the same order. */
  aliases?: string[];
  /** Reports that it stands for, kept while its own call waits for the tracker. */
  others: { reporter: Reporter; args: unknown[] }[];
}

/** A cart line of Shopify in the plan's names. */
export type ShopifyLine = Properties & { variant_id: string | undefined; quantity: number };

/** Shopify's `/cart.js`: https://shopify.dev/docs/api/ajax/reference/cart */
export interface ShopifyCart {
  currency?: string;
  items: ShopifyCartItem[];
}

export interface ShopifyCartItem {
  id?: number | string;
  product_id?: number | string;
  variant_id?: number | string;
  sku?: string;
  title?: string;
  product_title?: string;
  variant_title?: string | null;
  product_type?: string;
  vendor?: string;
  /** Hundredths of any currency. */
  price?: number;
  final_price?: number;
  quantity: number;
  /** Of the line: a variant has several when they differ in their properties. */
  key?: string;
  properties?: unknown;
  image?: string | null;
  featured_image?: { url?: string } | null;
  url?: string;
}
