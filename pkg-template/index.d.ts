// The public surface of shoptrail: `createTracker` from npm, `window.shoptrail` from the script tag; the same object.

import type { Diagnostics, DropReason } from "./diagnostics.js";
import type { EventMap, Page, Traits } from "./plan.js";

export type * from "./diagnostics.js";
export type * from "./plan.js";

/**
 * Events beyond the tracking plan, declared by the shop so that `track` knows them. They pass at run time with `allowUnknownEvents`.
 *
 * @example
 * declare module "shoptrail" {
 *   interface CustomEvents {
 *     wishlist_shared: { wishlist_id: string };
 *   }
 * }
 */
export interface CustomEvents {}

/** Every event that may be tracked, by name, with its properties. */
export type Events = EventMap & CustomEvents;

/** Options; as attributes of the script tag in kebab case (`data-write-key`), here in camel case. */
export interface Options {
  /** The write key of your Customer.io source. It is public. */
  writeKey: string;
  /** Customer.io's data centre of your account. Default `"us"`. */
  region?: "us" | "eu";
  /** Where requests go instead, as a full URL: a first-party proxy (PROXY.md), or any server that takes the same messages. */
  endpoint?: string;
  /**
   * `"segment"`: `endpoint` is a pipeline's `/v1/batch` (Segment, RudderStack, Jitsu, your own), which gets the same messages as JSON with the write key as
   * Basic authentication. Costs a preflight where it is of another origin, and beacons at leave. Default: Customer.io.
   */
  destination?: "segment";
  /**
   * What happens to an anonymous shopper's events. `"hold"` (default): nothing leaves the browser until the shopper identifies, and then the
   * whole trail does, with its original times. `"send"`: they leave at once under the anonymous id.
   */
  anonymous?: "hold" | "send";
  /** Names on the wire: the plan's own (default), or Customer.io's ecommerce names (`Product Viewed`, …). */
  naming?: "snake_case" | "semantic";
  /** Says on the console what was refused and why, and shows the overlay (as `?shoptrail_debug=1` in the address does). Default false. */
  debug?: boolean;
  /** Loads the data-quality part: `diagnostics().quality`. Default false. */
  quality?: boolean;
  /** The shop's name in the ids of order events; the same wherever orders of this shop are tracked. Default: the page's host name. */
  shop?: string;
  /** Count a page view for every page by itself. Default true. */
  autoPage?: boolean;
  /** Events of your own, each with its properties by type: `{gift_wrapped: {required: {product_id: "id"}, optional: {note: "text"}, intent: 4}}`. */
  customEvents?: Record<string, CustomEvent>;
  /** Take events that are neither in the plan nor declared. Default false. */
  allowUnknownEvents?: boolean;
  /**
   * Keeps the anonymous id in a first-party cookie (`shoptrail_anonymous_id`) as well, so that the shop's subdomains agree. `"auto"` finds the widest domain that
   * the browser allows; or name it. A cookie of that name that your server sets wins. Default `"off"`.
   */
  cookieDomain?: "auto" | "off" | (string & {});
  /** Other domains of the shop (subdomains included), as a list or with spaces between: {@link Tracker.link} hands the anonymous id over to them, and they take it from here. */
  linkDomains?: string | string[];
  /**
   * A regular expression that the whole of `ajs_uid` in the page's address must match to say who the shopper is, for links in Customer.io's messages: `cio_[0-9a-f]+`.
   * Only where nobody is known: a message can be forwarded. Default: off.
   */
  identifyFromLinks?: string;
  /** Send once more, under the same messageId, what left by beacon without an answer. Default true. */
  resendUnconfirmed?: boolean;
  /** Messages kept in the browser, 10 to 99,999; of at most 1,000,000 bytes in all. Default 1000. */
  maxMessages?: number;
  /** Hours that an unsent message of a known person is kept, 1 to 720. Default 72: Customer.io starts no campaign from an older event. */
  maxAgeHours?: number;
  /** Days that an anonymous shopper's trail is held, 1 to 30. Default 30. */
  maxHeldDays?: number;
  /**
   * Consent as long as the shopper has not answered here. Default `"granted"`, with `consentFrom` `"pending"`. Pending: nothing is stored and
   * nothing leaves; calls wait in memory. Denied: calls are refused, and what was stored is erased.
   */
  consent?: Consent;
  /** Consent managers on the page to follow, of `shopify`, `google`, `wordpress`, `tcf`, `gpp`; a list, or a text with commas. */
  consentFrom?: string | string[];
  /** Honour Global Privacy Control: marketing is denied until the shopper says otherwise here. Default true. */
  gpc?: boolean;
  /** Honour Do Not Track: everything is denied until the shopper says otherwise here. Default false. */
  dnt?: boolean;
  /** Count robots, driven browsers and theme previews too. Default false. */
  bots?: boolean;
  /** Parameters to remove from every URL besides those that the tracker knows (case, `-` and `_` do not matter); a list, or a text with commas. */
  scrubParameters?: string | string[];
  /** Hosts that nobody comes from, subdomains included, besides the payment and log-in pages that the tracker knows; a list, or a text with commas. */
  ignoredReferrers?: string | string[];
  /** Days that the first touch counts, 1 to 999. Default 180. */
  firstTouchDays?: number;
  /** Days that the last touch counts, 1 to 999. Default 30. */
  lastTouchDays?: number;
  /** What else tells of the shopper's actions, such as `import shopify from "shoptrail/adapters/shopify"`. Default none; see ADAPTERS.md. */
  adapters?: Adapter[];
  /** Of the adapter `ga4`: the name of Google's global list. Default `"dataLayer"`. */
  dataLayer?: string;
  /** Of the adapter `email`: which forms identify the shopper when they are sent, as a CSS selector. Default none. */
  emailForms?: string;
  /** Of the adapter `email`: the box in such a form that has to be ticked, where the form has it, as a CSS selector. */
  emailConsent?: string;
  /** Of the adapter `spa`: the shop routes in the hash (`#/cart`). Default false. */
  spaHash?: boolean;
  /** Of the adapter `spa`: parameters of the query that make no other page, as `"sort,colour"`. */
  spaIgnore?: string;
}

export type Consent = "granted" | "pending" | "denied";

/** What the shopper allows. */
export interface ConsentState {
  /** To be counted: stored on the device and sent. */
  analytics: Consent;
  /** Advertisers' click ids: kept and sent only when granted. */
  marketing: Consent;
}

/** An answer as consent managers give it. */
export type ConsentAnswer = Consent | boolean;

/** Listens to a platform and tracks what happens there. Installing it twice is harmless. `past`: the calls before it came, with their times in ms since 1970 where known. */
export type Adapter = (tracker: Tracker, options?: Partial<Options>, past?: (Notices["call"] & { at?: number })[]) => void;

/** An event of the shop's own. Types as in the plan: `id`, `text`, `money`, `quantity`, `currency`, `url`, `date`, `number`, `boolean`, `list`, `line_items`. */
export interface CustomEvent {
  required?: Record<string, string>;
  optional?: Record<string, string>;
  /** 0 (goes first when the storage is full) to 9 (goes last). Default 3. */
  intent?: number;
}

/** The call was taken, and what it says is in the browser's storage already. */
export interface Accepted {
  ok: true;
  /** A ULID; of an order's event derived from the order, so that every copy of it is the same message. Absent where nothing needed sending. */
  messageId?: string;
  /** What was trimmed or looks wrong, but not wrong enough to refuse. */
  violations?: Violation[];
  queued?: undefined;
}

/** The call was made before the module was ready; it is kept with its time and page, and judged then. */
export interface Queued {
  ok: true;
  queued: true;
  messageId?: undefined;
  violations?: undefined;
}

/** The call was not taken. Nothing is thrown, ever. */
export interface Refused {
  ok: false;
  /**
   * `invalid`: see `violations`. `repeat`: counted already (a reloaded order confirmation). The tracker is off because of `options` (a wrong
   * option), `module` (WebAssembly is not to be had here) or `internal` (an error of ours). `consent`: denied. `bot`, `preview`: a robot, a
   * theme editor; see the option `bots`.
   */
  reason: "invalid" | "repeat" | "options" | "module" | "internal" | "consent" | "bot" | "preview";
  /** Everything that is wrong with the call, at once. */
  violations: Violation[];
}

export type Result = Accepted | Queued | Refused;

export interface Violation {
  code: ViolationCode;
  /** Where, such as `line_items[1].price`; empty for the call itself. */
  path: string;
  /** What is wrong and what is allowed, for people; never a value of the shopper's. */
  message: string;
}

/** The words never change; new ones may be added. */
export type ViolationCode =
  | "not_an_object"
  | "unknown_event"
  | "reserved_event"
  | "reserved_property"
  | "unsafe_key"
  | "name_empty"
  | "name_too_long"
  | "missing_property"
  | "wrong_type"
  | "out_of_range"
  | "not_finite"
  | "empty"
  | "bad_currency"
  | "bad_url"
  | "bad_date"
  | "too_deep"
  | "too_many_keys"
  | "too_many_lines"
  | "bigint"
  | "cycle"
  | "getter"
  | "function"
  | "unreadable"
  | "trimmed"
  | "value_too_long"
  | "too_large"
  | "contradiction"
  | "bad_declaration"
  | (string & {});

/** Who the shopper is: at least one of the three, strongest first. The message's `userId` is the customer id, else the e-mail. */
export interface PersonKeys {
  /** The shop's own id of the customer. */
  customer_id?: string | number | null;
  email?: string | null;
  /** Best in E.164: `+442079460000`. */
  phone?: string | null;
}

/** Numbers of messages. */
export interface FlushReport {
  /** Answered with 2xx on this page. */
  delivered: number;
  /** Not delivered yet: waiting, under way, or left by beacon without an answer. They go by themselves, from the next page if need be. */
  waiting: number;
  /** Waiting for the shopper to identify. */
  held: number;
  /** Lost for a reason that `diagnostics().drops` names. */
  dropped: number;
}

/** What `on` tells of, by type. */
export interface Notices {
  /** A call of this page and its result, when it was judged. */
  call: { method: "track" | "page" | "identify" | "reset"; args: unknown[]; result: Accepted | Refused };
  /** A request was made; `body` is its JSON text. */
  request: { id: number; via: "fetch" | "beacon"; url: string; body: string };
  /** What became of it: an HTTP status; or 0 no answer, 1 taken over by `sendBeacon`, 2 refused by the browser. */
  outcome: { id: number; status: number };
  /** Consent has changed, by whatever way. */
  consent: ConsentState;
  /** A message was lost. `messageId` and `name` as far as it could still be read. */
  drop: { messageId?: string; name?: string; type?: string; timestamp?: string; reason: DropReason };
}

/**
 * What this browser has learnt of the shopper who is using it now; gone with `reset()` or another person. The same names as the people attributes of
 * the plan, and the same values. What is not known is absent.
 */
export interface Profile {
  /** The name of the product seen last. */
  last_viewed_product?: string;
  last_viewed_product_id?: string;
  /** As the shop's events say it. */
  last_viewed_product_url?: string;
  /** As the shop's events say it. */
  last_viewed_product_image_url?: string;
  /** The category seen last: a product's `category`, or the collection that was opened. */
  last_viewed_category?: string;
  /** The category of most interest: a view counts 1, an addition to the cart 5, half as much after 14 days. */
  preferred_category?: string;
  /** When this browser last saw an order complete, in Unix seconds. */
  last_order_date?: number;
  /** What to build a recommendation on: the product seen last, else the category seen last, else null. */
  recommend: RecommendProduct | RecommendCategory | null;
}

export interface RecommendProduct {
  by: "product";
  product_id: string;
  name?: string;
  url?: string;
  image_url?: string;
}

export interface RecommendCategory {
  by: "category";
  category: string;
}

/** The functions may be taken out of it: `const { track } = createTracker(options)`. */
export interface Tracker {
  /**
   * Tracks an event of the tracking plan. When it returns, the event is in the browser's storage, and leaves by itself.
   *
   * @example
   * shoptrail.track("product_viewed", { product_id: "P1", name: "Runner", price: 89.9, currency: "EUR" });
   */
  track<Name extends keyof Events>(name: Name, properties: Events[Name]): Result;

  /** Counts a page view; the first one of a page is counted by itself. For single-page shops, after each change of the address. */
  page(properties?: Page): Result;

  /**
   * Says who the shopper is: a customer id, an e-mail address, or several keys at once. What was tracked anonymously becomes theirs. The
   * same again sends nothing, so it may be said on every page. Another person's keys start another anonymous id first.
   *
   * What this browser learnt of the person (`profile()`, the touches) is sent along, and again when it changes: with the request that carries the
   * event, once a page view. What the page says is sent when it says it, and not repeated later: by then the shop's server may know better.
   */
  identify(id: string | number | PersonKeys, traits?: Traits): Result;
  /** Remembers traits of a shopper who is not known yet; they go with the identify that says who it is. */
  identify(id: null | undefined, traits: Traits): Result;

  /**
   * What this browser has learnt of the shopper, for the theme. Before the module is ready, and while the tracker is off, nothing is known.
   *
   * @example
   * const { recommend } = (await shoptrail.ready()).profile();
   * if (recommend?.by === "product") showRelatedTo(recommend.product_id);
   * else if (recommend) showBestOf(recommend.category);
   */
  profile(): Profile;

  /** Forgets the person, as at log-out: a new anonymous id, cart, attribution and profile. Events that wait about them stay theirs. */
  reset(): Result;

  /**
   * Takes the shopper's answer: one for both, or each; what is not mentioned stays. Granted: what waited is tracked with its own times and
   * pages. Not granted any more: everything of ours on the device is erased, in all tabs, and nothing more is stored or sent. The answer is
   * remembered only while analytics are granted (a denial leaves no trace, so it has to be said on each page), and not with `consentFrom`.
   */
  setConsent(answer: ConsentAnswer | { analytics?: ConsentAnswer; marketing?: ConsentAnswer }): void;

  /**
   * Erases everything of ours on the device, unsent events included, and stops on this page and in other tabs. The next page starts with
   * somebody new, as its options say. What Customer.io has already is for the shop's server to delete or suppress.
   */
  forget(): void;

  /**
   * The link with the anonymous id on it when it leads to one of `linkDomains`; any other, and any before the module is ready, as it is. The id on
   * a link counts for two minutes: ask when the link is followed, not when the page is made.
   *
   * @example
   * checkout.addEventListener("click", () => { checkout.href = shoptrail.link(checkout.href); });
   */
  link(url: string): string;

  /** Sends what may be sent now, and says what became of it: at the latest after 10 seconds. Never rejects. */
  flush(): Promise<FlushReport>;

  /** Resolves, and calls back, once the module works. Never, when the tracker is off. */
  ready(callback?: (tracker: Tracker) => void): Promise<Tracker>;

  /** Calls `listener` whenever it happens, until the function given back is called. What the listener throws goes to the console. */
  on<Type extends keyof Notices>(type: Type, listener: (notice: Notices[Type]) => void): () => void;

  diagnostics(): Diagnostics;
}

/**
 * The page's tracker. Calling it again gives the same one, and the options of the first call count. On a server it gives one that does nothing.
 *
 * @example
 * const shoptrail = createTracker({ writeKey: "…", region: "eu" });
 */
export function createTracker(options: Options): Tracker;

declare global {
  interface Window {
    /** The tracker; queueing before the script has arrived. Absent where neither the snippet nor `createTracker` ran. */
    shoptrail?: Tracker;
  }
}
