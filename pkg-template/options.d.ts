// What `createTracker` is given: the options, consent, a shop's own events, and adapters.

import type { Tracker } from "./index.js";
import type { Notices } from "./notices.js";

/** Options. The script tag has them as attributes in kebab case (`data-write-key`). */
export interface Options {
  /** The write key of your Customer.io source. It is public. */
  writeKey: string;
  /** The Customer.io data centre of your account. Default `"us"`. */
  region?: "us" | "eu";
  /**
   * A full URL that requests go to instead: a first-party proxy (PROXY.md), or any server that accepts the
   * same messages.
   */
  endpoint?: string;
  /**
   * `"segment"`: `endpoint` is the `/v1/batch` of a pipeline (Segment, RudderStack, Jitsu, your own). It gets
   * the same messages as JSON, with the write key as Basic authentication. An endpoint of another origin
   * costs a preflight, and no beacon is sent when the page is left. Default: Customer.io.
   */
  destination?: "segment";
  /**
   * What happens to an anonymous shopper's events. `"hold"` (default): nothing leaves the browser until the
   * shopper identifies; then the whole trail is sent, with its original times. `"send"`: they are sent at
   * once, under the anonymous id.
   */
  anonymous?: "hold" | "send";
  /**
   * Changes or drops a message before it is stored: it gets a copy, and returns the message to store, or null
   * to drop it. From a tag: `shoptrail.beforeSend = …` before the script. Default: none.
   */
  beforeSend?: (message: SentMessage) => SentMessage | null | false;
  /**
   * Properties that every event of this page has, from the landing on. `true` only loads the part that
   * `setProperties` needs. From a tag: `shoptrail.defaultProperties = …` before the script. Default: none.
   */
  defaultProperties?: Record<string, unknown> | true;
  /**
   * Adds `session_id` and `session_number` to the context of messages and the properties of events. Default
   * false.
   */
  sessions?: boolean;
  /** Names on the wire: the plan's own (default), or Customer.io's ecommerce names (`Product Viewed`, …). */
  naming?: "snake_case" | "semantic";
  /**
   * Refuses an event when anything in it is wrong, instead of putting it right or leaving it out. For a
   * shop's own tests. Default: off.
   */
  strict?: boolean;
  /**
   * Reports on the console what was refused and why, and shows the overlay. `?shoptrail_debug=1` in the
   * address shows the overlay too. Default false.
   */
  debug?: boolean;
  /** Loads the data-quality part: `diagnostics().quality`. Default false. */
  quality?: boolean;
  /**
   * The shop's name in the ids of order events. It has to be the same wherever orders of this shop are
   * tracked, letter by letter. Default: the page's host name without `www.`.
   */
  shop?: string;
  /** Counts a page view for every page without a call of `page()`. Default true. */
  autoPage?: boolean;
  /**
   * Events of your own, each with the types of its properties:
   * `{gift_wrapped: {required: {product_id: "id"}, optional: {note: "text"}, intent: 4}}`.
   */
  customEvents?: Record<string, CustomEvent>;
  /** Accepts events that are neither in the plan nor declared. Default false. */
  allowUnknownEvents?: boolean;
  /**
   * Keeps the anonymous id in a first-party cookie (`shoptrail_anonymous_id`) as well, so that the shop's
   * subdomains share it. `"auto"` finds the widest domain that the browser allows; any other text is the
   * domain. A cookie of that name that your server sets wins. Default `"off"`.
   */
  cookieDomain?: "auto" | "off" | (string & {});
  /**
   * Other domains of the shop, with their subdomains: a list, or a text with spaces. {@link Tracker.link}
   * passes the anonymous id to them, and this page accepts it from them.
   */
  linkDomains?: string | string[];
  /**
   * A regular expression such as `cio_[0-9a-f]+`. `ajs_uid` in the page's address identifies the shopper if
   * all of it matches: links in Customer.io's messages have it. A shopper who is known already is not
   * changed, because a message can be forwarded. Default: off.
   */
  identifyFromLinks?: string;
  /**
   * Lets the anonymous id ride with the cart to the checkout, as `_shoptrail_anonymous_id`: an attribute of
   * Shopify's cart, meta of WooCommerce's order. So the checkout's pixel and the order's webhook name the
   * same shopper. The id is then in the shop's orders. It rides while analytics are granted, and is taken out
   * at a denial, `reset()` and `forget()`. Default false.
   */
  linkCheckout?: boolean;
  /**
   * Sends a message that left by beacon, which has no answer, once more under the same messageId. Default
   * true.
   */
  resendUnconfirmed?: boolean;
  /**
   * How many messages the browser keeps, 10 to 99,999. Together they have at most 1,000,000 bytes. Default
   * 1000.
   */
  maxMessages?: number;
  /**
   * Hours that an unsent message of a known person is kept, 1 to 720. Default 72, because Customer.io starts
   * no campaign from an older event.
   */
  maxAgeHours?: number;
  /** Days that an anonymous shopper's trail is held, 1 to 30. Default 30. */
  maxHeldDays?: number;
  /**
   * Consent until the shopper answers. Default `"granted"`; with `consentFrom` `"pending"`. Pending: nothing
   * is stored and nothing is sent; calls wait in memory. Denied: calls are refused, and what was stored is
   * erased.
   */
  consent?: Consent;
  /**
   * The consent managers of the page to follow: `shopify`, `google`, `wordpress`, `tcf`, `gpp`, `onetrust`,
   * `cookiebot`, `usercentrics`, `didomi`, `klaro`, `cookieconsent`. A list, or a text with commas. The
   * shop's own names may follow a colon, for analytics and then for marketing: `onetrust:C0002:C0004`.
   */
  consentFrom?: string | string[];
  /** Respects Global Privacy Control: marketing is denied until the shopper allows it here. Default true. */
  gpc?: boolean;
  /** Respects Do Not Track: everything is denied until the shopper allows it here. Default false. */
  dnt?: boolean;
  /** Tracks robots, automated browsers and theme previews too. Default false. */
  bots?: boolean;
  /**
   * Parameters to remove from every URL, besides those that the tracker knows. Case, `-` and `_` make no
   * difference. A list, or a text with commas.
   */
  scrubParameters?: string | string[];
  /**
   * Hosts that do not count as the source of a visit, with their subdomains, besides the payment and log-in
   * pages that the tracker knows. A list, or a text with commas.
   */
  ignoredReferrers?: string | string[];
  /** Days that the first touch counts, 1 to 999. Default 180. */
  firstTouchDays?: number;
  /** Days that the last touch counts, 1 to 999. Default 30. */
  lastTouchDays?: number;
  /**
   * What tracks a platform's events, such as `import shopify from "shoptrail/adapters/shopify"`: see
   * ADAPTERS.md. Default none.
   */
  adapters?: Adapter[];
  /** For the adapter `ga4`: the name of Google's global list. Default `"dataLayer"`. */
  dataLayer?: string;
  /**
   * For the adapter `email`: a CSS selector of the forms that identify the shopper when they are sent.
   * Default none.
   */
  emailForms?: string;
  /** For the adapter `email`: a CSS selector of the box that has to be ticked in a form that has one. */
  emailConsent?: string;
  /** For the adapter `spa`: the shop has its routes in the hash (`#/cart`). Default false. */
  spaHash?: boolean;
  /**
   * For the adapter `spa`: parameters of the query that do not make another page, such as `"sort,colour"`.
   */
  spaIgnore?: string;
}

/** A message as `beforeSend` gets it, under the plan's names. */
export interface SentMessage {
  readonly type: "track" | "page" | "identify";
  /** Of a `track`: the event's name. */
  event?: string;
  /** Of a `page`: the title. */
  name?: string;
  readonly messageId: string;
  readonly anonymousId: string;
  readonly userId?: string;
  /** ISO 8601, of the call. */
  readonly timestamp: string;
  /** Of an `identify`. */
  traits?: Record<string, any>;
  /** Of a `track` or `page`. */
  properties?: Record<string, any>;
  context?: Record<string, any>;
}

export type Consent = "granted" | "pending" | "denied";

/** What the shopper allows. */
export interface ConsentState {
  /** Events may be stored on the device and sent. */
  analytics: Consent;
  /** Advertisers' click ids may be kept and sent. */
  marketing: Consent;
}

/** An answer in the form that consent managers give it. True is granted, false is denied. */
export type ConsentAnswer = Consent | boolean;

/**
 * Listens to a platform and tracks what happens there. Installing it twice has no effect. `past`: the calls
 * from before the adapter, with their times in ms since 1970 where known.
 */
export type Adapter = (
  tracker: Tracker,
  options?: Partial<Options>,
  past?: (Notices["call"] & { at?: number })[],
) => void;

/**
 * An event of the shop's own. Its properties have the types of the plan: `id`, `text`, `money`, `quantity`,
 * `currency`, `url`, `date`, `number`, `boolean`, `list`, `line_items`.
 */
export interface CustomEvent {
  required?: Record<string, string>;
  optional?: Record<string, string>;
  /** How important it is: when the storage is full, 0 is deleted first and 9 last. Default 3. */
  intent?: number;
}
